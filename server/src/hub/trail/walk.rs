//! One visitor's walk through the site: the tabs that are open, and the last steps in a ring.
//!
//! Time on a page counts while its tab is in the foreground, by the server's clock. A page of before in a tab that opens
//! again (a reload, a lost link) is no new step.

use std::sync::Arc;

use lobby_shared::id::TabId;
use lobby_shared::page::Page;
use lobby_shared::time::Millis;
use lobby_shared::trail::{self, RING, Track, Walked};

use crate::domain::visit::{MAX_STEPS, Step};
use crate::domain::visitor::Follow;
use crate::hub::lobby::GRACE;

/// A whole ring within this time is nobody who reads: the page then takes the place of the last step.
const FLOOD: Millis = Millis(10_000);
/// Tabs that are remembered, at most: sockets a visitor may have, and some that have just closed.
const MAX_TABS: usize = 24;

/// A step in the ring. There are twenty of each visitor, so that every byte counts: an event, which is rare, stands beside
/// the ring, and the number shares its room with whether the step is written.
#[derive(Clone, Debug)]
struct Kept {
    /// The page; `None` for an event.
    page: Option<Arc<Page>>,
    at: Millis,
    /// In milliseconds, up to seven weeks.
    seen: u32,
    mark: u32,
}

impl Kept {
    const fn new(page: Option<Arc<Page>>, number: u32, at: Millis) -> Self {
        Self { page, at, seen: 0, mark: number << 1 }
    }

    const fn number(&self) -> u32 {
        self.mark >> 1
    }

    const fn written(&self) -> bool {
        self.mark & 1 == 1
    }

    fn write(&mut self, written: bool) {
        self.mark = self.number() << 1 | u32::from(written);
    }

    fn see(&mut self, span: Millis) {
        self.seen = self.seen.saturating_add(u32::try_from(span.0).unwrap_or(u32::MAX));
    }
}

#[derive(Clone, Debug)]
struct Tab {
    id: TabId,
    page: Arc<Page>,
    /// The number of its step; 0 while the visitor is not followed.
    step: u32,
    sockets: u16,
    /// In the foreground since.
    since: Option<Millis>,
    /// Its last socket closed.
    left: Option<Millis>,
    /// When it was last looked at.
    shown: Millis,
}

/// A step that fell out of the ring, or is asked for, as the database knows it.
pub(super) fn stored(kept: &KeptStep) -> Step {
    let KeptStep(kept, track) = kept;
    let what = match (&kept.page, track) {
        (Some(page), _) => Walked::Page(Page::clone(page)),
        (None, Some(track)) => Walked::Event(Track::clone(track)),
        (None, None) => Walked::Page(Page::default()),
    };
    Step { number: kept.number(), at_ms: kept.at, seen_ms: Millis(kept.seen.into()), what }
}

/// A step on its way to the database, with its event.
#[derive(Clone, Debug)]
pub(super) struct KeptStep(Kept, Option<Arc<Track>>);

/// One visitor's walk.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// The visit.
    pub(super) visit: u64,
    /// How far they are followed.
    pub(super) follow: Follow,
    /// Pages of the visit so far.
    pub(super) pages: u32,
    /// The visitor has gone, and when.
    pub(super) gone: Option<Millis>,
    /// The number of the last step.
    last: u32,
    ring: Vec<Kept>,
    /// The events in the ring, by number.
    events: Vec<(u32, Arc<Track>)>,
    tabs: Vec<Tab>,
}

impl Walk {
    /// A walk that begins.
    pub(super) fn new(visit: u64, follow: Follow) -> Self {
        Self { visit, follow, ..Self::default() }
    }

    /// Goes on after these steps, which are on disk.
    pub(super) fn resume(&mut self, steps: Vec<(Arc<Page>, Step)>, pages: u32) {
        self.pages = pages;
        self.ring.reserve_exact(steps.len());
        for (page, step) in steps {
            let page = match step.what {
                Walked::Page(_) => Some(page),
                Walked::Event(track) => {
                    self.events.push((step.number, Arc::new(track)));
                    None
                }
            };
            self.last = self.last.max(step.number);
            let mut kept = Kept::new(page, step.number, step.at_ms);
            kept.see(step.seen_ms);
            kept.write(true);
            self.ring.push(kept);
        }
    }

