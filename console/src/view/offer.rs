//! What is offered to this agent, at the bottom right: who waits, for how long, on which page, and the words so far.

use leptos::prelude::*;
use lobby_shared::id::ConversationId;

use super::context::Context;
use super::icon::{Glyph, icon};
use super::part::{Part, button, maybe, ornament, part, shows};
use super::signal::Memo;
use crate::state::Intent as Any;
use crate::state::conversation::Intent as Conversation;
use crate::state::link::Link;
use crate::state::offer::{Intent, part_waited};
use crate::text::{moment, text};

/// The pop-up; nothing while nobody waits, or while the agent is Busy.
pub fn offer_popup(context: Context) -> AnyView {
    let offered = Memo::new(move |_| {
        // What cannot be accepted any more, before the page is loaded again, is not offered.
        if matches!(context.link.get(), Link::TooOld | Link::Stopped) {
            return None;
        }
        let state = context.agent_state.get();
        context.offers.with(|offers| context.conversations.with(|lists| offers.offered(lists, state)))
    });
    let id = Memo::new(move |_| offered.get().map(|offered| offered.conversation));
    let more = move || offered.get().map_or(0, |offered| offered.more);
    shows(move || {
        let id = id.get();
        untrack(|| maybe(id.map(|id| offer_card(context, id, more))))
    })
}

fn offer_card(context: Context, id: ConversationId, more: impl Fn() -> usize + Send + 'static) -> Part {
    let t = text();
    let (number, site, opened) = context.conversations.with_untracked(|lists| {
        lists.card(id).map_or_else(Default::default, |card| {
            (card.visitor, context.sites.with_untracked(|sites| sites.name(card.site)), card.opened_ms)
        })
    });
    let waited = move || context.now.get().since(opened);
    let page = move || {
        let site = context.conversations.with(|lists| lists.card(id).map(|card| card.site));
        let of = |lobby: &crate::state::visitor::Lobby| lobby.row(number).and_then(|row| row.visitor.page.clone());
        let page = context.lobby.with(|lobby| of(lobby).filter(|_| lobby.site == site)).map(|page| page.clean());
        let words = page.map(|page| if page.title.is_empty() { page.address } else { page.title });
        words.filter(|words| !words.is_empty()).map(|words| t.offer_on(&words)).unwrap_or_default()
    };
    let words = move || {
        let last = context.conversations.with(|lists| lists.card(id).and_then(|card| card.last.clone()));
        last.map(|last| last.text).unwrap_or_default()
    };
    let choice = |class: &'static str, word: &'static str, key: &'static str, intent: fn(ConversationId) -> Any| {
        button(class)
            .label(format!("{word} {}", t.visitor(number)))
            .with("aria-keyshortcuts", key)
            .press(move || context.intend(intent(id)))
            .text(word)
            .child(ornament("button-key").text(key))
    };
    let name = part("strong", "").with("role", "status").text(t.visitor(number));
    let name = name.child(part("span", "unseen").text(format!(" · {}", t.waiting)));
    let wait = part("span", "offer-wait").says(move || t.waits_for(&moment::span(waited())));
    let who = part("div", "offer-who")
        .child(name)
        .child(part("p", "").text(format!("{site} · ")).child(wait))
        .child(part("p", "offer-page").child(part("bdi", "").says(page)));
    let choices = part("div", "offer-choice")
        .child(choice("button primary", t.accept, "Alt+A", |id| Conversation::AcceptPressed(id).into()))
        .child(choice("button", t.decline, "Alt+D", |id| Intent::DeclinePressed(id).into()));
    part("section", "offer")
        .with("role", "region")
        .label(t.offer)
        .child(part("div", "offer-head").inside(ring(move || part_waited(waited()))).child(who))
        .child(part("p", "offer-words").child(part("bdi", "").says(words)))
        .child(choices)
        .inside(shows(move || {
            let more = more();
            maybe((more > 0).then(|| part("p", "offer-more").text(t.offer_more(more))))
        }))
}

/// A ring that fills as the wait grows long.
fn ring(hundredths: impl Fn() -> u64 + Send + 'static) -> AnyView {
    view! {
        <span class="ring" aria-hidden="true">
            <svg viewBox="0 0 36 36">
                <circle cx="18" cy="18" r="16"></circle>
                <circle
                    class="ring-part"
                    cx="18"
                    cy="18"
                    r="16"
                    pathLength="100"
                    stroke-dasharray=move || format!("{} 100", hundredths())
                ></circle>
            </svg>
            {icon(Glyph::Bubble)}
        </span>
    }
    .into_any()
}
