//! The chooser of columns: which are shown, in what order, and by which the rows are grouped.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::account::checked;
use super::context::Context;
use super::icon::{Glyph, icon};
use super::part::{Hold, Part, button, each, focus, memo, part};
use super::pop::pop;
use super::signal::Memo;
use super::visitor_cell::column_words;
use crate::state::column::Column;
use crate::state::visitor::Intent;
use crate::state::watch::Choice;
use crate::text::text;

/// The button, and the chooser behind it.
pub fn column_chooser(context: Context) -> Part {
    let grouped = move || context.lobby.with(|lobby| lobby.table.group.is_some());
    pop(Glyph::Columns, text().columns, grouped, move || chooser(context))
}

fn chooser(context: Context) -> Part {
    let t = text();
    let choose = move |choice: Choice| context.intend(Intent::Chosen(choice));
    let offered = memo(move || context.lobby.with(|lobby| lobby.table.offered()));
    let group = context.lobby.with_untracked(|lobby| lobby.table.group);
    let option = |value: &'static str, words: &'static str, chosen: bool| {
        let option = part("option", "").with("value", value).text(words);
        if chosen { option.with("selected", "") } else { option }
    };
    let options = Column::GROUPS.map(|column| option(column.name(), column_words(column), group == Some(column)));
    let select = part("select", "pop-select")
        .typed("change", move |name| choose(Choice::Grouped(Column::named(&name))))
        .child(option("", t.group_none, group.is_none()))
        .children(options);
    let list = part("ul", "column-list")
        .label(t.columns)
        .inside(each(move || offered.get(), move |column| line(context, column)));
    let reset = button("button small").press(move || choose(Choice::ColumnsReset)).text(t.columns_reset);
    part("div", "pop-body")
        .child(part("label", "pop-line").child(part("span", "").text(t.group_by)).child(select))
        .child(part("h3", "").text(t.columns))
        .child(list)
        .child(reset)
}

/// A column, to be shown or moved. A line that is moved in the page loses the keyboard, which is put back.
fn line(context: Context, column: Column) -> Part {
    let words = column_words(column);
    let place = memo(move || {
        context.lobby.with(|lobby| {
            let columns = lobby.table.columns();
            (columns.iter().position(|one| *one == column), columns.len())
        })
    });
    let shown = move || place.get().0.is_some();
    let hold = Hold::new();
    let input = part("input", "")
        .held(hold)
        .with("type", "checkbox")
        .property("checked", move || JsValue::from(shown()))
        .has("disabled", move || shown() && place.get().1 == 1)
        .on("change", move |event| {
            context.intend(Intent::Chosen(Choice::Shown(column, checked(&event))));
            request_animation_frame(move || focus(hold));
        });
    let moves = move |earlier| {
        mover(words, earlier, place, move || context.intend(Intent::Chosen(Choice::Moved(column, earlier))))
    };
    part("li", "")
        .class_while("column-line", "shown", shown)
        .child(part("label", "").child(input).child(part("span", "").text(words)))
        .child(moves(true))
        .child(moves(false))
}

/// The button that moves a line of a list one place up, or down. It keeps the keyboard where the line goes.
pub fn mover(words: &str, earlier: bool, place: Memo<(Option<usize>, usize)>, moves: impl Fn() + 'static) -> Part {
    let t = text();
    let (said, glyph) = if earlier { (t.move_earlier, Glyph::Up) } else { (t.move_later, Glyph::Down) };
    let stuck = move || {
        let (at, count) = place.get();
        at.is_none_or(|at| if earlier { at == 0 } else { at + 1 == count })
    };
    let hold = Hold::new();
    button("icon-button column-move")
        .held(hold)
        .label(format!("{words}: {said}"))
        .with("title", said)
        .tells("aria-disabled", stuck)
        .press(move || {
            moves();
            request_animation_frame(move || focus(hold));
        })
        .inside(icon(glyph))
}
