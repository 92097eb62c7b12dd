//! Carries out what decides on the way of the table's arrangement: kept in the browser, sent, shown.

use leptos::prelude::*;
use lobby_shared::http::Arrangement;

use super::App;
use crate::state::table::{Effect, Intent, update};
use crate::state::visitor;
use crate::{api, host};

impl App {
    pub(super) fn carry_table(self, intent: Intent) {
        let effects = self.keeping.try_update_value(|keeping| update(keeping, intent));
        effects.into_iter().flatten().for_each(|effect| self.perform_table(effect));
    }

    fn perform_table(self, effect: Effect) {
        let Some(agent) = self.context.conversations.with_untracked(|lists| lists.me) else { return };
        match effect {
            Effect::Keep(table, unsent) => host::kept::keep_table(agent, &table, unsent.as_deref()),
            Effect::Arrived(table) => host::kept::table_arrived(agent, &table),
            Effect::Rest(round, span) => {
                let _ = host::clock::after(span, move || self.carry_table(Intent::Rested(round)));
            }
            Effect::Send(table) => api::save_table(&Arrangement { agent, table: table.clone() })
                .then(move |answer| self.carry_table(Intent::Answered(table, answer))),
            Effect::Show(table) => self.carry(visitor::Intent::Restored(table).into()),
        }
    }
}
