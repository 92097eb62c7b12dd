//! What is known beside the conversation: the visitor as the lobby has them, and the conversation itself.

use leptos::prelude::*;
use lobby_shared::conversation::{ConversationCard, ConversationState};
use lobby_shared::id::{ConversationId, SiteId};

use super::block_list::block_button;
use super::context::Context;
use super::icon::{Glyph, sized};
use super::part::{Part, button, memo, ornament, part, while_there};
use super::rail::badge;
use super::signal::RwSignal;
use super::tab::tabs;
use super::trail::live_trail;
use super::visitor_fact::{fact, row_of, visitor_facts};
use super::visitor_file::{earlier_talks, earlier_visits};
use crate::state::link::Link;
use crate::state::preference::{Column, Intent, Switch};
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
                0 => about_visitor(context, id).view(),
                1 => walked(context).view(),
                _ => conversation_facts(context, id).view(),
            })
        });
    column_of(context, Column::Details, part("aside", "column details"))
        .label(t.details)
        .child(tabs("details", t.details, &[t.details_visitor, t.trail, t.conversation], chosen))
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

fn about_visitor(context: Context, id: ConversationId) -> Part {
    let who = memo(move || {
        context.conversations.with(|lists| lists.card(id).map_or((None, 0), |card| (Some(card.site), card.visitor)))
    });
    part("div", "").shows(move || {
        let (site, number) = who.get();
        untrack(|| known_of(context, site, number).view())
    })
}

fn known_of(context: Context, site: Option<SiteId>, number: u64) -> Part {
    let t = text();
    let row = row_of(context, site, number);
    let state = move || row.with(|row| row.as_ref().map_or("", |row| t.visitor_state(row.visitor.state))).to_owned();
    let who = part("div", "").child(part("strong", "").text(t.visitor(number))).child(part("p", "").says(state));
    let face = ornament("initials").text(badge(number));
    let facts = visitor_facts(context, number, row);
    let block = part("div", "details-actions")
        .children(site.map(|site| part("div", "").inside(block_button(context, site, number))));
    part("div", "").child(part("div", "details-who").child(face).child(who)).child(block).child(facts).inside(
        while_there(
            // Without a connection nobody knows.
            move || row.with(Option::is_none) && context.link.get() == Link::Ready,
            move || part("p", "details-absent").text(t.details_absent),
        ),
    )
}

fn walked(context: Context) -> Part {
    let t = text();
    let section = |words: &'static str| part("section", "card-part").child(part("h2", "").text(words));
    part("div", "details-trail")
        .child(live_trail(context))
        .child(section(t.earlier_visits).child(earlier_visits(context)))
        .child(section(t.earlier_talks).child(earlier_talks(context)))
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
