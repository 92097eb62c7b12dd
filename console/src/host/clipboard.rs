//! Putting text on the clipboard.

use wasm_bindgen_futures::JsFuture;

/// Copies the text; `false` when the browser does not allow it.
pub async fn copy(text: &str) -> bool {
    // Pages on plain http have no clipboard at all, and asking an absent one throws.
    let Some(window) = super::window().filter(web_sys::Window::is_secure_context) else { return false };
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}
