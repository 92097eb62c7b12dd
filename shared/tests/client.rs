//! The client core from outside: frames in, effects out, on a clock that the test holds.

#![expect(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test")]

use lobby_shared::client::{
    Client, Delivery, Effect, Entry, Input, Status, VisitorIntroduction, VisitorRequest, VisitorRole,
};
use lobby_shared::event::{Envelope, Kind, VisitorAuthor, VisitorEnvelope, VisitorEvent};
use lobby_shared::id::{Cid, ConnectionId, ConversationId, Epoch, EventId, OutboxKey, TabId};
use lobby_shared::page::Page;
use lobby_shared::privacy::Privacy;
use lobby_shared::site::{SiteFace, SiteKey};
use lobby_shared::time::Millis;
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::error::{ErrorCode, WireError};
use lobby_shared::wire::log::{Ack, LogCommand, LogPush, Nack, Pull, Range, Receipt};
use lobby_shared::wire::visitor::{VisitorCommand, VisitorPush, VisitorWelcome};
use lobby_shared::wire::{Head, Limits, Welcome};

const CONVERSATION: ConversationId = ConversationId::from_bytes([9; 16]);

fn cid(n: u8) -> Cid {
    Cid::from_bytes([n; 16])
}

fn entry(n: u8) -> Entry {
    Entry { cid: cid(n), conversation: None, text: format!("words {n}"), made_ms: Millis(u64::from(n)) }
}

fn event(number: u64, author: VisitorAuthor, own: Option<Cid>) -> VisitorEnvelope {
    let id = EventId::from_bytes([u8::try_from(number).unwrap(); 16]);
    let kind = Kind::Known(VisitorEvent::Message { text: format!("event {number}") });
    Envelope { conversation: CONVERSATION, number, id, author, time_ms: Millis(number), cid: own, kind }
}

fn range(numbers: std::ops::RangeInclusive<u64>, head: u64) -> VisitorPush {
    let events = numbers.map(|number| event(number, VisitorAuthor::System, None)).collect();
    VisitorPush::Log(LogPush::Range(Range { conversation: CONVERSATION, events, head }))
}

/// A client and its clock.
struct Person {
    client: Client<VisitorRole>,
    now: Millis,
}

impl Person {
    fn new() -> Self {
        let introduction = VisitorIntroduction {
            site: SiteKey::parse("demo").unwrap(),
            token: None,
            tab: TabId::from_bytes([1; 16]),
            origin: "http://shop.localhost".into(),
            page: Page::default(),
            referrer: String::new(),
            foreground: true,
            privacy: Privacy::Lasting,
            screen: None,
            language: String::new(),
        };
        Self { client: Client::new(Codec::Json, introduction, 42), now: Millis(1_000_000) }
    }

    fn connected(heads: Vec<Head>) -> Self {
        let mut person = Self::new();
        person.feed(Input::Start);
        person.feed(Input::Opened);
        person.welcome(1, heads);
        person
    }

    fn feed(&mut self, input: Input<VisitorRole>) -> Vec<Effect<VisitorRole>> {
        self.client.handle(self.now, input)
    }

    /// Lets time pass and the timer ring.
    fn wait(&mut self, milliseconds: u64) -> Vec<VisitorCommand> {
        self.now = self.now + Millis(milliseconds);
        let effects = self.feed(Input::Wake);
        sent(&effects)
    }

    fn hear(&mut self, push: &VisitorPush) -> Vec<VisitorCommand> {
        let effects = self.feed(Input::Frame(Codec::Json.encode(push)));
        sent(&effects)
    }

    fn welcome(&mut self, epoch: u8, heads: Vec<Head>) -> Vec<VisitorCommand> {
        let limits = Limits { message_chars: 1_000, message_bytes: 4_000, frame_bytes: 65_536, pull: 200 };
        let link = Welcome {
            version: 1,
            reload: false,
            connection: ConnectionId::from_bytes([2; 16]),
            epoch: Epoch::from_bytes([epoch; 8]),
            now_ms: Millis(5_000_000),
            heartbeat_ms: 25_000,
            limits,
            heads,
        };
        let site = SiteFace { name: "Shop".into() };
        let outbox_key = OutboxKey::from_bytes([3; 32]);
        self.hear(&VisitorPush::Welcome(VisitorWelcome {
            link,
            token: None,
            outbox_key,
            site,
            available: true,
            previewed: false,
            invitation: None,
            busy: false,
        }))
    }

