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
use super::part::{Part, memo, part, shows};
use super::signal::{Memo, RwSignal};
use super::visitor_cell::{state_class, words};
use crate::state::column::Column;
use crate::state::route::Route;
use crate::state::trail;
use crate::state::visitor::Row;
use crate::text::{moment, text};

/// Whoever has been here for less than this is new.
const NEW: Millis = Millis(5_000);

/// The row of whoever has this number, with these columns. It is filled anew for another number: the elements stay.
pub fn visitor_line(context: Context, number: RwSignal<u64>, columns: Memo<Vec<Column>>) -> Part {
    // A row that is held in its place shows what was known last.
    let row = Memo::new(move |before: Option<&Option<Row>>| {
        let number = number.get();
        let known = context.lobby.with(|lobby| lobby.row(number).cloned());
        known.or_else(|| before.cloned().flatten().filter(|row| row.visitor.number == number))
    });
    let state = move || row.with(|row| row.as_ref().map_or(VisitorState::Gone, |row| row.visitor.state));
    let open = memo(move || {
        let number = number.get();
        context.trail.with(|trail| trail.is_open(number))
    });
    // Somebody new fades in; a row that is scrolled into sight is just there.
    let new = memo(move || {
        number.track();
        let now = context.now.get_untracked();
        row.with_untracked(|row| row.as_ref().is_some_and(|row| row.stay(now) < NEW))
    });
    let classes = move || {
        let mut classes = String::new();
        for (class, on) in [("gone", state() == VisitorState::Gone), ("open", open.get()), ("new", new.get())] {
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
    let invite = part("td", "invite-cell").with("role", "cell").child(invite_button(context, number, row));
    part("tr", "")
        .classes(classes)
        .with("role", "row")
        .with("tabindex", "-1")
        .on("click", move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let control = target.and_then(|target| target.closest("a[href], button").ok().flatten());
            let selects = window().get_selection().ok().flatten().is_some_and(|chosen| !chosen.is_collapsed());
            if control.is_none() && !selects {
                open_card(context, number.get_untracked());
            }
        })
        .key(move |event| {
            let here = event.target() == event.current_target();
            if event.key() == "Enter" && here {
                event.prevent_default();
                open_talk(context, number.get_untracked());
            }
        })
        .inside(cells)
        .child(invite)
}

/// The conversation with the visitor, where there is one to write in; else what is known of them.
fn open_talk(context: Context, number: u64) {
    let site = context.lobby.with_untracked(|lobby| lobby.site);
    match context.conversations.with_untracked(|lists| lists.with_visitor(site, number)) {
        Some(open) => context.intend(crate::state::Intent::Go(Route::Conversations(Some(open)))),
        None => open_card(context, number),
    }
}

fn open_card(context: Context, number: u64) {
    if let Some(site) = context.lobby.with_untracked(|lobby| lobby.site) {
        context.intend(trail::Intent::Opened(site, number));
    }
}

/// One cell, whose words follow the row.
fn cell(context: Context, column: Column, row: Memo<Option<Row>>) -> Part {
    let t = text();
    let cell = |tag| part(tag, column.name()).with("role", if tag == "th" { "rowheader" } else { "cell" });
    let known = move |tell: &dyn Fn(&Row) -> String| row.with(|row| row.as_ref().map(tell).unwrap_or_default());
    let said = move || known(&|row| words(column, &row.visitor).unwrap_or_else(|| t.none.to_owned()));
    match column {
        Column::State => {
            let class = move || {
                known(&|Row { visitor, .. }| match visitor.blocked {
                    true => "pill blocked".to_owned(),
                    false => format!("pill {}", state_class(visitor.state)),
                })
            };
            let words = move || {
                known(&|Row { visitor, .. }| match visitor.blocked {
                    true => t.blocked.to_owned(),
                    false => t.visitor_state(visitor.state).to_owned(),
                })
            };
            cell("td").child(part("span", "").classes(class).says(words))
        }
        Column::Visitor => cell("th").with("scope", "row").says(said),
        Column::Arrived => {
            let short = move || known(&|row| moment::short(row.visitor.arrived_ms, context.now.get_untracked()));
            let full = move || known(&|row| moment::full(row.visitor.arrived_ms));
            cell("td").follows("title", move || Some(full())).says(short)
        }
        Column::Stay => {
            let stay = move || {
                let now = context.now.get();
                known(&|row| moment::span(row.stay(now)))
            };
            cell("td").child(part("bdi", "").says(stay))
        }
        Column::Page => cell("td").child(page_part(row, said)),
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
        | Column::Language => cell("td").child(part("bdi", "").says(said)),
    }
}

/// The page that the row tells of: a link once there is an address.
fn page_part(row: Memo<Option<Row>>, said: impl Fn() -> String + Send + 'static) -> Part {
    // `clean` leaves an address only when it is http or https.
    let address = memo(move || {
        let of = |row: &Row| row.visitor.page.as_ref().map(Page::clean).map(|page| page.address);
        row.with(|row| row.as_ref().and_then(of)).filter(|address| !address.is_empty())
    });
    part("a", "")
        .follows("href", move || address.get())
        .follows("title", move || address.get())
        .with("target", "_blank")
        .with("rel", "noopener noreferrer nofollow")
        .child(part("bdi", "").says(said))
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
