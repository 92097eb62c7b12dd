//! The dialog in which an agent writes the words of their own invitations.

use wasm_bindgen::JsValue;

use super::context::Context;
use super::dialog::{close, dialog};
use super::icon::{Glyph, icon};
use super::part::{Hold, Part, button, effect, part};
use super::signal::{Memo, RwSignal};
use crate::state::invitation::{Intent, too_long};
use crate::text::text;

/// The dialog.
pub fn words_dialog(context: Context) -> Part {
    let t = text();
    let hold = Hold::new();
    let own = context.words;
    let typed = RwSignal::new(own.with_untracked(|own| own.words.clone()));
    effect(move |_| {
        if !own.with(|own| own.open) {
            close(hold);
        }
    });
    let over = Memo::new(move |_| typed.with(|typed| too_long(typed)));
    let busy = move || own.with(|own| own.busy);
    let fault = move || match (over.get(), own.with(|own| own.fault)) {
        (0, None) => String::new(),
        (0, Some(fault)) => t.fault(fault, None).to_owned(),
        (over, _) => t.over(over),
    };
    let area = part("textarea", "")
        .with("id", "own-words")
        .with("rows", "4")
        .with("autofocus", "")
        .with("aria-describedby", "own-words-hint own-words-fault")
        .tells("aria-invalid", move || over.get() > 0)
        .property("value", move || JsValue::from(typed.get()))
        .typed("input", move |words| typed.set(words));
    let head = part("div", "dialog-head")
        .child(part("h2", "").child(part("label", "").with("for", "own-words").text(t.words)))
        .child(button("icon-button").label(t.close).press(move || close(hold)).inside(icon(Glyph::Close)));
    let save = part("button", "button primary")
        .with("type", "submit")
        .has("disabled", move || busy() || over.get() > 0)
        .tells("aria-busy", busy);
    let choice = part("div", "site-choice")
        .child(button("button").press(move || close(hold)).text(t.cancel))
        .child(save.text(t.save));
    let form = part("form", "dialog-form")
        .with("novalidate", "")
        .on("submit", move |event| {
            event.prevent_default();
            context.intend(Intent::SavePressed(typed.get_untracked()));
        })
        .child(part("div", "field-box").child(area))
        .child(part("p", "field-hint").with("id", "own-words-hint").text(t.words_hint))
        .child(part("p", "field-fault").with("id", "own-words-fault").with("role", "alert").says(fault))
        .child(choice);
    dialog(context, t.words, "dialog", hold, part("div", "dialog-box").child(head).child(form))
}
