//! How a conversation reads, as sentences; the core under it is the real one.

use lobby_shared::agent::{AgentCard, AgentRole as Role};
use lobby_shared::client::{AgentIntroduction, Client, Entry, Input};
use lobby_shared::event::Envelope;
use lobby_shared::id::{ConnectionId, Epoch, EventId, TabId};
use lobby_shared::wire::agent::{AgentPush, AgentWelcome};
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::error::WireError;
use lobby_shared::wire::log::{Ack, LogPush, Nack, Range, Receipt};
use lobby_shared::wire::{Limits, VERSION, Welcome};

use super::*;

const HERE: ConversationId = ConversationId::from_bytes([1; 16]);
const ME: AgentId = AgentId::from_bytes([2; 16]);
const CID: Cid = Cid::from_bytes([3; 16]);
const NOW: Millis = Millis(1_000);

struct Person {
    client: Client<AgentRole>,
}

impl Person {
    fn new(events: Vec<AgentEnvelope>) -> Self {
        let introduction = AgentIntroduction { tab: TabId::from_bytes([0; 16]) };
        let mut person = Self { client: Client::new(Codec::Postcard, introduction, 1) };
        person.client.handle(NOW, Input::Start);
        person.client.handle(NOW, Input::Opened);
        let limits = Limits { message_chars: 1_000, message_bytes: 4_000, frame_bytes: 65_536, pull: 200 };
        let link = Welcome {
            version: VERSION,
            reload: false,
            connection: ConnectionId::from_bytes([0; 16]),
            epoch: Epoch::from_bytes([0; 8]),
            now_ms: NOW,
            heartbeat_ms: 25_000,
            limits,
            heads: vec![],
        };
        person.hear(AgentPush::Welcome(AgentWelcome {
            link,
            agent: card(ME, "Jo"),
            state: lobby_shared::agent::AgentState::Available,
            sites: vec![],
            invitation: String::new(),
            table: String::new(),
        }));
        let head = events.last().map_or(0, |event| event.number);
        person.hear(AgentPush::Log(LogPush::Range(Range { conversation: HERE, events, head })));
        person
    }

    fn hear(&mut self, push: AgentPush) {
        self.client.handle(NOW, Input::Frame(Codec::Postcard.encode(&push)));
    }

    fn send(&mut self, text: &str) {
        let entry = Entry { cid: CID, conversation: Some(HERE), text: text.into(), made_ms: NOW };
        self.client.handle(NOW, Input::Send(entry));
        self.client.handle(NOW, Input::Persisted(CID));
    }

    fn read(&self) -> Stream {
        read(HERE, self.client.log(HERE), self.client.outbox().entries(), Some(ME))
    }
}

fn card(agent: AgentId, name: &str) -> AgentCard {
    AgentCard { agent, name: name.into(), role: Role::Agent }
}

fn event(number: u64, author: AgentAuthor, cid: Option<Cid>, kind: AgentEvent) -> AgentEnvelope {
    let id = EventId::from_bytes([u8::try_from(number).unwrap(); 16]);
    Envelope { conversation: HERE, number, id, author, time_ms: NOW, cid, kind: Kind::Known(kind) }
}

fn says(number: u64, author: AgentAuthor, text: &str) -> AgentEnvelope {
    event(number, author, None, AgentEvent::Message { text: text.into() })
}

fn me() -> AgentAuthor {
    AgentAuthor::Agent(card(ME, "Jo"))
}

fn deliveries(stream: &Stream) -> Vec<Reach> {
    let delivery = |item: &Item| if let Item::Delivery(delivered) = item { Some(*delivered) } else { None };
    stream.items.iter().filter_map(delivery).collect()
}

fn receipt(received: u64, read: u64) -> AgentPush {
    AgentPush::Log(LogPush::Receipt(Receipt { conversation: HERE, received, read }))
}

#[test]
fn words_of_one_author_join_until_somebody_else_or_an_event_comes() {
    let person = Person::new(vec![
        event(1, AgentAuthor::Visitor, None, AgentEvent::Opened {}),
        says(2, AgentAuthor::Visitor, "a"),
        says(3, AgentAuthor::Visitor, "b"),
        says(4, me(), "c"),
        says(5, AgentAuthor::Visitor, "d"),
    ]);
    let joined: Vec<bool> = person
        .read()
        .items
        .iter()
        .filter_map(|item| if let Item::Bubble(bubble) = item { Some(bubble.joined) } else { None })
        .collect();
    assert_eq!(joined, [false, true, false, false]);
}

