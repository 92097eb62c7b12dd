//! One visitor's row in the lobby. What is the visitor's own (the page's title and address, the search, the campaign) is
//! text, and a link only to http or https.

use leptos::prelude::*;
use lobby_shared::page::Page;
use lobby_shared::time::Millis;
use lobby_shared::visitor::{VisitorRow, VisitorState};
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::context::Context;
use super::lobby_invite::invite_button;
use super::part::{Part, part, shows};
use super::signal::Memo;
use super::visitor_cell::{state_class, words};
use crate::state::column::Column;
use crate::state::route::Route;
use crate::state::trail;
use crate::state::visitor::Row;
use crate::text::{moment, text};

/// Whoever has been here for less than this is new.
const NEW: Millis = Millis(5_000);

/// The row with these columns.
pub fn visitor_line(context: Context, number: u64, columns: Memo<Vec<Column>>) -> Part {
    // A row that is held in its place shows what was known last.
    let row = Memo::new(move |before: Option<&Option<Row>>| {
        context.lobby.with(|lobby| lobby.row(number).cloned()).or_else(|| before.cloned().flatten())
    });
    let state = move || row.with(|row| row.as_ref().map_or(VisitorState::Gone, |row| row.visitor.state));
    let open = move || context.trail.with(|trail| trail.is_open(number));
    // Somebody new fades in; a row that is scrolled into sight is just there.
    let now = context.now.get_untracked();
    let new = row.with_untracked(|row| row.as_ref().is_some_and(|row| row.stay(now) < NEW));
    let classes = move || {
        let mut classes = String::new();
        for (class, on) in [("gone", state() == VisitorState::Gone), ("open", open()), ("new", new)] {
            if on {
                classes.push_str(class);
                classes.push(' ');
            }
        }
        classes
    };
    let cells = shows(move || {
        let (columns, known) = (columns.get(), row.get());
        let cells = |known: Row| -> Vec<AnyView> {
            columns.into_iter().map(|column| cell(context, column, row, &known.visitor).view()).collect()
        };
        untrack(|| known.map(cells).into_any())
    });
    let invite = part("td", "invite-cell").with("role", "cell").child(invite_button(context, number, row));
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
                // The conversation with the visitor, where there is one to write in; else what is known of them.
                let site = context.lobby.with_untracked(|lobby| lobby.site);
                match context.conversations.with_untracked(|lists| lists.with_visitor(site, number)) {
                    Some(open) => context.intend(crate::state::Intent::Go(Route::Conversations(Some(open)))),
                    None => open_card(context, number),
                }
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

/// One cell, drawn anew with its row: a row is built while somebody scrolls, and a cell that follows the state by itself
/// takes four times as long to build. Only the stay runs on.
fn cell(context: Context, column: Column, row: Memo<Option<Row>>, known: &VisitorRow) -> Part {
    let t = text();
    let cell = |tag| part(tag, column.name()).with("role", if tag == "th" { "rowheader" } else { "cell" });
    let said = || words(column, known).unwrap_or_else(|| t.none.to_owned());
    match column {
        Column::State => {
            let (class, words) = if known.blocked {
                ("pill blocked".to_owned(), t.blocked)
            } else {
                (format!("pill {}", state_class(known.state)), t.visitor_state(known.state))
            };
            cell("td").child(part("span", "").with("class", class).text(words))
        }
        Column::Visitor => cell("th").with("scope", "row").text(said()),
        Column::Arrived => {
            let short = moment::short(known.arrived_ms, context.now.get_untracked());
            cell("td").with("title", moment::full(known.arrived_ms)).text(short)
        }
        Column::Stay => {
            let stay = move || {
                let now = context.now.get();
                row.with(|row| row.as_ref().map(|row| moment::span(row.stay(now))).unwrap_or_default())
            };
            cell("td").child(part("bdi", "").says(stay))
        }
        Column::Page => cell("td").inside(page_link(known.page.clone())),
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
        | Column::Language => cell("td").child(part("bdi", "").text(said())),
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
