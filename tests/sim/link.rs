//! The network of a run: links with delay and bounded buffers, that keep order and lose nothing until they are cut, go
//! silent, or are read too slowly.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::ws::Message;
use lobby_server::ws::Socket;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use crate::dice::Dice;
use crate::world::SLOTS;

/// Messages that one way of a link holds: what the kernels of both ends would buffer.
const ROOM: usize = 64;

struct Lane {
    messages: VecDeque<(Instant, Message)>,
    /// Nothing gets through any more, and nobody is told.
    silent: bool,
    closed: bool,
    /// The reader is busy with something else until then.
    busy_until: Instant,
    last_due: Instant,
    delay_ms: (u64, u64),
    dice: Dice,
    /// What arrives here arrives in milliseconds of its own; see `World::slot`.
    slot: (u64, Instant),
}

impl Lane {
    fn own(&self, at: Instant) -> Instant {
        let (slot, begun) = self.slot;
        let since = u64::try_from(at.duration_since(begun).as_millis()).unwrap_or(0);
        begun + Duration::from_millis(since + (slot % SLOTS + SLOTS - since % SLOTS) % SLOTS)
    }
}

/// One direction of a link.
#[derive(Clone)]
pub struct Way {
    lane: Arc<Mutex<Lane>>,
    readable: Arc<Notify>,
    room: Arc<Notify>,
}

impl Way {
    fn new(delay_ms: (u64, u64), slot: (u64, Instant), dice: Dice) -> Self {
        let now = Instant::now();
        let lane = Lane {
            messages: VecDeque::new(),
            silent: false,
            closed: false,
            busy_until: now,
            last_due: now,
            delay_ms,
            dice,
            slot,
        };
        Self { lane: Arc::new(Mutex::new(lane)), readable: Arc::default(), room: Arc::default() }
    }

    fn lane(&self) -> MutexGuard<'_, Lane> {
        self.lane.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wake(&self) {
        self.readable.notify_one();
        self.room.notify_one();
    }

    /// The next message, or `None` behind the last one of a closed way.
    pub async fn recv(&self) -> Option<Message> {
        loop {
            let due = {
                let mut lane = self.lane();
                let due = lane.messages.front().map(|(due, _)| (*due).max(lane.own(lane.busy_until)));
                match due {
                    _ if lane.silent => None,
                    Some(due) if due <= Instant::now() => {
                        self.room.notify_one();
                        return lane.messages.pop_front().map(|(_, message)| message);
                    }
                    None if lane.closed => return None,
                    due => due,
                }
            };
            match due {
                Some(due) => tokio::select! {
                    biased;
                    () = self.readable.notified() => {}
                    () = sleep_until(due) => {}
                },
                None => self.readable.notified().await,
            }
        }
    }

    /// Puts a message on its way.
    fn put(&self, message: Message) {
        let mut lane = self.lane();
        let (low, high) = lane.delay_ms;
        let delay = Duration::from_millis(lane.dice.between(low, high));
        let due = lane.own(lane.last_due.max(Instant::now() + delay));
        lane.last_due = due;
        lane.messages.push_back((due, message));
        self.readable.notify_one();
    }

    /// Waits for room; false when the link is gone.
    async fn has_room(&self) -> bool {
        loop {
            {
                let lane = self.lane();
                if lane.closed && !lane.silent {
                    return false;
                }
                if lane.messages.len() < ROOM {
                    return true;
                }
            }
            self.room.notified().await;
        }
    }

    fn close(&self) {
        self.lane().closed = true;
        self.wake();
    }
}

/// Both ways of a link, for those who break it.
#[derive(Clone)]
pub struct Link {
    up: Way,
    down: Way,
    /// A console's, not a widget's.
    pub agent: bool,
}

impl Link {
    /// Whether both ends still think it stands.
    pub fn stands(&self) -> bool {
        let up = self.up.lane();
        !up.closed && !up.silent
    }

    /// Breaks it: of what is on its way only a part arrives.
    pub fn cut(&self, dice: &mut Dice) {
        for way in [&self.up, &self.down] {
            let mut lane = way.lane();
            let stays = dice.between(0, lane.messages.len() as u64);
            lane.messages.truncate(usize::try_from(stays).unwrap_or(0));
            lane.closed = true;
            drop(lane);
            way.wake();
        }
    }

    /// Nothing gets through any more, one way or both, and neither end is told.
    pub fn hush(&self, up: bool, down: bool) {
        self.up.lane().silent |= up;
        self.down.lane().silent |= down;
    }

    /// The client reads nothing for this long.
    pub fn stall(&self, span: Duration) {
        self.down.lane().busy_until = Instant::now() + span;
    }

    /// From now on messages take this long.
    pub fn delay(&self, delay_ms: (u64, u64)) {
        self.up.lane().delay_ms = delay_ms;
        self.down.lane().delay_ms = delay_ms;
    }
}

/// The client's end. Dropped: closed.
pub struct Near(Link);

/// The server's end. Dropped: closed.
pub struct Far(Link);

/// A new link.
pub fn link(delay_ms: (u64, u64), slot: (u64, Instant), agent: bool, dice: &mut Dice) -> (Near, Far, Link) {
    let up = Way::new(delay_ms, slot, Dice::new(dice.draw(), 1));
    let down = Way::new(delay_ms, slot, Dice::new(dice.draw(), 2));
    let link = Link { up, down, agent };
    (Near(link.clone()), Far(link.clone()), link)
}

impl Near {
    /// The next message from the server.
    pub async fn recv(&self) -> Option<Message> {
        self.0.down.recv().await
    }

    /// Sends to the server; a browser keeps what the network does not take yet.
    pub fn send(&self, message: Message) {
        if !self.0.up.lane().closed {
            self.0.up.put(message);
        }
    }
}

impl Drop for Near {
    fn drop(&mut self) {
        self.0.up.close();
        self.0.down.close();
    }
}

impl Drop for Far {
    fn drop(&mut self) {
        self.0.up.close();
        self.0.down.close();
    }
}

impl Socket for Far {
    async fn recv(&mut self) -> Option<Result<Message, axum::Error>> {
        self.0.up.recv().await.map(Ok)
    }

    async fn send(&mut self, message: Message) -> Result<(), axum::Error> {
        let gone = || axum::Error::new(std::io::Error::from(std::io::ErrorKind::BrokenPipe));
        if !self.0.down.has_room().await {
            return Err(gone());
        }
        self.0.down.put(message);
        Ok(())
    }
}
