//! The line between two columns: dragged by the pointer, moved by the arrow keys, and remembered.

use leptos::html::Div;
use leptos::prelude::*;

use super::context::Context;
use crate::state::preference::{Column, Intent};

/// One press of an arrow key, in CSS pixels.
const STEP: u32 = 16;

/// The line beside this column.
#[component]
pub fn Split(context: Context, column: Column, label: &'static str) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let dragged = RwSignal::new(false);
    let width = move || context.preferences.with(|chosen| chosen.width(column));
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
    let drag = move |event: leptos::ev::PointerEvent| {
        let Some(line) = node.get_untracked().filter(|_| dragged.get_untracked()) else { return };
        let moved = f64::from(event.client_x()) - line.get_bounding_client_rect().left();
        let moved = if grows(true) { moved } else { -moved };
        resize((f64::from(width()) + moved).max(0.0) as u32);
    };
    let hold = move |event: leptos::ev::PointerEvent| {
        event.prevent_default();
        if let Some(line) = node.get_untracked() {
            let _ = line.set_pointer_capture(event.pointer_id());
            let _ = line.focus();
        }
        dragged.set(true);
    };
    let key = move |event: leptos::ev::KeyboardEvent| {
        let now = width();
        let px = match event.key().as_str() {
            "ArrowRight" if grows(true) => now + STEP,
            "ArrowLeft" if grows(false) => now + STEP,
            "ArrowRight" | "ArrowLeft" => now.saturating_sub(STEP),
            "Home" => least,
            "End" => most,
            _ => return,
        };
        event.prevent_default();
        resize(px);
    };
    view! {
        <div
            class="split"
            class:dragged=move || dragged.get()
            class:of-details=column == Column::Details
            node_ref=node
            role="separator"
            tabindex="0"
            aria-orientation="vertical"
            aria-label=label
            aria-valuenow=move || width().to_string()
            aria-valuemin=least.to_string()
            aria-valuemax=most.to_string()
            on:pointerdown=hold
            on:pointermove=drag
            on:pointerup=move |_| dragged.set(false)
            on:pointercancel=move |_| dragged.set(false)
            on:keydown=key
        ></div>
    }
}
