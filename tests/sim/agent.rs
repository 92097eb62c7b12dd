//! What agents do: everything that a console can, notes, and a few doors that are not theirs.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use lobby_shared::agent::AgentState;
use lobby_shared::client::{AgentIntroduction, AgentRequest, AgentRole, Input};
use lobby_shared::conversation::ConversationState;
use lobby_shared::id::{ConversationId, EventId, SiteId};
use lobby_shared::lobby::{MAX_ROWS, View, Watch};
use lobby_shared::wire::Head;
use lobby_shared::wire::agent::{AgentCommand, AgentPush};
use lobby_shared::wire::log::{LogCommand, Pull};
use lobby_tests::history::What;

use crate::note;
use crate::tab::{Mind, Tab};

/// What a console shows beside the conversations: its lists.
#[derive(Default)]
pub struct Lists {
    rows: BTreeMap<ConversationId, ConversationState>,
    /// Asked for since the page was loaded.
    followed: BTreeSet<ConversationId>,
}

impl Lists {
    fn waiting(&self) -> Vec<ConversationId> {
        self.some(|state| *state == ConversationState::Waiting)
    }

    fn talking(&self) -> Vec<ConversationId> {
        self.some(|state| matches!(state, ConversationState::Talking(_)))
    }

    fn some(&self, so: impl Fn(&ConversationState) -> bool) -> Vec<ConversationId> {
        self.rows.iter().filter(|(_, state)| so(state)).map(|(id, _)| *id).collect()
    }
}

impl Mind for AgentRole {
    type Memory = Lists;

    fn note(tab: &mut Tab<Self>, push: AgentPush) -> Option<AgentIntroduction> {
        let rows = &mut tab.memory.rows;
        match push {
            AgentPush::Cards { cards, first } => {
                if first {
                    rows.clear();
                }
                rows.extend(cards.into_iter().map(|card| (card.conversation, card.state)));
            }
            AgentPush::Card(card) => {
                rows.insert(card.conversation, card.state);
            }
            AgentPush::CardGone(conversation) => {
                rows.remove(&conversation);
            }
            _ => {}
        }
        tab.world.known.borrow_mut().extend(tab.memory.rows.keys());
        None
    }

    fn act(tab: &mut Tab<Self>) {
        follow_own(tab);
        let talking = tab.memory.talking();
        let mine = tab.dice.pick(&talking).copied();
        match (tab.dice.between(0, 99), mine) {
            (0..=19, _) => {
                let waiting = tab.memory.waiting();
                if let Some(conversation) = tab.dice.pick(&waiting).copied() {
                    tab.feed(Input::Request(AgentRequest::Accept(conversation)));
                    tab.feed(Input::Request(AgentRequest::Follow(conversation)));
                }
            }
            (20..=24, _) => {
                let waiting = tab.memory.waiting();
                if let Some(conversation) = tab.dice.pick(&waiting).copied() {
                    tab.feed(Input::Request(AgentRequest::Follow(conversation)));
                }
            }
            (25..=49, Some(conversation)) => say(tab, conversation, 1),
            (50..=53, Some(conversation)) => say(tab, conversation, 4),
            (54..=57, Some(conversation)) => tab.feed(Input::Request(AgentRequest::AskToEnd(conversation))),
            (58..=60, Some(conversation)) => tab.feed(Input::Request(AgentRequest::End(conversation))),
            (61..=64, Some(conversation)) => {
                let on = tab.dice.chance(50);
                tab.feed(Input::Tell(AgentCommand::Typing { conversation, on }));
            }
            (65..=70, Some(conversation)) => write_note(tab, conversation),
            (71..=80, _) => {
                if let Some(conversation) = tab.some_log() {
                    tab.feed(Input::Seen(conversation));
                }
            }
            _ => roam(tab),
        }
    }

    fn rush(tab: &mut Tab<Self>) {
        follow_own(tab);
        let talking = tab.memory.talking();
        let Some(conversation) = tab.dice.pick(&talking).copied() else { return };
        let on = tab.dice.chance(50);
        tab.feed(Input::Tell(AgentCommand::Typing { conversation, on }));
    }

