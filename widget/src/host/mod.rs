//! Every touch of the browser that is neither a view nor the socket.

pub mod bridge;
pub mod chance;
pub mod clock;
pub mod crypt;
pub mod keeper;
pub mod life;
pub mod words;

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// The window, where there is one.
pub fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// The site's key, from the frame's path.
pub fn site_key() -> Option<String> {
    let path = window()?.location().pathname().ok()?;
    path.strip_prefix("/lobby/frame/").map(str::to_owned)
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
