//! One row of the stream: a bubble, how far it is, a line, a note, or a placeholder for what is too new.

use lobby_shared::conversation::Side;
use lobby_shared::id::Cid;
use lobby_shared::wire::error::ErrorCode;

use super::context::Context;
use super::icon::{Glyph, sized};
use super::part::{Part, button, ornament, part};
use super::rail::{badge, initials};
use crate::state::Intent;
use crate::state::stream::{Bubble, Item, Line, Reach, SideOf};
use crate::text::{moment, text};

/// The row. `number` is the visitor's.
pub fn item(context: Context, number: u64, item: Item) -> Part {
    let t = text();
    match item {
        Item::Bubble(said) => bubble(number, said),
        Item::Delivery(reach) => delivery(reach),
        Item::Failed { cid, reason } => failed(context, cid, reason),
        Item::Line { line, time_ms, .. } => {
            let words = format!("{} · {}", words(&line), moment::short(time_ms, context.now.get_untracked()));
            part("p", "stream-line").with("title", moment::full(time_ms)).text(words)
        }
        Item::Note { text: note, name, .. } => part("div", "note")
            .child(part("strong", "").text(t.note))
            .child(part("p", "").child(part("bdi", "").text(note)))
            .child(part("span", "unseen").text(name)),
        Item::Unknown(_) => part("p", "stream-line unknown").text(t.unknown_event),
    }
}

fn words(line: &Line) -> String {
    let t = text();
    match line {
        Line::Opened => t.opened.into(),
        Line::Accepted(None) => t.accepted_by_you.into(),
        Line::Accepted(Some(name)) => t.accepted(name),
        Line::EndAsked(None) => t.end_asked_by_you.into(),
        Line::EndAsked(Some(name)) => t.end_asked(name),
        Line::EndDeclined => t.end_declined.into(),
        Line::EndedByVisitor => t.ended(Side::Visitor).into(),
        Line::EndedByAgent => t.ended(Side::Agent).into(),
    }
}

fn bubble(number: u64, said: Bubble) -> Part {
    let Bubble { side, text: words, time_ms, joined, .. } = said;
    // One's own words are drawn anew when the server has them, which nobody needs to hear.
    let heard = if side == SideOf::Me { "off" } else { "polite" };
    let (own, who, face) = match side {
        SideOf::Visitor => (false, text().visitor(number), badge(number)),
        SideOf::Me => (true, String::new(), String::new()),
        SideOf::Colleague(name) => (true, name.clone(), initials(&name)),
        SideOf::Site => (true, text().rule_as_site.to_owned(), String::new()),
    };
    let class = match (own, joined) {
        (false, false) => "said",
        (false, true) => "said joined",
        (true, false) => "said own",
        (true, true) => "said own joined",
    };
    let face = (!own).then(|| ornament(if joined { "initials unseen-face" } else { "initials" }).text(face));
    let named = (!joined && own && !who.is_empty()).then(|| part("span", "bubble-name").text(who.clone()));
    let bubble = part("p", "bubble")
        .with("title", moment::full(time_ms))
        .child(part("span", "unseen").text(who))
        .child(part("bdi", "").text(words));
    part("div", class)
        .with("aria-live", heard)
        .children(face)
        .child(part("div", "bubble-box").children(named).child(bubble))
        .child(part("time", "bubble-time").text(moment::time_of_day(time_ms)))
}

fn delivery(reach: Reach) -> Part {
    let t = text();
    let (glyph, words) = match reach {
        Reach::Sending => (Glyph::Clock, t.sending),
        Reach::Sent => (Glyph::Check, t.sent),
        Reach::Delivered => (Glyph::CheckTwice, t.delivered),
        Reach::Read => (Glyph::CheckTwice, t.read),
    };
    let class = if reach == Reach::Read { "delivery read" } else { "delivery" };
    part("p", class).with("aria-live", "off").inside(sized(glyph, 14)).text(words)
}

fn failed(context: Context, cid: Cid, reason: ErrorCode) -> Part {
    let t = text();
    let choice = |words: &'static str, intent: fn(Cid) -> Intent| {
        button("button small").press(move || context.intend(intent(cid))).text(words)
    };
    part("div", "delivery failed")
        .with("role", "alert")
        .inside(sized(Glyph::Alert, 14))
        .child(part("span", "").text(t.failed(reason)))
        .child(choice(t.retry, Intent::RetryPressed))
        .child(choice(t.discard, Intent::DiscardPressed))
}
