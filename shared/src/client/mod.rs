//! The client core: the one implementation of connection, outbox, resume and receipts, for widget, console and tests.
//!
//! Bytes, timers and intents go in by [`Client::handle`]; what to do comes out as [`Effect`]s, and what to show is read
//! from [`Client::log`], [`Client::outbox`] and [`Client::status`]. The shell around it owns the socket, the clock, the
//! storage and the one timer.
//!
//! **Invariants:** a log holds exactly events 1…k; an entry leaves the outbox only acknowledged or by the person's hand;
//! nothing is transmitted that was not persisted first.

pub mod backoff;
mod link;
mod log;
mod logs;
mod outbox;
mod role;

pub use link::Status;
use link::{Link, Want};
pub use log::Log;
use logs::Logs;
pub use outbox::{Delivery, Entry, Outbox, Pending};
pub use role::{
    AgentIntroduction, AgentRequest, AgentRole, Role, Sorted, VisitorIntroduction, VisitorRequest, VisitorRole,
};

use crate::id::{Cid, ConversationId, Epoch};
use crate::time::Millis;
use crate::wire::close::CloseCode;
use crate::wire::codec::Codec;
use crate::wire::error::WireError;
use crate::wire::log::{LogCommand, LogPush};
use crate::wire::{Head, Welcome};

/// What happens to a client.
#[derive(Clone, Debug)]
pub enum Input<R: Role> {
    /// Connect, also after [`Status::Stopped`] when something has changed.
    Start,
    /// Disconnect and stay so until `Start`.
    Stop,
    /// The socket that [`Effect::Connect`] asked for is open.
    Opened,
    /// A WebSocket message came.
    Frame(Vec<u8>),
    /// The socket closed or could not be opened; with the close code, if there was one.
    Closed(Option<u16>),
    /// The time of [`Effect::WakeAt`] has come.
    Wake,
    /// The browser says online, or the tab is shown again.
    Nudge,
    /// A person pressed Send.
    Send(Entry),
    /// Storage has kept the entry of [`Effect::Persist`], or cannot keep anything and the shell warns on leaving.
    Persisted(Cid),
    /// Storage gave these back from an earlier life.
    Restore(Vec<Entry>),
    /// A person wants a failed message sent again.
    Retry(Cid),
    /// A person gives up a message.
    Discard(Cid),
    /// Ask for something; repeated after a lost link until it is answered.
    Request(R::Request),
    /// Say something that may be lost: typing, page, panel. Dropped while there is no link.
    Tell(R::Command),
    /// Everything in this conversation is on the screen before a person's eyes.
    Seen(ConversationId),
    /// This conversation is of no interest any more: the server is told so, and what is still on the way is ignored until
    /// it is asked for again.
    Leave(ConversationId),
    /// Introduce yourself so from the next connection on.
    Introduce(R::Introduction),
}

/// What the shell shall do, in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect<R: Role> {
    /// Open a socket; report `Opened` or `Closed`.
    Connect,
    /// Close the socket and report nothing more of it.
    Disconnect,
    /// Send this WebSocket message.
    Transmit(Vec<u8>),
    /// Set the one timer to this time (it replaces the one before); `None`: no timer.
    WakeAt(Option<Millis>),
    /// Keep this entry in storage, then report `Persisted`.
    Persist(Entry),
    /// Remove this entry from storage.
    Forget(Cid),
    /// Something to show has changed.
    Changed(Change),
    /// A frame that is the shell's business. The welcome comes this way too.
    Push(R::Push),
    /// A request was carried out.
    Done(R::Request),
    /// A request was refused.
    Refused(R::Request, WireError),
}

/// What has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// [`Client::status`].
    Status,
    /// [`Client::outbox`].
    Outbox,
    /// [`Client::log`] of this conversation: events or receipts.
    Log(ConversationId),
    /// All logs are void and will be filled anew.
    Reset,
}

/// One client: a widget, a console, or a test's or load generator's person.
#[derive(Clone, Debug)]
pub struct Client<R: Role> {
    codec: Codec,
    introduction: R::Introduction,
    link: Link,
    epoch: Option<Epoch>,
    logs: Logs<R>,
    /// Left since the last hello: frames about them may still be on the way.
    left: Vec<ConversationId>,
    outbox: Outbox,
    requests: Vec<(u32, R::Request)>,
    last_request: u32,
    last_ping: u32,
    wake: Option<Millis>,
    ahead_ms: i64,
}

