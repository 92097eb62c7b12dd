//! A browser tab of a run: the released client core, storage, one timer and one link at a time; a mind of its role tells
//! it what its person does.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use axum::extract::ws::Message;
use lobby_shared::client::{Client, Effect, Entry, Input};
use lobby_shared::id::{Cid, ConversationId};
use lobby_shared::time::Millis;
use lobby_shared::wire::codec::Codec;
use lobby_tests::history::witness::{Witness, Words};
use lobby_tests::history::{Person, What};
use tokio::time::{Instant, sleep_until};

use crate::dice::Dice;
use crate::house::Caller;
use crate::link::Near;
use crate::world::{Phase, World};

/// What a browser keeps while tabs come and go.
pub struct Keep<R: Words> {
    /// Unsent messages.
    pub outbox: RefCell<BTreeMap<Cid, Entry>>,
    /// How to introduce oneself.
    pub introduction: RefCell<R::Introduction>,
    /// Orders what was pressed.
    pub presses: Cell<u64>,
}

/// What a person of this role does and keeps in mind.
pub trait Mind: Words {
    /// What the shell remembers besides the core.
    type Memory: Default;
    /// A frame for the shell came; answers how to introduce oneself from now on, when it changes that.
    fn note(tab: &mut Tab<Self>, push: Self::Push) -> Option<Self::Introduction>;
    /// The person does something.
    fn act(tab: &mut Tab<Self>);
    /// Types, as fast as one may.
    fn rush(tab: &mut Tab<Self>);
    /// Nothing breaks any more.
    fn heal(tab: &mut Tab<Self>);
    /// The run is over.
    fn end(tab: &mut Tab<Self>);
}

/// A tab.
pub struct Tab<R: Mind> {
    /// The run.
    pub world: Rc<World>,
    /// Which client this is in the records.
    pub place: usize,
    /// The core.
    pub client: Client<R>,
    /// Chance.
    pub dice: Dice,
    /// What the browser keeps.
    pub keep: Rc<Keep<R>>,
    /// What the shell remembers.
    pub memory: R::Memory,
    witness: Witness,
    caller: Caller,
    codec: Codec,
    link: Option<Near>,
    opening: Option<Instant>,
    wake: Option<Millis>,
    offline_until: Instant,
    next_act: Instant,
}

enum Woken {
    Turned,
    Message(Option<Message>),
    Open,
    Wake,
    Act,
}

impl<R: Mind> Tab<R> {
    /// Opens a tab.
    pub fn new(world: &Rc<World>, name: &str, person: Person, caller: Caller, codec: Codec, keep: Rc<Keep<R>>) -> Self {
        let place = world.recorder.place(name, person);
        let mut dice = Dice::new(world.seed, 1_000 + place as u64);
        let client = Client::new(codec, keep.introduction.borrow().clone(), dice.draw());
        let witness = Witness::new(&world.recorder, place, codec, world.now());
        Self {
            world: Rc::clone(world),
            place,
            client,
            keep,
            memory: R::Memory::default(),
            witness,
            caller,
            codec,
            link: None,
            opening: None,
            wake: None,
            offline_until: Instant::now(),
            next_act: Instant::now() + Duration::from_millis(dice.between(0, 4_000)),
            dice,
        }
    }

    /// Lives until the run is over.
    pub async fn run(mut self) {
        let world = Rc::clone(&self.world);
        self.begin();
        loop {
            // Nothing waits between here and the select, so that no turn is missed.
            let now = world.phase.get();
            if now == Phase::Over {
                break;
            }
            let busy = now == Phase::Busy;
            let slot = |at| world.slot(self.place, at);
            let (wake, opening) = (self.wake.map(|at| slot(world.instant(at))), self.opening.map(slot));
            let next_act = slot(self.next_act);
            let woken = tokio::select! {
                biased;
                () = world.turned.notified() => Woken::Turned,
                message = next(self.link.as_ref()) => Woken::Message(message),
                () = until(opening) => Woken::Open,
                () = until(wake) => Woken::Wake,
                () = sleep_until(next_act), if busy => Woken::Act,
            };
            match woken {
                Woken::Turned => self.turned(),
                Woken::Message(message) => self.hear(message),
                Woken::Open => self.open().await,
                Woken::Wake => {
                    self.wake = None;
                    self.feed(Input::Wake);
                }
                Woken::Act => self.act(),
            }
        }
        self.witness.end(&self.client, world.now());
        R::end(&mut self);
    }

    fn begin(&mut self) {
        let mut kept: Vec<Entry> = self.keep.outbox.borrow().values().cloned().collect();
        kept.sort_by_key(|entry| entry.made_ms);
        self.feed(Input::Restore(kept));
        self.feed(Input::Start);
    }

    fn turned(&mut self) {
        if self.world.phase.get() == Phase::Healing {
            self.offline_until = Instant::now();
            self.feed(Input::Nudge);
            R::heal(self);
        }
    }

