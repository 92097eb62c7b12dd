//! Visitors and agents who run the real client core over real sockets and write down what they pressed, were told and
//! saw. Their clocks can be driven ahead; at every step a log must be exactly events 1…k.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::{SinkExt as _, StreamExt as _};
use lobby_shared::client::{Client, Delivery, Effect, Entry, Input, Status};
use lobby_shared::id::{Cid, ConversationId, EventId};
use lobby_shared::time::Millis;
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::error::ErrorCode;
use lobby_shared::wire::log::{Ack, LogPush};
use lobby_tests::dial::{Door, Socket};
use lobby_tests::people::cid;
use tokio::sync::{mpsc, watch};
use tokio_tungstenite::tungstenite::Message;

use crate::record::Watcher;
use crate::speak::Speak;

/// How long anything may take before a test gives up; a machine that builds at the same time is slow.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// How long a socket may take to open or to take a frame; then it is broken.
const REACH: Duration = Duration::from_secs(2);

/// The order in which things happened in this process, over all parties.
static STAMP: AtomicU64 = AtomicU64::new(1);

fn stamp() -> u64 {
    STAMP.fetch_add(1, Ordering::SeqCst)
}

/// A person pressed Send.
#[derive(Clone, Debug)]
pub struct Pressed {
    /// The message's name.
    pub cid: Cid,
    /// What.
    pub text: String,
    /// Where to, as the core orders them.
    pub lane: Option<ConversationId>,
    /// When, in the order of this process.
    pub at: u64,
}

/// An event as a client applied it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Its id.
    pub id: EventId,
    /// Its words.
    pub said: Option<String>,
}

/// What one client did and saw.
#[derive(Clone, Debug)]
pub struct Seen<R: Speak> {
    /// Who, in a failing test's words.
    pub name: String,
    /// What they pressed Send on.
    pub pressed: Vec<Pressed>,
    /// What the server said is on disk, and when.
    pub acked: BTreeMap<Cid, (Ack, u64)>,
    /// What is shown as failed.
    pub failed: BTreeMap<Cid, ErrorCode>,
    /// What is applied.
    pub applied: BTreeMap<ConversationId, Vec<Heard>>,
    /// How many messages are on their way.
    pub under_way: usize,
    /// Refusals that asked for another try.
    pub retries: BTreeMap<ErrorCode, u64>,
    /// The link.
    pub status: Option<Status>,
    /// Sockets opened.
    pub links: u64,
    /// Close codes heard.
    pub closes: Vec<Option<u16>>,
    /// Welcomes heard.
    pub welcomes: u64,
    /// An agent's lists: each conversation, and whether it waits.
    pub listed: BTreeMap<ConversationId, bool>,
    /// Something of this side's is shown whose receipt has not come.
    pub owed: bool,
    /// The run is over, and how everything stands here is written down.
    pub over: bool,
    /// Requests carried out.
    pub done: Vec<R::Request>,
    /// Requests refused.
    pub refused: Vec<(R::Request, ErrorCode)>,
    /// What must never happen and did.
    pub problems: Vec<String>,
}

impl<R: Speak> Seen<R> {
    /// Whether each conversation that they read has so many events.
    pub fn has_all(&self, kept: impl Fn(&ConversationId) -> usize) -> bool {
        self.applied.iter().all(|(conversation, applied)| applied.len() == kept(conversation))
    }

