//! Samples of the frames about events: both roles' `Log` variants, and every kind of event in both readings.

use lobby_shared::conversation::Side;
use lobby_shared::event::{AgentEvent, Envelope, Kind, VisitorEvent};
use lobby_shared::message::Body;
use lobby_shared::wire::error::{ErrorCode, WireError};
use lobby_shared::wire::log::{Ack, LogCommand, LogPush, Nack, Pull, Range, Receipt, Send};

use crate::sample::{CID, CONVERSATION, EPOCH, EVENT, HEAD, TIME};

/// The compiler asks here for a name, and thereby a sample, when there is a new variant.
pub const fn command_name(command: &LogCommand) -> &'static str {
    match command {
        LogCommand::Send(send) => match (&send.body, send.conversation) {
            (Body::Text(_), Some(_)) => "send",
            (Body::Text(_), None) => "send_first",
        },
        LogCommand::Pull(_) => "pull",
        LogCommand::Received(_) => "received",
        LogCommand::Read(_) => "read",
    }
}

pub fn commands() -> Vec<LogCommand> {
    let body = || Body::Text("Is the green one waterproof? 😀".into());
    vec![
        LogCommand::Send(Send { cid: CID, conversation: Some(CONVERSATION), body: body() }),
        LogCommand::Send(Send { cid: CID, conversation: None, body: body() }),
        LogCommand::Pull(Pull { conversation: CONVERSATION, from: 101, limit: 200 }),
        LogCommand::Received(HEAD),
        LogCommand::Read(HEAD),
    ]
}

/// The compiler asks here for a name, and thereby a sample, when there is a new variant.
pub fn push_name<A, K>(push: &LogPush<A, K>, kind_name: impl Fn(&K) -> &'static str) -> String {
    match push {
        LogPush::Ack(_) => "ack".into(),
        LogPush::Nack(_) => "nack".into(),
        LogPush::Event(envelope) => format!("event_{}", envelope.kind.known().map_or("unknown", kind_name)),
        LogPush::Range(_) => "range".into(),
        LogPush::Head(_) => "head".into(),
        LogPush::Receipt(_) => "receipt".into(),
        LogPush::Reset(_) => "reset".into(),
    }
}

/// Each kind of event in an envelope of its own, a range with every author, and the other variants.
pub fn pushes<A: Clone, K: Clone>(authors: &[A], kinds: &[K]) -> Vec<LogPush<A, K>> {
    let envelope = |number: u64, author: &A, kind: &K| Envelope {
        conversation: CONVERSATION,
        number,
        id: EVENT,
        author: author.clone(),
        time_ms: TIME,
        cid: (number % 2 == 1).then_some(CID),
        kind: Kind::Known(kind.clone()),
    };
    let first = &kinds[1];
    let ack = Ack { cid: CID, conversation: CONVERSATION, number: 300, id: EVENT, time_ms: TIME, dup: true };
    let mut pushes = vec![
        LogPush::Ack(ack),
        LogPush::Nack(Nack { cid: CID, error: WireError::passing(ErrorCode::Unavailable, 2_000) }),
        LogPush::Range(Range {
            conversation: CONVERSATION,
            events: (1..).zip(authors).map(|(number, author)| envelope(number, author, first)).collect(),
            head: 300,
        }),
        LogPush::Head(HEAD),
        LogPush::Receipt(Receipt { conversation: CONVERSATION, received: 300, read: 127 }),
        LogPush::Reset(EPOCH),
    ];
    pushes.extend((1..).zip(kinds).map(|(number, kind)| {
        let at = usize::try_from(number - 1).expect("small") % authors.len();
        LogPush::Event(envelope(number, &authors[at], kind))
    }));
    pushes
}

/// The compiler asks here for a name, and thereby a sample, when there is a new kind.
pub const fn visitor_event_name(event: &VisitorEvent) -> &'static str {
    match event {
        VisitorEvent::Opened {} => "opened",
        VisitorEvent::Message { .. } => "message",
        VisitorEvent::Accepted {} => "accepted",
        VisitorEvent::EndAsked {} => "end_asked",
        VisitorEvent::EndDeclined {} => "end_declined",
        VisitorEvent::Ended { by: Side::Visitor } => "ended_by_visitor",
        VisitorEvent::Ended { by: Side::Agent } => "ended_by_agent",
    }
}

pub fn visitor_events() -> Vec<VisitorEvent> {
    vec![
        VisitorEvent::Opened {},
        VisitorEvent::Message { text: "Yes: 3,000 mm.\nAnd light.".into() },
        VisitorEvent::Accepted {},
        VisitorEvent::EndAsked {},
        VisitorEvent::EndDeclined {},
        VisitorEvent::Ended { by: Side::Visitor },
        VisitorEvent::Ended { by: Side::Agent },
    ]
}

/// The compiler asks here for a name, and thereby a sample, when there is a new kind.
pub const fn agent_event_name(event: &AgentEvent) -> &'static str {
    match event {
        AgentEvent::Opened {} => "opened",
        AgentEvent::Message { .. } => "message",
        AgentEvent::Accepted {} => "accepted",
        AgentEvent::EndAsked {} => "end_asked",
        AgentEvent::EndDeclined {} => "end_declined",
        AgentEvent::Ended { by: Side::Visitor } => "ended_by_visitor",
        AgentEvent::Ended { by: Side::Agent } => "ended_by_agent",
        AgentEvent::Note { .. } => "note",
    }
}

pub fn agent_events() -> Vec<AgentEvent> {
    vec![
        AgentEvent::Opened {},
        AgentEvent::Message { text: "Yes: 3,000 mm.\nAnd light.".into() },
        AgentEvent::Accepted {},
        AgentEvent::EndAsked {},
        AgentEvent::EndDeclined {},
        AgentEvent::Ended { by: Side::Visitor },
        AgentEvent::Ended { by: Side::Agent },
        AgentEvent::Note { text: "Ordered twice last year".into() },
    ]
}
