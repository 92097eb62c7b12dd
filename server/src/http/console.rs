//! The console's page: one document for every address under `/console/`, and where the demo runs, the gallery's.

use axum::extract::State;
use axum::http::Uri;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{Web, asset};

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// The gallery shows itself and the widget's states in frames.
const GALLERY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    connect-src 'self'; img-src 'self' data:; font-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'self'";

/// The cookie in which the console keeps the language that an agent picked.
const LANGUAGE: &str = "lobby.language";

/// `GET /console/…`.
pub async fn page(State(web): State<Web>, uri: Uri, asked: HeaderMap) -> Response {
    if uri.path().starts_with("/console/api/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let (name, policy, frames) = match uri.path() {
        "/console/gallery" if web.config.demo => ("gallery", GALLERY_POLICY, "SAMEORIGIN"),
        "/console/gallery/widget" if web.config.demo => ("states", GALLERY_POLICY, "SAMEORIGIN"),
        _ => ("console", POLICY, "DENY"),
    };
    let language = asset::language(name, cookie(&asked, LANGUAGE), &asked);
    let headers = [
        (header::X_FRAME_OPTIONS, frames),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    (headers, asset::page(name, &language, policy, &asked)).into_response()
}

/// A cookie that the console itself keeps for this browser.
fn cookie<'a>(asked: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = asked.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}
