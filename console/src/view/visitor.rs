//! One visitor's row in the lobby. What is the visitor's own (the page's title and address) is text, and a link only to
//! http or https.

use leptos::prelude::*;
use lobby_shared::page::Page;
use lobby_shared::time::Millis;
use lobby_shared::visitor::VisitorState;

use super::context::Context;
use crate::state::Intent;
use crate::state::route::Route;
use crate::state::visitor::Row;
use crate::text::{moment, text};

/// The row.
#[component]
pub fn VisitorLine(context: Context, number: u64) -> impl IntoView {
    let t = text();
    // A row that is held in its place shows what was known last.
    let row = Memo::new(move |before: Option<&Option<Row>>| {
        context.lobby.with(|lobby| lobby.row(number).cloned()).or_else(|| before.cloned().flatten())
    });
    let read = move |of: fn(&Row) -> String| row.with(|row| row.as_ref().map(of).unwrap_or_default());
    let state = Memo::new(move |_| row.with(|row| row.as_ref().map_or(VisitorState::Gone, |row| row.visitor.state)));
    let page = Memo::new(move |_| row.with(|row| row.as_ref().and_then(|row| row.visitor.page.clone())));
    let arrived = Memo::new(move |_| row.with(|row| row.as_ref().map_or(Millis(0), |row| row.visitor.arrived_ms)));
    let stay = Memo::new(move |_| {
        let now = context.now.get();
        row.with(|row| row.as_ref().map(|row| moment::span(row.stay(now))).unwrap_or_default())
    });
    // Enter on a row opens the conversation with its visitor, if there is one.
    let enter = move |event: leptos::ev::KeyboardEvent| {
        let site = context.lobby.with_untracked(|lobby| lobby.site);
        let open = context.conversations.with_untracked(|lists| lists.with_visitor(site, number));
        if event.key() == "Enter" && open.is_some() {
            event.prevent_default();
            context.intend(Intent::Go(Route::Conversations(open)));
        }
    };
    view! {
        <tr tabindex="-1" class:gone=move || state.get() == VisitorState::Gone on:keydown=enter>
            <td class="state"><span class=move || format!("pill {}", class(state.get()))>{move || (t.visitor_state)(state.get())}</span></td>
            <th scope="row" class="visitor">{(t.visitor)(number)}</th>
            <td class="visits">{move || read(|row| row.visitor.visits.to_string())}</td>
            <td class="arrived">
                <span title=move || moment::full(arrived.get())>
                    {move || moment::short(arrived.get(), context.now.get_untracked())}
                </span>
            </td>
            <td class="stay">{move || stay.get()}</td>
            <td class="from"><bdi>{move || read(|row| known(row.visitor.referrer.as_ref()))}</bdi></td>
            <td class="page">{move || page_link(page.get())}</td>
            <td class="browser"><bdi>{move || read(|row| known(row.visitor.browser.as_ref()))}</bdi></td>
            <td class="with">{move || read(|row| known(row.visitor.agent.as_ref()))}</td>
        </tr>
    }
}

fn known(words: Option<&String>) -> String {
    words.cloned().unwrap_or_else(|| text().none.to_owned())
}

const fn class(state: VisitorState) -> &'static str {
    match state {
        VisitorState::Browsing => "browsing",
        VisitorState::Invited => "invited",
        VisitorState::Queued => "queued",
        VisitorState::Chatting => "chatting",
        VisitorState::LeavingMessage => "leaving",
        VisitorState::Gone => "left",
    }
}

/// The page's title, as a link where it has an address of the web.
pub fn page_link(page: Option<Page>) -> AnyView {
    let Some(page) = page.map(|page| page.clean()) else { return text().none.into_any() };
    let title = [&page.title, &page.address].into_iter().find(|words| !words.is_empty()).cloned();
    let Some(title) = title else { return text().none.into_any() };
    // `clean` leaves an address only when it is http or https.
    if page.address.is_empty() {
        return view! { <bdi>{title}</bdi> }.into_any();
    }
    let address = page.address.clone();
    view! {
        <a href=page.address title=address target="_blank" rel="noopener noreferrer nofollow"><bdi>{title}</bdi></a>
    }
    .into_any()
}
