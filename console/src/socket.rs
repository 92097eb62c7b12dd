//! Runs the client core over the browser's WebSocket: its effects become sockets, timers and storage, and what happens
//! to those goes back in.
//!
//! **Invariant:** a socket that was replaced is never heard again, and inputs are taken one after the other, also those
//! that an effect causes.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use leptos::leptos_dom::helpers::TimeoutHandle;
use lobby_shared::client::{AgentIntroduction, AgentRequest, AgentRole, Change, Client, Effect, Input};
use lobby_shared::id::{AgentId, Cid, TabId};
use lobby_shared::time::Millis;
use lobby_shared::wire::agent::AgentPush;
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::error::WireError;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BinaryType, CloseEvent, Event, MessageEvent, WebSocket};

use crate::host;

/// What the core has for the rest of the console.
pub enum News {
    /// Something to show has changed.
    Changed(Change),
    /// A frame of the console's business.
    Push(Box<AgentPush>),
    /// A request was carried out.
    Done(AgentRequest),
    /// A request was refused.
    Refused(AgentRequest, WireError),
}

/// The running core of one signed-in agent.
pub struct Socket {
    agent: AgentId,
    client: RefCell<Client<AgentRole>>,
    inputs: RefCell<VecDeque<Input<AgentRole>>>,
    busy: Cell<bool>,
    live: RefCell<Option<Live>>,
    timer: RefCell<Option<TimeoutHandle>>,
    /// Messages that storage could not keep: leaving the page would lose them.
    unkept: RefCell<Vec<Cid>>,
    tell: Box<dyn Fn(News)>,
}

/// One WebSocket with its listeners, which must live as long as it does.
struct Live {
    web: WebSocket,
    _opened: Closure<dyn FnMut(Event)>,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _closed: Closure<dyn FnMut(CloseEvent)>,
}

impl Drop for Live {
    fn drop(&mut self) {
        self.web.set_onopen(None);
        self.web.set_onmessage(None);
        self.web.set_onclose(None);
        let _ = self.web.close();
    }
}

impl Socket {
    /// Connects as this agent and takes up what was on its way; `tell` hears the news.
    pub fn start(agent: AgentId, tell: impl Fn(News) + 'static) -> Rc<Self> {
        let introduction = AgentIntroduction { tab: TabId::from_bytes(host::chance::bytes()) };
        let socket = Rc::new(Self {
            agent,
            client: RefCell::new(Client::new(Codec::Postcard, introduction, host::chance::number())),
            inputs: RefCell::default(),
            busy: Cell::new(false),
            live: RefCell::default(),
            timer: RefCell::default(),
            unkept: RefCell::default(),
            tell: Box::new(tell),
        });
        socket.input(Input::Restore(host::kept::entries(agent)));
        socket.input(Input::Start);
        socket
    }

    /// Reads the core.
    pub fn read<T>(&self, read: impl FnOnce(&Client<AgentRole>) -> T) -> T {
        read(&self.client.borrow())
    }

    /// The server's time.
    pub fn server_time(&self) -> Millis {
        self.read(|client| client.server_time(host::clock::now()))
    }

    /// Whether leaving the page now would lose a message.
    pub fn would_lose(&self) -> bool {
        !self.unkept.borrow().is_empty() || self.read(|client| client.outbox().is_unsaved())
    }

    /// Takes an input, and whatever its effects cause.
    pub fn input(self: &Rc<Self>, input: Input<AgentRole>) {
        self.inputs.borrow_mut().push_back(input);
        if self.busy.replace(true) {
            return;
        }
        loop {
            let next = self.inputs.borrow_mut().pop_front();
            let Some(next) = next else { break };
            let effects = self.client.borrow_mut().handle(host::clock::now(), next);
            for effect in effects {
                self.perform(effect);
            }
        }
        self.busy.set(false);
    }

    fn perform(self: &Rc<Self>, effect: Effect<AgentRole>) {
        match effect {
            Effect::Connect => self.connect(),
            Effect::Disconnect => drop(self.live.take()),
            Effect::Transmit(bytes) => {
                // A send that fails shows as a close right after; the core repeats what mattered.
                if let Some(live) = self.live.borrow().as_ref() {
                    let _ = live.web.send_with_u8_array(&bytes);
                }
            }
            Effect::WakeAt(at) => self.wake_at(at),
            Effect::Persist(entry) => {
                if !host::kept::keep_entry(self.agent, &entry) {
                    self.unkept.borrow_mut().push(entry.cid);
                }
                self.input(Input::Persisted(entry.cid));
            }
            Effect::Forget(cid) => {
                self.unkept.borrow_mut().retain(|unkept| *unkept != cid);
                host::kept::forget_entry(self.agent, cid);
            }
            Effect::Changed(change) => (self.tell)(News::Changed(change)),
            Effect::Push(push) => (self.tell)(News::Push(Box::new(push))),
            Effect::Done(request) => (self.tell)(News::Done(request)),
            Effect::Refused(request, error) => (self.tell)(News::Refused(request, error)),
        }
    }

    fn wake_at(self: &Rc<Self>, at: Option<Millis>) {
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
        let Some(at) = at else { return };
        let socket = Rc::downgrade(self);
        let span = at.since(host::clock::now());
        *self.timer.borrow_mut() = host::clock::after(span, move || {
            if let Some(socket) = socket.upgrade() {
                socket.input(Input::Wake);
            }
        });
    }

    fn connect(self: &Rc<Self>) {
        drop(self.live.take());
        let address = host::location::socket_address();
        let Ok(web) = WebSocket::new_with_str(&address, Codec::Postcard.subprotocol()) else {
            self.input(Input::Closed(None));
            return;
        };
        web.set_binary_type(BinaryType::Arraybuffer);
        let weak = Rc::downgrade(self);
        let hear = move |input: Input<AgentRole>| {
            if let Some(socket) = weak.upgrade() {
                socket.input(input);
            }
        };
        let (hear_open, hear_message) = (hear.clone(), hear.clone());
        let opened = Closure::<dyn FnMut(Event)>::new(move |_| hear_open(Input::Opened));
        let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Ok(buffer) = event.data().dyn_into::<js_sys::ArrayBuffer>() {
                hear_message(Input::Frame(js_sys::Uint8Array::new(&buffer).to_vec()));
            }
        });
        let closed =
            Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| hear(Input::Closed(Some(event.code()))));
        web.set_onopen(Some(opened.as_ref().unchecked_ref()));
        web.set_onmessage(Some(message.as_ref().unchecked_ref()));
        web.set_onclose(Some(closed.as_ref().unchecked_ref()));
        *self.live.borrow_mut() = Some(Live { web, _opened: opened, _message: message, _closed: closed });
    }
}
