//! Every touch of the browser that is neither a view nor the socket: clock, chance, storage, cookies, address bar,
//! clipboard, focus, page, sound, events. Nothing here decides anything.

pub mod chance;
pub mod clipboard;
pub mod clock;
pub mod cookie;
pub mod event;
pub mod focus;
pub mod kept;
pub mod location;
pub mod page;
pub mod sound;
pub mod storage;

/// The window; there is one wherever the console runs.
pub fn window() -> Option<web_sys::Window> {
    web_sys::window()
}
