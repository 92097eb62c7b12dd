//! The line between two columns: dragged by the pointer, moved by the arrow keys, and remembered.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::PointerEvent;

use super::context::Context;
use super::part::{Hold, Part, part};
use super::signal::RwSignal;
use crate::state::preference::{Column, Intent};

/// One press of an arrow key, in CSS pixels.
const STEP: u32 = 16;

/// The line beside this column.
pub fn split(context: Context, column: Column, label: &'static str) -> Part {
    let hold = Hold::new();
    let dragged = RwSignal::new(false);
    let width = move || drawn(hold, column).unwrap_or_else(|| chosen(context, column));
    let resize = move |px: u32| context.intend(Intent::Resized(column, px));
    let (least, most) = column.limits();
    // The list grows towards the end of the line, the details towards its beginning.
    let grows = move |right: bool| {
        let left_to_right = document().dir() != "rtl";
        match column {
            Column::List => right == left_to_right,
            Column::Details => right != left_to_right,
        }
    };
    let class = if column == Column::Details { "split of-details" } else { "split" };
    part("div", "")
        .class_while(class, "dragged", move || dragged.get())
        .held(hold)
        .with("role", "separator")
        .with("tabindex", "0")
        .with("aria-orientation", "vertical")
        .label(label)
        .follows("aria-valuenow", move || Some(context.preferences.with(|chosen| chosen.width(column)).to_string()))
        .with("aria-valuemin", least.to_string())
        .with("aria-valuemax", most.to_string())
        .on("pointerdown", move |event| {
            event.prevent_default();
            if let Some(line) = hold.get_untracked() {
                let _ = line.set_pointer_capture(event.unchecked_into::<PointerEvent>().pointer_id());
                let _ = line.focus();
            }
            dragged.set(true);
        })
        .on("pointermove", move |event| {
            let Some(line) = hold.get_untracked().filter(|_| dragged.get_untracked()) else { return };
            let at = event.unchecked_into::<PointerEvent>().client_x();
            let moved = f64::from(at) - line.get_bounding_client_rect().left();
            let moved = if grows(true) { moved } else { -moved };
            resize((f64::from(width()) + moved).max(0.0) as u32);
        })
        .on("pointerup", move |_| dragged.set(false))
        .on("pointercancel", move |_| dragged.set(false))
        .key(move |event| {
            let px = match event.key().as_str() {
                "ArrowRight" if grows(true) => width() + STEP,
                "ArrowLeft" if grows(false) => width() + STEP,
                "ArrowRight" | "ArrowLeft" => width().saturating_sub(STEP),
                "Home" => least,
                "End" => most,
                _ => return,
            };
            event.prevent_default();
            resize(px);
        })
}

/// As wide as the column is drawn, which is more than was chosen where nothing was chosen and the window is wide.
fn drawn(hold: Hold, column: Column) -> Option<u32> {
    let line = hold.get_untracked()?;
    let drawn = match column {
        Column::List => line.previous_element_sibling(),
        Column::Details => line.next_element_sibling(),
    };
    drawn.map(|drawn| drawn.get_bounding_client_rect().width().round() as u32)
}

fn chosen(context: Context, column: Column) -> u32 {
    context.preferences.with_untracked(|chosen| chosen.width(column))
}
