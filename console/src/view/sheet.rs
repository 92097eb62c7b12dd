//! The sheet of keys.

use super::context::Context;
use super::dialog::{close, dialog};
use super::icon::{Glyph, icon};
use super::part::{Hold, Part, button, part};
use crate::text::text;

/// The sheet.
pub fn key_sheet(context: Context) -> Part {
    let t = text();
    let hold = Hold::new();
    let keys: [(&[&'static str], &'static str); 12] = [
        (&["Ctrl", "K"], t.key_palette),
        (&["Alt", "A"], t.key_accept),
        (&["Alt", "D"], t.key_decline),
        (&["j", "k"], t.key_step),
        (&["r"], t.key_reply),
        (&["/"], t.key_search),
        (&["e"], t.key_end),
        (&["g", "l"], t.lobby),
        (&["g", "c"], t.conversations),
        (&["g", "s"], t.sites),
        (&["?"], t.key_sheet),
        (&["Esc"], t.close),
    ];
    let rows = keys.map(|(keys, words)| {
        let keys = part("dt", "").children(keys.iter().map(|key| part("kbd", "").text(*key)));
        part("div", "").child(keys).child(part("dd", "").text(words))
    });
    let head = part("div", "dialog-head")
        .child(part("h2", "").text(t.keys_title))
        .child(button("icon-button").label(t.close).press(move || close(hold)).inside(icon(Glyph::Close)));
    let inside = part("div", "dialog-box")
        .child(head)
        .child(part("dl", "keys").children(rows))
        .child(part("p", "keys-help").text(t.keys_help));
    dialog(context, t.keys_title, "dialog sheet", hold, inside)
}
