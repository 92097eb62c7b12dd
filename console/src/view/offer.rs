//! What is offered to this agent, at the bottom right: who waits, for how long, on which page, and the words so far.

use leptos::prelude::*;

use super::context::Context;
use super::icon::{Glyph, Icon};
use crate::state::Intent as Any;
use crate::state::conversation::Intent as Conversation;
use crate::state::offer::{Intent, part_waited};
use crate::text::{moment, text};

/// The pop-up; nothing while nobody waits, or while the agent is Busy.
#[component]
pub fn OfferPopup(context: Context) -> impl IntoView {
    let offered = Memo::new(move |_| {
        let state = context.agent_state.get();
        context.offers.with(|offers| context.conversations.with(|lists| offers.offered(lists, state)))
    });
    let id = Memo::new(move |_| offered.get().map(|offered| offered.conversation));
    let more = Memo::new(move |_| offered.get().map_or(0, |offered| offered.more));
    move || id.get().map(|id| view! { <OfferCard context id more/> })
}

#[component]
fn OfferCard(context: Context, id: lobby_shared::id::ConversationId, more: Memo<usize>) -> impl IntoView {
    let t = text();
    let card = Memo::new(move |_| context.conversations.with(|lists| lists.card(id).cloned()));
    let (number, site, opened) = card.with_untracked(|card| {
        card.as_ref().map_or_else(Default::default, |card| {
            let site = context.sites.with_untracked(|sites| sites.name(card.site));
            (card.visitor, site, card.opened_ms)
        })
    });
    let name = (t.visitor)(number);
    let waited = Memo::new(move |_| context.now.get().since(opened));
    let page = move || {
        let same = card
            .with(|card| card.as_ref().is_some_and(|card| context.lobby.with(|lobby| lobby.site == Some(card.site))));
        let page = context.lobby.with(|lobby| lobby.row(number).and_then(|row| row.visitor.page.clone()));
        let page = page.filter(|_| same)?.clean();
        let words = if page.title.is_empty() { page.address } else { page.title };
        (!words.is_empty()).then(|| (t.offer_on)(&words))
    };
    let words = move || card.with(|card| card.as_ref()?.last.as_ref().map(|last| last.text.clone()));
    let choice = |class: &'static str, word: &'static str, key: &'static str, accepts: bool| {
        let choose = move |_| {
            context.intend(if accepts {
                Any::from(Conversation::AcceptPressed(id))
            } else {
                Intent::DeclinePressed(id).into()
            })
        };
        view! {
            <button class=class type="button" aria-label=format!("{word} {name}") aria-keyshortcuts=key on:click=choose>
                {word}
                <span class="button-key" aria-hidden="true">{key}</span>
            </button>
        }
        .into_any()
    };
    let choices = vec![choice("button primary", t.accept, "Alt+A", true), choice("button", t.decline, "Alt+D", false)];
    view! {
        <section class="offer" role="region" aria-label=t.offer>
            <div class="offer-head">
                <span class="ring" aria-hidden="true">
                    <svg viewBox="0 0 36 36">
                        <circle cx="18" cy="18" r="16"></circle>
                        <circle
                            class="ring-part"
                            cx="18"
                            cy="18"
                            r="16"
                            pathLength="100"
                            stroke-dasharray=move || format!("{} 100", part_waited(waited.get()))
                        ></circle>
                    </svg>
                    <Icon glyph=Glyph::Bubble size=16/>
                </span>
                <div class="offer-who">
                    <strong role="status">{name.clone()}<span class="unseen">{format!(" · {}", t.waiting)}</span></strong>
                    <p>{site}" · "<span class="offer-wait">{move || (t.waits_for)(&moment::span(waited.get()))}</span></p>
                    <p class="offer-page"><bdi>{page}</bdi></p>
                </div>
            </div>
            <p class="offer-words"><bdi>{words}</bdi></p>
            <div class="offer-choice">{choices}</div>
            {move || (more.get() > 0).then(|| view! { <p class="offer-more">{(t.offer_more)(more.get())}</p> })}
        </section>
    }
}
