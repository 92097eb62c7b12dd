//! The frame of the screens before the console itself: one card in the middle, and the line above its button.

use leptos::prelude::*;
use lobby_shared::http::ProblemCode;

use super::context::Context;
use super::part::{Part, ornament, part, while_there};
use crate::state::entry::Fault;
use crate::text::text;

/// The card, around `inside`.
pub fn entry_card(title: &'static str, wide: bool, inside: Vec<AnyView>) -> Part {
    let mut card = part("section", if wide { "entry-card wide" } else { "entry-card" })
        .with("aria-labelledby", "entry-title")
        .child(ornament("mark").text("L"))
        .child(part("h1", "").with("id", "entry-title").text(title));
    for view in inside {
        card = card.inside(view);
    }
    part("main", "entry").child(card)
}

/// Why sign-in cannot work at this address, and what to do; nothing where it can.
pub fn cookie_problem(context: Context) -> AnyView {
    let t = text();
    while_there(
        move || context.entry.with(|entry| entry.cookie_problem),
        move || {
            part("div", "entry-warning")
                .with("role", "alert")
                .child(part("strong", "").text(t.cookie_title))
                .child(part("p", "").text(t.cookie_help))
        },
    )
}

/// What is wrong with the form as a whole, or how long to wait.
pub fn form_fault(context: Context) -> Part {
    part("p", "fault").with("role", "alert").says(move || {
        let fault = context.entry.with(|entry| entry.fault(None));
        match (seconds_to_wait(context), fault) {
            (Some(seconds), _) => text().wait(seconds),
            (None, Some(Fault::Problem(ProblemCode::TooMany)) | None) => String::new(),
            (None, Some(fault)) => text().fault(fault, None).to_owned(),
        }
    })
}

/// The button that sends the form, and what it says meanwhile.
pub fn submit(context: Context, words: &'static str, busy: &'static str) -> Part {
    let sends = move || context.entry.with(|entry| entry.busy);
    part("button", "button primary")
        .with("type", "submit")
        .has("disabled", move || sends() || seconds_to_wait(context).is_some())
        .tells("aria-busy", sends)
        .says(move || if sends() { busy } else { words }.to_owned())
}

/// Whole seconds until the next attempt; `None` when it may be made now.
fn seconds_to_wait(context: Context) -> Option<u64> {
    let until = context.entry.with(|entry| entry.wait_until)?;
    let left = until.since(context.now.get()).0;
    (left > 0).then(|| left.div_ceil(1_000))
}
