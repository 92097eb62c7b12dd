//! The client core under inputs in any order, from a server that may say anything: a log is always exactly 1…k and grows
//! until a reset, nothing is transmitted that storage does not have, and nothing leaves the outbox by itself.

use std::collections::{BTreeMap, BTreeSet};

use lobby_shared::client::{Client, Effect, Entry, Input, VisitorRequest, VisitorRole};
use lobby_shared::event::{Envelope, Kind, VisitorAuthor, VisitorEvent};
use lobby_shared::id::{Cid, ConversationId, Epoch, EventId};
use lobby_shared::site::SiteKey;
use lobby_shared::time::Millis;
use lobby_shared::wire::Head;
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::error::{ErrorCode, WireError};
use lobby_shared::wire::log::{Ack, LogCommand, LogPush, Nack, Range, Receipt};
use lobby_shared::wire::visitor::{VisitorCommand, VisitorPush};
use lobby_tests::people::introduction;

use super::mutate::{Corpus, codec};
use super::run;
use crate::dice::Dice;

/// A few names, so that inputs meet.
fn conversation(dice: &mut Dice) -> ConversationId {
    ConversationId::from_bytes([u8::try_from(dice.below(2)).unwrap(); 16])
}

fn cid(dice: &mut Dice) -> Cid {
    Cid::from_bytes([u8::try_from(dice.below(6)).unwrap(); 16])
}

fn event(dice: &mut Dice, conversation: ConversationId, number: u64) -> Envelope<VisitorAuthor, VisitorEvent> {
    // A number never shows two contents.
    let id = EventId::from_bytes([number.to_le_bytes()[0]; 16]);
    let kind = Kind::Known(VisitorEvent::Message { text: number.to_string() });
    let cid = (dice.below(2) == 0).then(|| cid(dice));
    Envelope { conversation, number, id, author: VisitorAuthor::Visitor, time_ms: Millis(number), cid, kind }
}

fn push(dice: &mut Dice) -> VisitorPush {
    let conversation = conversation(dice);
    let number = dice.below(12) as u64 + 1;
    VisitorPush::Log(match dice.below(7) {
        0 => LogPush::Event(event(dice, conversation, number)),
        1 => {
            let events =
                (number..number + dice.below(6) as u64).map(|number| event(dice, conversation, number)).collect();
            LogPush::Range(Range { conversation, events, head: dice.below(14) as u64 })
        }
        2 => LogPush::Head(Head { conversation, number }),
        3 => LogPush::Receipt(Receipt { conversation, received: number, read: dice.below(20) as u64 }),
        4 => {
            let id = EventId::from_bytes([number.to_le_bytes()[0]; 16]);
            LogPush::Ack(Ack { cid: cid(dice), conversation, number, id, time_ms: Millis(1), dup: false })
        }
        5 => {
            let retry_after_ms = (dice.below(2) == 0).then(|| dice.below(5_000).try_into().unwrap());
            LogPush::Nack(Nack { cid: cid(dice), error: WireError { code: ErrorCode::TooFast, retry_after_ms } })
        }
        _ => LogPush::Reset(Epoch::from_bytes([9; 8])),
    })
}

#[derive(Default)]
struct Watched {
    applied: BTreeMap<ConversationId, Vec<EventId>>,
    persisted: BTreeSet<Cid>,
    pressed: BTreeSet<Cid>,
    /// What may have left: acknowledged, seen, or given up.
    settled: BTreeSet<Cid>,
}

impl Watched {
    fn input(&mut self, input: &Input<VisitorRole>, codec: Codec) {
        match input {
            Input::Send(entry) => drop(self.pressed.insert(entry.cid)),
            Input::Persisted(cid) => drop(self.persisted.insert(*cid)),
            Input::Discard(cid) => drop(self.settled.insert(*cid)),
            Input::Frame(bytes) => match codec.decode::<VisitorPush>(bytes) {
                Ok(VisitorPush::Log(LogPush::Ack(ack))) => drop(self.settled.insert(ack.cid)),
                Ok(VisitorPush::Log(LogPush::Event(event))) => self.settled.extend(event.cid),
                Ok(VisitorPush::Log(LogPush::Range(range))) => {
                    self.settled.extend(range.events.iter().filter_map(|event| event.cid));
                }
                Ok(_) | Err(_) => {}
            },
            _ => {}
        }
    }

