//! What everybody in a run shares: the server, the records, the seed, and how far the run is.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use lobby_shared::id::{ConversationId, InvitationId};
use lobby_shared::time::Millis;
use lobby_tests::history::Recorder;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::house::House;
use crate::scene::BEGIN;

/// Milliseconds in which every place has one of its own.
pub const SLOTS: u64 = 16;

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Everybody does something, and things break.
    Busy,
    /// Nobody does anything new, and nothing breaks any more.
    Healing,
    /// Everyone tells what they see.
    Over,
}

/// What everybody in a run shares.
pub struct World {
    /// The seed.
    pub seed: u64,
    /// The server.
    pub house: Rc<House>,
    /// The records.
    pub recorder: Recorder,
    /// How far the run is.
    pub phase: Cell<Phase>,
    /// Rung when the phase changes. A `watch` would wake its receivers in an order that no seed decides.
    pub turned: Notify,
    /// Until then everybody types as fast as they may.
    pub rush_until: Cell<Instant>,
    /// Every conversation that anybody saw: ids for those who try doors.
    pub known: RefCell<BTreeSet<ConversationId>>,
    /// Every invitation that anybody was told of, for the same.
    pub invited: RefCell<BTreeSet<InvitationId>>,
    begun: Instant,
    next_mark: Cell<u64>,
}

impl World {
    /// A world with a running server.
    pub fn new(seed: u64) -> Rc<Self> {
        Rc::new(Self {
            seed,
            house: Rc::new(House::new(seed)),
            recorder: Recorder::default(),
            phase: Cell::new(Phase::Busy),
            turned: Notify::new(),
            rush_until: Cell::new(Instant::now()),
            known: RefCell::default(),
            invited: RefCell::default(),
            begun: Instant::now(),
            next_mark: Cell::new(0),
        })
    }

    /// The time, the same for all.
    pub fn now(&self) -> Millis {
        BEGIN + Millis(u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(0))
    }

    /// From now on it is so far.
    pub fn turn(&self, phase: Phase) {
        self.phase.set(phase);
        self.turned.notify_waiters();
    }

    /// The first instant from `at` on that belongs to this place alone: no two tabs ever do something in the same
    /// millisecond, so that nothing depends on whom the runtime wakes first.
    pub fn slot(&self, place: usize, at: Instant) -> Instant {
        let since = u64::try_from(at.duration_since(self.begun).as_millis()).unwrap_or(0);
        let slot = place as u64 % SLOTS;
        let wait = (slot + SLOTS - since % SLOTS) % SLOTS;
        self.begun + std::time::Duration::from_millis(since + wait)
    }

    /// That time, as the runtime counts.
    pub fn instant(&self, at: Millis) -> Instant {
        self.begun + std::time::Duration::from_millis(at.since(BEGIN).0)
    }

    /// Words that nobody else says, with their mark.
    pub fn words(&self) -> String {
        self.next_mark.set(self.next_mark.get() + 1);
        format!("good day ~m{}x~", 1_000 + self.next_mark.get())
    }
}