    fn say(&mut self, n: u8) -> Vec<VisitorCommand> {
        self.feed(Input::Send(entry(n)));
        let effects = self.feed(Input::Persisted(cid(n)));
        sent(&effects)
    }

    fn numbers(&self) -> Vec<u64> {
        self.client.log(CONVERSATION).map_or(Vec::new(), |log| log.events().iter().map(|event| event.number).collect())
    }

    fn deliveries(&self) -> Vec<(Cid, Delivery)> {
        self.client.outbox().entries().iter().map(|pending| (pending.entry.cid, pending.delivery)).collect()
    }
}

fn sent(effects: &[Effect<VisitorRole>]) -> Vec<VisitorCommand> {
    let frames = effects.iter().filter_map(|effect| match effect {
        Effect::Transmit(bytes) => Some(Codec::Json.decode(bytes).unwrap()),
        _ => None,
    });
    frames.collect()
}

fn sends(commands: &[VisitorCommand]) -> Vec<Cid> {
    let cids = commands.iter().filter_map(|command| match command {
        VisitorCommand::Log(LogCommand::Send(send)) => Some(send.cid),
        _ => None,
    });
    cids.collect()
}

fn ack(n: u8, number: u64) -> VisitorPush {
    let id = EventId::from_bytes([n; 16]);
    VisitorPush::Log(LogPush::Ack(Ack {
        cid: cid(n),
        conversation: CONVERSATION,
        number,
        id,
        time_ms: Millis(1),
        dup: false,
    }))
}

#[test]
fn nothing_is_transmitted_before_it_is_kept() {
    let mut person = Person::connected(vec![]);
    let effects = person.feed(Input::Send(entry(1)));
    assert!(effects.contains(&Effect::Persist(entry(1))));
    assert_eq!(sends(&sent(&effects)), vec![]);
    assert!(person.client.outbox().is_unsaved());
    let effects = person.feed(Input::Persisted(cid(1)));
    assert_eq!(sends(&sent(&effects)), vec![cid(1)]);
    assert!(!person.client.outbox().is_unsaved());
}

#[test]
fn messages_go_one_by_one_in_order() {
    let mut person = Person::connected(vec![]);
    assert_eq!(sends(&person.say(1)), vec![cid(1)]);
    assert_eq!(sends(&person.say(2)), vec![]);
    assert_eq!(sends(&person.hear(&ack(1, 2))), vec![cid(2)]);
}

#[test]
fn an_acked_message_stays_on_the_screen_until_its_event_comes() {
    let mut person = Person::connected(vec![]);
    person.say(1);
    let effects = person.feed(Input::Frame(Codec::Json.encode(&ack(1, 2))));
    assert!(effects.contains(&Effect::Forget(cid(1))));
    assert_eq!(person.deliveries(), vec![(cid(1), Delivery::Acked(CONVERSATION, 2))]);
    person.hear(&range(1..=1, 2));
    assert_eq!(person.deliveries().len(), 1);
    person.hear(&VisitorPush::Log(LogPush::Event(event(2, VisitorAuthor::Visitor, Some(cid(1))))));
    assert_eq!((person.deliveries(), person.numbers()), (vec![], vec![1, 2]));
}

#[test]
fn an_event_with_the_own_cid_settles_without_an_ack() {
    let mut person = Person::connected(vec![]);
    person.say(1);
    let effects = person.feed(Input::Frame(Codec::Json.encode(&VisitorPush::Log(LogPush::Event(event(
        1,
        VisitorAuthor::Visitor,
        Some(cid(1)),
    ))))));
    assert!(effects.contains(&Effect::Forget(cid(1))));
    assert_eq!(person.deliveries(), vec![]);
}

#[test]
fn no_answer_for_ten_seconds_sends_the_same_cid_again() {
    let mut person = Person::connected(vec![]);
    person.say(1);
    person.now = person.now + Millis(9_999);
    assert_eq!(sends(&sent(&person.feed(Input::Wake))), vec![]);
    person.now = person.now + Millis(1);
    assert_eq!(sends(&sent(&person.feed(Input::Wake))), vec![cid(1)]);
}

