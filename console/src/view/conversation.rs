//! The conversations' screen: the list, and beside it the open conversation with its header, stream and composer.

use leptos::prelude::*;
use lobby_shared::conversation::{ConversationCard, ConversationState};
use lobby_shared::id::ConversationId;

use super::composer::Composer;
use super::context::Context;
use super::details::{Details, DetailsButton};
use super::end::EndButtons;
use super::go::Go;
use super::icon::{Glyph, Icon};
use super::list::ConversationList;
use super::split::Split;
use super::stream::StreamView;
use crate::state::conversation::Intent;
use crate::state::preference::{Column, Switch};
use crate::state::route::Route;
use crate::text::{moment, text};

/// The screen.
#[component]
pub fn ConversationScreen(context: Context) -> impl IntoView {
    let t = text();
    let open = Memo::new(move |_| context.open());
    // Over the stream, where there is no room beside it; there it is closed until asked for.
    let over = RwSignal::new(false);
    let folded = move || !context.preferences.with(|chosen| chosen.on(Switch::Details));
    view! {
        <div
            class="conversations"
            class:reading=move || open.get().is_some()
            class:details-folded=folded
            class:details-over=move || over.get()
        >
            <ConversationList context/>
            <Split context column=Column::List label=t.width_list/>
            {move || match open.get() {
                Some(id) => view! {
                    <OpenConversation context id over/>
                    <Split context column=Column::Details label=t.width_details/>
                    <Details context id/>
                }.into_any(),
                None => view! {
                    <div class="column talk">
                        <div class="nothing"><strong>{t.pick_one}</strong><p>{t.pick_one_help}</p></div>
                    </div>
                }.into_any(),
            }}
        </div>
    }
}

#[component]
fn OpenConversation(context: Context, id: ConversationId, over: RwSignal<bool>) -> impl IntoView {
    let t = text();
    let card = Memo::new(move |_| context.conversations.with(|lists| lists.card(id).cloned()));
    let mine = Memo::new(move |_| context.conversations.with(|lists| lists.is_mine(id)));
    let ended = Memo::new(move |_| {
        let over = |card: &ConversationCard| matches!(card.state, ConversationState::Ended(_));
        context.stream.with(|stream| stream.ended) || card.with(|card| card.as_ref().is_some_and(over))
    });
    let waits = Memo::new(move |_| {
        card.with(|card| card.as_ref().is_some_and(|card| card.state == ConversationState::Waiting))
    });
    view! {
        <section class="column talk" aria-labelledby="talk-title">
            <header class="screen-head talk-head">
                <Go context to=Route::Conversations(None) class="icon-button talk-back" current=false>
                    <Icon glyph=Glyph::Back/>
                    <span class="unseen">{t.back_to_list}</span>
                </Go>
                <Heading context card mine/>
                {move || match (waits.get(), ended.get(), mine.get()) {
                    (_, true, _) => view! { <CloseButton context id/> }.into_any(),
                    (true, false, _) | (false, false, false) => ().into_any(),
                    (false, false, true) => view! { <EndButtons context id/> }.into_any(),
                }}
                <DetailsButton context over/>
            </header>
            <StreamView context id/>
            {move || match (mine.get(), ended.get()) {
                (_, true) => view! { <p class="talk-note" role="status">{t.composer_ended}</p> }.into_any(),
                (true, false) => view! { <Composer context id/> }.into_any(),
                (false, false) if waits.get() => view! {
                    <div class="talk-note"><p>{t.accept_to_write}</p><AcceptButton context id/></div>
                }.into_any(),
                (false, false) => ().into_any(),
            }}
        </section>
    }
}

/// The visitor, and under the name the site, the agents, the date and the timer.
#[component]
fn Heading(context: Context, card: Memo<Option<ConversationCard>>, mine: Memo<bool>) -> impl IntoView {
    let t = text();
    let number = move || card.with(|card| card.as_ref().map(|card| card.visitor));
    // One that was over before this page was loaded stands in no list any more.
    let loaded = Memo::new(move |_| context.conversations.with(|lists| lists.loaded));
    let unnamed = move || if loaded.get() { t.conversation } else { t.loading };
    let meta = move || {
        let card = card.get()?;
        let with = match &card.state {
            ConversationState::Waiting => t.with_nobody.to_owned(),
            ConversationState::Talking(_) if mine.get() => t.with_you.to_owned(),
            ConversationState::Talking(agent) => (t.with_agent)(&agent.name),
            ConversationState::Ended(by) => (t.ended)(*by).to_owned(),
        };
        let now = context.now.get();
        let span = match &card.state {
            ConversationState::Ended(_) => card.last.as_ref().map_or(now, |last| last.time_ms),
            ConversationState::Waiting | ConversationState::Talking(_) => now,
        };
        let span = moment::span(span.since(card.opened_ms));
        let site = context.sites.with(|sites| sites.name(card.site));
        Some((t.conversation_meta)(&site, &with, &moment::short(card.opened_ms, now), &span))
    };
    view! {
        <span class="initials" aria-hidden="true">{move || number().map(t.visitor_initials)}</span>
        <div class="talk-heading">
            <h1 id="talk-title">{move || number().map_or_else(|| unnamed().to_owned(), t.visitor)}</h1>
            <p>{meta}</p>
        </div>
    }
}

#[component]
fn AcceptButton(context: Context, id: ConversationId) -> impl IntoView {
    let t = text();
    view! {
        <button
            class="button primary"
            type="button"
            title=t.accept_key
            on:click=move |_| context.intend(Intent::AcceptPressed(id))
        >
            {t.accept}
        </button>
    }
}

#[component]
fn CloseButton(context: Context, id: ConversationId) -> impl IntoView {
    view! {
        <button class="button" type="button" on:click=move |_| context.intend(Intent::ClosePressed(id))>
            <Icon glyph=Glyph::Close/>
            {text().close}
        </button>
    }
}
