//! One visitor's walk through the site: the tabs that are open, and the last steps in a ring.
//!
//! Time on a page counts while its tab is in the foreground, by the server's clock. A page of before in a tab that opens
//! again (a reload, a lost link) is no new step.

use std::collections::VecDeque;
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

#[derive(Clone, Debug)]
enum What {
    Page(Arc<Page>),
    Event(Arc<Track>),
}

/// A step in the ring.
#[derive(Clone, Debug)]
struct Kept {
    what: What,
    at: Millis,
    seen: Millis,
    number: u32,
    written: bool,
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
    let Kept { what, at, seen, number, .. } = &kept.0;
    let what = match what {
        What::Page(page) => Walked::Page(Page::clone(page)),
        What::Event(track) => Walked::Event(Track::clone(track)),
    };
    Step { number: *number, at_ms: *at, seen_ms: *seen, what }
}

/// A step on its way to the database.
#[derive(Clone, Debug)]
pub(super) struct KeptStep(Kept);

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
    ring: VecDeque<Kept>,
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
        for (page, step) in steps {
            let what = match step.what {
                Walked::Page(_) => What::Page(page),
                Walked::Event(track) => What::Event(Arc::new(track)),
            };
            self.last = self.last.max(step.number);
            let (at, seen, number) = (step.at_ms, step.seen_ms, step.number);
            self.ring.push_back(Kept { what, at, seen, number, written: true });
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
            let before = self.ring.back().filter(|kept| self.tabs.is_empty() && is_page(kept, &page.address));
            let step = before.map_or(0, |kept| kept.number);
            if self.tabs.len() >= MAX_TABS {
                self.drop_tab();
            }
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
            if let Some(kept) = self.ring.iter_mut().find(|kept| kept.number == step)
                && !is_same(kept, &page)
            {
                (kept.what, kept.written) = (What::Page(page), false);
            }
            return None;
        }
        if self.floods(now) {
            let spent = self.ring.iter_mut().rev().find(|kept| matches!(kept.what, What::Page(_)))?;
            (spent.what, spent.at, spent.seen, spent.written) = (What::Page(page), now, Millis(0), false);
            let number = spent.number;
            self.tabs.iter_mut().filter(|tab| tab.id == id).for_each(|tab| tab.step = number);
            return None;
        }
        let (number, out) = self.push(What::Page(page), now);
        self.tabs.iter_mut().filter(|tab| tab.id == id).for_each(|tab| tab.step = number);
        self.pages = self.pages.saturating_add(1);
        out
    }

    /// The page said that something happened.
    pub(super) fn track(&mut self, track: Track, now: Millis) -> Option<KeptStep> {
        if self.follow < Follow::Visit || self.floods(now) {
            return None;
        }
        self.push(What::Event(Arc::new(track)), now).1
    }

    fn floods(&self, now: Millis) -> bool {
        self.ring.len() >= RING && self.ring.front().is_some_and(|first| now.since(first.at) < FLOOD)
    }

    fn push(&mut self, what: What, now: Millis) -> (u32, Option<KeptStep>) {
        let out = if self.ring.len() >= RING {
            let open = |kept: &Kept| self.tabs.iter().any(|tab| tab.step == kept.number);
            let over = self.ring.iter().position(|kept| !open(kept)).unwrap_or(0);
            self.ring.remove(over)
        } else {
            None
        };
        self.last = self.last.saturating_add(1);
        self.ring.push_back(Kept { what, at: now, seen: Millis(0), number: self.last, written: false });
        (self.last, out.filter(|kept| !kept.written && self.is_kept(kept)).map(KeptStep))
    }

    fn is_kept(&self, kept: &Kept) -> bool {
        self.follow == Follow::Lasting && kept.number <= MAX_STEPS
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
        if let Some(kept) = self.ring.iter_mut().find(|kept| kept.number == step) {
            kept.seen = kept.seen + now.since(since);
            kept.written = false;
        }
    }

    /// Follows them so from now on. What was seen before they allowed it is not made up for; what they no longer allow is
    /// forgotten.
    pub(super) fn follow(&mut self, follow: Follow, now: Millis) {
        if follow < Follow::Visit {
            self.ring.clear();
            self.tabs.iter_mut().for_each(|tab| tab.step = 0);
        }
        // Steps of a time when nothing was to be written stay unwritten.
        if follow == Follow::Lasting && self.follow < Follow::Lasting {
            self.ring.iter_mut().for_each(|kept| kept.written = true);
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
            let goes_on = self.tabs.iter().any(|tab| tab.step == kept.number);
            if kept.written || goes_on && !all || !self.is_kept(kept) {
                continue;
            }
            steps.push(KeptStep(kept.clone()));
            if let Some(kept) = self.ring.get_mut(at) {
                kept.written = true;
            }
        }
        steps
    }

    /// Whether something could be unwritten.
    pub(super) fn owes(&self) -> bool {
        self.ring.iter().any(|kept| !kept.written && self.is_kept(kept))
    }

    /// The page that is looked at, or was last, where the visitor may be followed.
    pub(super) fn page(&self) -> Option<Page> {
        if self.follow < Follow::Visit {
            return None;
        }
        let tab = self.tabs.iter().max_by_key(|tab| (tab.since.is_some(), tab.left.is_none(), tab.shown))?;
        let known = !tab.page.address.is_empty() || !tab.page.title.is_empty();
        known.then(|| Page::clone(&tab.page))
    }

    /// The steps in the ring, as agents see them.
    pub(super) fn steps(&self, now: Millis) -> Vec<trail::Step> {
        let told = |kept: &Kept| {
            let spent = self.tabs.iter().filter(|tab| tab.step == kept.number).filter_map(|tab| tab.since);
            let since = spent.min();
            let Step { number, at_ms, seen_ms, what } = stored(&KeptStep(kept.clone()));
            let seen_ms = since.map_or(seen_ms, |since| seen_ms + now.since(since));
            trail::Step { number, at_ms, seen_ms, now: since.is_some(), what }
        };
        self.ring.iter().map(told).collect()
    }
}

