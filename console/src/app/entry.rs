//! Carries out what set-up and sign-in decide: requests to the server, connecting and disconnecting.

use leptos::prelude::*;
use lobby_shared::agent::AgentCard;
use lobby_shared::client::Input;
use lobby_shared::time::Millis;

use super::App;
use crate::socket::Socket;
use crate::state::entry::{self, Effect, Intent};
use crate::state::{conversation, draft, route::Route, site, table, toast, visitor};
use crate::{api, host};

/// How long to wait before asking an unreachable server again.
const ASK_AGAIN: Millis = Millis(3_000);

impl App {
    pub(super) fn carry_entry(self, intent: Intent) {
        let now = host::clock::now();
        if self.socket.with_value(Option::is_none) {
            self.context.now.set(now);
        }
        let effects = self.context.entry.try_update(|entry| entry::update(entry, intent, now));
        effects.into_iter().flatten().for_each(|effect| self.perform_entry(effect));
    }

    pub(super) fn perform_entry(self, effect: Effect) {
        let answer = move |intent: Intent| self.carry(intent.into());
        match effect {
            Effect::FetchStart => api::start().then(move |start| answer(Intent::StartAnswered(start))),
            Effect::FetchStartLater => {
                let _ = host::clock::after(ASK_AGAIN, move || self.perform_entry(Effect::FetchStart));
            }
            Effect::FetchSites => self.fetch_sites(),
            Effect::SendSetUp(body) => api::set_up(&body).then(move |site| answer(Intent::SetUpAnswered(site))),
            Effect::SendSignIn(body) => api::sign_in(&body).then(move |start| answer(Intent::SignInAnswered(start))),
            Effect::SendChangePassword(body) => {
                api::change_password(&body).then(move |start| answer(Intent::SignInAnswered(start)));
            }
            Effect::SendSignOut => {
                self.carry_table(table::Intent::Left);
                api::sign_out().then(move |done| match done {
                    Ok(()) => answer(Intent::SignedOut),
                    Err(_) => self.notify(toast::Notice::Offline),
                });
            }
            Effect::Connect(agent) => self.connect(&agent),
            Effect::Disconnect => self.disconnect(),
        }
    }

    fn fetch_sites(self) {
        api::sites().then(move |sites| {
            if let Ok(sites) = &sites {
                self.carry(site::Intent::Addressed(sites.public_url.clone()).into());
            }
            self.carry(Intent::SitesAnswered(sites).into());
        });
    }

    fn connect(self, agent: &AgentCard) {
        if self.socket.with_value(Option::is_some) {
            return;
        }
        let agent = agent.agent;
        self.carry(draft::Intent::Restored(host::kept::drafts(agent)).into());
        let (arranged, unsent) = host::kept::table(agent);
        self.carry(visitor::Intent::Restored(arranged.clone()).into());
        self.carry_table(table::Intent::Restored(arranged, unsent));
        self.socket.set_value(Some(Socket::start(agent, move |news| self.hear(news))));
        self.carry(conversation::Intent::Welcomed(agent).into());
        self.fetch_sites();
        let route = self.context.route.get_untracked();
        if host::location::path() != route.path() {
            host::location::replace(&route.path());
        }
        self.show(route);
    }

    /// Forgets everything of this agent that is not in storage.
    fn disconnect(self) {
        self.input(Input::Stop);
        self.carry_table(table::Intent::Lost);
        self.socket.set_value(None);
        let context = self.context;
        context.link.set(Default::default());
        context.lobby.set(Default::default());
        context.trail.set(Default::default());
        context.conversations.set(Default::default());
        context.stream.set(Default::default());
        context.drafts.set(Default::default());
        context.offers.set(Default::default());
        context.overlay.set(Default::default());
        context.sites.set(Default::default());
        context.settings.set(Default::default());
        context.blocks.set(Default::default());
        context.rules.set(Default::default());
        context.words.set(Default::default());
        if context.entry.with_untracked(|entry| !entry.signed_out) {
            context.route.set(Route::default());
        }
        self.title();
    }
}