impl<R: Role> Client<R> {
    /// A client that does nothing until [`Input::Start`]. `seed` feeds the jitter of its returns.
    pub fn new(codec: Codec, introduction: R::Introduction, seed: u64) -> Self {
        Self {
            codec,
            introduction,
            link: Link::new(seed),
            epoch: None,
            logs: Logs::default(),
            left: Vec::new(),
            outbox: Outbox::default(),
            requests: Vec::new(),
            last_request: 0,
            last_ping: 0,
            wake: None,
            ahead_ms: 0,
        }
    }

    /// How the link is.
    pub const fn status(&self) -> Status {
        self.link.status()
    }

    /// What is on its way.
    pub const fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// One conversation, as far as this client follows it.
    pub fn log(&self, conversation: ConversationId) -> Option<&Log<R>> {
        self.logs.get(conversation)
    }

    /// Every conversation this client follows.
    pub fn logs(&self) -> impl Iterator<Item = (ConversationId, &Log<R>)> {
        self.logs.0.iter().map(|(conversation, log)| (*conversation, log))
    }

    /// How this client introduces itself.
    pub const fn introduction(&self) -> &R::Introduction {
        &self.introduction
    }

    /// The server's clock at this client's `now`, as of the last welcome.
    pub fn server_time(&self, now: Millis) -> Millis {
        Millis(now.0.saturating_add_signed(self.ahead_ms))
    }

    /// Takes an input at the time `now`; returns what to do.
    pub fn handle(&mut self, now: Millis, input: Input<R>) -> Vec<Effect<R>> {
        let before = self.link.status();
        let mut effects = Vec::new();
        self.take(now, input, &mut effects);
        self.pump(now, &mut effects);
        if self.link.status() != before {
            effects.push(Effect::Changed(Change::Status));
        }
        let wake = self.next_wake(now);
        if wake != self.wake {
            self.wake = wake;
            effects.push(Effect::WakeAt(wake));
        }
        effects
    }

    fn take(&mut self, now: Millis, input: Input<R>, effects: &mut Vec<Effect<R>>) {
        match input {
            Input::Start => {
                let want = self.link.start(now);
                self.want(want, effects);
            }
            Input::Stop => {
                let want = self.link.stop();
                self.want(want, effects);
            }
            Input::Opened => {
                if self.link.opened(now) {
                    self.left.clear();
                    let cursors = self.logs.0.iter().filter_map(|(id, log)| log.cursor(*id)).collect();
                    self.transmit(&R::hello(&self.introduction, self.epoch, cursors), effects);
                }
            }
            Input::Frame(bytes) => {
                self.link.heard(now);
                // A frame that does not parse is from a newer server: skipped, and repaired by heads if it mattered.
                if let Ok(push) = self.codec.decode::<R::Push>(&bytes) {
                    self.hear(now, R::sort(push), effects);
                }
            }
            Input::Closed(code) => {
                self.link.closed(now, code.and_then(CloseCode::from_number));
                self.lost(effects);
            }
            Input::Wake => {
                self.wake = None;
                let want = self.link.tick(now);
                self.want(want, effects);
            }
            Input::Nudge => {
                let want = self.link.nudge(now);
                self.want(want, effects);
            }
            Input::Send(_) | Input::Persisted(_) | Input::Restore(_) | Input::Retry(_) | Input::Discard(_) => {
                self.post(input, effects);
            }
            Input::Request(request) => self.ask(request, effects),
            Input::Tell(command) => {
                if self.link.is_ready() {
                    self.transmit(&command, effects);
                }
            }
            Input::Seen(conversation) => {
                if let Some(log) = self.logs.get_mut(conversation) {
                    log.see();
                }
            }
            Input::Leave(conversation) => self.leave(conversation, effects),
            Input::Introduce(introduction) => self.introduction = introduction,
        }
    }