    fn act(&mut self) {
        let rush = Instant::now() < self.world.rush_until.get();
        let pause = if rush { self.dice.between(60, 100) } else { self.dice.between(50, 2_500) };
        self.next_act = Instant::now() + Duration::from_millis(pause);
        if rush { R::rush(self) } else { R::act(self) }
    }

    fn hear(&mut self, message: Option<Message>) {
        match message {
            Some(Message::Text(text)) => self.feed(Input::Frame(text.as_bytes().to_vec())),
            Some(Message::Binary(bytes)) => self.feed(Input::Frame(bytes.to_vec())),
            Some(Message::Ping(_) | Message::Pong(_)) => {}
            Some(Message::Close(frame)) => {
                self.drop_link();
                self.feed(Input::Closed(frame.map(|frame| frame.code)));
            }
            None => {
                self.drop_link();
                self.feed(Input::Closed(None));
            }
        }
    }

    fn drop_link(&mut self) {
        self.link = None;
    }

    async fn open(&mut self) {
        self.opening = None;
        if Instant::now() >= self.offline_until {
            self.link = self.world.house.clone().connect(self.caller, self.codec, self.place).await;
        }
        let input = if self.link.is_some() { Input::Opened } else { Input::Closed(None) };
        self.feed(input);
    }

    /// Gives the core an input and carries out what it wants.
    pub fn feed(&mut self, input: Input<R>) {
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            let effects = self.witness.handle(&mut self.client, self.world.now(), self.world.now(), input);
            for effect in effects {
                self.carry_out(effect, &mut inputs);
            }
        }
        self.world.known.borrow_mut().extend(self.client.logs().map(|(id, _)| id));
    }

    fn carry_out(&mut self, effect: Effect<R>, inputs: &mut Vec<Input<R>>) {
        match effect {
            Effect::Connect => {
                self.drop_link();
                self.opening = Some(Instant::now() + Duration::from_millis(self.dice.between(5, 120)));
            }
            Effect::Disconnect => {
                self.opening = None;
                self.drop_link();
            }
            Effect::Transmit(bytes) => {
                let message = if self.codec.binary() {
                    Message::Binary(bytes.into())
                } else {
                    Message::Text(String::from_utf8(bytes).expect("JSON is UTF-8").into())
                };
                if let Some(link) = &self.link {
                    link.send(message);
                }
            }
            Effect::WakeAt(at) => self.wake = at,
            Effect::Persist(entry) => {
                let cid = entry.cid;
                self.keep.outbox.borrow_mut().insert(cid, entry);
                inputs.push(Input::Persisted(cid));
            }
            Effect::Forget(cid) => {
                self.keep.outbox.borrow_mut().remove(&cid);
            }
            Effect::Changed(_) | Effect::Done(_) | Effect::Refused(..) => {}
            Effect::Push(push) => inputs.extend(R::note(self, push).map(Input::Introduce)),
        }
    }

    /// Loads the page again: memory goes, storage stays.
    pub fn reload(&mut self) {
        self.link = None;
        self.opening = None;
        self.wake = None;
        self.memory = R::Memory::default();
        self.client = Client::new(self.codec, self.keep.introduction.borrow().clone(), self.dice.draw());
        self.witness = Witness::new(&self.world.recorder, self.place, self.codec, self.world.now());
        self.begin();
    }

    /// The link breaks on this side, and the network is gone for so long.
    pub fn offline(&mut self, span: Duration) {
        self.offline_until = Instant::now() + span;
        self.drop_link();
        self.feed(Input::Closed(None));
    }

    /// Presses Send.
    pub fn press(&mut self, conversation: Option<ConversationId>, text: String) {
        let presses = self.keep.presses.get() + 1;
        self.keep.presses.set(presses);
        let cid = Cid::from_bytes(self.dice.bytes());
        self.feed(Input::Send(Entry { cid, conversation, text, made_ms: Millis(presses) }));
    }

    /// What failed goes out again, or is given up.
    pub fn look_after_failed(&mut self) {
        let failed = self
            .client
            .outbox()
            .entries()
            .iter()
            .find(|pending| matches!(pending.delivery, lobby_shared::client::Delivery::Failed(_)));
        let Some(cid) = failed.map(|pending| pending.entry.cid) else { return };
        let input = if self.dice.chance(50) { Input::Retry(cid) } else { Input::Discard(cid) };
        self.feed(input);
    }

    /// One of the conversations here.
    pub fn some_log(&mut self) -> Option<ConversationId> {
        let logs: Vec<ConversationId> = self.client.logs().map(|(id, _)| id).collect();
        self.dice.pick(&logs).copied()
    }

    /// One of the conversations anywhere.
    pub fn any_conversation(&mut self) -> Option<ConversationId> {
        let known: Vec<ConversationId> = self.world.known.borrow().iter().copied().collect();
        self.dice.pick(&known).copied()
    }

    /// Writes something else into the records.
    pub fn write(&self, what: What) {
        self.world.recorder.write(self.world.now(), self.place, what);
    }
}

async fn next(link: Option<&Near>) -> Option<Message> {
    match link {
        Some(link) => link.recv().await,
        None => std::future::pending().await,
    }
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}
