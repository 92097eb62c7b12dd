//! Cookies that the console keeps for the server to read. Nothing secret: the sign-in's own cookie is out of reach here.

use wasm_bindgen::JsCast;
use web_sys::HtmlDocument;

/// A year.
const KEPT_SECONDS: u32 = 31_536_000;

fn document() -> Option<HtmlDocument> {
    super::window()?.document()?.dyn_into().ok()
}

/// Keeps it for a year; an empty value forgets it.
pub fn set(name: &str, value: &str) {
    let seconds = if value.is_empty() { 0 } else { KEPT_SECONDS };
    if let Some(document) = document() {
        let _ = document.set_cookie(&format!("{name}={value}; Path=/; SameSite=Lax; Max-Age={seconds}"));
    }
}

/// What is kept; empty when nothing is.
pub fn get(name: &str) -> String {
    let all = document().and_then(|document| document.cookie().ok()).unwrap_or_default();
    let mut pairs = all.split("; ").filter_map(|pair| pair.split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned()).unwrap_or_default()
}
