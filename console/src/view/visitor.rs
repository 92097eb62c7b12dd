//! One visitor's row in the lobby. What is the visitor's own (the page's title and address, the search, the campaign) is
//! text, and a link only to http or https.

use leptos::prelude::*;
use lobby_shared::page::Page;
use lobby_shared::time::Millis;
use lobby_shared::visitor::VisitorState;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::context::Context;
use super::lobby_invite::invite_button;
use super::part::{Part, part, shows};
use super::visitor_cell::{state_class, words};
use crate::state::column::Column;
use crate::state::trail;
use crate::state::visitor::Row;
use crate::text::{moment, text};

/// The row with these columns.
pub fn visitor_line(context: Context, number: u64, columns: Memo<Vec<Column>>) -> Part {
    // A row that is held in its place shows what was known last.
    let row = Memo::new(move |before: Option<&Option<Row>>| {
        context.lobby.with(|lobby| lobby.row(number).cloned()).or_else(|| before.cloned().flatten())
    });
    let state = move || row.with(|row| row.as_ref().map_or(VisitorState::Gone, |row| row.visitor.state));
    let open = move || context.trail.with(|trail| trail.is_open(number));
    let classes = move || {
        let mut classes = String::new();
        for (class, on) in [("gone", state() == VisitorState::Gone), ("open", open())] {
            if on {
                classes.push_str(class);
                classes.push(' ');
            }
        }
        classes
    };
    let cells = shows(move || {
        let columns = columns.get();
        untrack(|| columns.into_iter().map(|column| cell(context, column, row).view()).collect::<Vec<_>>().into_any())
    });
    let invite = part("td", "invite-cell").with("role", "cell").child(invite_button(context, number, row.into()));
    part("tr", "")
        .classes(classes)
        .with("role", "row")
        .with("tabindex", "-1")
        .on("click", move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let control = target.and_then(|target| target.closest("a, button").ok().flatten());
            let selects = window().get_selection().ok().flatten().is_some_and(|chosen| !chosen.is_collapsed());
            if control.is_none() && !selects {
                open_card(context, number);
            }
        })
        .key(move |event| {
            let here = event.target() == event.current_target();
            if event.key() == "Enter" && here {
                event.prevent_default();
                open_card(context, number);
            }
        })
        .inside(cells)
        .child(invite)
}

fn open_card(context: Context, number: u64) {
    if let Some(site) = context.lobby.with_untracked(|lobby| lobby.site) {
        context.intend(trail::Intent::Opened(site, number));
    }
}

fn cell(context: Context, column: Column, row: Memo<Option<Row>>) -> Part {
    let t = text();
    let cell = |tag| part(tag, column.name()).with("role", if tag == "th" { "rowheader" } else { "cell" });
    let said = move || row.with(|row| row.as_ref().and_then(|row| words(column, &row.visitor)));
    match column {
        Column::State => {
            let state = move || row.with(|row| row.as_ref().map_or(VisitorState::Gone, |row| row.visitor.state));
            let blocked = move || row.with(|row| row.as_ref().is_some_and(|row| row.visitor.blocked));
            let pill =
                part("span", "")
                    .classes(move || {
                        if blocked() { "pill blocked".to_owned() } else { format!("pill {}", state_class(state())) }
                    })
                    .says(move || if blocked() { t.blocked } else { t.visitor_state(state()) }.to_owned());
            cell("td").child(pill)
        }
        Column::Visitor => cell("th").with("scope", "row").says(move || said().unwrap_or_default()),
        Column::Arrived => {
            let arrived = move || row.with(|row| row.as_ref().map_or(Millis(0), |row| row.visitor.arrived_ms));
            let since = part("span", "")
                .follows("title", move || Some(moment::full(arrived())))
                .says(move || moment::short(arrived(), context.now.get_untracked()));
            cell("td").child(since)
        }
        Column::Stay => {
            let stay = move || {
                let now = context.now.get();
                row.with(|row| row.as_ref().map(|row| moment::span(row.stay(now))).unwrap_or_default())
            };
            cell("td").child(part("bdi", "").says(stay))
        }
        Column::Page => cell("td").shows(move || {
            let page = row.with(|row| row.as_ref().and_then(|row| row.visitor.page.clone()));
            untrack(|| page_link(page))
        }),
        Column::Visits
        | Column::Address
        | Column::Region
        | Column::From
        | Column::Engine
        | Column::Keyword
        | Column::Referrer
        | Column::Campaign
        | Column::Pages
        | Column::Agent
        | Column::Owner
        | Column::Device
        | Column::Browser
        | Column::System
        | Column::Language => {
            cell("td").child(part("bdi", "").says(move || said().unwrap_or_else(|| t.none.to_owned())))
        }
    }
}

/// The page's title, as a link where it has an address of the web.
pub fn page_link(page: Option<Page>) -> AnyView {
    let none = || text().none.into_any();
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
