//! One labelled field of a form, with its hint and with what is wrong beside it; passwords can be shown.

use leptos::prelude::*;

use super::context::Context;
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
#[component]
pub fn Field(
    context: Context,
    which: Which,
    shape: Shape,
    label: &'static str,
    #[prop(optional)] hint: &'static str,
    value: RwSignal<String>,
) -> impl IntoView {
    let id = format!("field-{which:?}").to_lowercase();
    let (hint_id, fault_id) = (format!("{id}-hint"), format!("{id}-fault"));
    let shown = RwSignal::new(false);
    let fault = move || context.entry.with(|entry| entry.fault(Some(which)));
    let described = {
        let (hint_id, fault_id) = (hint_id.clone(), fault_id.clone());
        move || if fault().is_some() { fault_id.clone() } else { hint_id.clone() }
    };
    let node = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = node.get().filter(|_| shape.first) {
            let _ = input.focus();
        }
    });
    // The first of the faulty fields takes the keyboard.
    let leads = Memo::new(move |_| context.entry.with(|entry| entry.leading() == Some(which)));
    Effect::new(move |_| {
        if let Some(input) = node.get().filter(|_| leads.get()) {
            let _ = input.focus();
        }
    });
    let toggle = (shape.kind == "password").then(|| {
        view! {
            <button
                type="button"
                class="field-show"
                aria-pressed=move || shown.get().to_string()
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {move || if shown.get() { text().hide_password } else { text().show_password }}
            </button>
        }
    });
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <div class="field-box">
                <input
                    id=id.clone()
                    node_ref=node
                    type=move || if shown.get() { "text" } else { shape.kind }
                    autocomplete=shape.autocomplete
                    autocapitalize="off"
                    spellcheck="false"
                    aria-invalid=move || fault().is_some().to_string()
                    aria-describedby=described
                    prop:value=move || value.get()
                    on:input:target=move |event| value.set(event.target().value())
                />
                {toggle}
            </div>
            {move || match fault() {
                Some(fault) => {
                    let words = (text().fault)(fault, Some(which));
                    view! { <p class="field-fault" id=fault_id.clone()>{words}</p> }.into_any()
                }
                None if hint.is_empty() => ().into_any(),
                None => view! { <p class="field-hint" id=hint_id.clone()>{hint}</p> }.into_any(),
            }}
        </div>
    }
}
