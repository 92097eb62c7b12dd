//! A person at a browser: the real client core over a real socket, seen through what it would show.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::{SinkExt as _, StreamExt as _};
use lobby_shared::client::{Client, Effect, Entry, Input, Pending, Role, Status};
use lobby_shared::event::Envelope;
use lobby_shared::id::{Cid, ConversationId};
use lobby_shared::time::Millis;
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::error::WireError;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;

use crate::dial::{Door, Socket};
use crate::history::witness::{Witness, Words};
use crate::history::{Person as Who, Recorder};
use crate::raw::PATIENCE;

/// What a person sees.
#[derive(Clone, Debug)]
pub struct View<R: Role> {
    /// The link.
    pub status: Status,
    /// Each conversation's events.
    pub logs: BTreeMap<ConversationId, Vec<Envelope<R::Author, R::Event>>>,
    /// How far the other side has received and read.
    pub receipts: BTreeMap<ConversationId, (u64, u64)>,
    /// What is on its way.
    pub outbox: Vec<Pending>,
    /// Every frame for the shell, in order.
    pub pushes: Vec<R::Push>,
    /// Requests that were carried out.
    pub done: Vec<R::Request>,
    /// Requests that were refused.
    pub refused: Vec<(R::Request, WireError)>,
    /// How many sockets were opened.
    pub links: usize,
}

/// What a browser remembers of a welcome for its next hello.
pub trait Remember: Words {
    /// How to introduce oneself from now on, when this frame changes it.
    fn remember(introduction: &Self::Introduction, push: &Self::Push) -> Option<Self::Introduction>;
}

enum Act<R: Role> {
    Input(Box<Input<R>>),
    Cut,
    Pause(bool),
    End,
}

/// A person, who acts when told and shows what they see.
pub struct Person<R: Role> {
    acts: mpsc::Sender<Act<R>>,
    view: watch::Receiver<View<R>>,
    /// What this browser keeps over restarts.
    pub storage: Arc<Mutex<BTreeMap<Cid, Entry>>>,
    task: JoinHandle<()>,
}

/// Where a person's doings are recorded, and under which name.
pub struct Watched {
    /// Of the run.
    pub recorder: Recorder,
    /// As the checker shall speak of them.
    pub name: String,
    /// Who.
    pub who: Who,
}

struct Driver<R: Role> {
    client: Client<R>,
    witness: Option<(Recorder, Witness)>,
    codec: Codec,
    door: Door,
    socket: Option<Socket>,
    wake: Option<Millis>,
    paused: bool,
    started: Instant,
    storage: Arc<Mutex<BTreeMap<Cid, Entry>>>,
    view: watch::Sender<View<R>>,
}

enum Woken<R: Role> {
    Act(Option<Act<R>>),
    Frame(Option<Vec<u8>>, Option<u16>),
    Time,
}

impl<R: Remember> Person<R> {
    /// Opens a browser; `kept` is what its storage holds from before.
    pub fn start(door: Door, introduction: R::Introduction, codec: Codec, kept: BTreeMap<Cid, Entry>) -> Self {
        Self::start_watched(door, introduction, codec, kept, None)
    }

    /// Opens a browser whose history the checker shall read. Dropped, it is closed, and nothing more is expected of it;
    /// after [`Self::end`] it stands as it was.
    #[expect(clippy::disallowed_methods, reason = "a person is a task of the test, and its clock is the test's")]
    pub fn start_watched(
        door: Door,
        introduction: R::Introduction,
        codec: Codec,
        kept: BTreeMap<Cid, Entry>,
        watched: Option<&Watched>,
    ) -> Self {
        let witness = watched.map(|watched| {
            let place = watched.recorder.place(&watched.name, watched.who);
            (watched.recorder.clone(), Witness::new(&watched.recorder, place, codec, watched.recorder.now()))
        });
        let client = Client::new(codec, introduction, u64::from(door.address.port()));
        let view = watch::Sender::new(View {
            status: Status::Idle,
            logs: BTreeMap::new(),
            receipts: BTreeMap::new(),
            outbox: Vec::new(),
            pushes: Vec::new(),
            done: Vec::new(),
            refused: Vec::new(),
            links: 0,
        });
        let (acts, inbox) = mpsc::channel(64);
        let storage = Arc::new(Mutex::new(kept.clone()));
        let seen = view.subscribe();
        let driver = Driver {
            client,
            witness,
            codec,
            door,
            socket: None,
            wake: None,
            paused: false,
            started: Instant::now(),
            storage: Arc::clone(&storage),
            view,
        };
        let task = tokio::spawn(driver.run(inbox, kept.into_values().collect()));
        Self { acts, view: seen, storage, task }
    }

    /// Closes the browser; a history has its last records now.
    ///
    /// # Panics
    /// When the person's task did.
    pub async fn end(self) {
        self.act(Act::End).await;
        self.task.await.expect("the person ends");
    }

    async fn act(&self, act: Act<R>) {
        self.acts.send(act).await.ok().expect("the person is there");
    }

    /// Gives an input to the client core.
    pub async fn feed(&self, input: Input<R>) {
        self.act(Act::Input(Box::new(input))).await;
    }

    /// Breaks the socket without a goodbye.
    pub async fn cut(&self) {
        self.act(Act::Cut).await;
    }

    /// Keeps the person from connecting (as offline does), or lets them again.
    pub async fn offline(&self, off: bool) {
        self.act(Act::Pause(off)).await;
        if off {
            self.cut().await;
        } else {
            self.feed(Input::Nudge).await;
        }
    }

