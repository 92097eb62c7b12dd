//! Events of the frame as a whole. Listeners live as long as the frame.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BeforeUnloadEvent, Event, EventTarget, KeyboardEvent, VisibilityState};

pub(super) fn listen(target: Option<EventTarget>, name: &str, call: impl FnMut(Event) + 'static) {
    let Some(target) = target else { return };
    let closure = Closure::<dyn FnMut(Event)>::new(call);
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    closure.forget();
}

pub(super) fn window() -> Option<EventTarget> {
    super::window().map(Into::into)
}

/// Whether somebody can see the page around the frame.
pub fn is_visible() -> bool {
    let document = super::window().and_then(|window| window.document());
    document.is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}

/// The link may be back (online again, out of a cache), or the tab was shown or hidden.
pub fn on_return(call: impl Fn() + Clone + 'static) {
    let document = super::window().and_then(|window| window.document()).map(Into::into);
    let (online, pageshow, visible) = (call.clone(), call.clone(), call);
    listen(window(), "online", move |_| online());
    listen(window(), "pageshow", move |_| pageshow());
    listen(document, "visibilitychange", move |_| visible());
}

/// Escape was pressed and nothing inside used it.
pub fn on_escape(call: impl Fn() + 'static) {
    listen(window(), "keydown", move |event| {
        let escape = event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape");
        if escape && !event.default_prevented() {
            call();
        }
    });
}

/// The page is about to be left: `true` makes the browser ask first.
pub fn on_leave(unsaved: impl Fn() -> bool + 'static) {
    listen(window(), "beforeunload", move |event| {
        if unsaved() {
            event.prevent_default();
            if let Some(event) = event.dyn_ref::<BeforeUnloadEvent>() {
                event.set_return_value("unsent");
            }
        }
    });
}

/// Loads the frame anew, for a newer build; once only, so that a server that is behind does not make it spin.
pub fn reload() {
    const DONE: &str = "!";
    let Some(location) = super::window().map(|window| window.location()) else { return };
    let hash = location.hash().unwrap_or_default();
    if !hash.ends_with(DONE) && location.set_hash(&[&hash, DONE].concat()).is_ok() {
        let _ = location.reload();
    }
}

/// The origin that the loader says it stands on; the browser confirms it with every message.
pub(super) fn told_origin() -> Option<String> {
    let hash = super::window()?.location().hash().ok()?;
    Some(hash.strip_prefix('#')?.trim_end_matches('!').to_owned())
}
