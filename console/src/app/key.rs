//! Does what keys mean, and plays the sounds that go with what happens.

use leptos::prelude::*;
use lobby_shared::id::ConversationId;
use lobby_shared::time::Millis;

use super::App;
use crate::state::key::{self, Action, Place, Press};
use crate::state::offer;
use crate::state::preference::{self, Switch};
use crate::state::{Overlay, conversation};
use crate::{host, text};

/// Rows that `j` and `k` walk through.
const ROWS: &str = "main .row-link, main .lobby tbody tr:not(.group, [hidden])";
/// The button that invites the visitor of this row, or of the card.
const INVITE: &str = "main tr:focus .invite, main .visitor-card .invite";

/// So long a key waits for its row.
const WAITS: Millis = Millis(10_000);

impl App {
    /// Whether the key was used; only in the console itself, and under nothing that lies over it.
    pub(super) fn pressed(self, press: &Press) -> bool {
        let here = self.context.overlay.get_untracked() == Overlay::None;
        if !here || self.with_socket(|_| ()).is_none() {
            return false;
        }
        let place = if host::focus::in_text() { Place::Text } else { Place::Elsewhere };
        let now = host::clock::now();
        let mut keys = self.keys.get_value();
        let action = self.context.preferences.with_untracked(|chosen| {
            let single = chosen.on(Switch::Keys).then_some(&chosen.keys);
            key::read(&mut keys, press, place, single, now)
        });
        self.keys.set_value(keys);
        action.is_some_and(|action| self.act(action))
    }

    fn act(self, action: Action) -> bool {
        let open = self.context.conversations.with_untracked(|lists| lists.open);
        let own = open.filter(|open| self.context.conversations.with_untracked(|lists| lists.is_mine(*open)));
        match action {
            Action::Palette => self.context.overlay.set(Overlay::Palette),
            Action::Sheet => self.context.overlay.set(Overlay::Sheet),
            Action::Accept => self.carry(
                self.offered()
                    .map_or(conversation::Intent::AcceptOldestPressed, conversation::Intent::AcceptPressed)
                    .into(),
            ),
            Action::Decline => match self.offered() {
                Some(offered) => self.carry(offer::Intent::DeclinePressed(offered).into()),
                None => return false,
            },
            Action::Step { forward } => self.step(forward),
            Action::Reply => return host::focus::go(".composer textarea"),
            Action::Search => return host::focus::go("main .search input"),
            Action::End => match own {
                Some(own) => self.carry(conversation::Intent::ClosePressed(own).into()),
                None => return false,
            },
            Action::Invite => return host::focus::press(INVITE),
            Action::Go(route) => self.go(route),
            Action::Begun => {}
        }
        true
    }

    /// Goes to the next row or the one before. One that has not come from the server yet is waited for, unless another key
    /// steps or the keyboard goes elsewhere meanwhile.
    fn step(self, forward: bool) {
        let steps = self.steps.try_update_value(|steps| {
            *steps += 1;
            *steps
        });
        if host::focus::step(ROWS, forward)
            && let (Some(steps), Some(row)) = (steps, host::focus::active())
        {
            self.step_later(forward, steps, row, host::clock::now());
        }
    }

    fn step_later(self, forward: bool, steps: u64, row: web_sys::Element, since: Millis) {
        request_animation_frame(move || {
            let stands = self.steps.try_get_value() == Some(steps) && host::focus::active().as_ref() == Some(&row);
            let in_time = host::clock::now().since(since) < WAITS;
            if stands && in_time && host::focus::step(ROWS, forward) {
                self.step_later(forward, steps, row, since);
            }
        });
    }

    fn offered(self) -> Option<ConversationId> {
        let state = self.context.agent_state.get_untracked();
        let offers = self.context.offers;
        let offered = offers
            .with_untracked(|offers| self.context.conversations.with_untracked(|lists| offers.offered(lists, state)));
        offered.map(|offered| offered.conversation)
    }

    pub(super) fn newly_waiting(self) {
        let wanted = self.context.preferences.with_untracked(|chosen| chosen.on(Switch::OfferSound));
        if wanted && self.offered().is_some() {
            host::sound::play(host::sound::OFFER);
        }
    }

    pub(super) fn new_words(self, id: ConversationId) {
        let open = self.context.conversations.with_untracked(|lists| lists.open == Some(id));
        let wanted = self.context.preferences.with_untracked(|chosen| chosen.on(Switch::MessageSound));
        if wanted && !(open && host::event::has_attention()) {
            host::sound::play(host::sound::MESSAGE);
        }
    }

    pub(super) fn prefer(self, intent: preference::Intent) {
        if let preference::Intent::LanguagePicked(tag) = &intent {
            host::kept::keep_language(tag);
            self.reload();
        }
        self.context.preferences.update(|chosen| preference::update(chosen, intent));
        self.context.preferences.with_untracked(|chosen| host::kept::keep_preferences(&chosen.to_text()));
        self.dress();
    }

    /// Shows the page in the chosen theme.
    pub(super) fn dress(self) {
        host::page::set_theme(self.context.preferences.with_untracked(|chosen| chosen.theme).name());
        self.title();
    }

    pub(super) fn title(self) {
        let lists = self.context.conversations;
        let calls = lists.with_untracked(conversation::Conversations::calls);
        let hidden = !host::event::is_visible();
        let waits = self.offered().filter(|_| hidden).and_then(|id| {
            let number = lists.with_untracked(|lists| lists.card(id).map(|card| card.visitor))?;
            Some(text::text().visitor_waits(&text::text().visitor(number)))
        });
        let title = offer::title(text::text().product, calls, waits.as_deref(), self.now());
        host::event::set_title(&title);
    }
}
