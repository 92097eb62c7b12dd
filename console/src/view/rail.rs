//! The rail: the screens with what calls for attention in them, and at its end the agent with the state of the link.

use leptos::prelude::*;
use lobby_shared::agent::{AgentCard, AgentState};

use super::account::Account;
use super::context::Context;
use super::go::Go;
use super::icon::{Glyph, Icon};
use crate::state::conversation::Conversations;
use crate::state::link::Link;
use crate::state::route::Route;
use crate::text::text;

/// The rail.
#[component]
pub fn Rail(context: Context, agent: AgentCard) -> impl IntoView {
    let t = text();
    let here = Memo::new(move |_| context.lobby.with(|lobby| lobby.counters().here));
    let calls = Memo::new(move |_| context.conversations.with(Conversations::calls));
    let none = Memo::new(|_| 0);
    view! {
        <nav class="rail" aria-label=t.rail>
            <span class="mark" aria-hidden="true">"L"</span>
            <RailLink context to=Route::Lobby glyph=Glyph::Eye label=t.lobby badge=here/>
            <RailLink context to=Route::Conversations(None) glyph=Glyph::Bubble label=t.conversations badge=calls/>
            <RailLink context to=Route::Sites glyph=Glyph::Globe label=t.sites badge=none/>
            <StateSwitch context/>
            <Account context agent/>
        </nav>
    }
}

#[component]
fn RailLink(context: Context, to: Route, glyph: Glyph, label: &'static str, badge: Memo<usize>) -> impl IntoView {
    let current = Signal::derive(move || std::mem::discriminant(&context.route.get()) == std::mem::discriminant(&to));
    view! {
        <Go context to class="rail-link" current>
            <Icon glyph size=20/>
            <span class="rail-word">{label}</span>
            {move || {
                let count = badge.get();
                (count > 0).then(|| view! { <span class="badge">{if count > 99 { "99+".into() } else { count.to_string() }}</span> })
            }}
        </Go>
    }
}

/// The agent's state, always in view; one press switches between the two.
#[component]
fn StateSwitch(context: Context) -> impl IntoView {
    let t = text();
    let state = move || context.agent_state.get();
    let other = move || match context.agent_state.get_untracked() {
        AgentState::Available => AgentState::Busy,
        AgentState::Busy => AgentState::Available,
    };
    view! {
        <button
            class="state-switch"
            class:busy=move || state() == AgentState::Busy
            type="button"
            title=move || (t.state_switch)(state())
            prop:disabled=move || context.link.get() != Link::Ready
            on:click=move |_| context.intend(crate::state::Intent::StatePressed(other()))
        >
            <span class="state-dot" aria-hidden="true"></span>
            <span class="state-word">
                {move || match state() {
                    AgentState::Available => t.available,
                    AgentState::Busy => t.busy,
                }}
            </span>
        </button>
    }
}

/// The first letters of the first and the last word.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_come_from_the_first_and_the_last_word() {
        for (name, want) in [("Jo Lindqvist", "JL"), ("ana maria de souza", "AS"), ("王晓明", "王"), ("", "")] {
            assert_eq!(initials(name), want);
        }
    }
}