    /// A socket of a tab opened on a page. Answers the step that this pushed out of the ring, so for all that follows.
    pub(super) fn open(&mut self, id: TabId, page: Arc<Page>, foreground: bool, now: Millis) -> Option<KeptStep> {
        self.gone = None;
        let closed = |tab: &Tab| tab.left.is_some() && tab.page.address == page.address;
        let known = self.tabs.iter().position(|tab| tab.id == id).or_else(|| self.tabs.iter().position(closed));
        if let Some(tab) = known.and_then(|at| self.tabs.get_mut(at)) {
            (tab.id, tab.left, tab.sockets) = (id, None, tab.sockets.saturating_add(1));
        } else {
            // After a restart nobody knows the tabs, but the last page is on disk.
            let before = self.ring.last().filter(|kept| self.tabs.is_empty() && is_page(kept, &page.address));
            let step = before.map_or(0, Kept::number);
            if self.tabs.len() >= MAX_TABS {
                self.drop_tab();
            }
            self.tabs.reserve_exact(1);
            self.tabs.push(Tab { id, page: Arc::clone(&page), step, sockets: 1, since: None, left: None, shown: now });
        }
        let out = self.view(id, page, now);
        self.look(id, foreground, now);
        out
    }

    /// The tab that closed first goes, else the oldest.
    fn drop_tab(&mut self) {
        let first = self.tabs.iter().enumerate().min_by_key(|(_, tab)| (tab.left.is_none(), tab.left, tab.shown));
        if let Some(at) = first.map(|(at, _)| at) {
            self.tabs.remove(at);
        }
    }

    /// A tab shows a page. The same address is the same step, perhaps with another title.
    pub(super) fn view(&mut self, id: TabId, page: Arc<Page>, now: Millis) -> Option<KeptStep> {
        self.count(id, now);
        let tab = self.tabs.iter_mut().find(|tab| tab.id == id)?;
        let same = tab.page.address == page.address;
        if !(same && page.title.is_empty()) {
            tab.page = Arc::clone(&page);
        }
        let (step, page) = (tab.step, Arc::clone(&tab.page));
        if self.follow < Follow::Visit || page.address.is_empty() && page.title.is_empty() {
            return None;
        }
        if same && step != 0 {
            if let Some(kept) = self.ring.iter_mut().find(|kept| kept.number() == step)
                && !is_same(kept, &page)
            {
                kept.page = Some(page);
                kept.write(false);
            }
            return None;
        }
        if self.floods(now) {
            let spent = self.ring.iter_mut().rev().find(|kept| kept.page.is_some())?;
            let number = spent.number();
            *spent = Kept::new(Some(page), number, now);
            self.tabs.iter_mut().filter(|tab| tab.id == id).for_each(|tab| tab.step = number);
            return None;
        }
        let (number, out) = self.push(Some(page), now);
        self.tabs.iter_mut().filter(|tab| tab.id == id).for_each(|tab| tab.step = number);
        self.pages = self.pages.saturating_add(1);
        out
    }

    /// The page said that something happened.
    pub(super) fn track(&mut self, track: Track, now: Millis) -> Option<KeptStep> {
        if self.follow < Follow::Visit || self.floods(now) {
            return None;
        }
        self.events.push((self.last.saturating_add(1), Arc::new(track)));
        self.push(None, now).1
    }

    fn floods(&self, now: Millis) -> bool {
        self.ring.len() >= RING && self.ring.first().is_some_and(|first| now.since(first.at) < FLOOD)
    }

    fn push(&mut self, page: Option<Arc<Page>>, now: Millis) -> (u32, Option<KeptStep>) {
        let out = if self.ring.len() >= RING {
            let open = |kept: &Kept| self.tabs.iter().any(|tab| tab.step == kept.number());
            let over = self.ring.iter().position(|kept| !open(kept)).unwrap_or(0);
            let kept = self.ring.remove(over);
            Some(self.with_event(kept))
        } else {
            None
        };
        self.last = self.last.saturating_add(1);
        if self.ring.len() == self.ring.capacity() {
            // In small steps: many see one page only, most a few, and a ring of twenty is not one of thirty-two.
            self.ring.reserve_exact(if self.ring.is_empty() { 1 } else { 4.min(RING - self.ring.len().min(RING - 1)) });
        }
        self.ring.push(Kept::new(page, self.last, now));
        let oldest = self.ring.iter().map(Kept::number).min().unwrap_or(0);
        self.events.retain(|(number, _)| *number >= oldest);
        (self.last, out.filter(|KeptStep(kept, _)| !kept.written() && self.is_kept(kept)))
    }

    fn with_event(&self, kept: Kept) -> KeptStep {
        let event = |(number, _): &&(u32, Arc<Track>)| *number == kept.number();
        let track = self.events.iter().find(event).map(|(_, track)| Arc::clone(track));
        KeptStep(kept, track)
    }

    fn is_kept(&self, kept: &Kept) -> bool {
        self.follow == Follow::Lasting && kept.number() <= MAX_STEPS
    }

