//! The palette: everything that can be done, by name.

use leptos::html::{Dialog as Native, Input};
use leptos::prelude::*;
use lobby_shared::agent::AgentState;

use super::context::Context;
use super::dialog::Dialog;
use crate::state::conversation::Intent as Conversation;
use crate::state::key::matches;
use crate::state::preference::{Intent as Preference, Theme};
use crate::state::route::Route;
use crate::state::{Intent, Overlay, entry};
use crate::text::{LANGUAGES, text};

/// One thing to do.
struct Command {
    words: String,
    intent: Intent,
}

fn commands(context: Context) -> Vec<Command> {
    let t = text();
    let mut commands = Vec::new();
    let mut add = |words: String, intent: Intent| commands.push(Command { words, intent });
    context.conversations.with_untracked(|lists| {
        if !lists.waiting().is_empty() {
            add(t.accept_oldest.into(), Conversation::AcceptOldestPressed.into());
        }
        for id in lists.own().into_iter().chain(lists.waiting()) {
            let visitor = (t.visitor)(lists.card(id).map_or(0, |card| card.visitor));
            add((t.open_talk)(&visitor), Intent::Go(Route::Conversations(Some(id))));
        }
    });
    let screens = [(t.lobby, Route::Lobby), (t.conversations, Route::Conversations(None)), (t.sites, Route::Sites)];
    for (name, route) in screens {
        add((t.go_to)(name), Intent::Go(route));
    }
    let other = match context.agent_state.get_untracked() {
        AgentState::Available => AgentState::Busy,
        AgentState::Busy => AgentState::Available,
    };
    add((t.become_state)(other).into(), Intent::StatePressed(other));
    for theme in Theme::ALL {
        add(format!("{}: {}", t.theme, (t.theme_name)(theme)), Preference::ThemePicked(theme).into());
    }
    for language in LANGUAGES {
        let words = format!("{}: {}", t.language, language.name);
        add(words, Preference::LanguagePicked(Some(language.code.into())).into());
    }
    add(t.keys_title.into(), Intent::Over(Overlay::Sheet));
    add(t.sign_out.into(), entry::Intent::SignOutPressed.into());
    commands
}

/// The palette.
#[component]
pub fn Palette(context: Context) -> impl IntoView {
    let t = text();
    let (node, input) = (NodeRef::<Native>::new(), NodeRef::<Input>::new());
    let all = StoredValue::new(commands(context));
    let typed = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let found = Memo::new(move |_| {
        let typed = typed.get();
        all.with_value(|all| {
            all.iter()
                .enumerate()
                .filter(|(_, command)| matches(&command.words, &typed))
                .map(|(at, _)| at)
                .collect::<Vec<_>>()
        })
    });
    let run = move |at: usize| {
        // Taken out, not copied: the palette closes now.
        let intent = all.try_update_value(|all| (at < all.len()).then(|| all.swap_remove(at).intent)).flatten();
        if let Some(dialog) = node.get_untracked() {
            // Closed at once, so that the focus is back where it was before the command moves it.
            dialog.close();
        }
        context.intend(Intent::Over(Overlay::None));
        if let Some(intent) = intent {
            context.intend(intent);
        }
    };
    let key = move |event: leptos::ev::KeyboardEvent| {
        let last = found.with(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|at| *at = if *at < last { *at + 1 } else { 0 }),
            "ArrowUp" => chosen.update(|at| *at = at.checked_sub(1).unwrap_or(last)),
            "Enter" if !event.is_composing() => {
                if let Some(at) = found.with(|found| found.get(chosen.get_untracked()).copied()) {
                    run(at);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let current = move |at: usize| found.with(|found| found.get(chosen.get()) == Some(&at));
    let row = move |at: usize| {
        let words = all.with_value(|all| all.get(at).map(|command| command.words.clone()));
        view! {
            <li
                id=format!("command-{at}")
                role="option"
                aria-selected=move || current(at).to_string()
                on:click=move |_| run(at)
            >
                {words}
            </li>
        }
        .into_any()
    };
    let active = move || found.with(|found| found.get(chosen.get()).map(|at| format!("command-{at}")));
    Effect::new(move |_| {
        let at = active();
        request_animation_frame(move || {
            if let Some(row) = at.and_then(|id| document().get_element_by_id(&id)) {
                row.scroll_into_view_with_bool(false);
            }
        });
    });
    view! {
        <Dialog context label=t.palette class="palette" node>
            <input
                node_ref=input
                autofocus
                type="text"
                role="combobox"
                aria-label=t.palette
                aria-expanded="true"
                aria-controls="commands"
                aria-activedescendant=active
                autocomplete="off"
                spellcheck="false"
                placeholder=t.palette_hint
                on:input:target=move |event| {
                    typed.set(event.target().value());
                    chosen.set(0);
                }
                on:keydown=key
            />
            <ul id="commands" role="listbox" aria-label=t.palette>
                {move || found.get().into_iter().map(row).collect::<Vec<_>>()}
            </ul>
            <Show when=move || found.with(Vec::is_empty)><p class="palette-none" role="status">{t.palette_none}</p></Show>
        </Dialog>
    }
}