#[test]
fn a_lost_link_sends_again_after_the_next_welcome() {
    let mut person = Person::connected(vec![]);
    person.say(1);
    person.feed(Input::Closed(Some(1006)));
    let Status::Waiting(until) = person.client.status() else { panic!("{:?}", person.client.status()) };
    person.now = until;
    assert!(person.feed(Input::Wake).contains(&Effect::Connect));
    person.feed(Input::Opened);
    assert_eq!(sends(&person.welcome(1, vec![])), vec![cid(1)]);
}

#[test]
fn a_refusal_with_a_time_waits_and_one_without_fails_until_retried() {
    let mut person = Person::connected(vec![]);
    person.say(1);
    let nack = |error| VisitorPush::Log(LogPush::Nack(Nack { cid: cid(1), error }));
    assert_eq!(sends(&person.hear(&nack(WireError::passing(ErrorCode::Unavailable, 700)))), vec![]);
    person.now = person.now + Millis(700);
    assert_eq!(sends(&sent(&person.feed(Input::Wake))), vec![cid(1)]);
    person.hear(&nack(WireError::lasting(ErrorCode::TooLong)));
    assert_eq!(person.deliveries(), vec![(cid(1), Delivery::Failed(ErrorCode::TooLong))]);
    assert_eq!(sends(&sent(&person.feed(Input::Retry(cid(1))))), vec![cid(1)], "the same cid, never a new one");
    person.hear(&nack(WireError::lasting(ErrorCode::TooLong)));
    assert!(person.feed(Input::Discard(cid(1))).contains(&Effect::Forget(cid(1))));
    assert_eq!(person.deliveries(), vec![]);
}

#[test]
fn a_gap_is_held_back_and_pulled() {
    let mut person = Person::connected(vec![]);
    person.hear(&range(1..=2, 2));
    let commands = person.hear(&VisitorPush::Log(LogPush::Event(event(5, VisitorAuthor::System, None))));
    assert_eq!(
        commands,
        vec![VisitorCommand::Log(LogCommand::Pull(Pull { conversation: CONVERSATION, from: 3, limit: 200 }))]
    );
    assert_eq!(person.numbers(), vec![1, 2]);
    person.hear(&range(3..=4, 5));
    assert_eq!(person.numbers(), vec![1, 2, 3, 4, 5]);
    person.hear(&range(1..=5, 5));
    assert_eq!(person.numbers(), vec![1, 2, 3, 4, 5], "what was applied is dropped");
}

#[test]
fn a_head_repairs_a_lost_event() {
    let mut person = Person::connected(vec![]);
    person.hear(&range(1..=1, 1));
    let commands = person.hear(&VisitorPush::Log(LogPush::Head(Head { conversation: CONVERSATION, number: 3 })));
    assert_eq!(commands.len(), 1);
    assert_eq!(person.hear(&range(2..=3, 3)).len(), 0);
    assert_eq!(person.numbers(), vec![1, 2, 3]);
}

#[test]
fn another_epoch_voids_the_log_and_keeps_the_outbox() {
    let mut person = Person::connected(vec![]);
    person.hear(&range(1..=3, 3));
    person.say(1);
    person.feed(Input::Closed(None));
    person.feed(Input::Start);
    person.feed(Input::Opened);
    let commands = person.welcome(2, vec![Head { conversation: CONVERSATION, number: 1 }]);
    assert_eq!(person.numbers(), Vec::<u64>::new());
    assert_eq!(sends(&commands), vec![cid(1)]);
}

fn agent() -> VisitorAuthor {
    let face = lobby_shared::id::FaceId::from_bytes([4; 16]);
    VisitorAuthor::Agent(lobby_shared::agent::AgentFace { face, name: "Jo".into() })
}

fn received(number: u64) -> VisitorCommand {
    VisitorCommand::Log(LogCommand::Received(Head { conversation: CONVERSATION, number }))
}

#[test]
fn receipts_are_told_once_and_again_on_a_new_link() {
    let mut person = Person::connected(vec![]);
    person.hear(&VisitorPush::Log(LogPush::Event(event(1, agent(), None))));
    let head = Head { conversation: CONVERSATION, number: 1 };
    assert_eq!(person.wait(300), vec![received(1)]);
    assert_eq!(sent(&person.feed(Input::Seen(CONVERSATION))), vec![VisitorCommand::Log(LogCommand::Read(head))]);
    assert_eq!(sent(&person.feed(Input::Seen(CONVERSATION))), vec![]);
    person.feed(Input::Closed(None));
    person.feed(Input::Start);
    person.feed(Input::Opened);
    assert_eq!(person.welcome(1, vec![head]), vec![VisitorCommand::Log(LogCommand::Read(head))]);
}

