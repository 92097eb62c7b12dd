//! The bodies of the console's plain routes, in two forms: JSON for people and tools, postcard for the console, which names
//! it in `Content-Type` and asks for it in `Accept`.
//!
//! **Invariant:** no handler knows the form, so both say the same, refusals too.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use lobby_shared::http::POSTCARD;
use lobby_shared::wire::codec::Codec;
use serde::Serialize;
use serde::de::DeserializeOwned;

const JSON: &str = "application/json";

/// What a request's body says; `None` when it is not what the route reads.
pub struct Asked<T>(pub Option<T>);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Asked<T> {
    type Rejection = Infallible;

    async fn from_request(request: Request, state: &S) -> Result<Self, Infallible> {
        let codec = named(request.headers(), header::CONTENT_TYPE);
        let bytes = Bytes::from_request(request, state).await.ok();
        Ok(Self(codec.zip(bytes).and_then(|(codec, bytes)| codec.decode(&bytes).ok())))
    }
}

/// An answer that is written in the form that the request asked for.
pub struct Told<T>(pub T);

/// Writes an answer in either form.
#[derive(Clone)]
struct Unwritten(Arc<dyn Fn(Codec) -> Vec<u8> + Send + Sync>);

impl<T: Serialize + Send + Sync + 'static> IntoResponse for Told<T> {
    fn into_response(self) -> Response {
        let mut response = Response::default();
        response.extensions_mut().insert(Unwritten(Arc::new(move |codec| codec.encode(&self.0))));
        response
    }
}

/// Writes the answers of all routes, each in the form that was asked for; JSON where none was.
pub async fn write(request: Request, next: Next) -> Response {
    let codec = named(request.headers(), header::ACCEPT).unwrap_or(Codec::Json);
    let mut response = next.run(request).await;
    if let Some(Unwritten(answer)) = response.extensions_mut().remove() {
        let form = if codec == Codec::Postcard { POSTCARD } else { JSON };
        *response.body_mut() = Body::from(answer(codec));
        let headers = response.headers_mut();
        headers.remove(header::CONTENT_LENGTH);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(form));
        headers.insert(header::VARY, HeaderValue::from_static("accept"));
    }
    response
}

/// The form that a header names, whatever parameters follow it.
fn named(headers: &HeaderMap, name: HeaderName) -> Option<Codec> {
    let value = headers.get(name)?.to_str().ok()?;
    let form = value.split(';').next().unwrap_or(value).trim();
    if form.eq_ignore_ascii_case(POSTCARD) {
        Some(Codec::Postcard)
    } else {
        form.eq_ignore_ascii_case(JSON).then_some(Codec::Json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_known_with_parameters_and_in_any_case_and_others_are_none() {
        let named = |value: &'static str| {
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(value))]);
            named(&headers, header::CONTENT_TYPE)
        };
        assert_eq!(named("application/postcard"), Some(Codec::Postcard));
        assert_eq!(named("Application/JSON; charset=utf-8"), Some(Codec::Json));
        assert_eq!(named("text/plain"), None);
        assert_eq!(named("*/*"), None);
    }
}
