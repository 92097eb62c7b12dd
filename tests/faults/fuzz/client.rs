//! The client core, the visitor's and the agent's, under inputs in any order, from a server that may say anything: a log is
//! always exactly 1…k and grows until a reset, nothing is transmitted that storage does not have, nothing leaves the outbox
//! by itself, only what was asked is answered, and a conversation that was left stays away until it is asked for again.

use std::collections::{BTreeMap, BTreeSet};

use lobby_shared::agent::{AgentCard, AgentFace, AgentRole as Rank};
use lobby_shared::client::{
    AgentIntroduction, AgentRequest, AgentRole, Change, Client, Effect, Entry, Input, Role, Sorted,
    VisitorIntroduction, VisitorRequest, VisitorRole,
};
use lobby_shared::event::{AgentAuthor, AgentEvent, Envelope, Kind, VisitorAuthor, VisitorEvent};
use lobby_shared::id::{AgentId, Cid, ConversationId, Epoch, EventId, FaceId, InvitationId, SiteId, TabId};
use lobby_shared::page::Page;
use lobby_shared::site::SiteKey;
use lobby_shared::time::Millis;
use lobby_shared::wire::Head;
use lobby_shared::wire::agent::{AgentCommand, AgentPush};
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::error::{ErrorCode, WireError};
use lobby_shared::wire::log::{Ack, LogCommand, LogPush, Nack, Range, Receipt};
use lobby_shared::wire::visitor::{VisitorCommand, VisitorPush};
use lobby_tests::people::introduction;

use super::mutate::{Corpus, codec};
use super::run;
use crate::dice::Dice;

/// Messages that a person may press Send on in one case; storage has three more from an earlier life.
const PRESSED: u8 = 6;
const CIDS: usize = 9;

/// What a role's frames and inputs look like.
trait Fuzzed: Role {
    /// The golden frames that a server sends to it.
    const GOLDEN: &'static str;
    fn introduction(dice: &mut Dice) -> Self::Introduction;
    fn author(dice: &mut Dice) -> Self::Author;
    fn message(text: String) -> Self::Event;
    fn logged(log: LogPush<Self::Author, Self::Event>) -> Self::Push;
    /// Done or refused.
    fn answer(request: u32, error: Option<WireError>) -> Self::Push;
    fn ask(dice: &mut Dice) -> Self::Request;
    fn tell(dice: &mut Dice) -> Self::Command;
    fn sent(command: Self::Command) -> Option<Cid>;
}

impl Fuzzed for VisitorRole {
    const GOLDEN: &'static str = "visitor_push";

    fn introduction(dice: &mut Dice) -> VisitorIntroduction {
        let site = SiteKey::parse("demo").unwrap();
        VisitorIntroduction { foreground: dice.below(2) == 0, ..introduction(&site, None) }
    }

    fn author(dice: &mut Dice) -> VisitorAuthor {
        match dice.below(3) {
            0 => VisitorAuthor::Visitor,
            1 => VisitorAuthor::Agent(AgentFace { face: FaceId::from_bytes([3; 16]), name: "Ada".into() }),
            _ => VisitorAuthor::System,
        }
    }

    fn message(text: String) -> VisitorEvent {
        VisitorEvent::Message { text }
    }

    fn logged(log: LogPush<VisitorAuthor, VisitorEvent>) -> VisitorPush {
        VisitorPush::Log(log)
    }

    fn answer(request: u32, error: Option<WireError>) -> VisitorPush {
        error.map_or(VisitorPush::Done(request), |error| VisitorPush::Refused { request, error })
    }

    fn ask(dice: &mut Dice) -> VisitorRequest {
        match dice.below(3) {
            0 => VisitorRequest::End(conversation(dice)),
            1 => VisitorRequest::DeclineEnd(conversation(dice)),
            _ => VisitorRequest::Answer(InvitationId::from_bytes([5; 16]), dice.below(2) == 0),
        }
    }

