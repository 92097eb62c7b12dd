//! The widget's loop: the one place where what happens meets the client core, and where its effects meet the browser.
//!
//! **Invariant:** every input goes through [`App::feed`], one after the other; the scene is drawn from the core's state
//! after each, so what is shown can never run ahead of what is true.

mod act;
mod host;
mod invitation;
mod show;
mod store;
mod trail;

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use lobby_shared::client::Status;
use lobby_shared::client::{Client, Effect, Input, VisitorIntroduction, VisitorRequest, VisitorRole};
use lobby_shared::id::{OutboxKey, TabId};
use lobby_shared::page::Page;
use lobby_shared::site::SiteKey;
use lobby_shared::time::Millis;
use lobby_shared::wire::close::CloseCode;
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::visitor::{VisitorCommand, VisitorPush, VisitorWelcome};

use crate::host::bridge::{Bridge, Stands};
use crate::host::clock::{self, Timer};
use crate::host::keeper::{Keeper, Own};
use crate::host::{chance, life};
use crate::socket::{News, Socket};
use crate::state::composer::Composer;
use crate::state::invitation::Invited;
use crate::state::keep;
use crate::state::link::Line;
use crate::state::preview::Preview;
use crate::state::unread::Seen;
use crate::view::scene::Scene;

pub use host::start;

/// An agent's typing is forgotten after this long.
const TYPING_FOR: Millis = Millis(6_000);

/// What the loop remembers.
struct Inner {
    client: Client<VisitorRole>,
    socket: Option<Socket>,
    wake: Option<Timer>,
    pause: Option<Timer>,
    typing: Option<Timer>,
    save: Option<Timer>,
    again: Option<Timer>,
    adopt: Option<Timer>,
    glance: Option<Timer>,
    /// Of all the visitor's tabs this one leads.
    leads: bool,
    composer: Composer,
    keeper: Keeper,
    /// What the page around kept, until the key comes that opens it.
    sealed: Vec<(String, String)>,
    /// The key that came last.
    key: Option<OutboxKey>,
    seen: Option<Seen>,
    /// Up to here the page around was told what happened.
    told: Option<Seen>,
    /// What happened before is history and no news, by the server's clock; known from the first welcome on.
    since: Option<Millis>,
    /// Up to here the card beside the launcher was taken away.
    dismissed: Option<Seen>,
    /// How high that card is, as the page around knows.
    peek: i32,
    open: bool,
    stands: Stands,
    line: Line,
    unread: u32,
    invited: Invited,
    preview: Preview,
    /// What happened on the page, until there is a link.
    waiting: Vec<VisitorCommand>,
    /// How this widget introduces itself has changed since there was a link.
    late: bool,
}

/// The running widget.
pub struct App {
    inner: RefCell<Inner>,
    scene: RefCell<Scene>,
}

/// What the loader's first message says.
struct Beginning {
    site: SiteKey,
    origin: String,
    page: Page,
    from: String,
    open: bool,
    stands: Stands,
    stored: Vec<(String, String)>,
}

impl App {
    fn new(scene: Scene, bridge: Bridge, beginning: Beginning) -> Rc<Self> {
        let Beginning { site, origin, page, from, open, stands, stored } = beginning;
        let quiet = stands.quiet;
        let kept = |name: &str| stored.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
        let token = kept(keep::TOKEN).and_then(|text| lobby_shared::id::VisitorToken::parse(text).ok());
        let seen = kept(keep::SEEN).and_then(Seen::parse);
        let own = if quiet { None } else { Own::open(site.as_str()) };
        let dismissed = own.as_ref().and_then(|own| Seen::parse(&own.get(keep::DISMISSED)?));
        let tab = TabId::from_bytes(chance::bytes());
        let introduction = VisitorIntroduction {
            site,
            token,
            tab,
            origin,
            page,
            referrer: from,
            foreground: life::is_visible(),
            privacy: trail::privacy(quiet),
            screen: if quiet { None } else { life::screen() },
            language: if quiet { String::new() } else { life::language() },
        };
        let seed = u64::from_le_bytes(chance::bytes());
        Rc::new(Self {
            inner: RefCell::new(Inner {
                client: Client::new(Codec::Postcard, introduction, seed),
                socket: None,
                wake: None,
                pause: None,
                typing: None,
                save: None,
                again: None,
                adopt: None,
                glance: None,
                leads: false,
                composer: Composer::default(),
                keeper: Keeper { own, bridge, lock: None, unkept: Vec::new() },
                sealed: stored,
                key: None,
                seen,
                told: None,
                since: None,
                dismissed,
                peek: 0,
                open,
                stands,
                line: Line::default(),
                unread: 0,
                invited: Invited::default(),
                preview: Preview::default(),
                waiting: Vec::new(),
                late: false,
            }),
            scene: RefCell::new(scene),
        })
    }

