//! Holds a history and the final database against the promises. What it finds names the promise, who saw it, and which
//! events: enough to read on in the records.

mod disk;
mod invitation;
mod order;
mod outbox;
mod screen;
mod secret;

use std::collections::BTreeMap;
use std::fmt;

use lobby_shared::id::{Cid, ConversationId};

use super::kept::{Kept, KeptEvent};
use super::{History, Person, What};

/// What the protocol promises, in the words of the checker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Promise {
    /// What was acknowledged is in the log, as it was acknowledged.
    Durable,
    /// Nothing is in the log or on a screen that nobody sent.
    NoPhantom,
    /// The numbers of a conversation are 1, 2, 3 …, in both countings.
    Dense,
    /// Nothing is in the log twice, and a visitor has one open conversation at most.
    Unique,
    /// A number never shows two contents.
    Immutable,
    /// One after another from one sender is one after another in the log.
    SenderOrder,
    /// What was acknowledged before another was sent comes first.
    RealTime,
    /// At every moment each client has applied exactly 1…k.
    Prefix,
    /// After healing everyone sees what is on disk, in time.
    Convergence,
    /// What a person pressed Send on ends acknowledged or visibly failed.
    Outbox,
    /// Nobody receives a byte that is not their own.
    Isolation,
    /// Queues stay bounded, and a client core keeps its server's limits.
    Bounded,
}

/// A promise that was not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which.
    pub promise: Promise,
    /// What happened, in one sentence.
    pub words: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.promise, self.words)
    }
}

/// One Send that a person pressed.
#[derive(Clone, Copy, Debug)]
struct Press<'h> {
    /// Its place among the records.
    index: usize,
    place: usize,
    person: Person,
    lane: Option<ConversationId>,
    text: &'h str,
}

/// What every part of the checker reads.
struct Case<'h> {
    history: &'h History,
    kept: &'h Kept,
    pressed: BTreeMap<Cid, Press<'h>>,
    /// The message of each cid, on disk.
    stored: BTreeMap<Cid, &'h KeptEvent>,
    /// The visitor of each conversation.
    visitors: BTreeMap<ConversationId, Person>,
    findings: Vec<Finding>,
}

impl Case<'_> {
    fn find(&mut self, promise: Promise, words: String) {
        self.findings.push(Finding { promise, words });
    }

    fn name(&self, place: usize) -> &str {
        self.history.places.get(place).map_or("nobody", |place| &place.name)
    }

    fn person(&self, place: usize) -> Option<Person> {
        self.history.places.get(place).map(|place| place.person)
    }

    /// The number of an event in this reader's counting.
    fn number(person: Person, event: &KeptEvent) -> Option<u64> {
        match person {
            Person::Visitor(_) => event.pseq,
            Person::Agent(_) => Some(event.seq),
        }
    }
}

/// Holds a run against all promises. Nothing found: all were kept.
pub fn check(history: &History, kept: &Kept) -> Vec<Finding> {
    let mut pressed = BTreeMap::new();
    for (index, record) in history.records.iter().enumerate() {
        if let What::Pressed { cid, lane, text } = &record.what {
            let person = history.places[record.place].person;
            pressed.entry(*cid).or_insert(Press { index, place: record.place, person, lane: *lane, text });
        }
    }
    let stored: BTreeMap<Cid, &KeptEvent> = kept.events.iter().filter_map(|event| Some((event.cid?, event))).collect();
    let visitors = invitation::visitors(history, kept, &pressed);
    let mut case = Case { history, kept, pressed, stored, visitors, findings: Vec::new() };
    disk::check(&mut case);
    order::check(&mut case);
    screen::check(&mut case);
    outbox::check(&mut case);
    secret::check(&mut case);
    invitation::check(&mut case);
    case.findings
}
