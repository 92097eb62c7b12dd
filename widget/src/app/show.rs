//! Draws the scene from the core's state, and tells what the visitor has seen.

use std::rc::Rc;

use leptos::prelude::*;
use lobby_shared::client::{Input, Log, VisitorRole};
use lobby_shared::id::ConversationId;

use super::{App, Inner};
use crate::host::{clock, life};
use crate::state::keep;
use crate::state::stage::Stage;
use crate::state::stream::{Chapter, Local, rows};
use crate::state::unread::{self, Seen};

/// The conversations that have events, in the order of their beginning.
fn chapters(inner: &Inner) -> Vec<(ConversationId, &Log<VisitorRole>)> {
    let begin = |log: &Log<VisitorRole>| log.events().first().map(|event| event.time_ms);
    let mut chapters: Vec<(ConversationId, &Log<VisitorRole>)> = Vec::new();
    for (conversation, log) in inner.client.logs().filter(|(_, log)| log.last() > 0) {
        let at = chapters.partition_point(|(_, other)| begin(other) <= begin(log));
        chapters.insert(at, (conversation, log));
    }
    chapters
}

impl App {
    /// The conversation of which something new came before the visitor's eyes just now.
    pub(super) fn newly_seen(&self) -> Option<ConversationId> {
        let inner = self.inner.borrow();
        let looks = inner.open && !self.scene.shown.with_untracked(|shown| shown.above) && life::is_visible();
        let (conversation, log) = chapters(&inner).pop()?;
        (looks && log.seen() < log.last()).then_some(conversation)
    }

    /// The visitor may see more now than before.
    pub(super) fn look(self: &Rc<Self>) {
        match self.newly_seen() {
            Some(conversation) => self.feed(Input::Seen(conversation)),
            None => self.show(),
        }
    }

    /// Draws everything that changed.
    pub(super) fn show(&self) {
        let mut inner = self.inner.borrow_mut();
        let inner = &mut *inner;
        let (stream, stage, unread, seen) = {
            let chapters = chapters(inner);
            let local = Local { time: &clock::time, day: &clock::day, today: clock::day(clock::now()) };
            let shown: Vec<_> = chapters
                .iter()
                .map(|(_, log)| Chapter {
                    events: log.events(),
                    received: log.other_received(),
                    read: log.other_read(),
                })
                .collect();
            let stream = rows(&shown, inner.client.outbox().entries(), &local);
            let latest = chapters.last();
            let events = latest.map_or(&[][..], |(_, log)| log.events());
            let seen = latest.and_then(|(conversation, log)| {
                let seen = Seen { conversation: *conversation, number: log.seen() };
                let before = inner.seen.filter(|before| before.conversation == *conversation);
                (seen.number > before.map_or(0, |before| before.number)).then_some(seen)
            });
            (stream, Stage::of(events), unread::count(events, seen.or(inner.seen)), seen)
        };
        if let Some(seen) = seen {
            inner.seen = Some(seen);
            inner.keeper.bridge.keep(keep::SEEN, Some(&seen.to_text()));
        }
        if unread != inner.unread {
            inner.unread = unread;
            inner.keeper.bridge.unread(unread);
        }
        let fresh = stream.is_empty();
        let (mut more, mut drawn) = (false, false);
        if let Some(screen) = &mut inner.screen {
            more = stream.len() > screen.list.len();
            drawn = screen.list.draw(self.scene, stream);
        }
        let changed = self.scene.change(|shown| {
            shown.stage = stage;
            shown.line = inner.line;
            shown.fresh = fresh;
            shown.news |= more && shown.above;
        });
        if drawn || changed {
            self.stick();
        }
    }
}
