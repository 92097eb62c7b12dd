//! The address bar: where the console is, and going elsewhere without loading the page again.

use wasm_bindgen::JsValue;

/// The path, such as `/console/lobby`.
pub fn path() -> String {
    super::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default()
}

/// This page's origin, such as `https://chat.shop.example`.
pub fn origin() -> String {
    super::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// The console's socket on this server.
pub fn socket_address() -> String {
    // `http` becomes `ws` and `https` becomes `wss`.
    format!("{}/console/socket", origin().replacen("http", "ws", 1))
}

/// Goes to a path of this page, as a step that Back undoes.
pub fn push(path: &str) {
    if let Some(history) = super::window().and_then(|window| window.history().ok()) {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(path));
    }
}

/// Goes to a path of this page, in place of the present one.
pub fn replace(path: &str) {
    if let Some(history) = super::window().and_then(|window| window.history().ok()) {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(path));
    }
}

/// Takes `name` out of a fragment such as `#token=abc` and wipes the fragment, so that a secret does not stay on screen
/// or in the history.
pub fn take_from_fragment(name: &str) -> Option<String> {
    let fragment = super::window()?.location().hash().ok()?;
    let value = fragment.strip_prefix('#')?.strip_prefix(name)?.strip_prefix('=')?.to_owned();
    replace(&path());
    Some(value)
}

/// Loads the page anew.
pub fn reload() {
    if let Some(window) = super::window() {
        let _ = window.location().reload();
    }
}