    fn tell(dice: &mut Dice) -> VisitorCommand {
        match dice.below(4) {
            0 => VisitorCommand::Show(dice.below(2) == 0),
            1 => VisitorCommand::Typing(dice.below(2) == 0),
            2 => VisitorCommand::Preview("words that nobody sent".into()),
            _ => VisitorCommand::View(Page { address: "https://shop.example/".into(), title: "Shop".into() }),
        }
    }

    fn sent(command: VisitorCommand) -> Option<Cid> {
        if let VisitorCommand::Log(LogCommand::Send(send)) = command { Some(send.cid) } else { None }
    }
}

impl Fuzzed for AgentRole {
    const GOLDEN: &'static str = "agent_push";

    fn introduction(dice: &mut Dice) -> AgentIntroduction {
        AgentIntroduction { tab: TabId::from_bytes([u8::try_from(dice.below(2)).unwrap(); 16]) }
    }

    fn author(dice: &mut Dice) -> AgentAuthor {
        match dice.below(3) {
            0 => AgentAuthor::Visitor,
            1 => {
                let agent = AgentId::from_bytes([3; 16]);
                AgentAuthor::Agent(AgentCard { agent, name: "Ada".into(), role: Rank::Agent })
            }
            _ => AgentAuthor::System,
        }
    }

    fn message(text: String) -> AgentEvent {
        AgentEvent::Message { text }
    }

    fn logged(log: LogPush<AgentAuthor, AgentEvent>) -> AgentPush {
        AgentPush::Log(log)
    }

    fn answer(request: u32, error: Option<WireError>) -> AgentPush {
        error.map_or(AgentPush::Done(request), |error| AgentPush::Refused { request, error })
    }

    fn ask(dice: &mut Dice) -> AgentRequest {
        match dice.below(6) {
            0 | 1 => AgentRequest::Follow(conversation(dice)),
            2 => AgentRequest::Accept(conversation(dice)),
            3 => AgentRequest::AskToEnd(conversation(dice)),
            4 => AgentRequest::End(conversation(dice)),
            _ => AgentRequest::Invite(SiteId::from_bytes([1; 16]), 1),
        }
    }

    fn tell(dice: &mut Dice) -> AgentCommand {
        match dice.below(2) {
            0 => AgentCommand::Typing { conversation: conversation(dice), on: dice.below(2) == 0 },
            _ => AgentCommand::Watch(None),
        }
    }

    fn sent(command: AgentCommand) -> Option<Cid> {
        if let AgentCommand::Log(LogCommand::Send(send)) = command { Some(send.cid) } else { None }
    }
}

/// A few names, so that inputs meet.
fn conversation(dice: &mut Dice) -> ConversationId {
    ConversationId::from_bytes([u8::try_from(dice.below(2)).unwrap(); 16])
}

fn cid(dice: &mut Dice) -> Cid {
    Cid::from_bytes([u8::try_from(dice.below(CIDS)).unwrap(); 16])
}

fn entry(number: u8) -> Entry {
    let cid = Cid::from_bytes([number; 16]);
    Entry { cid, conversation: None, text: "words".into(), made_ms: Millis(u64::from(number)) }
}

fn event<R: Fuzzed>(dice: &mut Dice, conversation: ConversationId, number: u64) -> Envelope<R::Author, R::Event> {
    // A number never shows two contents.
    let id = EventId::from_bytes([number.to_le_bytes()[0]; 16]);
    let kind = Kind::Known(R::message(number.to_string()));
    let cid = (dice.below(2) == 0).then(|| cid(dice));
    Envelope { conversation, number, id, author: R::author(dice), time_ms: Millis(number), cid, kind }
}

