//! The conversation list: the queue with Accept on each row, and this agent's own conversations.

use leptos::prelude::*;
use lobby_shared::conversation::{ConversationCard, Side};
use lobby_shared::id::ConversationId;
use lobby_shared::time::Millis;

use super::context::Context;
use super::go::Go;
use super::icon::{Glyph, Icon};
use super::search::Search;
use crate::state::conversation::{Conversations, Intent, Turn, turn};
use crate::state::key::matches;
use crate::state::preference::Column;
use crate::state::route::Route;
use crate::text::{moment, text};

/// Both sections.
#[component]
pub fn ConversationList(context: Context) -> impl IntoView {
    let t = text();
    let typed = RwSignal::new(String::new());
    let found = move |lists: &Conversations, ids: Vec<ConversationId>| {
        let has =
            |id: &ConversationId| lists.card(*id).is_some_and(|card| typed.with(|typed| matches(&label(card), typed)));
        ids.into_iter().filter(has).collect::<Vec<_>>()
    };
    let waiting = Memo::new(move |_| context.conversations.with(|lists| found(lists, lists.waiting())));
    let own = Memo::new(move |_| context.conversations.with(|lists| found(lists, lists.own())));
    let width = move || context.preferences.with(|chosen| format!("{}px", chosen.width(Column::List)));
    let loaded = Memo::new(move |_| context.conversations.with(|lists| lists.loaded));
    let empty = move |ids: Memo<Vec<ConversationId>>, words: &'static str| {
        move || {
            let words = match (loaded.get(), typed.with(String::is_empty)) {
                (false, _) => t.loading,
                (true, false) => t.search_none,
                (true, true) => words,
            };
            ids.with(Vec::is_empty).then(|| view! { <p class="list-empty">{words}</p> })
        }
    };
    view! {
        <div class="column list" id="list" style:inline-size=width>
            <header class="screen-head"><h1>{t.conversations}</h1><Search label=t.search_talks words=typed/></header>
            <div class="scroll">
                <section aria-labelledby="waiting-title">
                    <h2 id="waiting-title" class="list-title" title=t.accept_key>
                        {move || (t.waiting_count)(waiting.with(Vec::len))}
                    </h2>
                    <ul><For each=move || waiting.get() key=|id| *id let:id><WaitingRow context id/></For></ul>
                    {empty(waiting, t.waiting_empty)}
                </section>
                <section aria-labelledby="mine-title">
                    <h2 id="mine-title" class="list-title">{move || (t.mine_count)(own.with(Vec::len))}</h2>
                    <ul><For each=move || own.get() key=|id| *id let:id><OwnRow context id/></For></ul>
                    {empty(own, t.mine_empty)}
                </section>
            </div>
        </div>
    }
}

fn card(context: Context, id: ConversationId) -> Memo<Option<ConversationCard>> {
    Memo::new(move |_| context.conversations.with(|lists| lists.card(id).cloned()))
}

/// What the search looks through.
fn label(card: &ConversationCard) -> String {
    format!("{} {}", (text().visitor)(card.visitor), card.last.as_ref().map_or("", |last| &last.text))
}

fn words(card: &ConversationCard) -> String {
    match &card.last {
        Some(last) if last.side == Side::Agent => (text().you_said)(&last.text),
        Some(last) => last.text.clone(),
        None => String::new(),
    }
}

/// What stands in a row's link: initials, the visitor, a time, and the last words.
fn face(context: Context, card: Memo<Option<ConversationCard>>, time: Signal<String>) -> impl IntoView {
    let t = text();
    let number = card.with_untracked(|card| card.as_ref().map_or(0, |card| card.visitor));
    let site = move || {
        let site = card.with(|card| card.as_ref().map(|card| card.site))?;
        let several = context.sites.with(|sites| sites.sites.as_ref().is_some_and(|sites| sites.len() > 1));
        several.then(|| context.sites.with(|sites| sites.name(site)))
    };
    view! {
        <span class="initials" aria-hidden="true">{(t.visitor_initials)(number)}</span>
        <span class="row-name">{(t.visitor)(number)}</span>
        <span class="row-time">{move || time.get()}</span>
        <span class="row-words"><bdi>{move || card.with(|card| card.as_ref().map(words))}</bdi></span>
        {move || site().map(|site| view! { <span class="row-site">{site}</span> })}
    }
}

#[component]
fn WaitingRow(context: Context, id: ConversationId) -> impl IntoView {
    let t = text();
    let card = card(context, id);
    let opened = move || card.with(|card| card.as_ref().map_or(Millis(0), |card| card.opened_ms));
    let timer = Signal::derive(move || (t.waits_for)(&moment::span(context.now.get().since(opened()))));
    let current = Signal::derive(move || context.open() == Some(id));
    let number = card.with_untracked(|card| card.as_ref().map_or(0, |card| card.visitor));
    let label = format!("{} · {}", t.accept, (t.visitor)(number));
    view! {
        <li class="row waiting" class:open=current>
            <Go context to=Route::Conversations(Some(id)) class="row-link" current>
                {face(context, card, timer)}
            </Go>
            <button
                class="button small primary row-accept"
                type="button"
                aria-label=label
                on:click=move |_| context.intend(Intent::AcceptPressed(id))
            >
                {t.accept}
            </button>
        </li>
    }
}

#[component]
fn OwnRow(context: Context, id: ConversationId) -> impl IntoView {
    let t = text();
    let card = card(context, id);
    let stand = Memo::new(move |_| card.with(|card| card.as_ref().map_or(Turn::Gone, turn)));
    let unread = Memo::new(move |_| card.with(|card| card.as_ref().map_or(0, |card| card.unread)));
    let last = move || {
        let of = |card: &ConversationCard| card.last.as_ref().map_or(card.opened_ms, |last| last.time_ms);
        card.with(|card| card.as_ref().map_or(Millis(0), of))
    };
    let time = Signal::derive(move || moment::short(last(), context.now.get_untracked()));
    let current = Signal::derive(move || context.open() == Some(id));
    let (bar, word) = (
        move || match stand.get() {
            Turn::Waiting => "row own turn-waiting",
            Turn::Answered => "row own turn-answered",
            Turn::Gone => "row own turn-gone",
        },
        move || match stand.get() {
            Turn::Waiting => (t.waits_for)(&moment::span(context.now.get().since(last()))),
            Turn::Answered => t.turn_answered.to_owned(),
            Turn::Gone => t.turn_gone.to_owned(),
        },
    );
    view! {
        <li class=move || if current.get() { format!("{} open", bar()) } else { bar().to_owned() }>
            <Go context to=Route::Conversations(Some(id)) class="row-link" current>
                {face(context, card, time)}
                <span class="row-foot">
                    <span class="row-turn">{word}</span>
                    {move || (unread.get() > 0).then(|| view! {
                        <span class="new-message">{t.new_message}</span>
                        <span class="badge">
                            <span aria-hidden="true">{unread.get()}</span>
                            <span class="unseen">{(t.unread)(unread.get())}</span>
                        </span>
                    })}
                </span>
            </Go>
            <button
                class="icon-button row-close"
                type="button"
                aria-label=t.close_row
                title=t.close_row
                on:click=move |_| context.intend(Intent::ClosePressed(id))
            >
                <Icon glyph=Glyph::Close/>
            </button>
        </li>
    }
}
