//! The icons, from Lucide's outlines, drawn inline.

use leptos::prelude::*;

/// Closes the panel.
pub const DOWN: &str = "m6 9 6 6 6-6";
/// Opens the menu.
pub const DOTS: &str = "M5 12h.01M12 12h.01M19 12h.01";
/// Sends.
pub const SEND: &str = "M3.7 3.05a.5.5 0 0 0-.68.62l2.84 7.63a2 2 0 0 1 0 1.4l-2.84 7.63a.5.5 0 0 0 .68.62l18-8.5a.5.5 0 0 0 0-.9zM6 12h16";

/// An icon, 20 px, in the colour of the words around it.
pub fn icon(path: &'static str) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=path></path>
        </svg>
    }
    .into_any()
}
