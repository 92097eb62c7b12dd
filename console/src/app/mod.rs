//! Wires the console together: carries intents to the state that decides, and carries out the effects it returns.

mod care;
mod entry;
mod keep;
mod key;
mod lobby;
mod news;
mod perform;

use std::rc::Rc;

use leptos::prelude::*;
use lobby_shared::client::Input;
use lobby_shared::time::Millis;
use lobby_shared::wire::agent::AgentCommand;
use wasm_bindgen_futures::spawn_local;

use crate::socket::Socket;
use crate::state::key::{Keys, Press};
use crate::state::preference::Preferences;
use crate::state::route::Route;
use crate::state::{Intent, block, block_list, conversation, draft, offer, rule, site, table, toast, trail, visitor};
use crate::view::context::Context;
use crate::view::root::root;
use crate::{host, text};

/// The running console: what the views see, and the socket while an agent is signed in.
#[derive(Clone, Copy)]
struct App {
    context: Context,
    socket: StoredValue<Option<Rc<Socket>>, LocalStorage>,
    /// The newest message of the open conversation is in view.
    end_in_view: StoredValue<bool>,
    /// The first key of a pair.
    keys: StoredValue<Keys>,
    /// Counts the keys that step from row to row: only the last one is waited for.
    steps: StoredValue<u64>,
    /// The page is loaded anew on purpose; drafts are in storage.
    reloads: StoredValue<bool>,
    /// The window that is asked for next.
    watch: StoredValue<lobby::Next>,
    /// The way of the table's arrangement to the server.
    keeping: StoredValue<table::Keeping>,
}

/// Starts the console in this page.
pub fn run() {
    let token = host::location::take_from_fragment("token");
    if let Some(speech) = host::page::speech() {
        text::speak(speech, &host::page::languages());
    }
    mount_to_body(move || {
        let route = Route::parse(&host::location::path());
        let context = Context::new(route, host::clock::now(), token, host::location::origin());
        let socket = StoredValue::new_local(None);
        let (keys, steps, reloads) = (StoredValue::default(), StoredValue::default(), StoredValue::default());
        let (watch, keeping) = (StoredValue::default(), StoredValue::default());
        let app = App { context, socket, end_in_view: StoredValue::new(true), keys, steps, reloads, watch, keeping };
        let context = Context { intend: Callback::new(move |intent| app.carry(intent)), ..context };
        let app = App { context, ..app };
        context.preferences.set(Preferences::parse(&host::kept::preferences()));
        context.language.set(host::kept::language());
        app.dress();
        app.listen();
        app.perform_entry(crate::state::entry::Effect::FetchStart);
        root(context)
    });
}

impl App {
    fn listen(self) {
        host::event::on_back(move || self.show(Route::parse(&host::location::path())));
        host::event::on_return(move || self.input(Input::Nudge));
        host::event::on_attention(move || {
            self.see();
            self.title();
        });
        host::event::on_leave(move || {
            let unsaved = self.with_socket(|socket| socket.would_lose()).unwrap_or(false);
            unsaved || (!self.reloads.get_value() && self.context.drafts.with_untracked(draft::Drafts::any))
        });
        host::event::on_gone(move || self.carry_table(table::Intent::Left));
        host::event::on_key(move |event| {
            let (key, code) = (event.key(), event.code());
            self.pressed(&Press { key, code, ctrl: event.ctrl_key() || event.meta_key(), alt: event.alt_key() })
        });
        host::event::on_gesture(host::sound::allow);
        host::clock::every_second(move || self.tick());
    }

    fn tick(self) {
        let now = self.now();
        self.context.now.set(now);
        if !host::event::is_visible() {
            self.title();
        }
        if self.context.toasts.with_untracked(|toasts| !toasts.shown().is_empty()) {
            self.carry(toast::Intent::Ticked.into());
        }
        if self.context.conversations.with_untracked(conversation::Conversations::any_types) {
            self.carry(conversation::Intent::Ticked.into());
        }
        if self.context.drafts.with_untracked(draft::Drafts::is_typing) {
            self.carry(draft::Intent::Ticked.into());
        }
    }

    /// The server's time while there is a connection, else the browser's.
    fn now(self) -> Millis {
        self.with_socket(|socket| socket.server_time()).unwrap_or_else(host::clock::now)
    }

    fn with_socket<T>(self, read: impl FnOnce(&Rc<Socket>) -> T) -> Option<T> {
        // Cloned out first: what `read` causes may reach this socket again.
        let socket = self.socket.with_value(Clone::clone);
        socket.as_ref().map(read)
    }

    fn input(self, input: Input<lobby_shared::client::AgentRole>) {
        let _ = self.with_socket(|socket| socket.input(input));
    }