    fn heal(tab: &mut Tab<Self>) {
        follow_own(tab);
    }

    fn end(tab: &mut Tab<Self>) {
        let waiting = tab.memory.waiting().into_iter().map(|id| (id, true));
        let talking = tab.memory.talking().into_iter().map(|id| (id, false));
        tab.write(What::Lists(waiting.chain(talking).collect()));
    }
}

/// A console shows what is its agent's own.
fn follow_own(tab: &mut Tab<AgentRole>) {
    for conversation in tab.memory.talking() {
        if tab.memory.followed.insert(conversation) {
            tab.feed(Input::Request(AgentRequest::Follow(conversation)));
        }
    }
}

fn say(tab: &mut Tab<AgentRole>, conversation: ConversationId, times: u64) {
    for _ in 0..times {
        let text = tab.world.words();
        tab.press(Some(conversation), text);
    }
}

fn write_note(tab: &mut Tab<AgentRole>, conversation: ConversationId) {
    if let Some(service) = tab.world.house.service() {
        let (id, text) = (EventId::from_bytes(tab.dice.bytes()), tab.world.words());
        // On a task of its own: the disk may take its time, and the tab goes on.
        tokio::task::spawn_local(async move { note::write(&service, conversation, id, text).await });
    }
}

/// What is done less often.
fn roam(tab: &mut Tab<AgentRole>) {
    match tab.dice.between(0, 26) {
        0..=2 => tab.reload(),
        3..=4 => tab.offline(Duration::ZERO),
        5 => {
            let span = tab.dice.between(500, 15_000);
            tab.offline(Duration::from_millis(span));
        }
        6..=7 => {
            let state = if tab.dice.chance(70) { AgentState::Available } else { AgentState::Busy };
            tab.feed(Input::Tell(AgentCommand::SetState(state)));
        }
        8 => {
            let (site, from) = (SiteId::from_bytes([1; 16]), 0);
            let window = Watch { site, view: View::default(), from, rows: MAX_ROWS, overview: tab.dice.chance(50) };
            let watch = tab.dice.chance(70).then_some(window);
            tab.feed(Input::Tell(AgentCommand::Watch(watch)));
        }
        9..=10 => {
            let talking = tab.memory.talking();
            if let Some(conversation) = tab.some_log().filter(|log| !talking.contains(log)) {
                tab.feed(Input::Leave(conversation));
            }
        }
        11..=13 => tab.look_after_failed(),
        14 => tab.feed(Input::Nudge),
        19..=23 => {
            let (site, visitor) = somebody(tab);
            tab.feed(Input::Request(AgentRequest::Invite(site, visitor)));
        }
        24..=26 => {
            let at = if tab.dice.chance(70) { Some(somebody(tab)) } else { None };
            tab.feed(Input::Tell(AgentCommand::Look(at)));
        }
        _ => try_a_door(tab),
    }
}

/// A visitor who may be there, as the table of the lobby names them.
fn somebody(tab: &mut Tab<AgentRole>) -> (SiteId, u64) {
    let site = if tab.dice.chance(40) { 2 } else { 1 };
    (SiteId::from_bytes([site; 16]), tab.dice.between(1, 4))
}

/// Asks for a conversation that may be a colleague's, in every way there is.
fn try_a_door(tab: &mut Tab<AgentRole>) {
    let Some(conversation) = tab.any_conversation() else { return };
    let number = tab.dice.between(1, 9);
    let input = match tab.dice.between(0, 4) {
        0 if tab.client.log(conversation).is_none() => {
            Input::Tell(AgentCommand::Log(LogCommand::Pull(Pull { conversation, from: 1, limit: 200 })))
        }
        1 => Input::Tell(AgentCommand::Log(LogCommand::Read(Head { conversation, number }))),
        2 => Input::Request(AgentRequest::Follow(conversation)),
        3 => Input::Request(AgentRequest::AskToEnd(conversation)),
        _ => {
            let text = tab.world.words();
            return tab.press(Some(conversation), text);
        }
    };
    tab.feed(input);
}
