//! The bar that says how the link is, whenever it is not well.

use leptos::prelude::*;

use super::context::Context;
use super::part::{Part, button, part};
use crate::state::Intent;
use crate::state::link::Link;
use crate::text::text;

/// The bar; nothing while messages flow.
pub fn link_bar(context: Context) -> Part {
    let t = text();
    part("div", "link-bar").with("role", "status").shows(move || {
        let (words, reload) = match context.link.get() {
            Link::Ready | Link::Connecting => return ().into_any(),
            Link::Lost => (t.no_connection, false),
            Link::TooOld => (t.reload_needed, true),
            Link::Stopped => (t.stopped, true),
        };
        let reload = reload
            .then(|| button("button small").press(move || context.intend(Intent::ReloadPressed)).text(t.reload).view());
        (part("p", "").text(words).view(), reload).into_any()
    })
}