#[test]
fn a_burst_is_receipted_once_and_well_within_a_second() {
    let mut person = Person::connected(vec![]);
    let started = person.now;
    assert_eq!(person.hear(&VisitorPush::Log(LogPush::Event(event(1, agent(), None)))), vec![]);
    person.now = person.now + Millis(200);
    let effects =
        person.feed(Input::Frame(Codec::Json.encode(&VisitorPush::Log(LogPush::Event(event(2, agent(), None))))));
    assert_eq!(sent(&effects), vec![]);
    assert_eq!(person.wait(100), vec![received(2)]);
    assert_eq!(person.now, started + Millis(300));
    assert_eq!(person.wait(1_000), vec![]);
}

#[test]
fn what_is_read_at_once_is_receipted_by_that_alone() {
    let mut person = Person::connected(vec![]);
    person.hear(&VisitorPush::Log(LogPush::Event(event(1, agent(), None))));
    let read = VisitorCommand::Log(LogCommand::Read(Head { conversation: CONVERSATION, number: 1 }));
    assert_eq!(sent(&person.feed(Input::Seen(CONVERSATION))), vec![read]);
    assert_eq!(person.wait(1_000), vec![]);
}

#[test]
fn the_other_sides_receipts_never_go_back() {
    let mut person = Person::connected(vec![]);
    person.hear(&range(1..=3, 3));
    let receipt =
        |received, read| VisitorPush::Log(LogPush::Receipt(Receipt { conversation: CONVERSATION, received, read }));
    person.hear(&receipt(3, 2));
    person.hear(&receipt(2, 1));
    let log = person.client.log(CONVERSATION).unwrap();
    assert_eq!((log.other_received(), log.other_read()), (3, 2));
}

#[test]
fn silence_ends_the_link_and_a_nudge_finds_out_sooner() {
    let mut person = Person::connected(vec![]);
    person.now = person.now + Millis(34_999);
    assert!(!person.feed(Input::Wake).contains(&Effect::Disconnect));
    person.now = person.now + Millis(1);
    assert!(person.feed(Input::Wake).contains(&Effect::Disconnect));

    let mut person = Person::connected(vec![]);
    assert!(matches!(sent(&person.feed(Input::Nudge))[..], [VisitorCommand::Ping(_)]));
    person.now = person.now + Millis(5_000);
    assert!(person.feed(Input::Wake).contains(&Effect::Disconnect));
}

#[test]
fn a_lasting_close_stops_until_started_again() {
    let mut person = Person::connected(vec![]);
    person.feed(Input::Closed(Some(4403)));
    assert!(matches!(person.client.status(), Status::Stopped(_)));
    assert_eq!(person.feed(Input::Nudge), vec![]);
    assert!(person.feed(Input::Start).contains(&Effect::Connect));
}

#[test]
fn a_request_is_repeated_until_it_is_answered() {
    let mut person = Person::connected(vec![]);
    let end = VisitorCommand::End { request: 1, conversation: CONVERSATION };
    assert_eq!(sent(&person.feed(Input::Request(VisitorRequest::End(CONVERSATION)))), vec![end.clone()]);
    person.feed(Input::Closed(None));
    person.feed(Input::Start);
    person.feed(Input::Opened);
    assert_eq!(person.welcome(1, vec![]), vec![end]);
    let effects = person.feed(Input::Frame(Codec::Json.encode(&VisitorPush::Done(1))));
    assert!(effects.contains(&Effect::Done(VisitorRequest::End(CONVERSATION))));
}

#[test]
fn what_storage_kept_is_sent_after_a_restart() {
    let mut person = Person::new();
    person.feed(Input::Restore(vec![entry(2), entry(1), entry(2)]));
    person.feed(Input::Start);
    person.feed(Input::Opened);
    assert_eq!(sends(&person.welcome(1, vec![])), vec![cid(1)]);
    assert_eq!(person.client.outbox().entries().len(), 2);
}

#[test]
fn a_frame_from_a_newer_server_is_skipped() {
    let mut person = Person::connected(vec![]);
    person.feed(Input::Frame(br#"{"Teleported":{"to":"moon"}}"#.to_vec()));
    assert_eq!(person.client.status(), Status::Ready);
}
