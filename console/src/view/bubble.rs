//! One row of the stream: a bubble, how far it is, a line, a note, or a placeholder for what is too new.

use leptos::prelude::*;
use lobby_shared::conversation::Side;
use lobby_shared::id::Cid;
use lobby_shared::wire::error::ErrorCode;

use super::context::Context;
use super::icon::{Glyph, Icon};
use super::rail::initials;
use crate::state::Intent;
use crate::state::stream::{Bubble, Item, Line, Reach, SideOf};
use crate::text::{moment, text};

/// The row. `number` is the visitor's.
#[component]
pub fn ItemView(context: Context, number: Memo<u64>, item: Item) -> impl IntoView {
    match item {
        Item::Bubble(bubble) => view! { <BubbleView number bubble/> }.into_any(),
        Item::Delivery(delivered) => view! { <DeliveryView delivered/> }.into_any(),
        Item::Failed { cid, reason } => view! { <FailedView context cid reason/> }.into_any(),
        Item::Line { line, time_ms, .. } => {
            let words = format!("{} · {}", words(&line), moment::short(time_ms, context.now.get_untracked()));
            view! { <p class="stream-line" title=moment::full(time_ms)>{words}</p> }.into_any()
        }
        Item::Note { text: note, name, .. } => view! {
            <div class="note">
                <strong>{text().note}</strong>
                <p><bdi>{note}</bdi></p>
                <span class="unseen">{name}</span>
            </div>
        }
        .into_any(),
        Item::Unknown(_) => view! { <p class="stream-line unknown">{text().unknown_event}</p> }.into_any(),
    }
}

fn words(line: &Line) -> String {
    let t = text();
    match line {
        Line::Opened => t.opened.into(),
        Line::Accepted(None) => t.accepted_by_you.into(),
        Line::Accepted(Some(name)) => (t.accepted)(name),
        Line::EndAsked(None) => t.end_asked_by_you.into(),
        Line::EndAsked(Some(name)) => (t.end_asked)(name),
        Line::EndDeclined => t.end_declined.into(),
        Line::EndedByVisitor => (t.ended)(Side::Visitor).into(),
        Line::EndedByAgent => (t.ended)(Side::Agent).into(),
    }
}

#[component]
fn BubbleView(number: Memo<u64>, bubble: Bubble) -> impl IntoView {
    let t = text();
    let Bubble { side, text: words, time_ms, joined, .. } = bubble;
    let (own, who, face) = match side {
        SideOf::Visitor => (false, (t.visitor)(number.get_untracked()), (t.visitor_initials)(number.get_untracked())),
        SideOf::Me => (true, String::new(), String::new()),
        SideOf::Colleague(name) => (true, name.clone(), initials(&name)),
    };
    let named = (!joined && own && !who.is_empty()).then(|| view! { <span class="bubble-name">{who.clone()}</span> });
    let face =
        (!own).then(|| view! { <span class="initials" class:unseen-face=joined aria-hidden="true">{face}</span> });
    view! {
        <div class="said" class:own=own class:joined=joined>
            {face}
            <div class="bubble-box">
                {named}
                <p class="bubble" title=moment::full(time_ms)>
                    <span class="unseen">{who}</span>
                    <bdi>{words}</bdi>
                </p>
            </div>
            <time class="bubble-time">{moment::time_of_day(time_ms)}</time>
        </div>
    }
}

#[component]
fn DeliveryView(delivered: Reach) -> impl IntoView {
    let t = text();
    let (glyph, words) = match delivered {
        Reach::Sending => (Glyph::Clock, t.sending),
        Reach::Sent => (Glyph::Check, t.sent),
        Reach::Delivered => (Glyph::CheckTwice, t.delivered),
        Reach::Read => (Glyph::CheckTwice, t.read),
    };
    view! {
        <p class="delivery" class:read=delivered == Reach::Read>
            <Icon glyph size=14/>
            {words}
        </p>
    }
}

#[component]
fn FailedView(context: Context, cid: Cid, reason: ErrorCode) -> impl IntoView {
    let t = text();
    view! {
        <div class="delivery failed" role="alert">
            <Icon glyph=Glyph::Alert size=14/>
            <span>{(t.failed)(reason)}</span>
            <button class="button small" type="button" on:click=move |_| context.intend(Intent::RetryPressed(cid))>
                {t.retry}
            </button>
            <button class="button small" type="button" on:click=move |_| context.intend(Intent::DiscardPressed(cid))>
                {t.discard}
            </button>
        </div>
    }
}
