//! One conversation as this client has applied it: always exactly events 1…k, in order.

use super::role::Role;
use crate::bug::{self, Bug};
use crate::event::Envelope;
use crate::id::{Cid, ConversationId};
use crate::time::Millis;
use crate::wire::log::Pull;
use crate::wire::{Cursor, MAX_PULL};

/// Events that came too early and wait for the gap to be filled; more are dropped and pulled again.
const MAX_HELD: usize = 200;
/// How long a pull may go unanswered before it is repeated.
const PULL_WITHIN: Millis = Millis(10_000);
/// How long a receipt of what arrived waits for more to arrive, or to be read: each one is a write on the server.
const GATHER: Millis = Millis(300);

/// The events of one conversation, and what is known of both ends.
#[derive(Clone, Debug)]
pub struct Log<R: Role> {
    events: Vec<Envelope<R::Author, R::Event>>,
    /// Sorted by number. A plain vector: tree code would weigh more in the widget than all of this file.
    held: Vec<Envelope<R::Author, R::Event>>,
    head: u64,
    /// Set while an answer is awaited: when to stop waiting.
    pulling: Option<Millis>,
    other_received: u64,
    other_read: u64,
    told_received: u64,
    told_read: u64,
    seen: u64,
    /// Set while a receipt is gathered: when it goes out.
    gathering: Option<Millis>,
}

impl<R: Role> Default for Log<R> {
    fn default() -> Self {
        Self {
            events: Vec::new(),
            held: Vec::new(),
            head: 0,
            pulling: None,
            other_received: 0,
            other_read: 0,
            told_received: 0,
            told_read: 0,
            seen: 0,
            gathering: None,
        }
    }
}

impl<R: Role> Log<R> {
    /// The events, numbers 1…k without a gap.
    pub fn events(&self) -> &[Envelope<R::Author, R::Event>] {
        &self.events
    }

    /// The last number applied; 0 before the first.
    pub fn last(&self) -> u64 {
        self.events.last().map_or(0, |event| event.number)
    }

    /// The last number there is, as far as known.
    pub fn head(&self) -> u64 {
        self.head.max(self.last())
    }

    /// Up to which number the other side has received.
    pub const fn other_received(&self) -> u64 {
        self.other_received
    }

    /// Up to which number the other side has read.
    pub const fn other_read(&self) -> u64 {
        self.other_read
    }

    /// Up to which number a person has seen it here.
    pub const fn seen(&self) -> u64 {
        self.seen
    }

    /// The last number that the other side made.
    pub fn last_of_other(&self) -> u64 {
        self.events.iter().rev().find(|event| R::is_other_side(&event.author)).map_or(0, |event| event.number)
    }

    /// The number that the next one follows: of the last event applied.
    fn place(&self) -> u64 {
        if bug::on(Bug::CursorBeforeApply) { self.head() } else { self.last() }
    }

    pub(super) fn cursor(&self, conversation: ConversationId) -> Option<Cursor> {
        self.events.last().map(|event| Cursor { conversation, number: event.number, event: event.id })
    }

    /// Applies an event, holds it, or drops it as already applied. Returns the cids that it settles, and whether
    /// anything was applied.
    pub(super) fn offer(&mut self, event: Envelope<R::Author, R::Event>) -> (Vec<Cid>, bool) {
        let mut settled: Vec<Cid> = event.cid.into_iter().collect();
        self.head = self.head.max(event.number);
        let next = self.last() + 1;
        if event.number > next {
            self.hold(event);
            // Not settled by a held event: what is on the screen must not vanish before its number's turn.
            return (Vec::new(), false);
        }
        if event.number < next {
            return (settled, false);
        }
        self.events.push(event);
        while self.held.first().is_some_and(|held| held.number <= self.last() + 1) {
            let event = self.held.remove(0);
            if event.number > self.last() {
                settled.extend(event.cid);
                self.events.push(event);
            }
        }
        (settled, true)
    }

    fn hold(&mut self, event: Envelope<R::Author, R::Event>) {
        let at = self.held.iter().take_while(|held| held.number < event.number).count();
        if self.held.get(at).is_some_and(|held| held.number == event.number) {
            return;
        }
        self.held.insert(at, event);
        self.held.truncate(MAX_HELD);
    }

    pub(super) fn set_head(&mut self, head: u64) {
        self.head = self.head.max(head);
    }

    /// The server fills the gap by itself just now.
    pub(super) fn expect(&mut self, now: Millis) {
        self.pulling = (self.head > self.last()).then(|| now + PULL_WITHIN);
    }

    pub(super) fn answered(&mut self) {
        self.pulling = None;
    }

    /// The pull that is due, if there is a gap and no answer is awaited.
    pub(super) fn pull(&mut self, conversation: ConversationId, now: Millis) -> Option<Pull> {
        if self.head <= self.place() {
            self.pulling = None;
            return None;
        }
        if self.pulling.is_some_and(|until| now < until) {
            return None;
        }
        self.pulling = Some(now + PULL_WITHIN);
        Some(Pull { conversation, from: self.last() + 1, limit: MAX_PULL })
    }

    pub(super) fn wake(&self) -> Option<Millis> {
        [self.pulling, self.gathering].into_iter().flatten().min()
    }

    pub(super) fn receipt(&mut self, received: u64, read: u64) -> bool {
        let before = (self.other_received, self.other_read);
        self.other_read = self.other_read.max(read);
        self.other_received = self.other_received.max(received).max(self.other_read);
        before != (self.other_received, self.other_read)
    }

    pub(super) fn see(&mut self) {
        self.seen = self.seen.max(self.last());
    }

    /// A new link knows nothing of receipts told on the old one.
    pub(super) const fn relink(&mut self) {
        self.told_received = 0;
        self.told_read = 0;
        self.gathering = None;
    }

    /// The receipts due: (received, read), each only when it says something new. What is read is told at once, and says
    /// that it was received.
    pub(super) fn due(&mut self, now: Millis) -> (Option<u64>, Option<u64>) {
        let theirs = self.last_of_other();
        let mark = self.events.iter().rev().find(|event| event.number <= self.seen && R::is_other_side(&event.author));
        let read = mark.map_or(0, |event| event.number);
        let read = (read > self.told_read).then_some(read);
        if let Some(read) = read {
            self.told_read = read;
            self.told_received = self.told_received.max(read);
        }
        let owed = theirs > self.told_received;
        let until = *self.gathering.get_or_insert(now + GATHER);
        let received = (owed && now >= until).then_some(theirs);
        self.told_received = received.unwrap_or(self.told_received);
        if received.is_some() || !owed {
            self.gathering = None;
        }
        (received, read)
    }
}
