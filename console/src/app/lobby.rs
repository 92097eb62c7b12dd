//! Carries out what the lobby, the look at a visitor and a block decide, and asks for windows no faster than they can be read.

use leptos::prelude::*;
use lobby_shared::client::{AgentRequest, Input};
use lobby_shared::lobby::Watch;
use lobby_shared::time::Millis;
use lobby_shared::wire::agent::AgentCommand;

use super::App;
use crate::state::route::Route;
use crate::state::{Overlay, block, table, trail, visitor};
use crate::{api, host};

/// At least so long between two windows: somebody who scrolls or types passes many that nobody reads.
const PAUSE: Millis = Millis(100);

/// The window that is asked for when the pause is over.
#[derive(Default)]
pub(super) struct Next {
    pauses: bool,
    watch: Option<Option<Watch>>,
}

impl App {
    pub(super) fn perform_lobby(self, effect: visitor::Effect) {
        match effect {
            visitor::Effect::Watch(watch) => {
                self.watch.update_value(|next| next.watch = Some(watch));
                if !self.watch.with_value(|next| next.pauses) {
                    self.watch_next();
                }
            }
            visitor::Effect::Invite(site, number) => self.input(Input::Request(AgentRequest::Invite(site, number))),
            visitor::Effect::Keep(arranged) => self.carry_table(table::Intent::Arranged(arranged)),
        }
    }

    /// Asks for the window that was wanted last, and then pauses; until nothing new was wanted meanwhile.
    fn watch_next(self) {
        let wanted = self.watch.try_update_value(|next| {
            let wanted = next.watch.take();
            next.pauses = wanted.is_some();
            wanted
        });
        if let Some(watch) = wanted.flatten() {
            self.input(Input::Tell(AgentCommand::Watch(watch)));
            if host::clock::after(PAUSE, move || self.watch_next()).is_none() {
                self.watch.update_value(|next| next.pauses = false);
            }
        }
    }

    pub(super) fn perform_trail(self, effect: trail::Effect) {
        match effect {
            trail::Effect::Look(who) => self.input(Input::Tell(AgentCommand::Look(who))),
            trail::Effect::Read(who, before) => {
                api::visitor(who, before).then(move |file| self.carry(trail::Intent::Read(who, before, file).into()));
            }
        }
    }

    pub(super) fn perform_block(self, effect: block::Effect) {
        match effect {
            block::Effect::Send(site, form) => api::block(site, &form)
                .then(move |answer| self.carry(block::Intent::Answered(form.visitor, answer.map(drop)).into())),
            block::Effect::Done(notice) => {
                self.context.overlay.set(Overlay::None);
                self.notify(notice);
            }
        }
    }

    /// Looks at the visitor of the conversation on the screen; in the lobby at whoever was opened there.
    pub(super) fn look_beside(self) {
        let route = self.context.route.get_untracked();
        if route == Route::Lobby && self.context.trail.with_untracked(|trail| trail.card) {
            return;
        }
        let open = if let Route::Conversations(open) = route { open } else { None };
        let lists = self.context.conversations;
        let who =
            open.and_then(|open| lists.with_untracked(|lists| lists.card(open).map(|card| (card.site, card.visitor))));
        if self.context.trail.with_untracked(|trail| trail.card || trail.who != who) {
            self.carry(trail::Intent::Beside(who).into());
        }
    }
}
