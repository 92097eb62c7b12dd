//! Samples of the frames between a console and the server.

use lobby_shared::agent::AgentState;
use lobby_shared::conversation::{ConversationCard, ConversationState, LastWords, Side};
use lobby_shared::event::{AgentAuthor, AgentEvent};
use lobby_shared::visitor::{VisitorRow, VisitorState};
use lobby_shared::wire::agent::{AgentCommand, AgentHello, AgentPush, AgentWelcome};
use lobby_shared::wire::error::{ErrorCode, WireError};

use crate::log;
use crate::sample::{
    CONVERSATION, CURSOR, EPOCH, SITE, TAB, TIME, administrator_card, agent_card, page, site_card, welcome,
};

/// The compiler asks here for a name, and thereby a sample, when there is a new variant.
pub fn command_name(command: &AgentCommand) -> String {
    match command {
        AgentCommand::Hello(_) => "hello".into(),
        AgentCommand::Log(log) => format!("log_{}", log::command_name(log)),
        AgentCommand::Follow { .. } => "follow".into(),
        AgentCommand::Unfollow(_) => "unfollow".into(),
        AgentCommand::Accept { .. } => "accept".into(),
        AgentCommand::AskToEnd { .. } => "ask_to_end".into(),
        AgentCommand::End { .. } => "end".into(),
        AgentCommand::Watch(Some(_)) => "watch".into(),
        AgentCommand::Watch(None) => "watch_nothing".into(),
        AgentCommand::Typing { .. } => "typing".into(),
        AgentCommand::Ping(_) => "ping".into(),
        AgentCommand::Pong(_) => "pong".into(),
        AgentCommand::SetState(_) => "set_state".into(),
    }
}

pub fn commands() -> Vec<AgentCommand> {
    let hello = AgentHello { version: 1, tab: TAB, epoch: Some(EPOCH), cursors: vec![CURSOR] };
    let mut commands = vec![AgentCommand::Hello(hello)];
    commands.extend(log::commands().into_iter().map(AgentCommand::Log));
    commands.extend([
        AgentCommand::Follow { request: 1, conversation: CONVERSATION },
        AgentCommand::Unfollow(CONVERSATION),
        AgentCommand::Accept { request: 2, conversation: CONVERSATION },
        AgentCommand::AskToEnd { request: 3, conversation: CONVERSATION },
        AgentCommand::End { request: 4, conversation: CONVERSATION },
        AgentCommand::Watch(Some(SITE)),
        AgentCommand::Watch(None),
        AgentCommand::Typing { conversation: CONVERSATION, on: true },
        AgentCommand::Ping(400),
        AgentCommand::Pong(400),
        AgentCommand::SetState(AgentState::Busy),
    ]);
    commands
}

/// The compiler asks here for a name, and thereby a sample, when there is a new variant.
pub fn push_name(push: &AgentPush) -> String {
    match push {
        AgentPush::Welcome(_) => "welcome".into(),
        AgentPush::Log(log) => format!("log_{}", log::push_name(log, log::agent_event_name)),
        AgentPush::Cards { .. } => "cards".into(),
        AgentPush::Card(_) => "card".into(),
        AgentPush::CardGone(_) => "card_gone".into(),
        AgentPush::Lobby { .. } => "lobby".into(),
        AgentPush::LobbyChanged { .. } => "lobby_changed".into(),
        AgentPush::Typing { .. } => "typing".into(),
        AgentPush::Done(_) => "done".into(),
        AgentPush::Refused { .. } => "refused".into(),
        AgentPush::Ping(_) => "ping".into(),
        AgentPush::Pong(_) => "pong".into(),
        AgentPush::Drain(_) => "drain".into(),
        AgentPush::State(_) => "state".into(),
        AgentPush::Sites(_) => "sites".into(),
    }
}

pub fn pushes() -> Vec<AgentPush> {
    let authors = [AgentAuthor::Visitor, AgentAuthor::Agent(agent_card()), AgentAuthor::System];
    let logs = log::pushes::<AgentAuthor, AgentEvent>(&authors, &log::agent_events());
    let cards: Vec<_> = states().into_iter().map(card).collect();
    let rows: Vec<_> = visitor_states().into_iter().map(row).collect();
    let left = vec![5, 1_000_000];
    let refusal = WireError::lasting(ErrorCode::AlreadyAccepted);
    let welcome = AgentWelcome {
        link: welcome(),
        agent: administrator_card(),
        state: AgentState::Available,
        sites: vec![site_card()],
    };
    let mut pushes = vec![AgentPush::Welcome(welcome)];
    pushes.extend(logs.into_iter().map(AgentPush::Log));
    pushes.extend([
        AgentPush::Cards { cards: cards.clone(), first: true },
        AgentPush::Card(cards[0].clone()),
        AgentPush::CardGone(CONVERSATION),
        AgentPush::Lobby { site: SITE, rows: rows.clone(), first: true },
        AgentPush::LobbyChanged { site: SITE, rows: vec![rows[0].clone()], left },
        AgentPush::Typing { conversation: CONVERSATION, on: false },
        AgentPush::Done(4),
        AgentPush::Refused { request: 2, error: refusal },
        AgentPush::Ping(400),
        AgentPush::Pong(400),
        AgentPush::Drain(3_000),
        AgentPush::State(AgentState::Busy),
        AgentPush::Sites(vec![site_card()]),
    ]);
    pushes
}

fn states() -> Vec<ConversationState> {
    vec![
        ConversationState::Waiting,
        ConversationState::Talking(agent_card()),
        ConversationState::Ended(Side::Visitor),
        ConversationState::Ended(Side::Agent),
    ]
}

const fn visitor_states() -> [VisitorState; 6] {
    [
        VisitorState::Browsing,
        VisitorState::Invited,
        VisitorState::Queued,
        VisitorState::Chatting,
        VisitorState::LeavingMessage,
        VisitorState::Gone,
    ]
}

fn card(state: ConversationState) -> ConversationCard {
    let waiting = state == ConversationState::Waiting;
    ConversationCard {
        conversation: CONVERSATION,
        site: SITE,
        visitor: 12,
        state,
        opened_ms: TIME,
        last: waiting.then(|| LastWords { side: Side::Visitor, text: "Is the green one…".into(), time_ms: TIME }),
        head: 300,
        read: 127,
        unread: 3,
    }
}

fn row(state: VisitorState) -> VisitorRow {
    let chatting = state == VisitorState::Chatting;
    let page = (state != VisitorState::Gone).then(page);
    VisitorRow {
        number: 12,
        state,
        visits: 3,
        arrived_ms: TIME,
        page,
        agent: chatting.then(|| "Jo".into()),
        referrer: chatting.then(|| "www.example.com".into()),
        browser: chatting.then(|| "Firefox 140 · Linux".into()),
    }
}
