//! Following and leaving a conversation, from the console's side of the client core.

#![expect(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test")]

use lobby_shared::agent::{AgentCard, AgentRole as Rank, AgentState};
use lobby_shared::client::{AgentIntroduction, AgentRequest, AgentRole, Client, Effect, Input};
use lobby_shared::event::{AgentAuthor, AgentEvent, Envelope, Kind};
use lobby_shared::id::{AgentId, ConnectionId, ConversationId, Epoch, EventId, TabId};
use lobby_shared::time::Millis;
use lobby_shared::wire::agent::{AgentCommand, AgentPush, AgentWelcome};
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::log::{LogPush, Range};
use lobby_shared::wire::{Head, Limits, Welcome};

const CONVERSATION: ConversationId = ConversationId::from_bytes([9; 16]);
const NOW: Millis = Millis(1_000_000);

fn sent(client: &mut Client<AgentRole>, input: Input<AgentRole>) -> Vec<AgentCommand> {
    let effects = client.handle(NOW, input);
    let frames = effects.iter().filter_map(|effect| match effect {
        Effect::Transmit(bytes) => Some(Codec::Json.decode(bytes).unwrap()),
        _ => None,
    });
    frames.collect()
}

fn hear(client: &mut Client<AgentRole>, push: &AgentPush) -> Vec<AgentCommand> {
    sent(client, Input::Frame(Codec::Json.encode(push)))
}

fn welcome(client: &mut Client<AgentRole>, heads: Vec<Head>) -> Vec<AgentCommand> {
    let link = Welcome {
        version: 1,
        reload: false,
        connection: ConnectionId::from_bytes([2; 16]),
        epoch: Epoch::from_bytes([1; 8]),
        now_ms: NOW,
        heartbeat_ms: 25_000,
        limits: Limits { message_chars: 1_000, message_bytes: 4_000, frame_bytes: 65_536, pull: 200 },
        heads,
    };
    let agent = AgentCard { agent: AgentId::from_bytes([3; 16]), name: "Wang Fang".into(), role: Rank::Agent };
    hear(
        client,
        &AgentPush::Welcome(AgentWelcome {
            link,
            agent,
            state: AgentState::Available,
            sites: Vec::new(),
            invitation: String::new(),
            table: String::new(),
        }),
    )
}

fn connected() -> Client<AgentRole> {
    let mut client = Client::new(Codec::Json, AgentIntroduction { tab: TabId::from_bytes([1; 16]) }, 42);
    client.handle(NOW, Input::Start);
    client.handle(NOW, Input::Opened);
    welcome(&mut client, Vec::new());
    client
}

fn follow(client: &mut Client<AgentRole>) -> Vec<AgentCommand> {
    sent(client, Input::Request(AgentRequest::Follow(CONVERSATION)))
}

fn range() -> AgentPush {
    let event = |number: u8| Envelope {
        conversation: CONVERSATION,
        number: number.into(),
        id: EventId::from_bytes([number; 16]),
        author: AgentAuthor::Visitor,
        time_ms: NOW,
        cid: None,
        kind: Kind::Known(AgentEvent::Message { text: format!("words {number}") }),
    };
    AgentPush::Log(LogPush::Range(Range { conversation: CONVERSATION, events: vec![event(1), event(2)], head: 2 }))
}

#[test]
fn who_leaves_and_comes_back_before_the_answer_asks_again() {
    let mut client = connected();
    assert!(matches!(follow(&mut client)[..], [AgentCommand::Follow { .. }]));
    assert_eq!(sent(&mut client, Input::Leave(CONVERSATION)), [AgentCommand::Unfollow(CONVERSATION)]);
    assert!(matches!(follow(&mut client)[..], [AgentCommand::Follow { .. }]), "the server has undone the first one");
}

#[test]
fn what_was_on_the_way_when_one_left_does_not_bring_the_conversation_back() {
    let mut client = connected();
    follow(&mut client);
    client.handle(NOW, Input::Leave(CONVERSATION));
    assert_eq!(hear(&mut client, &range()), [], "nothing is received that nobody wants");
    assert!(client.log(CONVERSATION).is_none());
    follow(&mut client);
    hear(&mut client, &range());
    assert_eq!(client.log(CONVERSATION).unwrap().last(), 2);
}

#[test]
fn what_is_left_between_hello_and_welcome_is_left_on_the_server_too() {
    let mut client = connected();
    follow(&mut client);
    hear(&mut client, &range());
    client.handle(NOW, Input::Closed(None));
    client.handle(NOW, Input::Nudge);
    let hello = sent(&mut client, Input::Opened);
    assert!(matches!(&hello[..], [AgentCommand::Hello(hello)] if hello.cursors.len() == 1), "{hello:?}");
    client.handle(NOW, Input::Leave(CONVERSATION));
    let answers = welcome(&mut client, vec![Head { conversation: CONVERSATION, number: 2 }]);
    assert_eq!(answers, [AgentCommand::Unfollow(CONVERSATION)]);
    assert!(client.log(CONVERSATION).is_none());
}
