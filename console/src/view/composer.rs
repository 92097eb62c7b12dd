//! The composer: grows with the text, sends by Enter, breaks by Shift+Enter, and says in red when it is too long.

use leptos::prelude::*;
use lobby_shared::id::ConversationId;
use lobby_shared::message::{Room, room};
use wasm_bindgen::JsValue;

use super::context::Context;
use super::icon::{Glyph, icon};
use super::part::{Hold, Part, focus, focus_when, part, shows};
use super::signal::Memo;
use crate::state::draft::Intent;
use crate::text::text;

/// The counter appears when this many characters or fewer are left.
const NEAR_LIMIT: usize = 100;

/// The composer of one conversation.
pub fn composer(context: Context, id: ConversationId) -> Part {
    let t = text();
    let draft = Memo::new(move |_| context.drafts.with(|drafts| drafts.text(id).to_owned()));
    let space = Memo::new(move |_| draft.with(|draft| room(draft)));
    let number = context.conversations.with_untracked(|lists| lists.number(id));
    let hold = Hold::new();
    focus_when(hold, || true);
    let send = move || {
        context.intend(Intent::SendPressed(id));
        focus(hold);
    };
    let over = move || matches!(space.get(), Room::Over(_));
    let area = part("textarea", "")
        .held(hold)
        .with("rows", "2")
        .with("dir", "auto")
        .label(t.composer_label(&t.visitor(number)))
        .with("aria-describedby", "composer-room")
        .with("placeholder", t.composer_hint)
        .tells("aria-invalid", over)
        .property("value", move || JsValue::from(draft.get()))
        .typed("input", move |typed| context.intend(Intent::Typed(id, typed)))
        .key(move |event| {
            // While an input method composes, Enter belongs to it; 229 is how older browsers say so.
            let composing = event.is_composing() || event.key_code() == 229;
            if event.key() == "Enter" && !event.shift_key() && !composing {
                event.prevent_default();
                send();
            }
        });
    let left = shows(move || match space.get() {
        Room::Left(left) if left <= NEAR_LIMIT => part("span", "composer-left").text(t.left(left)).view(),
        Room::Left(_) | Room::Empty | Room::Over(_) => ().into_any(),
    });
    let button = part("button", "button primary")
        .with("type", "submit")
        .has("disabled", move || !matches!(space.get(), Room::Left(_)))
        .inside(icon(Glyph::Send))
        .text(t.send);
    let foot = part("div", "composer-foot").child(part("span", "composer-hint").text(t.enter_sends));
    let frame = part("div", "").class_while("composer-box", "over", over);
    let fault = part("p", "fault").with("id", "composer-room").with("role", "alert").says(move || match space.get() {
        Room::Over(by) => t.over(by),
        Room::Left(_) | Room::Empty => String::new(),
    });
    part("form", "composer")
        .on("submit", move |event| {
            event.prevent_default();
            send();
        })
        .child(frame.child(area).child(foot.inside(left).child(button)))
        .child(fault)
}