    fn output(&mut self, client: &Client<VisitorRole>, effects: &[Effect<VisitorRole>], codec: Codec) {
        for effect in effects {
            match effect {
                Effect::Transmit(bytes) => {
                    let command = codec.decode::<VisitorCommand>(bytes).expect("the core writes frames");
                    if let VisitorCommand::Log(LogCommand::Send(send)) = command {
                        // A server that acknowledges what it never got is believed.
                        let kept = self.persisted.contains(&send.cid) || self.settled.contains(&send.cid);
                        assert!(kept, "transmitted before it was kept");
                    }
                }
                Effect::Changed(lobby_shared::client::Change::Reset) => self.applied.clear(),
                _ => {}
            }
        }
        let known: BTreeSet<ConversationId> = client.logs().map(|(conversation, _)| conversation).collect();
        self.applied.retain(|conversation, _| known.contains(conversation));
        for (conversation, log) in client.logs() {
            let now: Vec<EventId> = log.events().iter().map(|event| event.id).collect();
            assert!(log.events().iter().zip(1..).all(|(event, number)| event.number == number), "not 1…k");
            let before = self.applied.insert(conversation, now.clone()).unwrap_or_default();
            assert!(now.starts_with(&before), "a log only grows");
        }
        let there: BTreeSet<Cid> = client.outbox().entries().iter().map(|pending| pending.entry.cid).collect();
        let lost: Vec<_> =
            self.pressed.iter().filter(|cid| !there.contains(cid) && !self.settled.contains(cid)).collect();
        assert!(lost.is_empty(), "left the outbox by themselves: {lost:?}");
    }
}

fn input(dice: &mut Dice, corpus: &Corpus, codec: Codec, next: &mut u8) -> Input<VisitorRole> {
    match dice.below(18) {
        0 => Input::Start,
        1 => Input::Opened,
        2 => Input::Closed([None, Some(1012), Some(4001), Some(4404), Some(7)][dice.below(5)]),
        3 => Input::Wake,
        4 => Input::Nudge,
        5 if *next < 6 => {
            let cid = Cid::from_bytes([*next; 16]);
            *next += 1;
            let made_ms = Millis(u64::from(*next));
            Input::Send(Entry { cid, conversation: None, text: "words".into(), made_ms })
        }
        6 => Input::Persisted(Cid::from_bytes([next.saturating_sub(1); 16])),
        7 => Input::Retry(cid(dice)),
        8 if dice.below(4) == 0 => Input::Discard(cid(dice)),
        9 => Input::Request(VisitorRequest::End(conversation(dice))),
        10 => Input::Seen(conversation(dice)),
        11 if dice.below(8) == 0 => Input::Stop,
        12 | 13 => Input::Frame(corpus.mutated(codec, dice)),
        _ => Input::Frame(codec.encode(&push(dice))),
    }
}

#[test]
fn the_client_core_keeps_its_promises_whatever_a_server_says() {
    let corpus = Corpus::of("visitor_push");
    let site = SiteKey::parse("demo").unwrap();
    run("client core", |dice| {
        let codec = codec(dice);
        let mut client: Client<VisitorRole> = Client::new(codec, introduction(&site, None), dice.draw());
        let (mut now, mut next, mut watched) = (Millis(1_000_000), 0, Watched::default());
        for _ in 0..120 {
            now = now + Millis(dice.below(4_000) as u64);
            let input = input(dice, &corpus, codec, &mut next);
            watched.input(&input, codec);
            let effects = client.handle(now, input);
            watched.output(&client, &effects, codec);
        }
    });
}
