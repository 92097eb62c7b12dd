//! Tabs: one of several panes, chosen by click or by the arrow keys.

use leptos::prelude::*;

/// The row of tabs. `chosen` is the place of the shown one; its pane has the id `NAME-pane`.
#[component]
pub fn Tabs(
    name: &'static str,
    label: &'static str,
    tabs: Vec<&'static str>,
    chosen: RwSignal<usize>,
) -> impl IntoView {
    let last = tabs.len().saturating_sub(1);
    let step = move |event: leptos::ev::KeyboardEvent| {
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
            let _ = wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(tab).focus();
        }
    };
    let buttons = tabs.into_iter().enumerate().map(|(at, words)| {
        let here = move || chosen.get() == at;
        view! {
            <button
                class="tab"
                id=format!("{name}-tab-{at}")
                type="button"
                role="tab"
                aria-selected=move || here().to_string()
                aria-controls=format!("{name}-pane")
                tabindex=move || if here() { "0" } else { "-1" }
                on:click=move |_| chosen.set(at)
            >
                {words}
            </button>
        }
        .into_any()
    });
    view! { <div class="tabs" role="tablist" aria-label=label on:keydown=step>{buttons.collect_view()}</div> }
}
