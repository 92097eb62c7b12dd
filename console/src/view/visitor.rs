//! One visitor's row in the lobby. What is the visitor's own (the page's title and address) is text, and a link only to
//! http or https.

use leptos::prelude::*;
use lobby_shared::page::Page;
use lobby_shared::time::Millis;
use lobby_shared::visitor::{VisitorRow, VisitorState};

use super::context::Context;
use super::part::{Part, part};
use crate::state::Intent;
use crate::state::route::Route;
use crate::state::visitor::Row;
use crate::text::{moment, text};

/// The row.
pub fn visitor_line(context: Context, number: u64) -> Part {
    let t = text();
    // A row that is held in its place shows what was known last.
    let row = Memo::new(move |before: Option<&Option<Row>>| {
        context.lobby.with(|lobby| lobby.row(number).cloned()).or_else(|| before.cloned().flatten())
    });
    let state = move || row.with(|row| row.as_ref().map_or(VisitorState::Gone, |row| row.visitor.state));
    let arrived = move || row.with(|row| row.as_ref().map_or(Millis(0), |row| row.visitor.arrived_ms));
    let stay = move || {
        let now = context.now.get();
        row.with(|row| row.as_ref().map(|row| moment::span(row.stay(now))).unwrap_or_default())
    };
    let known = move |class: &'static str, of: fn(&VisitorRow) -> Option<String>| {
        let words = move || row.with(|row| row.as_ref().and_then(|row| of(&row.visitor)));
        let absent = move || words().is_none();
        let words = move || words().unwrap_or_else(|| t.none.to_owned());
        part("td", "").class_while(class, "absent", absent).child(part("bdi", "").says(words))
    };
    let pill = part("span", "")
        .classes(move || format!("pill {}", class(state())))
        .says(move || t.visitor_state(state()).to_owned());
    let since = part("span", "")
        .follows("title", move || Some(moment::full(arrived())))
        .says(move || moment::short(arrived(), context.now.get_untracked()));
    let page = part("td", "page").shows(move || {
        let page = row.with(|row| row.as_ref().and_then(|row| row.visitor.page.clone()));
        untrack(|| page_link(page))
    });
    part("tr", "")
        .class_while("", "gone", move || state() == VisitorState::Gone)
        .with("tabindex", "-1")
        .key(move |event| {
            // Enter on a row opens the conversation with its visitor, if there is one.
            let site = context.lobby.with_untracked(|lobby| lobby.site);
            let open = context.conversations.with_untracked(|lists| lists.with_visitor(site, number));
            if event.key() == "Enter" && open.is_some() {
                event.prevent_default();
                context.intend(Intent::Go(Route::Conversations(open)));
            }
        })
        .child(part("td", "state").child(pill))
        .child(part("th", "visitor").with("scope", "row").text(t.visitor(number)))
        .child(known("visits", |row| Some(row.visits.to_string())))
        .child(part("td", "arrived").child(since))
        .child(part("td", "stay").child(part("bdi", "").says(stay)))
        .child(known("from", |row| row.referrer.clone()))
        .child(page)
        .child(known("browser", |row| row.browser.clone()))
        .child(known("with", |row| row.agent.clone()))
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
    let none = || part("span", "absent").text(text().none).view();
    let Some(page) = page.map(|page| page.clean()) else { return none() };
    let title = [&page.title, &page.address].into_iter().find(|words| !words.is_empty()).cloned();
    let Some(title) = title else { return none() };
    let title = part("bdi", "").text(title);
    // `clean` leaves an address only when it is http or https.
    if page.address.is_empty() {
        return title.view();
    }
    part("a", "")
        .with("href", page.address.clone())
        .with("title", page.address)
        .with("target", "_blank")
        .with("rel", "noopener noreferrer nofollow")
        .child(title)
        .view()
}
