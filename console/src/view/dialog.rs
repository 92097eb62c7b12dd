//! A dialog over everything: it holds the keyboard, Escape and a click beside it close it, and the focus goes back.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use super::context::Context;
use super::part::{Hold, Part, effect, part};
use crate::state::{Intent, Overlay};

/// The dialog that lies over the screen for as long as it is in the page, around `inside`.
pub fn dialog(context: Context, label: &'static str, class: &'static str, hold: Hold, inside: Part) -> Part {
    effect(move |_| {
        if let Some(dialog) = hold.get() {
            let _ = dialog.unchecked_into::<HtmlDialogElement>().show_modal();
        }
    });
    part("dialog", class)
        .label(label)
        .held(hold)
        .on("click", move |event| {
            // A click on the veil has the dialog itself as its target; inside it, a child.
            if event.target().is_some_and(|target| target.has_type::<HtmlDialogElement>()) {
                close(hold);
            }
        })
        .on("close", move |_| context.intend(Intent::Over(Overlay::None)))
        .child(inside)
}

/// Closes it, which puts the focus back where it was.
pub fn close(hold: Hold) {
    if let Some(dialog) = hold.get_untracked() {
        dialog.unchecked_into::<HtmlDialogElement>().close();
    }
}
