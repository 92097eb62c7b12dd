//! Carries out what the sites' settings, the blocks and the agent's own words decide: requests, dialogs and notices.

use lobby_shared::id::{BlockId, SiteId};
use lobby_shared::invitation::Rules;

use super::App;
use crate::api;
use crate::state::entry::Failure;
use crate::state::toast::Notice;
use crate::state::{Intent, Overlay, block_list, invitation, rule, setting};

impl App {
    pub(super) fn carry_setting(self, intent: setting::Intent) {
        let effect = self.context.settings.try_update(|settings| setting::update(settings, intent));
        effect.flatten().into_iter().for_each(|effect| self.perform_setting(effect));
    }

    fn perform_setting(self, effect: setting::Effect) {
        match effect {
            setting::Effect::Read(site) => {
                api::settings(site).then(move |read| self.carry(setting::Intent::Read(site, read).into()));
            }
            setting::Effect::Save(site, settings) => api::save_settings(site, &settings)
                .then(move |saved| self.carry(setting::Intent::SaveAnswered(site, saved).into())),
            setting::Effect::Saved => self.notify(Notice::Saved),
        }
    }

    pub(super) fn carry_words(self, intent: invitation::Intent) {
        let effect = self.context.words.try_update(|words| invitation::update(words, intent));
        effect.flatten().into_iter().for_each(|effect| self.perform_words(effect));
    }

    fn perform_words(self, effect: invitation::Effect) {
        match effect {
            invitation::Effect::Show => self.carry(Intent::Over(Overlay::Words)),
            invitation::Effect::Save(words) => {
                api::save_words(&words).then(move |saved| self.carry(invitation::Intent::SaveAnswered(saved).into()));
            }
            invitation::Effect::Saved => self.notify(Notice::Saved),
        }
    }

    pub(super) fn carry_blocks(self, intent: block_list::Intent) {
        let effect = self.context.blocks.try_update(|blocks| block_list::update(blocks, intent));
        effect.flatten().into_iter().for_each(|effect| self.perform_blocks(effect));
    }

    fn perform_blocks(self, effect: block_list::Effect) {
        match effect {
            block_list::Effect::Read(site, after) => self.read_blocks(site, after),
            block_list::Effect::Lift(site, id) => api::lift(site, id).then(move |lifted| {
                let refused = lifted.is_err();
                self.carry(block_list::Intent::LiftAnswered(site, id, lifted).into());
                if refused {
                    // It may be over already, or lifted by a colleague.
                    self.carry(block_list::Intent::Again.into());
                }
            }),
            block_list::Effect::Restore(site, id) => api::restore(site, id)
                .then(move |blocks| self.carry(block_list::Intent::UndoAnswered(site, id, blocks).into())),
            block_list::Effect::Notify(notice) => self.notify(notice),
        }
    }

    pub(super) fn carry_rule(self, intent: rule::Intent) {
        let effect = self.context.rules.try_update(|rules| rule::update(rules, intent));
        effect.flatten().into_iter().for_each(|effect| self.perform_rule(effect));
    }

    fn perform_rule(self, effect: rule::Effect) {
        let carry = move |intent: rule::Intent| self.carry(intent.into());
        let answered = move |site, answer: Result<Rules, Failure>| {
            let refused = answer.is_err();
            carry(rule::Intent::Answered(site, answer));
            if refused {
                // A colleague may have changed or removed it.
                carry(rule::Intent::Again);
            }
        };
        match effect {
            rule::Effect::Read(site) => api::rules(site).then(move |read| carry(rule::Intent::Read(site, read))),
            rule::Effect::Save(site, id, form) => api::save_rule(site, id, &form)
                .then(move |saved| carry(rule::Intent::Form(rule::Fill::SaveAnswered(site, saved)))),
            rule::Effect::Try(site, form) => {
                api::try_rule(site, &form).then(move |run| carry(rule::Intent::Form(rule::Fill::Tried(site, run))));
            }
            rule::Effect::Change(site, id, form) => {
                api::save_rule(site, Some(id), &form).then(move |rules| answered(site, rules));
            }
            rule::Effect::Order(site, order) => {
                api::order_rules(site, &order).then(move |rules| answered(site, rules));
            }
            rule::Effect::Remove(site, id) => api::remove_rule(site, id).then(move |rules| answered(site, rules)),
            rule::Effect::Notify(notice) => self.notify(notice),
        }
    }

    fn read_blocks(self, site: SiteId, after: Option<BlockId>) {
        api::blocks(site, after).then(move |read| self.carry(block_list::Intent::Read(site, after, read).into()));
    }
}
