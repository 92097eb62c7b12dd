//! The panel's head: who is there, the menu, and the way out.

use leptos::prelude::*;

use super::icon::{DOTS, DOWN, icon};
use super::scene::Scene;
use crate::state::Intent;
use crate::state::stage::Stage;

/// The first letters of a name, at most two.
fn initials(name: &str) -> String {
    let words = name.split_whitespace().filter_map(|word| word.chars().next());
    words.take(2).flat_map(char::to_uppercase).collect()
}

/// The head.
#[component]
pub fn Header(scene: Scene, leaving: RwSignal<bool>) -> impl IntoView {
    let text = scene.text;
    let menu = RwSignal::new(false);
    let open = move || scene.stage.with(|stage| stage.open().is_some());
    let state = move || match scene.stage.get() {
        Stage::Talking { agent, .. } => (text.with)(&agent),
        Stage::Ended => text.over.to_owned(),
        Stage::Fresh | Stage::Waiting(_) => {
            let words = if scene.available.get() { text.available } else { text.nobody };
            if scene.site.with(String::is_empty) { String::new() } else { words.to_owned() }
        }
    };
    let face = move || match scene.stage.get() {
        Stage::Talking { agent, .. } => initials(&agent),
        Stage::Fresh | Stage::Waiting(_) | Stage::Ended => scene.site.with(|site| initials(site)),
    };
    let leave = move |_| {
        menu.set(false);
        leaving.set(true);
    };
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && menu.get_untracked() {
            event.prevent_default();
            menu.set(false);
        }
    };
    view! {
        <header class="head" on:keydown=escape>
            <span class="face" aria-hidden="true">{face}</span>
            <div class="who">
                <h1>{move || scene.site.get()}</h1>
                <p role="status">{state}</p>
            </div>
            <button
                type="button"
                class="quiet"
                aria-label=text.menu
                aria-expanded=move || menu.get().to_string()
                hidden=move || !open()
                on:click=move |_| menu.update(|menu| *menu = !*menu)
            >
                {icon(DOTS)}
            </button>
            <button type="button" class="quiet" aria-label=text.close on:click=move |_| scene.act(Intent::ClosePressed)>
                {icon(DOWN)}
            </button>
            <div class="menu" hidden=move || !(menu.get() && open())>
                <button type="button" on:click=leave>{text.end}</button>
            </div>
        </header>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_two_letters_of_any_script() {
        for (name, want) in [("Jo Lane", "JL"), ("ada", "A"), ("a b c", "AB"), ("李 雷", "李雷"), (" ", "")] {
            assert_eq!(initials(name), want, "{name}");
        }
    }
}
