//! The button that invites a visitor: green while they browse, grey otherwise, and always there.

use leptos::prelude::*;
use lobby_shared::visitor::VisitorState;

use super::context::Context;
use super::part::{Part, button, memo};
use super::signal::{Memo, RwSignal};
use crate::state::link::Link;
use crate::state::visitor::{Intent, Row};
use crate::text::text;

/// The button of whoever has this number. It keeps the keyboard while it cannot be used, so that it can say why.
pub fn invite_button(context: Context, number: RwSignal<u64>, row: Memo<Option<Row>>) -> Part {
    let t = text();
    let busy = memo(move || context.lobby.with(|lobby| lobby.invites(number.get())));
    let browses = move || {
        let free = |row: &Row| row.visitor.state == VisitorState::Browsing && !row.visitor.blocked;
        row.with(|row| row.as_ref().is_some_and(free))
    };
    let ready = move || browses() && !busy.get() && context.link.get() == Link::Ready;
    let words = move || if busy.get() { t.inviting } else { t.invite }.to_owned();
    button("button small invite")
        .follows("aria-label", move || Some(format!("{} · {}", t.invite, t.visitor(number.get()))))
        .follows("title", move || Some(if browses() { t.invite_help } else { t.invite_not }.to_owned()))
        .tells("aria-disabled", move || !ready())
        .press(move || {
            if untrack(ready) {
                context.intend(Intent::InvitePressed(number.get_untracked()));
            }
        })
        .says(words)
}
