//! The visitor's card, beside the lobby: what can be done, the facts, the trail as it grows, and what was before.

use leptos::prelude::*;
use lobby_shared::id::SiteId;
use lobby_shared::visitor::VisitorState;

use super::block_list::block_button;
use super::context::Context;
use super::go::go;
use super::icon::{Glyph, icon};
use super::lobby_invite::invite_button;
use super::part::{Part, button, maybe, memo, nothing, ornament, part, shows, while_there};
use super::rail::badge;
use super::signal::{Memo, RwSignal};
use super::trail::live_trail;
use super::visitor_cell::state_class;
use super::visitor_fact::{row_of, visitor_facts};
use super::visitor_file::{earlier_talks, earlier_visits};
use crate::state::route::Route;
use crate::state::trail::Intent;
use crate::state::visitor::Row;
use crate::text::text;

/// The card of whoever was opened in the lobby; nothing while nobody was.
pub fn visitor_card(context: Context) -> AnyView {
    let who = memo(move || context.trail.with(|trail| trail.who.filter(|_| trail.card)));
    shows(move || {
        let who = who.get();
        untrack(|| who.map_or_else(nothing, |(site, number)| card(context, site, number).view()))
    })
}

fn card(context: Context, site: SiteId, number: u64) -> Part {
    let t = text();
    let row = row_of(context, Some(site), number);
    let section = |words: &'static str| part("section", "card-part").child(part("h2", "").text(words));
    let inside = part("div", "scroll card-inside")
        .with("tabindex", "0")
        .with("role", "region")
        .label(t.card)
        .child(visitor_facts(context, number, row))
        .child(section(t.trail).child(live_trail(context)))
        .child(section(t.earlier_visits).child(earlier_visits(context)))
        .child(section(t.earlier_talks).child(earlier_talks(context)));
    part("aside", "column visitor-card")
        .label(t.visitor(number))
        .child(head(context, number, row))
        .child(actions(context, site, number, row))
        .child(inside)
}

fn head(context: Context, number: u64, row: Memo<Option<Row>>) -> Part {
    let t = text();
    let state = move || row.with(|row| row.as_ref().map_or(VisitorState::Gone, |row| row.visitor.state));
    let pill = part("span", "")
        .classes(move || format!("pill {}", state_class(state())))
        .says(move || t.visitor_state(state()).to_owned());
    let blocked = while_there(
        move || row.with(|row| row.as_ref().is_some_and(|row| row.visitor.blocked)),
        move || part("span", "pill blocked").text(t.blocked),
    );
    let close = button("icon-button")
        .label(t.close)
        .with("title", t.close)
        .press(move || context.intend(Intent::Closed))
        .inside(icon(Glyph::Close));
    let who = part("div", "card-name")
        .child(part("h2", "").text(t.visitor(number)))
        .child(part("p", "").child(pill).inside(blocked));
    part("header", "card-head").child(ornament("initials").text(badge(number))).child(who).child(close)
}

fn actions(context: Context, site: SiteId, number: u64, row: Memo<Option<Row>>) -> Part {
    let t = text();
    let open = memo(move || context.conversations.with(|lists| lists.with_visitor(Some(site), number)));
    let talk = shows(move || {
        let open = open.get();
        untrack(|| {
            maybe(open.map(|open| {
                go(context, Route::Conversations(Some(open)), "button small", || false)
                    .inside(icon(Glyph::Bubble))
                    .text(t.open_conversation)
            }))
        })
    });
    let outcome =
        move || context.lobby.with(|lobby| lobby.outcome(number)).map_or("", |outcome| t.outcome(outcome)).to_owned();
    part("div", "card-actions")
        .child(invite_button(context, RwSignal::new(number), row))
        .inside(talk)
        .inside(block_button(context, site, number))
        .child(part("span", "card-outcome").with("role", "status").says(outcome))
}
