//! Every touch of the browser that is neither a view nor the socket.

pub mod bridge;
pub mod chance;
pub mod clock;
pub mod crypt;
pub mod keeper;
pub mod life;

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};

/// The window, where there is one.
pub fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// The site's key, from the frame's path.
pub fn site_key() -> Option<String> {
    let path = window()?.location().pathname().ok()?;
    path.strip_prefix("/lobby/frame/").map(str::to_owned)
}

/// Puts the keyboard on what this selector finds, once everything is drawn.
pub fn focus(selector: &'static str) {
    find(selector, |element| {
        if let Some(element) = element.dyn_ref::<web_sys::HtmlElement>() {
            let _ = element.focus();
        }
    });
}

/// Scrolls what this selector finds to its end, once everything is drawn. Waits for no animation frame, since a hidden
/// frame gets none.
pub fn to_end(selector: &'static str) {
    find(selector, |element| element.set_scroll_top(element.scroll_height()));
}

fn find(selector: &'static str, then: fn(&web_sys::Element)) {
    let call = move || {
        if let Some(element) = element(selector) {
            then(&element);
        }
    };
    clock::soon(Box::new(call));
}

/// The first element that this selector finds.
pub fn element(selector: &str) -> Option<web_sys::Element> {
    window()?.document()?.query_selector(selector).ok()?
}

fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in fields {
        // Cannot fail on a plain object of our own.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}
