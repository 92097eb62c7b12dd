//! The heading over the rows of one value, with how many there are and a way to see only these.

use super::context::Context;
use super::part::{Part, button, part};
use super::signal::Memo;
use super::visitor_cell::value_words;
use crate::state::layout::Layout;
use crate::state::visitor::Intent;
use crate::state::watch::Choice;
use crate::text::{moment, text};

/// The line of this value.
pub fn group_line(context: Context, layout: Memo<Layout>, value: String) -> Part {
    let t = text();
    let (of, only) = (value.clone(), value.clone());
    let count = move || layout.with(|layout| layout.group(&of).map_or(0, |group| group.count)) as usize;
    let column = move || context.lobby.with_untracked(|lobby| lobby.table.group);
    let words = column().map(|column| value_words(column.key(), &value)).unwrap_or_default();
    // An unknown value cannot be asked for.
    let narrow = (!value.is_empty()).then(|| {
        button("text-button").label(format!("{}: {words}", t.only_these)).text(t.only_these).press(move || {
            if let Some(column) = column() {
                context.intend(Intent::Chosen(Choice::Only(column.key(), only.clone())));
                context.intend(Intent::Chosen(Choice::Grouped(None)));
            }
        })
    });
    let head = part("th", "group-head")
        .with("role", "rowheader")
        .with("scope", "rowgroup")
        .child(part("bdi", "").text(words))
        .child(part("span", "group-count").says(move || moment::count(count())))
        .children(narrow);
    part("tr", "group").with("role", "row").child(head)
}
