//! The console's page: one document for every address under `/console/`.

use axum::http::Uri;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::asset;

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// `GET /console/…`.
pub async fn page(uri: Uri) -> Response {
    if uri.path().starts_with("/console/api/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Some(bytes) = asset::read("console.html") else { return asset::missing() };
    let headers = [
        (header::CONTENT_TYPE, asset::media_type("console.html")),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    (headers, bytes).into_response()
}