    /// Something happened.
    fn feed(self: &Rc<Self>, input: Input<VisitorRole>) {
        let mut inputs = vec![input];
        while !inputs.is_empty() {
            let input = inputs.remove(0);
            let effects = self.inner.borrow_mut().client.handle(clock::now(), input);
            for effect in effects {
                self.carry_out(effect, &mut inputs);
            }
            if inputs.is_empty() {
                inputs.extend(self.newly_seen().map(Input::Seen));
                inputs.extend(self.newly_invited().map(Input::Tell));
            }
        }
        self.show();
    }

    fn carry_out(self: &Rc<Self>, effect: Effect<VisitorRole>, inputs: &mut Vec<Input<VisitorRole>>) {
        match effect {
            Effect::Connect => {
                let app = Rc::downgrade(self);
                let socket = Socket::open(Codec::Postcard, Box::new(move |news| report(&app, news)));
                if socket.is_none() {
                    inputs.push(Input::Closed(None));
                }
                self.inner.borrow_mut().socket = socket;
            }
            Effect::Disconnect => self.inner.borrow_mut().socket = None,
            Effect::Transmit(bytes) => {
                if let Some(socket) = &self.inner.borrow().socket {
                    socket.transmit(&bytes);
                }
            }
            Effect::WakeAt(at) => {
                let app = Rc::downgrade(self);
                let timer = at.and_then(|at| {
                    Timer::after(at.since(clock::now()), Box::new(move || with(&app, |app| app.feed(Input::Wake))))
                });
                self.inner.borrow_mut().wake = timer;
            }
            Effect::Persist(entry) => inputs.extend(self.persist(&entry).map(Input::Persisted)),
            Effect::Forget(cid) => self.inner.borrow_mut().keeper.forget(&keep::name(cid)),
            Effect::Changed(_) => inputs.extend(self.changed_status()),
            Effect::Push(push) => inputs.extend(self.hear(push)),
            Effect::Done(VisitorRequest::Answer(_, accept)) => self.answered(accept),
            Effect::Done(VisitorRequest::End(_) | VisitorRequest::DeclineEnd(_)) => {}
            Effect::Refused(request, error) => self.refused(request, error.retry_after_ms),
        }
    }

    /// Follows the link's status. A token that opens nothing is forgotten, and the visitor comes back as a new one.
    fn changed_status(self: &Rc<Self>) -> Vec<Input<VisitorRole>> {
        let mut inner = self.inner.borrow_mut();
        let status = inner.client.status();
        inner.line = inner.line.after(status);
        match status {
            Status::Stopped(CloseCode::Token) if inner.client.introduction().token.is_some() => {
                let introduction = VisitorIntroduction { token: None, ..inner.client.introduction().clone() };
                inner.keeper.bridge.keep(keep::TOKEN, None);
                vec![Input::Introduce(introduction), Input::Start]
            }
            Status::Stopped(CloseCode::Version) => {
                life::reload();
                Vec::new()
            }
            Status::Stopped(_) | Status::Idle | Status::Connecting | Status::Ready | Status::Waiting(_) => Vec::new(),
        }
    }

