//! Ending a conversation: asking the visitor, and ending it oneself after one more question.

use lobby_shared::id::ConversationId;

use super::context::Context;
use super::part::{Hold, Part, button, focus_when, part, while_there};
use crate::state::conversation::Intent;
use crate::text::text;

/// Both buttons and the question.
pub fn end_buttons(context: Context, id: ConversationId) -> Part {
    let t = text();
    let confirming = move || context.conversations.with(|lists| lists.confirming == Some(id));
    let ask = button("button")
        .has("disabled", move || context.stream.with(|stream| stream.end_asked))
        .press(move || context.intend(Intent::AskToEndPressed(id)))
        .text(t.ask_to_end);
    let end = button("button")
        .with("aria-haspopup", "dialog")
        .tells("aria-expanded", confirming)
        .press(move || context.intend(Intent::EndPressed(id)))
        .text(t.end);
    let scrim = move || {
        let scrim = button("scrim").with("tabindex", "-1").label(t.cancel);
        scrim.press(move || context.intend(Intent::EndCancelled))
    };
    part("div", "end")
        .child(ask)
        .child(end)
        .inside(while_there(confirming, scrim))
        .inside(while_there(confirming, move || question(context, id)))
}

fn question(context: Context, id: ConversationId) -> Part {
    let t = text();
    let hold = Hold::new();
    focus_when(hold, || true);
    let cancel = button("button").press(move || context.intend(Intent::EndCancelled)).text(t.cancel);
    let confirm =
        button("button primary").held(hold).press(move || context.intend(Intent::EndConfirmed(id))).text(t.end_confirm);
    part("div", "popover end-question")
        .with("role", "dialog")
        .with("aria-labelledby", "end-title")
        .key(move |event| {
            if event.key() == "Escape" {
                context.intend(Intent::EndCancelled);
            }
        })
        .child(part("strong", "").with("id", "end-title").text(t.end_title))
        .child(part("p", "").text(t.end_help))
        .child(part("div", "end-choice").child(cancel).child(confirm))
}
