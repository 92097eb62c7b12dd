//! Events of the page as a whole. Listeners live as long as the page.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BeforeUnloadEvent, Event, EventTarget, KeyboardEvent, VisibilityState};

fn listen(target: Option<EventTarget>, name: &str, call: impl FnMut(Event) + 'static) {
    let Some(target) = target else { return };
    let closure = Closure::<dyn FnMut(Event)>::new(call);
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    // The page's own listeners are never removed.
    closure.forget();
}

fn window() -> Option<EventTarget> {
    super::window().map(Into::into)
}

fn document() -> Option<web_sys::Document> {
    super::window()?.document()
}

/// Back or Forward was pressed.
pub fn on_back(mut call: impl FnMut() + 'static) {
    listen(window(), "popstate", move |_| call());
}

/// The link may be back: the machine is online again, or the page came out of a cache or a hidden tab.
pub fn on_return(call: impl Fn() + Clone + 'static) {
    let (online, shown, visible) = (call.clone(), call.clone(), call);
    listen(window(), "online", move |_| online());
    listen(window(), "pageshow", move |_| shown());
    listen(document().map(Into::into), "visibilitychange", move |_| {
        if is_visible() {
            visible();
        }
    });
}

/// The page was hidden or shown, or got or lost the focus.
pub fn on_attention(call: impl Fn() + Clone + 'static) {
    let (focus, blur, visible) = (call.clone(), call.clone(), call);
    listen(window(), "focus", move |_| focus());
    listen(window(), "blur", move |_| blur());
    listen(document().map(Into::into), "visibilitychange", move |_| visible());
}

/// Whether somebody can see the page.
pub fn is_visible() -> bool {
    document().is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}

/// Whether somebody sees the page and it has the keyboard.
pub fn has_attention() -> bool {
    is_visible() && document().is_some_and(|document| document.has_focus().unwrap_or(false))
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

/// The page may never be seen again: it was hidden, or is being left.
pub fn on_gone(call: impl Fn() + Clone + 'static) {
    let (gone, hidden) = (call.clone(), call);
    listen(window(), "pagehide", move |_| gone());
    listen(document().map(Into::into), "visibilitychange", move |_| {
        if !is_visible() {
            hidden();
        }
    });
}

/// A key was pressed anywhere; `true` means it was used and goes no further.
pub fn on_key(used: impl Fn(&KeyboardEvent) -> bool + 'static) {
    listen(window(), "keydown", move |event| {
        if event.dyn_ref::<KeyboardEvent>().is_some_and(&used) {
            event.prevent_default();
        }
    });
}

/// A key, a click or a touch, which is when browsers begin to allow sounds.
pub fn on_gesture(call: impl Fn() + Copy + 'static) {
    listen(window(), "pointerdown", move |_| call());
    listen(window(), "keydown", move |_| call());
}

/// What the browser's tab shows.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}
