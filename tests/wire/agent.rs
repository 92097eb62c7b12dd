//! Samples of the frames between a console and the server.

use lobby_shared::agent::AgentState;
use lobby_shared::conversation::{ConversationCard, ConversationState, LastWords, Side};
use lobby_shared::event::{AgentAuthor, AgentEvent};
use lobby_shared::invitation::Outcome;
use lobby_shared::lobby::{Column, Group, LobbyCounts, LobbyOverview, LobbyPage, View, Watch};
use lobby_shared::time::Millis;
use lobby_shared::trail::{LiveTrail, Step, Track, Walked};
use lobby_shared::visitor::{Campaign, Device, Facts, Region, Screen, Search, VisitorRow, VisitorState};
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
        AgentCommand::Invite { .. } => "invite".into(),
        AgentCommand::Look(_) => "look".into(),
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
        AgentCommand::Watch(Some(watched())),
        AgentCommand::Watch(None),
        AgentCommand::Typing { conversation: CONVERSATION, on: true },
        AgentCommand::Ping(400),
        AgentCommand::Pong(400),
        AgentCommand::SetState(AgentState::Busy),
        AgentCommand::Invite { request: 6, site: SITE, visitor: 12 },
        AgentCommand::Look(Some((SITE, 12))),
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
        AgentPush::Lobby(_) => "lobby".into(),
        AgentPush::Counts(_) => "counts".into(),
        AgentPush::Overview(_) => "overview".into(),
        AgentPush::Trail(_) => "trail".into(),
        AgentPush::Invitation { .. } => "invitation".into(),
        AgentPush::Preview { .. } => "preview".into(),
        AgentPush::Typing { .. } => "typing".into(),
        AgentPush::Done(_) => "done".into(),
        AgentPush::Refused { .. } => "refused".into(),
        AgentPush::Ping(_) => "ping".into(),
        AgentPush::Pong(_) => "pong".into(),
        AgentPush::Drain(_) => "drain".into(),
        AgentPush::State(_) => "state".into(),
        AgentPush::Sites(_) => "sites".into(),
        AgentPush::ListsChanged => "lists_changed".into(),
    }
}

pub fn pushes() -> Vec<AgentPush> {
    let authors = [AgentAuthor::Visitor, AgentAuthor::Agent(agent_card()), AgentAuthor::System];
    let logs = log::pushes::<AgentAuthor, AgentEvent>(&authors, &log::agent_events());
    let cards: Vec<_> = states().into_iter().map(card).collect();
    let refusal = WireError::lasting(ErrorCode::AlreadyAccepted);
    let welcome = AgentWelcome {
        link: welcome(),
        agent: administrator_card(),
        state: AgentState::Available,
        sites: vec![site_card()],
        invitation: "Can I help you find something?".into(),
        table: "columns=page,state\nsort=-stay\ngroup=region".into(),
    };
    let mut pushes = vec![AgentPush::Welcome(welcome)];
    pushes.extend(logs.into_iter().map(AgentPush::Log));
    pushes.extend(lobby());
    pushes.extend([
        AgentPush::Cards { cards: cards.clone(), first: true },
        AgentPush::Card(cards[0].clone()),
        AgentPush::CardGone(CONVERSATION),
        AgentPush::Typing { conversation: CONVERSATION, on: false },
        AgentPush::Done(4),
        AgentPush::Refused { request: 2, error: refusal },
        AgentPush::Ping(400),
        AgentPush::Pong(400),
        AgentPush::Drain(3_000),
        AgentPush::State(AgentState::Busy),
        AgentPush::Sites(vec![site_card()]),
        AgentPush::ListsChanged,
    ]);
    pushes
}

fn lobby() -> Vec<AgentPush> {
    let rows: Vec<_> = visitor_states().into_iter().map(row).collect();
    vec![
        AgentPush::Lobby(LobbyPage {
            window: watched().name(),
            total: 10_000,
            order: Some(vec![12, 5, 1_000_000]),
            rows: rows.clone(),
            groups: Some(vec![Group { value: "DE".into(), count: 7 }, Group { value: String::new(), count: 9_993 }]),
        }),
        AgentPush::Counts(LobbyCounts {
            site: SITE,
            now: vec![(VisitorState::Browsing, 9_990), (VisitorState::Chatting, 10)],
            unlisted: 3,
            today: 41_000,
            hour: Some(vec![0, 9_000]),
        }),
        AgentPush::Overview(LobbyOverview {
            site: SITE,
            countries: vec![("DE".into(), 7), (String::new(), 2)],
            pages: vec![(page(), 9)],
            week: vec![0, 3],
        }),
        AgentPush::Trail(Box::new(LiveTrail {
            site: SITE,
            visitor: 12,
            row: Some(rows[0].clone()),
            steps: vec![
                step(Walked::Page(page())),
                step(Walked::Event(Track { name: "order".into(), data: String::new() })),
            ],
            first: true,
            now_ms: TIME,
        })),
        AgentPush::Invitation { site: SITE, visitor: 12, outcome: Outcome::Declined },
        AgentPush::Preview { conversation: CONVERSATION, text: "Is the gr".into() },
    ]
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
        pages: 4,
        owner: None,
        blocked: state == VisitorState::Queued,
        facts: if chatting { facts() } else { Facts::default() },
    }
}

fn facts() -> Facts {
    Facts {
        address: Some("192.0.2.7".into()),
        region: Some(Region { country: "DE".into(), place: Some("Bavaria, Munich".into()) }),
        referrer: Some("www.example.com".into()),
        search: Some(Search { engine: "Example".into(), keyword: Some("green jacket".into()) }),
        campaign: Some(Campaign { name: Some("autumn".into()), source: Some("mail".into()), ..Campaign::default() }),
        browser: Some("Firefox 140".into()),
        system: Some("Linux".into()),
        device: Some(Device::Computer),
        language: Some("de-AT".into()),
        screen: Some(Screen { width: 1_920, height: 1_080 }),
    }
}

fn step(what: Walked) -> Step {
    Step { number: 2, at_ms: TIME, seen_ms: Millis(41_000), now: true, what }
}

fn watched() -> Watch {
    let view = View {
        group: Some(Column::Region),
        states: vec![VisitorState::Browsing],
        only: vec![(Column::Device, "Phone".into())],
        search: "boots".into(),
        ..View::default()
    };
    Watch { site: SITE, view, from: 50, rows: 50, overview: true }
}