    fn hear(self: &Rc<Self>, push: VisitorPush) -> Vec<Input<VisitorRole>> {
        match push {
            VisitorPush::Welcome(welcome) => self.welcomed(welcome),
            VisitorPush::Available(available) => {
                self.available(available);
                Vec::new()
            }
            VisitorPush::Typing(on) => {
                self.agent_types(on);
                Vec::new()
            }
            VisitorPush::Invited(invitation) => {
                self.inner.borrow_mut().invited.stands(Some(invitation));
                Vec::new()
            }
            VisitorPush::InvitationOver(which) => {
                self.inner.borrow_mut().invited.over(which);
                Vec::new()
            }
            VisitorPush::Busy(busy) => {
                self.change(|shown| shown.busy = busy);
                Vec::new()
            }
            // The core keeps these to itself.
            VisitorPush::Log(_)
            | VisitorPush::Done(_)
            | VisitorPush::Refused { .. }
            | VisitorPush::Ping(_)
            | VisitorPush::Pong(_)
            | VisitorPush::Drain(_) => Vec::new(),
        }
    }

    fn welcomed(self: &Rc<Self>, welcome: VisitorWelcome) -> Vec<Input<VisitorRole>> {
        if welcome.link.reload {
            life::reload();
        }
        self.change(|shown| {
            (shown.site, shown.previewed, shown.busy) = (welcome.site.name, welcome.previewed, welcome.busy);
        });
        self.available(welcome.available);
        self.unlock(welcome.outbox_key);
        let mut inner = self.inner.borrow_mut();
        inner.since.get_or_insert(welcome.link.now_ms);
        inner.invited.stands(welcome.invitation);
        inner.preview.forget();
        let mut inputs: Vec<_> = inner.overdue().into_iter().map(Input::Tell).collect();
        if let Some(token) = welcome.token {
            inner.keeper.bridge.keep(keep::TOKEN, Some(&token.to_text()));
            let introduction = VisitorIntroduction { token: Some(token), ..inner.client.introduction().clone() };
            inputs.push(Input::Introduce(introduction));
        }
        if inner.open {
            inputs.push(Input::Tell(VisitorCommand::Show(true)));
        }
        inputs
    }

    /// Whether an agent is there.
    fn available(&self, available: bool) {
        if self.change(|shown| shown.available = available) {
            self.inner.borrow().keeper.bridge.event(if available { "online" } else { "offline" }, &[]);
        }
    }

    fn agent_types(self: &Rc<Self>, on: bool) {
        self.change(|shown| shown.typing = on);
        let app = Rc::downgrade(self);
        let forget = move || {
            with(&app, |app| {
                app.change(|shown| shown.typing = false);
            });
        };
        self.inner.borrow_mut().typing = if on { Timer::after(TYPING_FOR, Box::new(forget)) } else { None };
    }

    /// What was refused for the moment is asked again; what was refused for good shows in the events by itself.
    fn refused(self: &Rc<Self>, request: VisitorRequest, retry_after_ms: Option<u32>) {
        let Some(span) = retry_after_ms else {
            if matches!(request, VisitorRequest::Answer(_, true)) {
                self.change(|shown| shown.late = true);
            }
            return;
        };
        let app = Rc::downgrade(self);
        let again = move || with(&app, |app| app.feed(Input::Request(request)));
        self.inner.borrow_mut().again = Timer::after(Millis(u64::from(span)), Box::new(again));
    }
}

fn report(app: &Weak<App>, news: News) {
    let input = match news {
        News::Opened => Input::Opened,
        News::Frame(bytes) => Input::Frame(bytes),
        News::Closed(code) => Input::Closed(Some(code)),
    };
    with(app, |app| app.feed(input));
}

/// Runs with the app, while it lives.
fn with(app: &Weak<App>, run: impl FnOnce(&Rc<App>)) {
    if let Some(app) = app.upgrade() {
        run(&app);
    }
}
