//! The rail: the screens with what calls for attention in them, and at its end the agent with the state of the link.

use lobby_shared::agent::{AgentCard, AgentState};

use super::account::account;
use super::context::Context;
use super::go::go;
use super::icon::{Glyph, sized};
use super::part::{Part, button, maybe, ornament, part};
use super::signal::Memo;
use crate::state::conversation::Conversations;
use crate::state::link::Link;
use crate::state::route::Route;
use crate::text::name::upper;
use crate::text::text;

/// The rail.
pub fn rail(context: Context, agent: &AgentCard) -> Part {
    let t = text();
    let here = move || context.lobby.with(|lobby| lobby.counters().here);
    let calls = move || context.conversations.with(Conversations::calls);
    part("nav", "rail")
        .label(t.rail)
        .child(ornament("mark").text("L"))
        .child(screen(context, Route::Lobby, Glyph::Eye, t.lobby, here))
        .child(screen(context, Route::Conversations(None), Glyph::Bubble, t.conversations, calls))
        .child(screen(context, Route::Sites, Glyph::Globe, t.sites, || 0))
        .child(state_switch(context))
        .child(account(context, agent))
}

/// The way to a screen, with its word on hover and the number that calls for attention there.
fn screen(
    context: Context,
    to: Route,
    glyph: Glyph,
    word: &'static str,
    count: impl Fn() -> usize + Send + Sync + 'static,
) -> Part {
    let count = Memo::new(move |_| count());
    let here = move || context.route.get().under() == to;
    go(context, to, "rail-link", here).inside(sized(glyph, 20)).child(part("span", "rail-word").text(word)).shows(
        move || {
            let count = count.get();
            let words = if count > 99 { "99+".to_owned() } else { count.to_string() };
            maybe((count > 0).then(|| part("span", "badge").text(words)))
        },
    )
}

/// The agent's state, always in view; one press switches between the two.
fn state_switch(context: Context) -> Part {
    let t = text();
    let state = move || context.agent_state.get();
    button("")
        .class_while("state-switch", "busy", move || state() == AgentState::Busy)
        .follows("title", move || Some(t.state_switch(state()).to_owned()))
        .has("disabled", move || context.link.get() != Link::Ready)
        .press(move || {
            let other = match context.agent_state.get_untracked() {
                AgentState::Available => AgentState::Busy,
                AgentState::Busy => AgentState::Available,
            };
            context.intend(crate::state::Intent::StatePressed(other));
        })
        .child(ornament("state-dot"))
        .child(part("span", "state-word").says(move || {
            let word = if context.link.get() == Link::Ready { t.state(state()) } else { t.offline };
            word.to_owned()
        }))
}

/// What stands in a visitor's disc: the number, while it fits.
pub fn badge(number: u64) -> String {
    if number < 10_000 { format!("#{number}") } else { "#".into() }
}

/// The first letters of the first and the last word, in upper case.
pub fn initials(name: &str) -> String {
    upper(&first_letters(name))
}

fn first_letters(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_come_from_the_first_and_the_last_word() {
        for (name, want) in [("Jo Lindqvist", "JL"), ("ana maria de souza", "as"), ("王晓明", "王"), ("", "")] {
            assert_eq!(first_letters(name), want);
        }
    }
}
