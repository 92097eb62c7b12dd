//! What a session knows of its visitor, how far it follows them, and what it tells whoever waits.

use std::net::IpAddr;

use lobby_shared::event::AgentEvent;
use lobby_shared::id::{ConversationId, TabId};
use lobby_shared::privacy::Privacy;
use lobby_shared::site::TrailMode;
use lobby_shared::time::Millis;
use lobby_shared::wire::visitor::VisitorPush;

use super::VisitorSession;
use crate::domain::key::ConversationKey;
use crate::domain::site::Settings;
use crate::domain::visitor::{Follow, Visitor, follow};

/// Who has waited this long reads that all agents are busy.
pub(super) const BUSY_AFTER: Millis = Millis(60_000);

/// A visitor who was greeted.
pub(super) struct Present {
    pub(super) visitor: Visitor,
    pub(super) tab: TabId,
    /// The latest conversation: what typing belongs to and whose head is told.
    pub(super) conversation: Option<(ConversationId, ConversationKey)>,
    /// Since when it waits for an agent.
    pub(super) waits: Option<Millis>,
    /// The visitor was told that all agents are busy.
    pub(super) busy: bool,
    pub(super) showing: bool,
    /// What the visitor allows.
    pub(super) privacy: Privacy,
    /// The chat was opened, or there is a conversation.
    pub(super) opened: bool,
    /// What the site does with trails.
    pub(super) trail: TrailMode,
    /// Where they come from.
    pub(super) address: Option<IpAddr>,
    /// The site's own staff, or a crawler that is let in: counted only, until the chat is opened.
    pub(super) kept_out: bool,
    /// The visitor was told that what they type is seen.
    pub(super) previewed: bool,
}

impl Present {
    /// How far this visitor is followed.
    pub(super) fn follow(&self) -> Follow {
        follow(self.trail, if self.kept_out { Privacy::Counted } else { self.privacy }, self.opened)
    }
}

impl VisitorSession {
    /// Who opens the chat, or writes, is seen from here on.
    pub(super) fn opened(&mut self) {
        if let Some(present) = &mut self.present
            && !std::mem::replace(&mut present.opened, true)
        {
            let (visitor, follow) = (present.visitor, present.follow());
            self.service.follow(&visitor, follow);
        }
    }

    /// Shows the words so far to whoever reads the conversation: never stored, the latest wins.
    pub(super) fn preview(&mut self, text: &str) {
        let Some(present) = &self.present else { return };
        let (Some((conversation, _)), true) = (present.conversation, present.previewed) else { return };
        if self.previews.take(self.service.clock.now()).is_ok() {
            self.service.preview(conversation, text);
        }
    }

    /// Follows what an event means for who waits.
    pub(super) fn waits(&mut self, event: &AgentEvent, at: Millis) {
        let Some(present) = &mut self.present else { return };
        match event {
            AgentEvent::Opened {} => present.waits = Some(at),
            AgentEvent::Accepted {} | AgentEvent::Ended { .. } => {
                present.waits = None;
                if std::mem::take(&mut present.busy) {
                    self.push(&VisitorPush::Busy(false));
                }
            }
            AgentEvent::Message { .. }
            | AgentEvent::Note { .. }
            | AgentEvent::EndAsked {}
            | AgentEvent::EndDeclined {} => {}
        }
    }

    /// Whoever waits in vain is told so, once.
    pub(super) fn tell_busy(&mut self) {
        let now = self.service.clock.now();
        let Some(present) = &mut self.present else { return };
        let in_vain = present.waits.is_some_and(|since| now.since(since) >= BUSY_AFTER);
        if in_vain && !std::mem::replace(&mut present.busy, true) {
            self.push(&VisitorPush::Busy(true));
        }
    }

    /// The site treats its visitors differently. That words are seen from now on, who was not told so learns with the next
    /// page; until then they are not.
    pub(super) fn obey(&mut self, settings: &Settings) {
        let Some(present) = &mut self.present else { return };
        present.previewed &= settings.preview;
        present.kept_out = present.address.is_some_and(|address| settings.keeps_out(address));
        present.trail = settings.trail;
        let (visitor, follow) = (present.visitor, present.follow());
        self.service.follow(&visitor, follow);
    }
}