    fn carry(self, intent: Intent) {
        let now = self.now();
        let context = self.context;
        match intent {
            // Waiting times of sign-in are counted by the browser's own clock, before and after any connection.
            Intent::Entry(intent) => self.carry_entry(intent),
            Intent::Lobby(intent) => {
                let effects = context.lobby.try_update(|lobby| visitor::update(lobby, intent, now));
                effects.into_iter().flatten().for_each(|effect| self.perform_lobby(effect));
            }
            Intent::Trail(intent) => {
                let effects = context.trail.try_update(|trail| trail::update(trail, intent));
                effects.into_iter().flatten().for_each(|effect| self.perform_trail(effect));
            }
            Intent::Block(intent) => {
                let effect = context.blocking.try_update(|blocking| block::update(blocking, intent));
                effect.flatten().into_iter().for_each(|effect| self.perform_block(effect));
            }
            Intent::Site(intent) => {
                let effects = context.sites.try_update(|sites| site::update(sites, intent));
                effects.into_iter().flatten().for_each(|effect| self.perform_site(effect));
            }
            Intent::Setting(intent) => self.carry_setting(intent),
            Intent::Rule(intent) => self.carry_rule(intent),
            Intent::Blocks(intent) => self.carry_blocks(intent),
            Intent::Words(intent) => self.carry_words(intent),
            Intent::Conversation(intent) => {
                let effects = context.conversations.try_update(|lists| conversation::update(lists, intent, now));
                effects.into_iter().flatten().for_each(|effect| self.perform_conversation(effect));
                self.look_beside();
                self.title();
            }
            Intent::Draft(intent) => {
                let effects = context.drafts.try_update(|drafts| draft::update(drafts, intent, now));
                effects.into_iter().flatten().for_each(|effect| self.perform_draft(effect));
            }
            Intent::Offer(intent) => {
                context.offers.update(|offers| offer::update(offers, intent));
                self.title();
            }
            Intent::Preference(intent) => self.prefer(intent),
            Intent::Over(overlay) => context.overlay.set(overlay),
            Intent::Toast(intent) => context.toasts.update(|toasts| toast::update(toasts, intent, now)),
            // Shown once the server says so, here and in this agent's other consoles.
            Intent::StatePressed(state) => self.input(Input::Tell(AgentCommand::SetState(state))),
            Intent::Go(route) => self.go(route),
            Intent::RetryPressed(cid) => self.input(Input::Retry(cid)),
            Intent::DiscardPressed(cid) => self.input(Input::Discard(cid)),
            Intent::EndInView(in_view) => {
                self.end_in_view.set_value(in_view);
                self.see();
            }
            Intent::ReloadPressed => self.reload(),
            Intent::CopyPressed(text) => spawn_local(async move {
                let copied = host::clipboard::copy(&text).await;
                self.notify(if copied { toast::Notice::Copied } else { toast::Notice::NotCopied });
            }),
        }
    }

    /// Drafts are kept: nothing is asked of who wants to reload.
    fn reload(self) {
        self.reloads.set_value(true);
        host::location::reload();
    }

    fn notify(self, notice: toast::Notice) {
        self.carry(toast::Intent::Show(notice).into());
    }

    fn go(self, route: Route) {
        if self.context.route.get_untracked() != route {
            host::location::push(&route.path());
        }
        self.show(route);
    }

    fn show(self, route: Route) {
        let open = match route {
            Route::Conversations(open) => open,
            Route::Lobby | Route::Sites | Route::Blocks(_) | Route::Rules(_) => None,
        };
        if self.context.conversations.with_untracked(|lists| lists.open) != open {
            self.carry(draft::Intent::Left.into());
            self.end_in_view.set_value(true);
            self.carry(conversation::Intent::Opened(open).into());
        }
        self.context.route.set(route);
        let blocks = if let Route::Blocks(site) = route { Some(site) } else { None };
        self.carry(block_list::Intent::Shown(blocks).into());
        let rules = if let Route::Rules(site) = route { Some(site) } else { None };
        self.carry(rule::Intent::Shown(rules).into());
        self.carry(visitor::Intent::OnScreen(route == Route::Lobby).into());
        self.look_beside();
        self.read_stream();
        self.see();
        self.title();
    }

    /// The open conversation was on the screen, before somebody's eyes, up to its end.
    fn see(self) {
        let lists = self.context.conversations;
        let own = lists.with_untracked(|lists| lists.open.filter(|open| lists.is_mine(*open)));
        if let Some(open) = own
            && self.end_in_view.get_value()
            && host::event::has_attention()
        {
            self.input(Input::Seen(open));
        }
    }

    /// Shows the open conversation as the core has it now.
    fn read_stream(self) {
        let (open, me) = self.context.conversations.with_untracked(|lists| (lists.open, lists.me));
        let stream = open.and_then(|open| {
            self.with_socket(|socket| {
                socket.read(|client| crate::state::stream::read(open, client.log(open), client.outbox().entries(), me))
            })
        });
        let stream = stream.unwrap_or_default();
        let said = self.context.stream.with_untracked(|shown| open.filter(|_| stream.has_heard_since(shown)));
        if let Some(said) = said {
            self.carry(conversation::Intent::Said(said).into());
        }
        if self.context.stream.with_untracked(|shown| *shown != stream) {
            self.context.stream.set(stream);
        }
    }
}
