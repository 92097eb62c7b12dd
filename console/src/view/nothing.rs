//! What stands where there is nothing: why, and what to do. Empty, loading, failed and offline all look of one kind.

use super::context::Context;
use super::icon::{Glyph, sized};
use super::part::{Part, ornament, part};
use crate::state::link::Link;
use crate::text::text;

/// The state, as a sign, in a few words and a sentence.
pub fn nothing(sign: Glyph, title: &'static str, help: &'static str) -> Part {
    let titled = (!title.is_empty()).then(|| part("strong", "").text(title));
    part("div", "nothing")
        .child(ornament("nothing-sign").inside(sized(sign, 20)))
        .children(titled)
        .child(part("p", "").text(help))
}

/// On its way.
pub fn loading() -> Part {
    part("div", "nothing loading").child(part("p", "").text(text().loading))
}

/// Not here yet: loading, or without a connection to load by.
pub fn not_yet(context: Context) -> Part {
    let t = text();
    part("div", "not-yet").with("role", "status").shows(move || {
        if context.link.get() == Link::Lost {
            nothing(Glyph::Offline, t.offline_title, t.offline_help).view()
        } else {
            loading().view()
        }
    })
}

/// The same in a line, inside something larger that is there already.
pub fn not_yet_line(context: Context, class: &'static str) -> Part {
    let t = text();
    let lost = move || context.link.get() == Link::Lost;
    part("p", class).with("role", "status").says(move || if lost() { t.offline_help } else { t.loading }.to_owned())
}
