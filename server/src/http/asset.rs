//! Files that were built with the server: inside the binary in release, read from disk while developing.

use std::borrow::Cow;

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use rust_embed::RustEmbed;

use crate::domain::language;

/// A name with a content hash never changes what it means.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

#[derive(RustEmbed)]
#[folder = "../target/assets"]
#[allow_missing = true]
struct Built;

/// A built file's content.
pub fn read(path: &str) -> Option<Bytes> {
    Built::get(path).map(|file| match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    })
}

/// The page that stands in when the assets were not built: only while developing.
pub fn missing() -> Response {
    let words = "The assets are not built. Run `cargo xtask assets`, or `cargo xtask serve`.\n";
    (StatusCode::SERVICE_UNAVAILABLE, words).into_response()
}

/// The media type by a name's ending.
pub fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "jpg" => "image/jpeg",
        "ico" => "image/x-icon",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

/// A built file in the smallest encoding that the browser takes and that was built.
fn packed(path: &str, asked: &HeaderMap) -> Option<Response> {
    let accepted = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let takes = |name: &str| accepted.split(',').any(|item| item.split(';').next().unwrap_or_default().trim() == name);
    let encoded = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(name, _)| takes(name))
        .find_map(|(name, ending)| read(&format!("{path}{ending}")).map(|bytes| (Some(name), bytes)));
    let hidden = [".br", ".gz"].iter().any(|ending| path.ends_with(ending));
    let (encoding, bytes) = encoded.or_else(|| read(path).filter(|_| !hidden).map(|bytes| (None, bytes)))?;
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(path)));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Some(response)
}

/// `GET /assets/FILE`. The scripts among them run in other sites' pages, as modules too, so any origin may read them.
pub async fn hashed(Path(file): Path<String>, asked: HeaderMap) -> Response {
    let Some(mut response) = packed(&format!("assets/{file}"), &asked) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(FOR_EVER));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    response
}

/// The languages that a page was built in.
fn languages(page: &str) -> Vec<String> {
    let code = |path: Cow<'static, str>| {
        let code = path.strip_prefix(page)?.strip_prefix('/')?.strip_suffix(".html")?;
        Some(code.to_owned())
    };
    Built::iter().filter_map(code).collect()
}

/// The language for whoever asks: `told` by the page or by choice, else as the browser wishes, else English.
pub fn language(page: &str, told: Option<&str>, asked: &HeaderMap) -> String {
    let header = asked.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let wanted: Vec<&str> = told.into_iter().chain(language::accepted(header)).collect();
    let have = languages(page);
    let have: Vec<&str> = have.iter().map(String::as_str).collect();
    language::pick(&wanted, &have).unwrap_or("en").to_owned()
}

/// A page in its language; asked for each time, since it names the hashed files of today.
pub fn page(page: &str, language: &str, policy: &str, asked: &HeaderMap) -> Response {
    let Some(mut response) = packed(&format!("{page}/{language}.html"), asked) else { return missing() };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding, accept-language, cookie"));
    if let Ok(policy) = HeaderValue::from_str(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