    /// A tab came to the foreground, or went to the background.
    pub(super) fn look(&mut self, id: TabId, foreground: bool, now: Millis) {
        self.count(id, now);
        if let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == id) {
            tab.since = foreground.then_some(now);
            if foreground {
                tab.shown = now;
            }
        }
    }

    /// A socket of a tab closed.
    pub(super) fn close(&mut self, id: TabId, now: Millis) {
        self.count(id, now);
        if let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == id) {
            tab.sockets = tab.sockets.saturating_sub(1);
            if tab.sockets == 0 {
                (tab.since, tab.left) = (None, Some(now));
            }
        }
    }

    /// Adds the time that passed on a tab's page to its step.
    fn count(&mut self, id: TabId, now: Millis) {
        let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == id) else { return };
        let Some(since) = tab.since else { return };
        // A clock that was set back counts anew from where it stands.
        tab.since = Some(now);
        let step = tab.step;
        if let Some(kept) = self.ring.iter_mut().find(|kept| kept.number() == step) {
            kept.see(now.since(since));
            kept.write(false);
        }
    }

    /// Follows them so from now on. What was seen before they allowed it is not made up for; what they no longer allow is
    /// forgotten.
    pub(super) fn follow(&mut self, follow: Follow, now: Millis) {
        if follow < Follow::Visit {
            self.ring.clear();
            self.events.clear();
            self.tabs.iter_mut().for_each(|tab| tab.step = 0);
        }
        // Steps of a time when nothing was to be written stay unwritten.
        if follow == Follow::Lasting && self.follow < Follow::Lasting {
            self.ring.iter_mut().for_each(|kept| kept.write(true));
        }
        self.follow = follow;
        if follow >= Follow::Visit {
            let tabs: Vec<_> = self.tabs.iter().filter(|tab| tab.step == 0 && tab.left.is_none()).cloned().collect();
            for tab in tabs {
                self.view(tab.id, tab.page, now);
            }
        }
    }

    /// Forgets tabs that have been closed for longer than a page change takes.
    pub(super) fn sweep(&mut self, now: Millis) -> bool {
        let before = self.tabs.len();
        self.tabs.retain(|tab| tab.left.is_none_or(|left| now.since(left) < GRACE));
        self.tabs.len() != before
    }

    /// No socket since then; `None` while there is one.
    pub(super) fn left(&self) -> Option<Millis> {
        if self.tabs.iter().any(|tab| tab.left.is_none()) {
            None
        } else {
            self.tabs.iter().filter_map(|tab| tab.left).max()
        }
    }

    /// Nobody's tab is open or has just closed.
    pub(super) fn is_over(&self) -> bool {
        self.tabs.is_empty()
    }

    /// The steps that are over and not written down yet; from now on they count as written. With `all`, those too that go
    /// on: the server stops.
    pub(super) fn unwritten(&mut self, all: bool, now: Millis) -> Vec<KeptStep> {
        if all {
            let tabs: Vec<TabId> = self.tabs.iter().map(|tab| tab.id).collect();
            tabs.into_iter().for_each(|id| self.count(id, now));
        }
        let mut steps = Vec::new();
        for at in 0..self.ring.len() {
            let Some(kept) = self.ring.get(at) else { break };
            let goes_on = self.tabs.iter().any(|tab| tab.step == kept.number());
            if kept.written() || goes_on && !all || !self.is_kept(kept) {
                continue;
            }
            steps.push(self.with_event(kept.clone()));
            if let Some(kept) = self.ring.get_mut(at) {
                kept.write(true);
            }
        }
        steps
    }

    /// Whether something could be unwritten.
    pub(super) fn owes(&self) -> bool {
        self.ring.iter().any(|kept| !kept.written() && self.is_kept(kept))
    }

    /// The page that is looked at, or was last, where the visitor may be followed.
    pub(super) fn page(&self) -> Option<Arc<Page>> {
        if self.follow < Follow::Visit {
            return None;
        }
        let tab = self.tabs.iter().max_by_key(|tab| (tab.since.is_some(), tab.left.is_none(), tab.shown))?;
        let known = !tab.page.address.is_empty() || !tab.page.title.is_empty();
        known.then(|| Arc::clone(&tab.page))
    }

    /// The steps in the ring, as agents see them.
    pub(super) fn steps(&self, now: Millis) -> Vec<trail::Step> {
        let told = |kept: &Kept| {
            let spent = self.tabs.iter().filter(|tab| tab.step == kept.number()).filter_map(|tab| tab.since);
            let since = spent.min();
            let Step { number, at_ms, seen_ms, what } = stored(&self.with_event(kept.clone()));
            let seen_ms = since.map_or(seen_ms, |since| seen_ms + now.since(since));
            trail::Step { number, at_ms, seen_ms, now: since.is_some(), what }
        };
        self.ring.iter().map(told).collect()
    }
}

fn is_page(kept: &Kept, address: &str) -> bool {
    kept.page.as_ref().is_some_and(|page| page.address == address)
}

fn is_same(kept: &Kept, page: &Page) -> bool {
    kept.page.as_deref() == Some(page)
}

#[cfg(test)]
#[path = "walk_test.rs"]
mod tests;