fn is_page(kept: &Kept, address: &str) -> bool {
    matches!(&kept.what, What::Page(page) if page.address == address)
}

fn is_same(kept: &Kept, page: &Page) -> bool {
    matches!(&kept.what, What::Page(there) if **there == *page)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: TabId = TabId::from_bytes([1; 16]);
    const TWO: TabId = TabId::from_bytes([2; 16]);

    fn page(name: &str) -> Arc<Page> {
        Arc::new(Page { address: format!("https://shop.example/{name}"), title: name.to_uppercase() })
    }

    fn walk() -> Walk {
        let mut walk = Walk::new(1, Follow::Lasting);
        walk.open(ONE, page("a"), true, Millis(0));
        walk
    }

    /// The steps as number, page or event, time seen, and a star while it is looked at.
    fn told(walk: &Walk, now: u64) -> Vec<String> {
        let name = |what: &Walked| match what {
            Walked::Page(page) => page.title.clone(),
            Walked::Event(track) => track.name.clone(),
        };
        let line = |step: trail::Step| {
            format!("{} {} {}{}", step.number, name(&step.what), step.seen_ms.0, if step.now { "*" } else { "" })
        };
        walk.steps(Millis(now)).into_iter().map(line).collect()
    }

    fn numbers(steps: &[KeptStep]) -> Vec<u32> {
        steps.iter().map(|kept| kept.0.number).collect()
    }

    #[test]
    fn time_counts_in_the_foreground_only() {
        let mut walk = walk();
        walk.look(ONE, false, Millis(1_000));
        assert_eq!(told(&walk, 9_000), ["1 A 1000"]);
        walk.look(ONE, true, Millis(9_000));
        walk.view(ONE, page("b"), Millis(9_500));
        assert_eq!(told(&walk, 10_000), ["1 A 1500", "2 B 500*"]);
        // A clock that is set back adds nothing, and takes nothing away.
        walk.view(ONE, page("c"), Millis(2_000));
        assert_eq!(told(&walk, 2_100), ["1 A 1500", "2 B 0", "3 C 100*"]);
    }

    #[test]
    fn a_reload_a_lost_link_and_a_new_title_are_no_steps() {
        let mut walk = walk();
        walk.close(ONE, Millis(1_000));
        // The tab's frame is a new one after a reload, and so is the name it gives the tab.
        walk.open(TWO, page("a"), true, Millis(3_000));
        assert_eq!(told(&walk, 4_000), ["1 A 2000*"]);
        walk.open(TWO, page("a"), true, Millis(4_000));
        walk.close(TWO, Millis(4_500));
        assert_eq!(told(&walk, 5_000), ["1 A 3000*"], "the second socket of the tab is still open");
        walk.view(TWO, Arc::new(Page { title: "Another".into(), ..Page::clone(&page("a")) }), Millis(5_000));
        walk.view(TWO, Arc::new(Page { title: String::new(), ..Page::clone(&page("a")) }), Millis(5_000));
        assert_eq!((told(&walk, 5_000), walk.pages), (vec!["1 Another 3000*".to_owned()], 1));
        walk.view(TWO, page("b"), Millis(6_000));
        walk.view(TWO, page("a"), Millis(7_000));
        assert_eq!(told(&walk, 7_000), ["1 Another 4000", "2 B 1000", "3 A 0*"], "going back is a step");
    }

    #[test]
    fn a_second_tab_is_a_walk_of_its_own() {
        let mut walk = walk();
        walk.look(ONE, false, Millis(500));
        walk.open(TWO, page("a"), true, Millis(500));
        assert_eq!(told(&walk, 1_000), ["1 A 500", "2 A 500*"]);
        assert_eq!(walk.page().unwrap().title, "A");
        walk.view(ONE, page("b"), Millis(1_000));
        assert_eq!(walk.page().unwrap().title, "A", "a page that moves in the background is not the one looked at");
        walk.look(TWO, false, Millis(1_000));
        walk.look(ONE, true, Millis(2_000));
        assert_eq!(walk.page().unwrap().title, "B");
    }

    #[test]
    fn steps_are_written_once_when_they_are_over() {
        let mut walk = walk();
        assert!(walk.unwritten(false, Millis(10)).is_empty() && walk.owes());
        walk.view(ONE, page("b"), Millis(1_000));
        walk.track(Track { name: "order".into(), data: "1".into() }, Millis(1_500));
        assert_eq!(numbers(&walk.unwritten(false, Millis(2_000))), [1, 3]);
        assert!(walk.unwritten(false, Millis(3_000)).is_empty());
        walk.close(ONE, Millis(4_000));
        assert!(walk.unwritten(false, Millis(5_000)).is_empty(), "a page change may follow");
        assert!(walk.sweep(Millis(4_000) + GRACE) && walk.is_over());
        let last = walk.unwritten(false, Millis(20_000));
        assert_eq!((numbers(&last), stored(&last[0]).seen_ms), (vec![2], Millis(3_000)));
        assert!(!walk.owes());
    }

    #[test]
    fn when_the_server_stops_what_goes_on_is_written_too() {
        let mut walk = walk();
        let last = walk.unwritten(true, Millis(700));
        assert_eq!(stored(&last[0]).seen_ms, Millis(700));
    }

    #[test]
    fn the_ring_keeps_the_last_steps_and_gives_out_what_nobody_wrote() {
        let mut walk = walk();
        let mut out = Vec::new();
        for at in 1..=30 {
            out.extend(walk.view(ONE, page(&format!("p{at}")), Millis(at * 1_000)));
        }
        assert_eq!((walk.ring.len(), numbers(&out)), (RING, (1..=11).collect()));
        walk.unwritten(false, Millis(31_000));
        assert!(walk.view(ONE, page("next"), Millis(32_000)).is_none(), "it was written");
        assert_eq!(walk.pages, 32);
    }

    #[test]
    fn a_page_that_stays_open_in_a_background_tab_stays_in_the_ring() {
        let mut walk = walk();
        walk.open(TWO, page("b"), false, Millis(10));
        for at in 1..=40 {
            walk.view(TWO, page(&format!("p{at}")), Millis(at * 1_000));
        }
        assert_eq!(walk.ring.front().unwrap().number, 1);
    }

    #[test]
    fn ten_thousand_pages_in_a_minute_are_no_ten_thousand_steps() {
        let mut walk = walk();
        let mut out = 0;
        for at in 1..=10_000_u64 {
            out += usize::from(walk.view(ONE, page(&format!("p{at}")), Millis(at * 6)).is_some());
            walk.track(Track { name: format!("e{at}"), data: String::new() }, Millis(at * 6));
        }
        assert!(walk.last <= 7 * 20, "{} steps", walk.last);
        assert!(out <= 7 * 20 && walk.ring.len() == RING);
        assert_eq!(walk.page().unwrap().title, "P10000", "the page that is told is the last one");
    }

    #[test]
    fn a_visit_of_a_thousand_steps_is_written_to_its_limit() {
        let mut walk = walk();
        let mut written = 0;
        for at in 1..=1_000 {
            walk.view(ONE, page(&format!("p{at}")), Millis(at * 1_000));
            written += walk.unwritten(false, Millis(at * 1_000)).len();
        }
        assert_eq!(u32::try_from(written).unwrap(), MAX_STEPS);
    }

    #[test]
    fn who_is_only_counted_leaves_no_steps_until_they_open_the_chat() {
        let mut walk = Walk::new(1, Follow::Counted);
        walk.open(ONE, page("a"), true, Millis(0));
        walk.view(ONE, page("b"), Millis(1_000));
        walk.track(Track { name: "order".into(), data: String::new() }, Millis(1_000));
        assert!(walk.steps(Millis(2_000)).is_empty() && walk.page().is_none() && walk.pages == 0);
        walk.follow(Follow::Visit, Millis(2_000));
        assert_eq!((told(&walk, 2_500), walk.page().unwrap().title.as_str()), (vec!["1 B 500*".to_owned()], "B"));
        walk.view(ONE, page("c"), Millis(3_000));
        assert!(walk.unwritten(true, Millis(4_000)).is_empty() && !walk.owes(), "and nothing is written down");
        walk.follow(Follow::Lasting, Millis(4_000));
        walk.view(ONE, page("d"), Millis(5_000));
        assert_eq!(numbers(&walk.unwritten(true, Millis(6_000))), [2, 3], "but for what goes on and comes after");
        walk.follow(Follow::Counted, Millis(7_000));
        assert!(walk.steps(Millis(8_000)).is_empty() && walk.page().is_none());
    }

    #[test]
    fn after_a_restart_the_last_page_goes_on() {
        let mut walk = Walk::new(3, Follow::Lasting);
        let step =
            Step { number: 7, at_ms: Millis(10), seen_ms: Millis(500), what: Walked::Page(Page::clone(&page("a"))) };
        walk.resume(vec![(page("a"), step)], 5);
        walk.open(ONE, page("a"), true, Millis(60_000));
        assert_eq!((told(&walk, 61_000), walk.pages), (vec!["7 A 1500*".to_owned()], 5));
        walk.view(ONE, page("b"), Millis(61_000));
        assert_eq!(told(&walk, 61_000), ["7 A 1500", "8 B 0*"]);
    }

    #[test]
    fn tabs_without_end_are_forgotten() {
        let mut walk = walk();
        for at in 0..200_u8 {
            let tab = TabId::from_bytes([at; 16]);
            walk.open(tab, page(&format!("t{at}")), false, Millis(u64::from(at) * 2_000));
            walk.close(tab, Millis(u64::from(at) * 2_000));
        }
        assert!(walk.tabs.len() <= MAX_TABS);
    }
}