    /// The inputs about the outbox.
    fn post(&mut self, input: Input<R>, effects: &mut Vec<Effect<R>>) {
        match input {
            Input::Send(entry) => {
                self.outbox.add(entry.clone());
                effects.push(Effect::Persist(entry));
            }
            Input::Persisted(cid) => self.outbox.persisted(cid),
            Input::Restore(entries) => self.outbox.restore(entries),
            Input::Retry(cid) => self.outbox.retry(cid),
            Input::Discard(cid) => {
                if self.outbox.discard(cid) {
                    effects.push(Effect::Forget(cid));
                }
            }
            Input::Start
            | Input::Stop
            | Input::Opened
            | Input::Frame(_)
            | Input::Closed(_)
            | Input::Wake
            | Input::Nudge
            | Input::Request(_)
            | Input::Tell(_)
            | Input::Seen(_)
            | Input::Leave(_)
            | Input::Introduce(_) => return,
        }
        effects.push(Effect::Changed(Change::Outbox));
    }

    fn hear(&mut self, now: Millis, push: Sorted<R>, effects: &mut Vec<Effect<R>>) {
        match push {
            Sorted::Welcome(welcome, push) => {
                self.welcomed(now, &welcome, effects);
                effects.push(Effect::Push(push));
                self.repeat_requests(effects);
            }
            Sorted::Log(log) => self.hear_log(now, log, effects),
            Sorted::Done(number) => {
                if let Some(request) = self.answered(number) {
                    effects.push(Effect::Done(request));
                }
            }
            Sorted::Refused(number, error) => {
                if let Some(request) = self.answered(number) {
                    effects.push(Effect::Refused(request, error));
                }
            }
            Sorted::Ping(number) => self.transmit(&R::pong(number), effects),
            Sorted::Pong(_) => {}
            Sorted::Drain(spread_ms) => self.link.drain(spread_ms),
            Sorted::Other(push) => effects.push(Effect::Push(push)),
        }
    }

    fn welcomed(&mut self, now: Millis, welcome: &Welcome, effects: &mut Vec<Effect<R>>) {
        self.link.welcomed(now, welcome.heartbeat_ms);
        self.ahead_ms = i64::try_from(i128::from(welcome.now_ms.0) - i128::from(now.0)).unwrap_or(0);
        if self.epoch.is_some_and(|epoch| epoch != welcome.epoch) {
            self.reset(effects);
        }
        self.epoch = Some(welcome.epoch);
        for head in welcome.heads.iter().filter(|head| !self.left.contains(&head.conversation)) {
            self.logs.entry(head.conversation).set_head(head.number);
        }
        // Left after the hello, whose cursors still named them.
        for command in self.left.iter().filter_map(|conversation| R::unfollow(*conversation)) {
            self.transmit(&command, effects);
        }
        for (_, log) in &mut self.logs.0 {
            log.relink();
            log.expect(now);
        }
    }

    fn hear_log(&mut self, now: Millis, push: LogPush<R::Author, R::Event>, effects: &mut Vec<Effect<R>>) {
        let left = |conversation: &ConversationId| self.left.contains(conversation);
        match push {
            LogPush::Event(event) if left(&event.conversation) => {}
            LogPush::Range(range) if left(&range.conversation) => {}
            LogPush::Receipt(receipt) if left(&receipt.conversation) => {}
            LogPush::Ack(ack) => {
                let left = left(&ack.conversation);
                self.outbox.ack(&ack);
                if left || self.log(ack.conversation).is_some_and(|log| log.last() >= ack.number) {
                    self.outbox.settle(ack.cid);
                }
                effects.extend([Effect::Forget(ack.cid), Effect::Changed(Change::Outbox)]);
                if left {
                    return;
                }
                self.logs.entry(ack.conversation).set_head(ack.number);
                // Its event is on the way behind the ack; only if it does not come is it asked for.
                if let Some(log) = self.logs.get_mut(ack.conversation) {
                    log.expect(now);
                }
            }
            LogPush::Nack(nack) => {
                self.outbox.nack(nack.cid, nack.error, now);
                effects.push(Effect::Changed(Change::Outbox));
            }
            LogPush::Event(event) => self.apply(event.conversation, vec![event], effects),
            LogPush::Range(range) => {
                let log = self.logs.entry(range.conversation);
                log.answered();
                log.set_head(range.head);
                self.apply(range.conversation, range.events, effects);
            }
            LogPush::Head(Head { conversation, number }) => {
                if let Some(log) = self.logs.get_mut(conversation) {
                    log.set_head(number);
                }
            }
            LogPush::Receipt(receipt) => {
                let log = self.logs.entry(receipt.conversation);
                if log.receipt(receipt.received, receipt.read) {
                    effects.push(Effect::Changed(Change::Log(receipt.conversation)));
                }
            }
            LogPush::Reset(epoch) => {
                self.epoch = Some(epoch);
                self.reset(effects);
            }
        }
    }

