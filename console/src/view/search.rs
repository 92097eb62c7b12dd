//! The box that keeps only the rows of a list that have the words in it; `/` goes there, Escape empties it.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::text::text;

/// The box.
#[component]
pub fn Search(label: &'static str, words: RwSignal<String>) -> impl IntoView {
    let key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            words.set(String::new());
            let _ = event_target::<web_sys::HtmlElement>(&event).blur();
        }
    };
    view! {
        <label class="search">
            <Icon glyph=Glyph::Search/>
            <input
                type="search"
                aria-label=label
                placeholder=text().search
                autocomplete="off"
                spellcheck="false"
                prop:value=move || words.get()
                on:input:target=move |event| words.set(event.target().value())
                on:keydown=key
            />
            <kbd aria-hidden="true">"/"</kbd>
        </label>
    }
}
