//! Draws the scene from the core's state, and tells what the visitor has seen.

use std::rc::Rc;

use lobby_shared::client::{Input, Log, VisitorRole};
use lobby_shared::id::ConversationId;

use super::{App, Inner};
use crate::host::{clock, life};
use crate::state::keep;
use crate::state::news::{self, News};
use crate::state::stage::Stage;
use crate::state::stream::{Chapter, Local, Row, rows};
use crate::state::unread::{self, Seen};
use crate::text;
use crate::view::TEASER;
use crate::view::scene::Scene;

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
        let looks = inner.open && !self.scene.borrow().shown.above && life::is_visible();
        let (conversation, log) = chapters(&inner).pop()?;
        (looks && log.seen() < log.last()).then_some(conversation)
    }

    /// The visitor may see more now than before.
    pub(super) fn look(self: &Rc<Self>) {
        let seen = self.newly_seen().map(Input::Seen);
        match seen.or_else(|| self.newly_invited().map(Input::Tell)) {
            Some(input) => self.feed(input),
            None => self.show(),
        }
    }

    /// Draws everything that changed.
    pub(super) fn show(&self) {
        let mut inner = self.inner.borrow_mut();
        let inner = &mut *inner;
        let mut scene = self.scene.borrow_mut();
        let chapters = chapters(inner);
        let latest = chapters.last();
        let events = latest.map_or(&[][..], |(_, log)| log.events());
        let seen = latest.and_then(|(conversation, log)| {
            let seen = Seen { conversation: *conversation, number: log.seen() };
            let before = inner.seen.filter(|before| before.conversation == *conversation);
            (seen.number > before.map_or(0, |before| before.number)).then_some(seen)
        });
        let all_seen = seen.or(inner.seen);
        let unread = u32::try_from(unread::unseen(events, all_seen).count()).unwrap_or(u32::MAX);
        let invitation = inner.invited.card(&scene.shown.site).filter(|_| inner.is_in_sight());
        let teaser =
            if inner.open || invitation.is_some() { None } else { unread::teaser(events, all_seen, inner.dismissed) };
        let (stage, rows) = (Stage::of(events), rows_of(&chapters, inner, &scene));
        let told = latest.map(|(conversation, log)| Seen { conversation: *conversation, number: log.last() });
        let news = match (inner.since, told) {
            (Some(since), Some(told)) if inner.told != Some(told) => {
                let before = inner.told.filter(|before| before.conversation == told.conversation);
                news::news(events, before.map_or(0, |before| before.number), since)
            }
            _ => Vec::new(),
        };
        drop(chapters);
        if inner.since.is_some() {
            inner.told = told;
        }
        inner.tell(news, all_seen);
        if let Some(seen) = seen {
            inner.saw(seen);
        }
        if unread != inner.unread {
            inner.unread = unread;
            inner.keeper.bridge.unread(unread);
        }
        let fresh = rows.is_empty();
        let more = rows.len() > scene.list.count();
        let drawn = scene.set_rows(rows);
        let line = inner.line;
        let changed = scene.change(|shown| {
            (shown.stage, shown.line, shown.fresh, shown.open) = (stage, line, fresh, inner.open);
            shown.invitation = invitation;
            shown.news |= more && shown.above;
            shown.teaser = teaser.map(|(_, teaser)| teaser);
        });
        inner.peek(&scene);
        drop(scene);
        if drawn || changed {
            self.stick();
        }
    }

    /// The frame has another size: so may the card, and what is left of the stream.
    pub(super) fn measure(&self) {
        self.inner.borrow_mut().peek(&self.scene.borrow());
        self.stick();
    }

    /// Takes the card away until the next message.
    pub(super) fn dismiss(&self) {
        {
            let mut inner = self.inner.borrow_mut();
            let chapters = chapters(&inner);
            let latest = chapters.last().map(|(conversation, log)| (*conversation, log.last()));
            drop(chapters);
            let Some((conversation, number)) = latest else { return };
            let dismissed = Seen { conversation, number };
            inner.dismissed = Some(dismissed);
            if let Some(own) = &inner.keeper.own {
                own.keep(keep::DISMISSED, Some(&dismissed.to_text()));
            }
        }
        self.show();
    }

    /// Another tab of this visitor says what happened there.
    pub(super) fn told(self: &Rc<Self>, name: &str, value: &str) {
        match (name, Seen::parse(value)) {
            (keep::SEEN, Some(seen)) => {
                let mut inner = self.inner.borrow_mut();
                if !inner.seen.is_some_and(|before| before.covers(seen.conversation, seen.number)) {
                    inner.seen = Some(seen);
                }
                drop(inner);
                self.show();
            }
            (keep::KEPT, _) => self.adopt_later(),
            _ => {}
        }
    }
}

/// All rows.
fn rows_of(chapters: &[(ConversationId, &Log<VisitorRole>)], inner: &Inner, scene: &Scene) -> Vec<Row> {
    let locale = scene.text.locale.as_str();
    let (time, day) = (|at| text::time(locale, at), |at| text::day(locale, at));
    let local = Local { site: &scene.shown.site, time: &time, day: &day, today: day(clock::wall()) };
    let chapter = |(_, log): &(ConversationId, &Log<VisitorRole>)| (log.other_received(), log.other_read());
    let shown: Vec<_> = chapters
        .iter()
        .map(|each| {
            let (received, read) = chapter(each);
            Chapter { events: each.1.events(), received, read }
        })
        .collect();
    rows(&shown, inner.client.outbox().entries(), &local)
}

impl Inner {
    /// Keeps how far the visitor has read, and tells the other tabs.
    fn saw(&mut self, seen: Seen) {
        self.seen = Some(seen);
        self.keeper.bridge.keep(keep::SEEN, Some(&seen.to_text()));
        self.keeper.bridge.tell(keep::SEEN, &seen.to_text());
    }

    /// Tells the page around what happened.
    fn tell(&self, news: Vec<News>, seen: Option<Seen>) {
        let bridge = &self.keeper.bridge;
        for each in news {
            match each {
                News::Started => bridge.event("conversation started", &[]),
                News::Ended => bridge.event("conversation ended", &[]),
                News::Message { id, at, agent, text } => {
                    bridge.event("message", &[("text", text.as_str().into()), ("agent", agent.as_str().into())]);
                    if !seen.is_some_and(|seen| seen.covers(at.conversation, at.number)) {
                        bridge.sound(&id.to_text());
                    }
                }
            }
        }
    }

    /// Says how high the card is.
    fn peek(&mut self, scene: &Scene) {
        let card = scene.place.query_selector(TEASER).ok().flatten();
        let height = card.map_or(0, |card| card.scroll_height());
        if height != self.peek {
            self.peek = height;
            self.keeper.bridge.peek(height);
        }
    }
}