    fn apply(
        &mut self,
        conversation: ConversationId,
        events: Vec<crate::event::Envelope<R::Author, R::Event>>,
        effects: &mut Vec<Effect<R>>,
    ) {
        let log = self.logs.entry(conversation);
        let mut changed = false;
        for event in events {
            let (settled, applied) = log.offer(event);
            changed |= applied;
            for cid in settled {
                if self.outbox.settle(cid) {
                    effects.extend([Effect::Forget(cid), Effect::Changed(Change::Outbox)]);
                }
            }
        }
        self.outbox.settle_to(conversation, log.last());
        if changed {
            effects.push(Effect::Changed(Change::Log(conversation)));
        }
    }

    fn reset(&mut self, effects: &mut Vec<Effect<R>>) {
        self.logs.0.clear();
        self.outbox.void();
        effects.push(Effect::Changed(Change::Reset));
    }

    fn lost(&mut self, effects: &mut Vec<Effect<R>>) {
        self.outbox.link_lost();
        effects.push(Effect::Changed(Change::Outbox));
    }

    fn want(&mut self, want: Option<Want>, effects: &mut Vec<Effect<R>>) {
        match want {
            None => {}
            Some(Want::Connect) => effects.push(Effect::Connect),
            Some(Want::Disconnect) => {
                effects.push(Effect::Disconnect);
                self.lost(effects);
            }
            Some(Want::Probe) => {
                self.last_ping = self.last_ping.wrapping_add(1);
                self.transmit(&R::ping(self.last_ping), effects);
            }
        }
    }

    fn ask(&mut self, request: R::Request, effects: &mut Vec<Effect<R>>) {
        if self.requests.iter().any(|(_, asked)| *asked == request) {
            return;
        }
        self.left.retain(|left| R::followed(&request) != Some(*left));
        self.last_request = self.last_request.wrapping_add(1);
        if self.link.is_ready() {
            self.transmit(&R::request(self.last_request, &request), effects);
        }
        self.requests.push((self.last_request, request));
    }

    /// Forgets a conversation and every request for it, so that the next one is not taken for a repetition of one that the
    /// server undoes just now.
    fn leave(&mut self, conversation: ConversationId, effects: &mut Vec<Effect<R>>) {
        self.logs.0.retain(|(id, _)| *id != conversation);
        self.requests.retain(|(_, asked)| R::followed(asked) != Some(conversation));
        if !self.left.contains(&conversation) {
            self.left.push(conversation);
        }
        if let Some(command) = R::unfollow(conversation).filter(|_| self.link.is_ready()) {
            self.transmit(&command, effects);
        }
    }

    fn answered(&mut self, number: u32) -> Option<R::Request> {
        let at = self.requests.iter().position(|(asked, _)| *asked == number)?;
        Some(self.requests.remove(at).1)
    }

    fn repeat_requests(&self, effects: &mut Vec<Effect<R>>) {
        for (number, request) in &self.requests {
            self.transmit(&R::request(*number, request), effects);
        }
    }

    /// Sends what is due: messages, pulls, receipts.
    fn pump(&mut self, now: Millis, effects: &mut Vec<Effect<R>>) {
        if !self.link.is_ready() {
            return;
        }
        let mut commands: Vec<LogCommand> = self.outbox.due(now).into_iter().map(LogCommand::Send).collect();
        for (conversation, log) in &mut self.logs.0 {
            commands.extend(log.pull(*conversation, now).map(LogCommand::Pull));
            let (received, read) = log.due(now);
            let head = |number| Head { conversation: *conversation, number };
            commands.extend(received.map(|number| LogCommand::Received(head(number))));
            commands.extend(read.map(|number| LogCommand::Read(head(number))));
        }
        for command in commands {
            self.transmit(&R::log(command), effects);
        }
    }

    fn transmit(&self, command: &R::Command, effects: &mut Vec<Effect<R>>) {
        effects.push(Effect::Transmit(self.codec.encode(command)));
    }

    fn next_wake(&self, now: Millis) -> Option<Millis> {
        let work = if self.link.is_ready() {
            self.logs.0.iter().filter_map(|(_, log)| log.wake()).chain(self.outbox.wake(now)).min()
        } else {
            None
        };
        [self.link.wake(), work].into_iter().flatten().min()
    }
}
