//! The notices at the top right, clear of the composer: they can be read, held by pointer or focus, and dismissed.

use super::context::Context;
use super::icon::{Glyph, icon};
use super::part::{Part, button, each, part};
use crate::state::block_list;
use crate::state::toast::{Intent, Notice};
use crate::text::text;

/// All notices.
pub fn toast_list(context: Context) -> Part {
    let hold = |held: bool| move |_| context.intend(Intent::Held(held));
    part("div", "toasts")
        .with("role", "status")
        .with("aria-live", "polite")
        .on("pointerenter", hold(true))
        .on("pointerleave", hold(false))
        .on("focusin", hold(true))
        .on("focusout", hold(false))
        .inside(each(
            move || context.toasts.with(|toasts| toasts.shown().iter().map(|toast| toast.number).collect()),
            move |number| toast(context, number),
        ))
}

fn toast(context: Context, number: u64) -> Part {
    let t = text();
    let notice = context.toasts.with(|toasts| {
        let toast = toasts.shown().iter().find(|toast| toast.number == number);
        toast.map(|toast| toast.notice.clone())
    });
    let words = notice.as_ref().map(|notice| t.notice(notice)).unwrap_or_default();
    let close = button("icon-button")
        .label(t.close)
        .press(move || context.intend(Intent::Dismissed(number)))
        .inside(icon(Glyph::Close));
    let undo = match notice {
        Some(Notice::Lifted(site, id)) => Some(block_list::Intent::UndoPressed(site, id)),
        Some(_) | None => None,
    };
    let undo = undo.map(|undo| {
        button("text-button").text(t.undo).press(move || {
            context.intend(Intent::Dismissed(number));
            context.intend(undo.clone());
        })
    });
    part("div", "toast").child(part("p", "").text(words)).children(undo).child(close)
}