fn push<R: Fuzzed>(dice: &mut Dice) -> R::Push {
    let conversation = conversation(dice);
    let number = dice.below(12) as u64 + 1;
    let retry_after_ms = (dice.below(2) == 0).then(|| dice.below(5_000).try_into().unwrap());
    let error = WireError { code: ErrorCode::TooFast, retry_after_ms };
    R::logged(match dice.below(9) {
        0 => LogPush::Event(event::<R>(dice, conversation, number)),
        1 => {
            let numbers = number..number + dice.below(6) as u64;
            let events = numbers.map(|number| event::<R>(dice, conversation, number)).collect();
            LogPush::Range(Range { conversation, events, head: dice.below(14) as u64 })
        }
        2 => LogPush::Head(Head { conversation, number }),
        3 => LogPush::Receipt(Receipt { conversation, received: number, read: dice.below(20) as u64 }),
        4 => {
            let id = EventId::from_bytes([number.to_le_bytes()[0]; 16]);
            LogPush::Ack(Ack { cid: cid(dice), conversation, number, id, time_ms: Millis(1), dup: false })
        }
        5 => LogPush::Nack(Nack { cid: cid(dice), error }),
        6 if dice.below(3) == 0 => LogPush::Reset(Epoch::from_bytes([9; 8])),
        _ => {
            let request = u32::try_from(dice.below(6)).unwrap();
            return R::answer(request, (dice.below(2) == 0).then_some(error));
        }
    })
}

/// What must hold of one core, from what went in and came out.
struct Watched<R: Fuzzed> {
    applied: BTreeMap<ConversationId, Vec<EventId>>,
    persisted: BTreeSet<Cid>,
    pressed: BTreeSet<Cid>,
    /// What may have left: acknowledged, seen, or given up.
    settled: BTreeSet<Cid>,
    asked: Vec<R::Request>,
    left: BTreeSet<ConversationId>,
}

impl<R: Fuzzed> Watched<R> {
    const fn new() -> Self {
        Self {
            applied: BTreeMap::new(),
            persisted: BTreeSet::new(),
            pressed: BTreeSet::new(),
            settled: BTreeSet::new(),
            asked: Vec::new(),
            left: BTreeSet::new(),
        }
    }

    fn input(&mut self, input: &Input<R>, codec: Codec) {
        match input {
            Input::Send(entry) => drop(self.pressed.insert(entry.cid)),
            Input::Persisted(cid) => drop(self.persisted.insert(*cid)),
            Input::Restore(entries) => {
                for entry in entries {
                    self.pressed.insert(entry.cid);
                    self.persisted.insert(entry.cid);
                }
            }
            Input::Discard(cid) => drop(self.settled.insert(*cid)),
            Input::Request(request) => {
                self.left.retain(|left| R::followed(request) != Some(*left));
                if !self.asked.contains(request) {
                    self.asked.push(request.clone());
                }
            }
            Input::Leave(conversation) => {
                self.left.insert(*conversation);
                self.asked.retain(|asked| R::followed(asked) != Some(*conversation));
            }
            // The hello of a new link says what is followed.
            Input::Opened => self.left.clear(),
            Input::Frame(bytes) => match codec.decode::<R::Push>(bytes).map(R::sort) {
                Ok(Sorted::Log(LogPush::Ack(ack))) => drop(self.settled.insert(ack.cid)),
                Ok(Sorted::Log(LogPush::Event(event))) => self.settled.extend(event.cid),
                Ok(Sorted::Log(LogPush::Range(range))) => {
                    self.settled.extend(range.events.iter().filter_map(|event| event.cid));
                }
                Ok(_) | Err(_) => {}
            },
            _ => {}
        }
    }

    fn output(&mut self, client: &Client<R>, effects: &[Effect<R>], codec: Codec) {
        for effect in effects {
            match effect {
                Effect::Transmit(bytes) => {
                    let command = codec.decode::<R::Command>(bytes).expect("the core writes frames");
                    if let Some(cid) = R::sent(command) {
                        // A server that acknowledges what it never got is believed.
                        let kept = self.persisted.contains(&cid) || self.settled.contains(&cid);
                        assert!(kept, "transmitted before it was kept");
                    }
                }
                Effect::Done(request) | Effect::Refused(request, _) => {
                    let asked = self.asked.iter().position(|asked| asked == request);
                    self.asked.remove(asked.expect("answered once, and asked before"));
                }
                Effect::Changed(Change::Reset) => self.applied.clear(),
                _ => {}
            }
        }
        self.logs(client);
        let there: BTreeSet<Cid> = client.outbox().entries().iter().map(|pending| pending.entry.cid).collect();
        let lost: Vec<_> =
            self.pressed.iter().filter(|cid| !there.contains(cid) && !self.settled.contains(cid)).collect();
        assert!(lost.is_empty(), "left the outbox by themselves: {lost:?}");
    }

