//! What is known beside the conversation: the visitor as the lobby has them, and the conversation itself.

use leptos::prelude::*;
use lobby_shared::conversation::{ConversationCard, ConversationState};
use lobby_shared::id::ConversationId;

use super::context::Context;
use super::icon::{Glyph, Icon};
use super::tab::Tabs;
use super::visitor::page_link;
use crate::state::preference::{Column, Intent, Switch};
use crate::state::visitor::Row;
use crate::text::{moment, text};

/// Below this width of the window the details lie over the stream, in CSS pixels.
const BESIDE: f64 = 1024.0;

/// Shows the details, or folds them away.
#[component]
pub fn DetailsButton(context: Context, over: RwSignal<bool>) -> impl IntoView {
    let t = text();
    let beside = || window().inner_width().ok().and_then(|width| width.as_f64()).is_some_and(|width| width >= BESIDE);
    let shown = move || context.preferences.with(|chosen| chosen.on(Switch::Details));
    let toggle = move |_| {
        if beside() {
            context.intend(Intent::Switched(Switch::Details, !shown()));
        } else {
            over.update(|over| *over = !*over);
        }
    };
    let pressed = move || {
        let (over, shown) = (over.get(), shown());
        (if beside() { shown } else { over }).to_string()
    };
    view! {
        <button
            class="icon-button details-button"
            type="button"
            aria-label=t.details
            title=t.details
            aria-pressed=pressed
            on:click=toggle
        >
            <Icon glyph=Glyph::Panel size=20/>
        </button>
    }
}

/// The column.
#[component]
pub fn Details(context: Context, id: ConversationId) -> impl IntoView {
    let t = text();
    let card = Memo::new(move |_| context.conversations.with(|lists| lists.card(id).cloned()));
    let chosen = RwSignal::new(0);
    let width = move || context.preferences.with(|chosen| format!("{}px", chosen.width(Column::Details)));
    view! {
        <aside class="column details" aria-label=t.details style:inline-size=width>
            <Tabs name="details" label=t.details tabs=vec![t.details_visitor, t.conversation] chosen/>
            <div
                class="scroll details-pane"
                id="details-pane"
                role="tabpanel"
                tabindex="0"
                aria-labelledby=move || format!("details-tab-{}", chosen.get())
            >
                {move || match chosen.get() {
                    0 => view! { <VisitorFacts context card/> }.into_any(),
                    _ => view! { <ConversationFacts context card/> }.into_any(),
                }}
            </div>
        </aside>
    }
}

#[component]
fn VisitorFacts(context: Context, card: Memo<Option<ConversationCard>>) -> impl IntoView {
    let t = text();
    let number = Memo::new(move |_| card.with(|card| card.as_ref().map_or(0, |card| card.visitor)));
    let row = Memo::new(move |_| {
        let site = card.with(|card| card.as_ref().map(|card| card.site));
        context.lobby.with(|lobby| lobby.row(number.get()).filter(|_| lobby.site == site).cloned())
    });
    let known = move |read: fn(&Row) -> Option<String>| {
        Signal::derive(move || row.with(|row| row.as_ref().and_then(read)).unwrap_or_else(|| t.none.to_owned()))
    };
    let stay = move || {
        let now = context.now.get();
        row.with(|row| row.as_ref().map(|row| moment::span(row.stay(now)))).unwrap_or_else(|| t.none.to_owned())
    };
    let page = move || page_link(row.with(|row| row.as_ref().and_then(|row| row.visitor.page.clone())));
    let arrived = known(|row| Some(moment::time_of_day(row.visitor.arrived_ms)));
    let facts = vec![
        fact(t.details_number, Signal::derive(move || number.get().to_string())),
        fact(t.column_visits, known(|row| Some(row.visitor.visits.to_string()))),
        fact(t.column_arrived, arrived),
        fact(t.column_stay, Signal::derive(stay)),
        view! { <div><dt>{t.column_page}</dt><dd>{page}</dd></div> }.into_any(),
        fact(t.column_from, known(|row| row.visitor.referrer.clone())),
        fact(t.column_browser, known(|row| row.visitor.browser.clone())),
    ];
    view! {
        <div class="details-who">
            <span class="initials" aria-hidden="true">{move || (t.visitor_initials)(number.get())}</span>
            <div>
                <strong>{move || (t.visitor)(number.get())}</strong>
                <p>{move || row.with(|row| row.as_ref().map(|row| (t.visitor_state)(row.visitor.state)))}</p>
            </div>
        </div>
        <dl class="facts">{facts}</dl>
        {move || row.with(Option::is_none).then(|| view! { <p class="details-absent">{t.details_absent}</p> })}
    }
}

#[component]
fn ConversationFacts(context: Context, card: Memo<Option<ConversationCard>>) -> impl IntoView {
    let t = text();
    let opened = move || card.with(|card| card.as_ref().map_or_else(String::new, |card| moment::full(card.opened_ms)));
    let site = move || {
        let name = |card: &ConversationCard| context.sites.with(|sites| sites.name(card.site));
        card.with(|card| card.as_ref().map(name)).unwrap_or_default()
    };
    let agents = move || {
        card.with(|card| match card.as_ref().map(|card| &card.state) {
            Some(ConversationState::Talking(agent)) => agent.name.clone(),
            Some(ConversationState::Waiting | ConversationState::Ended(_)) | None => t.none.to_owned(),
        })
    };
    let facts = vec![
        fact(t.site_switch, Signal::derive(site)),
        fact(t.details_opened, Signal::derive(opened)),
        fact(t.details_agents, Signal::derive(agents)),
    ];
    view! { <dl class="facts">{facts}</dl> }
}

/// One shape for all, which weighs less than one each.
fn fact(name: &'static str, value: Signal<String>) -> AnyView {
    view! { <div><dt>{name}</dt><dd><bdi>{move || value.get()}</bdi></dd></div> }.into_any()
}
