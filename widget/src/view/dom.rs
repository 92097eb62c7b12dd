//! What views do with elements on the screen, once drawn: find, listen, focus, scroll.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, EventTarget, HtmlElement};

/// The first element that this selector finds.
pub fn element(selector: &str) -> Option<Element> {
    web_sys::window()?.document()?.query_selector(selector).ok()?
}

/// Listens for as long as the frame lives. Boxed, since each type of closure would be compiled anew.
pub fn listen(target: &EventTarget, name: &str, call: Box<dyn FnMut(Event)>) {
    let closure = Closure::wrap(call);
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// Puts the keyboard on what this selector finds.
pub fn focus(selector: &str) {
    if let Some(element) = element(selector).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Scrolls what this selector finds to its end.
pub fn to_end(selector: &str) {
    if let Some(element) = element(selector) {
        element.set_scroll_top(element.scroll_height());
    }
}