    /// What this person sees now.
    pub fn view(&self) -> View<R> {
        self.view.borrow().clone()
    }

    /// Waits until what this person sees is so.
    ///
    /// # Panics
    /// When it does not become so in time; tells what is seen instead.
    pub async fn sees(&self, what: &str, so: impl Fn(&View<R>) -> bool) -> View<R> {
        let mut view = self.view.clone();
        match tokio::time::timeout(PATIENCE, view.wait_for(|view| so(view))).await {
            Ok(seen) => seen.expect("the person is there").clone(),
            Err(_) => panic!("never saw {what}; saw {:#?}", self.view()),
        }
    }
}

impl<R: Remember> Driver<R> {
    #[expect(clippy::disallowed_methods, reason = "the person's own clock")]
    fn now(&self) -> Millis {
        let since = Instant::now().duration_since(self.started);
        Millis(1_000_000 + u64::try_from(since.as_millis()).unwrap_or(0))
    }

    async fn run(mut self, mut inbox: mpsc::Receiver<Act<R>>, kept: Vec<Entry>) {
        self.handle(Input::Restore(kept)).await;
        self.handle(Input::Start).await;
        loop {
            let wait = self.wake.map(|at| Duration::from_millis(at.since(self.now()).0));
            let woken = tokio::select! {
                act = inbox.recv() => Woken::Act(act),
                (frame, code) = next(&mut self.socket) => Woken::Frame(frame, code),
                () = async { tokio::time::sleep(wait.unwrap_or_default()).await }, if wait.is_some() => Woken::Time,
            };
            match woken {
                Woken::Act(None) => {
                    if let Some((recorder, witness)) = &self.witness {
                        witness.close(recorder.now());
                    }
                    return;
                }
                Woken::Act(Some(Act::End)) => {
                    if let Some((recorder, witness)) = &self.witness {
                        witness.end(&self.client, recorder.now());
                    }
                    return;
                }
                Woken::Act(Some(Act::Input(input))) => self.handle(*input).await,
                Woken::Act(Some(Act::Pause(paused))) => self.paused = paused,
                Woken::Act(Some(Act::Cut)) => {
                    self.socket = None;
                    self.handle(Input::Closed(None)).await;
                }
                Woken::Frame(Some(frame), _) => self.handle(Input::Frame(frame)).await,
                Woken::Frame(None, code) => {
                    self.socket = None;
                    self.handle(Input::Closed(code)).await;
                }
                Woken::Time => {
                    self.wake = None;
                    self.handle(Input::Wake).await;
                }
            }
        }
    }

    async fn handle(&mut self, input: Input<R>) {
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            let now = self.now();
            let effects = match &mut self.witness {
                Some((watched, witness)) => witness.handle(&mut self.client, watched.now(), now, input),
                None => self.client.handle(now, input),
            };
            for effect in effects {
                self.carry_out(effect, &mut inputs).await;
            }
            self.show();
        }
    }

    async fn carry_out(&mut self, effect: Effect<R>, inputs: &mut Vec<Input<R>>) {
        match effect {
            Effect::Connect => {
                self.socket = if self.paused { None } else { self.door.open(self.codec).await.ok() };
                self.view.send_modify(|view| view.links += 1);
                inputs.push(if self.socket.is_some() { Input::Opened } else { Input::Closed(None) });
            }
            Effect::Disconnect => self.socket = None,
            Effect::Transmit(bytes) => {
                let message = if self.codec.binary() {
                    Message::binary(bytes)
                } else {
                    Message::text(String::from_utf8(bytes).unwrap())
                };
                if let Some(socket) = &mut self.socket {
                    let _ = socket.send(message).await;
                }
            }
            Effect::WakeAt(at) => self.wake = at,
            Effect::Persist(entry) => {
                let cid = entry.cid;
                self.storage.lock().unwrap().insert(cid, entry);
                inputs.push(Input::Persisted(cid));
            }
            Effect::Forget(cid) => {
                self.storage.lock().unwrap().remove(&cid);
            }
            Effect::Changed(_) => {}
            Effect::Push(push) => {
                inputs.extend(R::remember(self.client.introduction(), &push).map(Input::Introduce));
                self.view.send_modify(|view| view.pushes.push(push));
            }
            Effect::Done(request) => self.view.send_modify(|view| view.done.push(request)),
            Effect::Refused(request, error) => self.view.send_modify(|view| view.refused.push((request, error))),
        }
    }

    fn show(&self) {
        self.view.send_modify(|view| {
            view.status = self.client.status();
            view.outbox = self.client.outbox().entries().to_vec();
            view.logs = self.client.logs().map(|(id, log)| (id, log.events().to_vec())).collect();
            view.receipts =
                self.client.logs().map(|(id, log)| (id, (log.other_received(), log.other_read()))).collect();
        });
    }
}

/// The next frame of an open socket, or its end with the close code; waits for ever while there is none.
async fn next(socket: &mut Option<Socket>) -> (Option<Vec<u8>>, Option<u16>) {
    let Some(open) = socket else { return std::future::pending().await };
    loop {
        match open.next().await {
            Some(Ok(Message::Text(text))) => return (Some(text.as_bytes().to_vec()), None),
            Some(Ok(Message::Binary(bytes))) => return (Some(bytes.to_vec()), None),
            Some(Ok(Message::Close(frame))) => return (None, frame.map(|frame| frame.code.into())),
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return (None, None),
        }
    }
}
