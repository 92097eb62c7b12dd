//! The box that keeps only the rows of a list that have the words in it; a key (`/` at first) goes there, Escape empties it.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::context::Context;
use super::icon::{Glyph, icon};
use super::part::{Part, part};
use super::signal::RwSignal;
use crate::state::key::Single;
use crate::text::text;

/// The box.
pub fn search(context: Context, label: &'static str, words: RwSignal<String>) -> Part {
    let key = move || context.preferences.with(|chosen| chosen.keys.key(Single::Search).to_owned());
    let input = part("input", "")
        .with("type", "search")
        .label(label)
        .with("placeholder", text().search)
        .with("autocomplete", "off")
        .with("spellcheck", "false")
        .property("value", move || JsValue::from(words.get()))
        .typed("input", move |typed| words.set(typed))
        .key(move |event| {
            if event.key() == "Escape" {
                words.set(String::new());
                let _ = event_target::<web_sys::HtmlElement>(&event).blur();
            }
        });
    part("label", "search")
        .inside(icon(Glyph::Search))
        .child(input)
        .child(part("kbd", "").with("aria-hidden", "true").says(key))
}
