//! The lobby's filters: states and values to choose, and what was chosen, each with a way out.

use leptos::prelude::*;
use lobby_shared::visitor::VisitorState;

use super::context::Context;
use super::icon::{Glyph, sized};
use super::part::{Part, button, each, memo, part, shows, while_there};
use super::pop::pop;
use super::signal::RwSignal;
use super::visitor_cell::{STATES, column_words, value_words};
use crate::state::column::{Column, value};
use crate::state::visitor::{Intent, Lobby};
use crate::state::watch::Choice;
use crate::text::text;

/// Values that are offered at once.
const MOST: usize = 60;

/// The button, and the filters behind it.
pub fn filter_chooser(context: Context) -> Part {
    let marked = move || context.lobby.with(|lobby| !(lobby.table.states.is_empty() && lobby.table.only.is_empty()));
    pop(Glyph::Filter, text().filter, marked, move || chooser(context))
}

fn chooser(context: Context) -> Part {
    let t = text();
    let choose = move |choice: Choice| context.intend(Intent::Chosen(choice));
    let states = STATES.map(|state| {
        button("chip")
            .tells("aria-pressed", move || context.lobby.with(|lobby| lobby.table.states.contains(&state)))
            .press(move || choose(Choice::StatePressed(state)))
            .text(t.visitor_state(state))
    });
    let picked = RwSignal::new(Column::Region);
    let columns = || Column::GROUPS.into_iter().filter(|column| *column != Column::State);
    let options = columns().map(|column| part("option", "").with("value", column.name()).text(column_words(column)));
    let by = part("select", "pop-select")
        .label(t.filter_column)
        .typed("change", move |name| picked.set(Column::named(&name).unwrap_or(Column::Region)))
        .children(options);
    let values = memo(move || context.lobby.with(|lobby| known(lobby, picked.get())));
    let offered = move || {
        let column = picked.get();
        values.get().into_iter().map(|value| (column, value)).collect::<Vec<_>>()
    };
    let offer = move |(column, value): (Column, String)| {
        let words = value_words(column.key(), &value);
        let one = (column.key(), value.clone());
        let chosen = move || context.lobby.with(|lobby| lobby.table.only.contains(&one));
        let pressed = chosen.clone();
        button("chip")
            .tells("aria-pressed", chosen)
            .press(move || {
                let (column, value) = (column.key(), value.clone());
                choose(if untrack(&pressed) { Choice::Any(column, value) } else { Choice::Only(column, value) });
            })
            .child(part("bdi", "").text(words))
    };
    let none = while_there(move || values.with(Vec::is_empty), move || part("p", "pop-none").text(t.filter_none));
    part("div", "pop-body")
        .child(part("h3", "").text(t.column_state))
        .child(part("div", "chips").with("role", "group").label(t.column_state).children(states))
        .child(part("label", "pop-line").child(part("span", "").text(t.filter_column)).child(by))
        .child(part("div", "chips").with("role", "group").label(t.filter_column).inside(each(offered, offer)))
        .inside(none)
        .child(part("p", "pop-hint").text(t.filter_help))
}

/// The values of a column that this console knows: in the window, in the headings, on the map, and those chosen.
fn known(lobby: &Lobby, column: Column) -> Vec<String> {
    let key = column.key();
    let mut values: Vec<String> = lobby.rows().map(|row| value(key, row)).collect();
    if lobby.table.group == Some(column) {
        values.extend(lobby.shown.groups.iter().map(|group| group.value.clone()));
    }
    if column == Column::Region {
        values.extend(lobby.overview.iter().flat_map(|all| all.countries.iter().map(|(code, _)| code.clone())));
    }
    values.extend(lobby.table.only.iter().filter(|(one, _)| *one == key).map(|(_, value)| value.clone()));
    let mut known: Vec<String> = Vec::new();
    for value in values.into_iter().filter(|value| !value.is_empty()) {
        if let Err(at) = known.binary_search(&value) {
            known.insert(at, value);
        }
    }
    known.truncate(MOST);
    known
}

/// What was chosen, under the figures; nothing while every visitor is shown.
pub fn filter_bar(context: Context) -> AnyView {
    let t = text();
    let chosen = memo(move || {
        context.lobby.with(|lobby| (lobby.table.states.clone(), lobby.table.only.clone(), lobby.table.group))
    });
    let total = move || context.lobby.with(|lobby| lobby.shown.total) as usize;
    shows(move || {
        let (states, only, group) = chosen.get();
        if states.is_empty() && only.is_empty() && group.is_none() {
            return super::part::nothing();
        }
        let states = states.into_iter().map(|state| state_chip(context, state));
        let only = only.into_iter().map(|(column, value)| {
            let title = Column::GROUPS.into_iter().find(|one| one.key() == column).map_or("", column_words);
            let words = format!("{title}: {}", value_words(column, &value));
            chip(context, words, Choice::Any(column, value))
        });
        let group = group
            .map(|column| chip(context, format!("{}: {}", t.group_by, column_words(column)), Choice::Grouped(None)));
        part("div", "filter-bar")
            .with("role", "group")
            .label(t.filter)
            .children(states)
            .children(only)
            .children(group)
            .child(part("span", "filter-count").with("role", "status").says(move || t.visitor_count(total())))
            .child(
                button("text-button")
                    .press(move || {
                        context.intend(Intent::Chosen(Choice::Cleared));
                        context.intend(Intent::Chosen(Choice::Grouped(None)));
                    })
                    .text(t.filter_clear),
            )
            .view()
    })
}

fn state_chip(context: Context, state: VisitorState) -> Part {
    chip(context, text().visitor_state(state).to_owned(), Choice::StatePressed(state))
}

fn chip(context: Context, words: String, out: Choice) -> Part {
    button("chip out")
        .label(format!("{}: {words}", text().filter_remove))
        .press(move || context.intend(Intent::Chosen(out.clone())))
        .child(part("bdi", "").text(words))
        .inside(sized(Glyph::Close, 12))
}
