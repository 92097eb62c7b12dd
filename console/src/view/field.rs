//! One labelled field of a form, with its hint and with what is wrong beside it; passwords can be shown.

use wasm_bindgen::JsValue;

use super::context::Context;
use super::part::{Hold, Part, button, focus_when, maybe, part, shows};
use super::signal::RwSignal;
use crate::state::entry::Field as Which;
use crate::text::text;

/// How a field behaves in the browser.
#[derive(Clone, Copy)]
pub struct Shape {
    /// The input's `type`.
    pub kind: &'static str,
    /// What the browser may fill in.
    pub autocomplete: &'static str,
    /// The keyboard starts here.
    pub first: bool,
}

impl Shape {
    /// A line of text.
    pub const fn text(autocomplete: &'static str) -> Self {
        Self { kind: "text", autocomplete, first: false }
    }

    /// A password that may be shown.
    pub const fn password(autocomplete: &'static str) -> Self {
        Self { kind: "password", autocomplete, first: false }
    }

    /// The same, and the keyboard starts here.
    pub const fn first(mut self) -> Self {
        self.first = true;
        self
    }
}

/// A labelled field.
pub fn field(
    context: Context,
    which: Which,
    shape: Shape,
    label: &'static str,
    hint: &'static str,
    value: RwSignal<String>,
) -> Part {
    let id = which.name();
    let shown = RwSignal::new(false);
    let fault = move || context.entry.with(|entry| entry.fault(Some(which)));
    let hold = Hold::new();
    focus_when(hold, move || shape.first);
    // The first of the faulty fields takes the keyboard.
    focus_when(hold, move || context.entry.with(|entry| entry.leading() == Some(which)));
    let input = part("input", "")
        .with("id", id)
        .held(hold)
        .follows("type", move || Some(if shown.get() { "text" } else { shape.kind }.to_owned()))
        .with("autocomplete", shape.autocomplete)
        .with("autocapitalize", "off")
        .with("spellcheck", "false")
        .with("aria-describedby", format!("{id}-note"))
        .tells("aria-invalid", move || fault().is_some())
        .property("value", move || JsValue::from(value.get()))
        .typed("input", move |typed| value.set(typed));
    let toggle = (shape.kind == "password").then(|| {
        button("field-show")
            .tells("aria-pressed", move || shown.get())
            .press(move || shown.update(|shown| *shown = !*shown))
            .says(move || if shown.get() { text().hide_password } else { text().show_password }.to_owned())
    });
    let note = shows(move || {
        let (class, words) = match fault() {
            Some(fault) => ("field-fault", text().fault(fault, Some(which))),
            None => ("field-hint", hint),
        };
        maybe((!words.is_empty()).then(|| part("p", class).with("id", format!("{id}-note")).text(words)))
    });
    part("div", "field")
        .child(part("label", "").with("for", id).text(label))
        .child(part("div", "field-box").child(input).children(toggle))
        .inside(note)
}