#[test]
fn receipts_show_under_the_last_own_words_only() {
    let mut person = Person::new(vec![says(1, me(), "a"), says(2, me(), "b")]);
    assert_eq!(deliveries(&person.read()), [Reach::Sent]);
    person.hear(receipt(2, 1));
    assert_eq!(deliveries(&person.read()), [Reach::Delivered]);
    person.hear(receipt(2, 2));
    let stream = person.read();
    assert_eq!(deliveries(&stream), [Reach::Read]);
    assert_eq!(stream.items.last(), Some(&Item::Delivery(Reach::Read)));
}

#[test]
fn a_message_keeps_its_identity_from_sending_to_stored() {
    let mut person = Person::new(vec![]);
    person.send("hi");
    let key = |stream: &Stream| match stream.items.first() {
        Some(Item::Bubble(bubble)) => bubble.key,
        other => panic!("{other:?}"),
    };
    let sending = person.read();
    assert_eq!((key(&sending), deliveries(&sending)), (Key::Cid(CID), vec![Reach::Sending]));
    let id = EventId::from_bytes([1; 16]);
    let ack = Ack { cid: CID, conversation: HERE, number: 1, id, time_ms: NOW, dup: false };
    person.hear(AgentPush::Log(LogPush::Ack(ack)));
    assert_eq!(deliveries(&person.read()), [Reach::Sent]);
    let stored = event(1, me(), Some(CID), AgentEvent::Message { text: "hi".into() });
    person.hear(AgentPush::Log(LogPush::Event(stored)));
    let stream = person.read();
    assert_eq!((key(&stream), stream.items.len()), (Key::Cid(CID), 2));
}

#[test]
fn a_refused_message_says_why_and_stays() {
    let mut person = Person::new(vec![]);
    person.send("hi");
    let error = WireError::lasting(ErrorCode::Ended);
    person.hear(AgentPush::Log(LogPush::Nack(Nack { cid: CID, error })));
    assert_eq!(person.read().items.last(), Some(&Item::Failed { cid: CID, reason: ErrorCode::Ended }));
}

#[test]
fn an_answered_question_may_be_asked_again() {
    let asked = |events| Person::new(events).read().end_asked;
    let ask = || event(1, me(), None, AgentEvent::EndAsked {});
    assert!(asked(vec![ask()]));
    assert!(!asked(vec![ask(), event(2, AgentAuthor::Visitor, None, AgentEvent::EndDeclined {})]));
    assert!(!asked(vec![ask(), says(2, AgentAuthor::Visitor, "one more thing")]));
}

#[test]
fn a_kind_from_a_newer_server_is_a_row_of_its_own() {
    let mut stranger = says(1, AgentAuthor::Visitor, "x");
    stranger.kind = Kind::Unknown;
    let mut writer = Writer { me: Some(ME), items: Vec::new(), before: None };
    assert!(!writer.event(&stranger));
    assert_eq!(writer.items, [Item::Unknown(1)]);
}

#[test]
fn what_is_on_its_way_behind_what_is_shown_is_not_called_loading() {
    let mut person = Person::new(vec![says(1, AgentAuthor::Visitor, "a")]);
    person.send("hi");
    let id = EventId::from_bytes([2; 16]);
    let ack = Ack { cid: CID, conversation: HERE, number: 2, id, time_ms: NOW, dup: false };
    person.hear(AgentPush::Log(LogPush::Ack(ack)));
    assert!(!person.read().loading);
    assert!(read(HERE, None, &[], Some(ME)).loading);
}

#[test]
fn words_in_the_name_of_the_site_are_nobody_elses() {
    let stream = Person::new(vec![says(1, AgentAuthor::System, "Do you need help?")]).read();
    let sides: Vec<_> = stream
        .items
        .iter()
        .filter_map(|item| if let Item::Bubble(said) = item { Some(&said.side) } else { None })
        .collect();
    assert_eq!(sides, [&SideOf::Site]);
}
