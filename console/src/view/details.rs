//! What is known beside the conversation: the visitor as the lobby has them, and the conversation itself.

use leptos::prelude::*;
use lobby_shared::conversation::{ConversationCard, ConversationState};
use lobby_shared::id::ConversationId;

use super::context::Context;
use super::icon::{Glyph, sized};
use super::part::{Part, button, ornament, part, while_there};
use super::rail::badge;
use super::tab::tabs;
use super::visitor::page_link;
use crate::state::link::Link;
use crate::state::preference::{Column, Intent, Switch};
use crate::state::visitor::Row;
use crate::text::{moment, text};

/// Below this width of the window the details lie over the stream, in CSS pixels.
const BESIDE: f64 = 1024.0;

/// Shows the details, or folds them away.
pub fn details_button(context: Context, over: RwSignal<bool>) -> Part {
    let t = text();
    let beside = || window().inner_width().ok().and_then(|width| width.as_f64()).is_some_and(|width| width >= BESIDE);
    let shown = move || context.preferences.with(|chosen| chosen.on(Switch::Details));
    button("icon-button details-button")
        .label(t.details)
        .with("title", t.details)
        .tells("aria-pressed", move || {
            let (over, shown) = (over.get(), shown());
            if beside() { shown } else { over }
        })
        .press(move || {
            if beside() {
                context.intend(Intent::Switched(Switch::Details, !untrack(shown)));
            } else {
                over.update(|over| *over = !*over);
            }
        })
        .inside(sized(Glyph::Panel, 20))
}

/// The column.
pub fn details(context: Context, id: ConversationId) -> Part {
    let t = text();
    let chosen = RwSignal::new(0);
    let pane = part("div", "scroll details-pane")
        .with("id", "details-pane")
        .with("role", "tabpanel")
        .with("tabindex", "0")
        .follows("aria-labelledby", move || Some(format!("details-tab-{}", chosen.get())))
        .shows(move || {
            let chosen = chosen.get();
            untrack(|| match chosen {
                0 => visitor_facts(context, id).view(),
                _ => conversation_facts(context, id).view(),
            })
        });
    column_of(context, Column::Details, part("aside", "column details"))
        .label(t.details)
        .child(tabs("details", t.details, &[t.details_visitor, t.conversation], chosen))
        .child(pane)
}

/// A column as wide as it was made; until then it takes its share of a wide window.
pub fn column_of(context: Context, column: Column, part: Part) -> Part {
    let (first, (_, most)) = (column.first(), column.limits());
    part.styled("inline-size", move || {
        let width = context.preferences.with(|chosen| chosen.width(column));
        if width == first { format!("clamp({first}px, 20vw, {most}px)") } else { format!("{width}px") }
    })
}

fn visitor_facts(context: Context, id: ConversationId) -> Part {
    let t = text();
    let number = Memo::new(move |_| context.conversations.with(|lists| lists.number(id)));
    let row = Memo::new(move |_| {
        let site = context.conversations.with(|lists| lists.card(id).map(|card| card.site));
        context.lobby.with(|lobby| lobby.row(number.get()).filter(|_| lobby.site == site).cloned())
    });
    let known = move |read: fn(&Row) -> Option<String>| {
        move || row.with(|row| row.as_ref().and_then(read)).unwrap_or_else(|| t.none.to_owned())
    };
    let stay = move || {
        let now = context.now.get();
        row.with(|row| row.as_ref().map(|row| moment::span(row.stay(now)))).unwrap_or_else(|| t.none.to_owned())
    };
    let page = part("dd", "").shows(move || {
        let page = row.with(|row| row.as_ref().and_then(|row| row.visitor.page.clone()));
        untrack(|| page_link(page))
    });
    let state = move || row.with(|row| row.as_ref().map_or("", |row| t.visitor_state(row.visitor.state))).to_owned();
    let who = part("div", "")
        .child(part("strong", "").says(move || t.visitor(number.get())))
        .child(part("p", "").says(state));
    let facts = part("dl", "facts")
        .child(fact(t.details_number, move || number.get().to_string()))
        .child(fact(t.column_visits, known(|row| Some(row.visitor.visits.to_string()))))
        .child(fact(t.column_arrived, known(|row| Some(moment::time_of_day(row.visitor.arrived_ms)))))
        .child(fact(t.column_stay, stay))
        .child(part("div", "").child(part("dt", "").text(t.column_page)).child(page))
        .child(fact(t.column_from, known(|row| row.visitor.referrer.clone())))
        .child(fact(t.column_browser, known(|row| row.visitor.browser.clone())));
    let face = ornament("initials").says(move || badge(number.get()));
    part("div", "").child(part("div", "details-who").child(face).child(who)).child(facts).inside(while_there(
        // Without a connection nobody knows.
        move || row.with(Option::is_none) && context.link.get() == Link::Ready,
        move || part("p", "details-absent").text(t.details_absent),
    ))
}

fn conversation_facts(context: Context, id: ConversationId) -> Part {
    let t = text();
    let read = move |read: fn(Context, &ConversationCard) -> String| {
        move || {
            let card = context.conversations.with(|lists| lists.card(id).cloned());
            card.map_or_else(|| t.none.to_owned(), |card| read(context, &card))
        }
    };
    let agent = |_: Context, card: &ConversationCard| match &card.state {
        ConversationState::Talking(agent) => agent.name.clone(),
        ConversationState::Waiting | ConversationState::Ended(_) => text().none.to_owned(),
    };
    part("dl", "facts")
        .child(fact(t.site_switch, read(|context, card| context.sites.with(|sites| sites.name(card.site)))))
        .child(fact(t.details_opened, read(|_, card| moment::full(card.opened_ms))))
        .child(fact(t.details_agents, read(agent)))
}

fn fact(name: &'static str, value: impl Fn() -> String + Send + 'static) -> Part {
    let value = part("dd", "").child(part("bdi", "").says(value));
    part("div", "").child(part("dt", "").text(name)).child(value)
}
