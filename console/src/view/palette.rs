//! The palette: everything that can be done, by name.

use leptos::prelude::*;
use lobby_shared::agent::AgentState;

use super::context::Context;
use super::dialog::{close, dialog};
use super::part::{Hold, Part, effect, part, while_there};
use super::signal::{Memo, RwSignal};
use crate::state::conversation::Intent as Conversation;
use crate::state::key::matches;
use crate::state::preference::{Intent as Preference, Theme};
use crate::state::route::Route;
use crate::state::{Intent, Overlay, entry, invitation};
use crate::text::name::upper;
use crate::text::{languages, text};

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
        let waiting = lists.waiting(true);
        if !waiting.is_empty() {
            add(t.accept_oldest.into(), Conversation::AcceptOldestPressed.into());
        }
        for id in lists.own(true).into_iter().chain(waiting) {
            add(t.open_talk(&t.visitor(lists.number(id))), Intent::Go(Route::Conversations(Some(id))));
        }
    });
    let screens = [(t.lobby, Route::Lobby), (t.conversations, Route::Conversations(None)), (t.sites, Route::Sites)];
    for (name, route) in screens {
        add(t.go_to(name), Intent::Go(route));
    }
    context.sites.with_untracked(|sites| {
        for site in sites.sites.iter().flatten() {
            for (words, route) in [(t.rules, Route::Rules(site.site)), (t.blocks, Route::Blocks(site.site))] {
                add(t.go_to(&format!("{words} · {}", site.name)), Intent::Go(route));
            }
        }
    });
    let other = match context.agent_state.get_untracked() {
        AgentState::Available => AgentState::Busy,
        AgentState::Busy => AgentState::Available,
    };
    add(t.become_state(other).into(), Intent::StatePressed(other));
    for theme in Theme::ALL {
        add(t.choose(t.theme, t.theme_name(theme)), Preference::ThemePicked(theme).into());
    }
    for (code, name) in languages() {
        add(t.choose(t.language, &name), Preference::LanguagePicked(code).into());
    }
    add(t.words.into(), invitation::Intent::Opened.into());
    add(t.keys_title.into(), Intent::Over(Overlay::Sheet));
    add(t.sign_out.into(), entry::Intent::SignOutPressed.into());
    commands
}

/// Which commands go by what was typed, and which of those is chosen.
#[derive(Clone, Copy)]
struct Choice {
    all: StoredValue<Vec<Command>>,
    found: Memo<Vec<usize>>,
    chosen: RwSignal<usize>,
}

impl Choice {
    fn current(self) -> Option<usize> {
        self.found.with(|found| found.get(self.chosen.get()).copied())
    }

    /// Goes on or back by one, round the ends.
    fn step(self, forward: bool) {
        let last = self.found.with_untracked(Vec::len).saturating_sub(1);
        self.chosen.update(|at| {
            *at = match (forward, *at) {
                (true, at) if at < last => at + 1,
                (true, _) => 0,
                (false, at) => at.checked_sub(1).unwrap_or(last),
            }
        });
    }
}

/// The palette.
pub fn palette(context: Context) -> Part {
    let t = text();
    let hold = Hold::new();
    let all = StoredValue::new(commands(context));
    let typed = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let typed = typed.get();
        all.with_value(|all| {
            (0..all.len())
                .filter(|at| all.get(*at).is_some_and(|one| matches(&one.words, &typed, upper)))
                .collect::<Vec<_>>()
        })
    });
    let choice = Choice { all, found, chosen: RwSignal::new(0) };
    let list = part("ul", "").with("id", "commands").with("role", "listbox").label(t.palette).shows(move || {
        let found = found.get();
        untrack(|| found.into_iter().map(|at| row(context, choice, hold, at).view()).collect::<Vec<_>>().into_any())
    });
    effect(move |_| {
        let at = choice.current();
        request_animation_frame(move || {
            if let Some(row) = at.and_then(|at| document().get_element_by_id(&format!("command-{at}"))) {
                row.scroll_into_view_with_bool(false);
            }
        });
    });
    let inside = part("div", "dialog-box").child(input(context, choice, hold, typed)).child(list).inside(while_there(
        move || found.with(Vec::is_empty),
        move || part("p", "palette-none").with("role", "status").text(t.palette_none),
    ));
    dialog(context, t.palette, "dialog palette", hold, inside)
}

fn input(context: Context, choice: Choice, hold: Hold, typed: RwSignal<String>) -> Part {
    let t = text();
    part("input", "")
        .with("autofocus", "")
        .with("type", "text")
        .with("role", "combobox")
        .label(t.palette)
        .with("aria-expanded", "true")
        .with("aria-controls", "commands")
        .with("autocomplete", "off")
        .with("spellcheck", "false")
        .with("placeholder", t.palette_hint)
        .follows("aria-activedescendant", move || choice.current().map(|at| format!("command-{at}")))
        .typed("input", move |words| {
            typed.set(words);
            choice.chosen.set(0);
        })
        .key(move |event| {
            match event.key().as_str() {
                "ArrowDown" => choice.step(true),
                "ArrowUp" => choice.step(false),
                "Enter" if !event.is_composing() => {
                    if let Some(at) = untrack(|| choice.current()) {
                        run(context, choice, hold, at);
                    }
                }
                _ => return,
            }
            event.prevent_default();
        })
}

fn row(context: Context, choice: Choice, hold: Hold, at: usize) -> Part {
    let words = choice.all.with_value(|all| all.get(at).map(|command| command.words.clone())).unwrap_or_default();
    part("li", "")
        .with("id", format!("command-{at}"))
        .with("role", "option")
        .tells("aria-selected", move || choice.current() == Some(at))
        .press(move || run(context, choice, hold, at))
        .text(words)
}

fn run(context: Context, choice: Choice, hold: Hold, at: usize) {
    // Taken out, not copied: the palette closes now.
    let intent = choice.all.try_update_value(|all| (at < all.len()).then(|| all.swap_remove(at).intent)).flatten();
    // Closed at once, so that the focus is back where it was before the command moves it.
    close(hold);
    context.intend(Intent::Over(Overlay::None));
    if let Some(intent) = intent {
        context.intend(intent);
    }
}