    fn logs(&mut self, client: &Client<R>) {
        let known: BTreeSet<ConversationId> = client.logs().map(|(conversation, _)| conversation).collect();
        assert!(known.is_disjoint(&self.left), "a conversation that was left came back by itself");
        self.applied.retain(|conversation, _| known.contains(conversation));
        for (conversation, log) in client.logs() {
            let now: Vec<EventId> = log.events().iter().map(|event| event.id).collect();
            assert!(log.events().iter().zip(1..).all(|(event, number)| event.number == number), "not 1…k");
            let before = self.applied.insert(conversation, now.clone()).unwrap_or_default();
            assert!(now.starts_with(&before), "a log only grows");
        }
    }
}

fn input<R: Fuzzed>(dice: &mut Dice, corpus: &Corpus, codec: Codec, next: &mut u8) -> Input<R> {
    match dice.below(25) {
        0 => Input::Start,
        1 => Input::Opened,
        2 => Input::Closed([None, Some(1012), Some(4001), Some(4404), Some(7)][dice.below(5)]),
        3 => Input::Wake,
        4 => Input::Nudge,
        5 if *next < PRESSED => {
            *next += 1;
            Input::Send(entry(*next - 1))
        }
        6 => Input::Persisted(Cid::from_bytes([next.saturating_sub(1); 16])),
        7 => Input::Retry(cid(dice)),
        8 if dice.below(4) == 0 => Input::Discard(cid(dice)),
        9 | 10 => Input::Request(R::ask(dice)),
        11 => Input::Seen(conversation(dice)),
        12 if dice.below(8) == 0 => Input::Stop,
        13 | 14 => Input::Tell(R::tell(dice)),
        15 => {
            // What was pressed here, and what is of an earlier life.
            let kept = |number: &u8| number < next || *number >= PRESSED;
            Input::Restore((0..CIDS as u8).filter(kept).filter(|_| dice.below(4) == 0).map(entry).collect())
        }
        16 => Input::Leave(conversation(dice)),
        17 => Input::Introduce(R::introduction(dice)),
        18 | 19 => Input::Frame(corpus.mutated(codec, dice)),
        20 => Input::Frame(welcome::<R>(corpus, codec, dice)),
        _ => Input::Frame(codec.encode(&push::<R>(dice))),
    }
}

/// One of the golden welcomes, without which a link is never ready.
fn welcome<R: Fuzzed>(corpus: &Corpus, codec: Codec, dice: &mut Dice) -> Vec<u8> {
    loop {
        let frame = corpus.frame(codec, dice);
        if matches!(codec.decode::<R::Push>(&frame).map(R::sort), Ok(Sorted::Welcome(..))) {
            return frame;
        }
    }
}

fn keeps_its_promises<R: Fuzzed>(what: &str) {
    let corpus = Corpus::of(R::GOLDEN);
    run(what, |dice| {
        let codec = codec(dice);
        let mut client: Client<R> = Client::new(codec, R::introduction(dice), dice.draw());
        let (mut now, mut next, mut watched) = (Millis(1_000_000), 0, Watched::new());
        for _ in 0..160 {
            now = now + Millis(dice.below(4_000) as u64);
            let input = input(dice, &corpus, codec, &mut next);
            watched.input(&input, codec);
            let effects = client.handle(now, input);
            watched.output(&client, &effects, codec);
        }
    });
}

#[test]
fn the_visitors_core_keeps_its_promises_whatever_a_server_says() {
    keeps_its_promises::<VisitorRole>("visitor's core");
}

#[test]
fn the_agents_core_keeps_its_promises_whatever_a_server_says() {
    keeps_its_promises::<AgentRole>("agent's core");
}
