//! What is on disk of the visitor who is looked at: earlier visits, each with its trail, and earlier conversations.

use leptos::prelude::*;
use lobby_shared::conversation::{ConversationCard, ConversationState, Side};
use lobby_shared::trail::{Visit, Walked};

use super::context::Context;
use super::go::go;
use super::part::{Part, button, each, maybe, memo, part, shows};
use super::trail::past_trail;
use crate::state::route::Route;
use crate::state::trail::{Intent, Reading};
use crate::text::{moment, text};

/// Earlier visits, ten at a time.
pub fn earlier_visits(context: Context) -> Part {
    let t = text();
    let numbers = memo(move || context.trail.with(|trail| trail.earlier()));
    let line = move |number: u64| {
        let visit = context.trail.with_untracked(|trail| trail.visit(number).cloned());
        let inside = visit.map(|visit| visit_line(context, visit));
        part("li", "").children(inside)
    };
    let stands = memo(move || context.trail.with(|trail| (trail.reading, trail.more)));
    let foot = shows(move || match (stands.get(), numbers.with(Vec::is_empty)) {
        ((Reading::Busy, _), _) => part("p", "card-none").text(t.loading).view(),
        ((Reading::Failed, _), _) => failed(context).view(),
        ((Reading::Done, true), _) => more(context, t.earlier_more).view(),
        ((Reading::Done, false), true) => part("p", "card-none").text(t.earlier_none).view(),
        ((Reading::Done, false), false) => maybe(None),
    });
    part("div", "").child(part("ul", "past-visits").inside(each(move || numbers.get(), line))).inside(foot)
}

fn visit_line(context: Context, visit: Visit) -> Part {
    let pages = visit.steps.iter().filter(|step| matches!(step.what, Walked::Page(_))).count();
    let lasted = visit.left_ms.map(|left| moment::span(left.since(visit.arrived_ms)));
    let head = part("summary", "")
        .child(part("span", "visit-at").text(moment::short(visit.arrived_ms, context.now.get_untracked())))
        .child(part("span", "visit-what").text(text().page_count(pages)))
        .child(part("span", "step-time").text(lasted.unwrap_or_else(|| text().none.to_owned())));
    part("details", "visit").child(head).child(past_trail(visit.steps))
}

/// Earlier conversations, each with its last words.
pub fn earlier_talks(context: Context) -> Part {
    let t = text();
    // They come with the first of what is on disk; what happens to later pieces does not concern them.
    let cards = memo(move || {
        context.trail.with(|trail| match trail.first_ms {
            Some(_) => Ok(trail.conversations.clone()),
            None => Err(trail.reading),
        })
    });
    part("div", "").shows(move || match cards.get() {
        Ok(cards) if cards.is_empty() => part("p", "card-none").text(t.talks_none).view(),
        Ok(cards) => {
            untrack(|| part("ul", "past-talks").children(cards.into_iter().map(|card| talk(context, card))).view())
        }
        Err(Reading::Failed) => failed(context).view(),
        Err(Reading::Busy | Reading::Done) => part("p", "card-none").text(t.loading).view(),
    })
}

/// What is on disk could not be loaded, and can be asked for once more.
fn failed(context: Context) -> Part {
    part("p", "card-none fault")
        .with("role", "alert")
        .child(part("span", "").text(text().load_failed))
        .child(more(context, text().retry))
}

fn more(context: Context, words: &'static str) -> Part {
    button("button small").press(move || context.intend(Intent::MorePressed)).text(words)
}

fn talk(context: Context, card: ConversationCard) -> Part {
    let t = text();
    let state = match &card.state {
        ConversationState::Waiting => t.waiting.to_owned(),
        ConversationState::Talking(agent) => t.with_agent(&agent.name),
        ConversationState::Ended(Side::Visitor) => t.ended_visitor.to_owned(),
        ConversationState::Ended(Side::Agent) => t.ended_agent.to_owned(),
    };
    let words = card.last.map_or_else(|| state.clone(), |last| last.text);
    let link = go(context, Route::Conversations(Some(card.conversation)), "talk-link", || false)
        .with("title", state)
        .child(part("span", "visit-at").text(moment::short(card.opened_ms, context.now.get_untracked())))
        .child(part("bdi", "visit-what").text(words));
    part("li", "").child(link)
}
