//! Events of the frame as a whole. Listeners live as long as the frame.

use std::rc::Rc;

use lobby_shared::visitor::Screen;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BeforeUnloadEvent, Event, EventTarget, HtmlFormElement, KeyboardEvent, VisibilityState};

use super::field;

/// The screen, where the browser tells.
pub fn screen() -> Option<Screen> {
    let screen = field(&super::window()?.into(), "screen");
    let side = |name| field(&screen, name).as_f64().map(|pixels| pixels as u16);
    Some(Screen { width: side("width")?, height: side("height")? })
}

/// The browser's first language; empty where it does not tell.
pub fn language() -> String {
    super::window().and_then(|window| window.navigator().language()).unwrap_or_default()
}

/// Opens a page of this server's in a tab of its own, as this visitor. The token travels in the request's body, by the
/// frame's form: an address would be kept by browsers and written into logs.
pub fn open_page(address: &str, token: &str) {
    let form = super::window().and_then(|window| window.document()?.query_selector("form").ok()?);
    let Some(form) = form else { return };
    if let Some(field) = form.first_element_child() {
        let _ = field.set_attribute("value", token);
    }
    let _ = form.set_attribute("action", address);
    let _ = form.unchecked_into::<HtmlFormElement>().submit();
}

/// Listens for as long as the frame lives. Boxed, since each type of closure would be compiled anew.
pub fn listen(target: &EventTarget, name: &str, call: Box<dyn FnMut(Event)>) {
    let closure = Closure::wrap(call);
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// Whether somebody can see the page around the frame.
pub fn is_visible() -> bool {
    let document = super::window().and_then(|window| window.document());
    document.is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}

/// The link may be back (online again, out of a cache), or the tab was shown or hidden.
pub fn on_return(call: Rc<dyn Fn()>) {
    let Some(window) = super::window() else { return };
    for name in ["online", "pageshow"] {
        let call = Rc::clone(&call);
        listen(&window, name, Box::new(move |_| call()));
    }
    if let Some(document) = window.document() {
        listen(&document, "visibilitychange", Box::new(move |_| call()));
    }
}

/// The visitor came to the frame, by pointer or key.
pub fn on_use(call: Box<dyn Fn()>) {
    let Some(window) = super::window() else { return };
    listen(&window, "focus", Box::new(move |_| call()));
}

/// The frame has another size, or something in it has grown.
pub fn on_resize(call: Rc<dyn Fn()>) {
    let Some(window) = super::window() else { return };
    for name in ["resize", "animationend"] {
        let call = Rc::clone(&call);
        listen(&window, name, Box::new(move |_| call()));
    }
}

/// Escape was pressed.
pub fn on_escape(call: Box<dyn Fn()>) {
    let Some(window) = super::window() else { return };
    let pressed = move |event: Event| {
        if event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape") {
            call();
        }
    };
    listen(&window, "keydown", Box::new(pressed));
}

/// The page is about to be left: `true` makes the browser ask first.
pub fn on_leave(unsaved: Box<dyn Fn() -> bool>) {
    let Some(window) = super::window() else { return };
    let leaving = move |event: Event| {
        if unsaved() {
            event.prevent_default();
            if let Some(event) = event.dyn_ref::<BeforeUnloadEvent>() {
                event.set_return_value("unsent");
            }
        }
    };
    listen(&window, "beforeunload", Box::new(leaving));
}

/// Stands behind the origin in a frame that was loaded anew.
const DONE: char = '!';

/// Loads the frame anew, for a newer build; once only, so that a server that is behind does not make it spin.
pub fn reload() {
    let Some(location) = super::window().map(|window| window.location()) else { return };
    let hash = location.hash().unwrap_or_default();
    if !hash.ends_with(DONE) && location.set_hash(&[hash.as_str(), "!"].concat()).is_ok() {
        let _ = location.reload();
    }
}

/// The origin that the loader says it stands on; the browser confirms it with every message.
pub(super) fn told_origin() -> Option<String> {
    let hash = super::window()?.location().hash().ok()?;
    let origin = hash.strip_prefix('#')?;
    Some(origin.strip_suffix(DONE).unwrap_or(origin).to_owned())
}
