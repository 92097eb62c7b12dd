//! What stands where there is nothing: why, and what to do. Empty, loading, failed and offline all look of one kind.

use leptos::prelude::*;

use super::context::Context;
use super::part::{Part, part};
use crate::state::link::Link;
use crate::text::text;

/// The state, in a few words and a sentence. `kind` is a further class.
pub fn nothing(kind: &'static str, title: &'static str, help: &'static str) -> Part {
    let whole = part("div", if kind == "loading" { "nothing loading" } else { "nothing" });
    let titled = (!title.is_empty()).then(|| part("strong", "").text(title));
    whole.children(titled).child(part("p", "").text(help))
}

/// Not here yet: loading, or without a connection to load by.
pub fn not_yet(context: Context) -> Part {
    let t = text();
    part("div", "").with("role", "status").shows(move || {
        if context.link.get() == Link::Lost {
            nothing("", t.offline_title, t.offline_help).view()
        } else {
            nothing("loading", "", t.loading).view()
        }
    })
}
