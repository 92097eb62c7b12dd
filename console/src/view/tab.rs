//! Tabs: one of several panes, chosen by click or by the arrow keys.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::part::{Part, button, part};
use super::signal::RwSignal;

/// The row of tabs. `chosen` is the place of the shown one; its pane has the id `NAME-pane`.
pub fn tabs(name: &'static str, label: &'static str, tabs: &[&'static str], chosen: RwSignal<usize>) -> Part {
    let last = tabs.len().saturating_sub(1);
    let tabs = tabs.iter().enumerate().map(|(at, words)| {
        button("tab")
            .with("id", format!("{name}-tab-{at}"))
            .with("role", "tab")
            .with("aria-controls", format!("{name}-pane"))
            .tells("aria-selected", move || chosen.get() == at)
            .follows("tabindex", move || Some(if chosen.get() == at { "0" } else { "-1" }.to_owned()))
            .press(move || chosen.set(at))
            .text(*words)
    });
    part("div", "tabs").with("role", "tablist").label(label).children(tabs).key(move |event| {
        let left_to_right = document().dir() != "rtl";
        let at = chosen.get_untracked();
        let to = match event.key().as_str() {
            "ArrowRight" if left_to_right => at + 1,
            "ArrowLeft" if !left_to_right => at + 1,
            "ArrowRight" | "ArrowLeft" => at.checked_sub(1).unwrap_or(last),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        let to = if to > last { 0 } else { to };
        chosen.set(to);
        if let Some(tab) = document().get_element_by_id(&format!("{name}-tab-{to}")) {
            let _ = tab.unchecked_into::<web_sys::HtmlElement>().focus();
        }
    })
}