    /// Somebody who has done and seen nothing.
    pub fn new(name: String) -> Self {
        Self {
            name,
            pressed: Vec::new(),
            acked: BTreeMap::new(),
            failed: BTreeMap::new(),
            applied: BTreeMap::new(),
            under_way: 0,
            retries: BTreeMap::new(),
            status: None,
            links: 0,
            closes: Vec::new(),
            welcomes: 0,
            listed: BTreeMap::new(),
            owed: false,
            over: false,
            done: Vec::new(),
            refused: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Conversations that wait, as an agent's lists tell.
    pub fn waiting(&self) -> Vec<ConversationId> {
        self.listed.iter().filter(|(_, waits)| **waits).map(|(conversation, _)| *conversation).collect()
    }
}

/// What a party is told to do.
pub enum Order<R: Speak> {
    /// Give this to the client core.
    Input(Box<Input<R>>),
    /// Press Send.
    Press(Option<ConversationId>, String),
    /// Reload the page: a new core with what storage kept.
    Reload,
    /// Move the client's clock ahead.
    Pass(Millis),
    /// The run is over: write down how everything stands.
    End,
}

/// One client.
pub struct Party<R: Speak> {
    orders: mpsc::Sender<Order<R>>,
    seen: watch::Receiver<Seen<R>>,
}

struct Shell<R: Speak> {
    client: Client<R>,
    codec: Codec,
    door: Door,
    socket: Option<Socket>,
    wake: Option<Millis>,
    started: Instant,
    ahead: Millis,
    kept: BTreeMap<Cid, Entry>,
    seen: watch::Sender<Seen<R>>,
    watcher: Option<Watcher>,
}

enum Woken<R: Speak> {
    Order(Option<Order<R>>),
    Frame(Vec<u8>),
    Closed(Option<u16>),
    Time,
}

impl<R: Speak> Party<R> {
    /// Starts a client that connects at once.
    #[expect(clippy::disallowed_methods, reason = "a party is a task of the test, and its clock is the test's")]
    pub fn start(
        name: String,
        door: Door,
        introduction: R::Introduction,
        codec: Codec,
        seed: u64,
        watcher: Option<Watcher>,
    ) -> Self {
        let seen = watch::Sender::new(Seen::new(name));
        let (orders, inbox) = mpsc::channel(64);
        let watched = seen.subscribe();
        let shell = Shell {
            client: Client::new(codec, introduction, seed),
            codec,
            door,
            socket: None,
            wake: None,
            started: Instant::now(),
            ahead: Millis(0),
            kept: BTreeMap::new(),
            seen,
            watcher,
        };
        tokio::spawn(shell.run(inbox, seed));
        Self { orders, seen: watched }
    }

    /// Tells the party to do something.
    pub async fn order(&self, order: Order<R>) {
        self.orders.send(order).await.ok().expect("the party is there");
    }

    /// Gives an input to the client core.
    pub async fn feed(&self, input: Input<R>) {
        self.order(Order::Input(Box::new(input))).await;
    }

    /// Presses Send.
    pub async fn press(&self, conversation: Option<ConversationId>, text: impl Into<String>) {
        self.order(Order::Press(conversation, text.into())).await;
    }

    /// What the party has seen so far.
    pub fn seen(&self) -> Seen<R> {
        self.seen.borrow().clone()
    }

    /// Looks at a part of what was seen.
    pub fn look<T>(&self, look: impl FnOnce(&Seen<R>) -> T) -> T {
        look(&self.seen.borrow())
    }

    /// A receiver that hears of every change.
    pub fn watch(&self) -> watch::Receiver<Seen<R>> {
        self.seen.clone()
    }

    /// Waits until what was seen is so.
    pub async fn until(&self, what: &str, so: impl Fn(&Seen<R>) -> bool) {
        let mut seen = self.seen.clone();
        let waited = tokio::time::timeout(PATIENCE, seen.wait_for(|seen| so(seen))).await.map(|seen| seen.map(|_| ()));
        match waited {
            Ok(seen) => seen.expect("the party is there"),
            Err(_) => panic!("never {what}; saw {:#?}", self.seen()),
        }
    }
}

impl<R: Speak> Shell<R> {
    fn now(&self) -> Millis {
        let real = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(0);
        Millis(1_000_000 + real) + self.ahead
    }

    async fn run(mut self, mut inbox: mpsc::Receiver<Order<R>>, seed: u64) {
        self.handle(Input::Start).await;
        loop {
            let wait = self.wake.map(|at| Duration::from_millis(at.since(self.now()).0));
            let woken = tokio::select! {
                order = inbox.recv() => Woken::Order(order),
                heard = next(&mut self.socket) => heard,
                () = async { tokio::time::sleep(wait.unwrap_or_default()).await }, if wait.is_some() => Woken::Time,
            };
            match woken {
                Woken::Order(None) => return,
                Woken::Order(Some(order)) => self.obey(order, seed).await,
                Woken::Frame(bytes) => {
                    self.read(&bytes);
                    self.handle(Input::Frame(bytes)).await;
                }
                Woken::Closed(code) => {
                    self.socket = None;
                    self.seen.send_modify(|seen| seen.closes.push(code));
                    self.handle(Input::Closed(code)).await;
                }
                Woken::Time => {
                    self.wake = None;
                    self.handle(Input::Wake).await;
                }
            }
        }
    }

    async fn obey(&mut self, order: Order<R>, seed: u64) {
        match order {
            Order::Input(input) => self.handle(*input).await,
            Order::Press(lane, text) => {
                let cid = cid();
                let pressed = Pressed { cid, text: text.clone(), lane, at: stamp() };
                self.seen.send_modify(|seen| {
                    seen.pressed.push(pressed);
                    seen.under_way += 1;
                });
                // Pressed within one millisecond, two messages still have an order.
                let made_ms = Millis(stamp());
                self.handle(Input::Send(Entry { cid, conversation: lane, text, made_ms })).await;
            }
            Order::Reload => {
                self.socket = None;
                self.wake = None;
                if let Some(watcher) = &mut self.watcher {
                    watcher.reload();
                }
                self.client = Client::new(self.codec, self.client.introduction().clone(), seed.wrapping_add(stamp()));
                self.seen.send_modify(|seen| seen.applied.clear());
                let kept = self.kept.values().cloned().collect();
                self.handle(Input::Restore(kept)).await;
                self.handle(Input::Start).await;
            }
            Order::End => {
                if let Some(watcher) = &self.watcher {
                    let lists = self.seen.borrow().listed.clone();
                    watcher.end(&self.client, lists.into_iter().collect());
                }
                self.seen.send_modify(|seen| seen.over = true);
            }
            Order::Pass(span) => {
                self.ahead = self.ahead + span;
                self.handle(Input::Wake).await;
            }
        }
    }

    /// Writes down what the server says before the core hears it.
    fn read(&self, bytes: &[u8]) {
        let Ok(push) = self.codec.decode::<R::Push>(bytes) else {
            self.seen.send_modify(|seen| seen.problems.push("a frame that does not parse".to_owned()));
            return;
        };
        match R::logged(&push) {
            Some(LogPush::Ack(ack)) => self.seen.send_modify(|seen| {
                let same = |before: &Ack| {
                    (before.conversation, before.number, before.id) == (ack.conversation, ack.number, ack.id)
                };
                if seen.acked.get(&ack.cid).is_some_and(|(before, _)| !same(before)) {
                    seen.problems.push(format!("{:?} was acknowledged as two events: {ack:?}", ack.cid));
                }
                seen.acked.entry(ack.cid).or_insert_with(|| (ack.clone(), stamp()));
            }),
            Some(LogPush::Nack(nack)) if nack.error.retry_after_ms.is_some() => {
                self.seen.send_modify(|seen| *seen.retries.entry(nack.error.code).or_default() += 1);
            }
            _ => {}
        }
    }

    async fn handle(&mut self, input: Input<R>) {
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            let now = self.now();
            let effects = match &mut self.watcher {
                Some(watcher) => watcher.handle(&mut self.client, now, input),
                None => self.client.handle(now, input),
            };
            let before = inputs.len();
            for effect in effects {
                self.carry_out(effect, &mut inputs).await;
            }
            // What this input brought on comes in its order.
            inputs[before..].reverse();
            self.compare();
        }
    }

    async fn carry_out(&mut self, effect: Effect<R>, inputs: &mut Vec<Input<R>>) {
        match effect {
            Effect::Connect => {
                let opened = tokio::time::timeout(REACH, self.door.open(self.codec)).await;
                self.socket = opened.ok().and_then(Result::ok);
                self.seen.send_modify(|seen| seen.links += 1);
                inputs.push(if self.socket.is_some() { Input::Opened } else { Input::Closed(None) });
            }
            Effect::Disconnect => self.socket = None,
            Effect::Transmit(bytes) => {
                let message = if self.codec.binary() {
                    Message::binary(bytes)
                } else {
                    Message::text(String::from_utf8(bytes).expect("JSON is text"))
                };
                if let Some(socket) = &mut self.socket {
                    let _ = tokio::time::timeout(REACH, socket.send(message)).await;
                }
            }
            Effect::WakeAt(at) => self.wake = at,
            Effect::Persist(entry) => {
                inputs.push(Input::Persisted(entry.cid));
                self.kept.insert(entry.cid, entry);
            }
            Effect::Forget(cid) => {
                self.kept.remove(&cid);
            }
            Effect::Changed(_) => {}
            Effect::Push(push) => {
                inputs.extend(R::remember(self.client.introduction(), &push).map(Input::Introduce));
                self.seen.send_modify(|seen| R::note(seen, &push));
            }
            Effect::Done(request) => self.seen.send_modify(|seen| seen.done.push(request)),
            Effect::Refused(request, error) => {
                self.seen.send_modify(|seen| seen.refused.push((request, error.code)));
            }
        }
    }

    /// Holds the core's logs against what was applied before: they only grow, one number at a time.
    fn compare(&self) {
        self.seen.send_modify(|seen| {
            seen.status = Some(self.client.status());
            let failed = |delivery: &Delivery| if let Delivery::Failed(code) = delivery { Some(*code) } else { None };
            let entries = self.client.outbox().entries();
            seen.failed =
                entries.iter().filter_map(|entry| Some((entry.entry.cid, failed(&entry.delivery)?))).collect();
            seen.under_way = entries.len() - seen.failed.len();
            seen.owed = self.client.logs().any(|(_, log)| {
                let own = log.events().iter().rfind(|event| R::is_own(&event.author));
                own.is_some_and(|own| log.other_received() < own.number)
            });
            for (conversation, log) in self.client.logs() {
                let applied = seen.applied.entry(conversation).or_default();
                let events = log.events();
                if events.len() < applied.len() {
                    seen.problems.push(format!("a log went back from {} to {}", applied.len(), events.len()));
                    applied.clear();
                }
                for event in &events[applied.len()..] {
                    if event.number != applied.len() as u64 + 1 {
                        let words = format!("number {} was applied after {}", event.number, applied.len());
                        seen.problems.push(words);
                    }
                    applied.push(Heard { id: event.id, said: R::said(&event.kind).map(str::to_owned) });
                }
            }
        });
    }
}

async fn next<R: Speak>(socket: &mut Option<Socket>) -> Woken<R> {
    let Some(open) = socket else { return std::future::pending().await };
    loop {
        match open.next().await {
            Some(Ok(Message::Text(text))) => return Woken::Frame(text.as_bytes().to_vec()),
            Some(Ok(Message::Binary(bytes))) => return Woken::Frame(bytes.to_vec()),
            Some(Ok(Message::Close(frame))) => return Woken::Closed(frame.map(|frame| frame.code.into())),
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return Woken::Closed(None),
        }
    }
}
