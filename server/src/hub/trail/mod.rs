//! The trails of everyone who is there, in memory: a ring of steps each, pages interned per site, and what of them is still
//! to be written down. Nothing here waits for a database.

mod gather;
mod walk;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use lobby_shared::id::{SiteId, TabId};
use lobby_shared::page::Page;
use lobby_shared::time::Millis;
use lobby_shared::trail::{LiveTrail, Track, Walked};
use lobby_shared::visitor::VisitorRow;

use super::lobby::{GONE_FOR, GRACE};
use super::present::Known;
use crate::domain::key::{SiteNo, VisitorKey};
use crate::domain::visit::{Batch, Step, Visit, VisitKey, quarter};
use crate::domain::visitor::{Follow, Visitor};
pub use gather::Gathered;
use walk::{Walk, stored};

/// Pages interned for one site before those that nobody holds any more are looked for.
const TIDY_FROM: usize = 1_024;

/// Bytes of text in the steps that are told at once, at most: a frame has twice as much room, and the row besides. Only
/// whoever fills addresses and titles to their limits gets there; then the latest are told.
const MAX_TOLD_BYTES: usize = 24 * 1_024;

/// What a visitor's row in the lobby shows of the walk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// The page now, where the visitor may be followed.
    pub page: Option<Arc<Page>>,
    /// Pages of the visit so far.
    pub pages: u32,
}

/// One tab of a visitor, which opens on a page.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The tab.
    pub tab: TabId,
    /// The page.
    pub page: Page,
    /// The tab is in the foreground.
    pub foreground: bool,
}

/// A visit as it was left before, from disk.
#[derive(Clone, Debug, Default)]
pub struct Before {
    /// Its last steps.
    pub steps: Vec<Step>,
    /// Its pages so far.
    pub pages: u32,
}

/// A visit that is not on disk yet, in little room: all who have just come wait here.
#[derive(Debug)]
struct Fresh {
    visit: u64,
    arrived: Millis,
    known: Known,
}

#[derive(Debug, Default)]
struct SiteTrails {
    /// Boxed, as those who are present are.
    walks: BTreeMap<u64, Box<Walk>>,
    /// Who has something to be written, perhaps.
    dirty: BTreeSet<u64>,
    /// Visits that are not on disk yet.
    fresh: BTreeMap<u64, Fresh>,
    /// Visits whose end is not on disk yet.
    left: BTreeMap<VisitKey, Millis>,
    /// Steps that the rings have no room for any more.
    steps: Vec<(VisitKey, Step)>,
    pages: HashSet<Arc<Page>>,
    tidy_at: usize,
}

/// What an agent who looks at a visitor was told last.
#[derive(Debug, Default)]
struct Told {
    agents: usize,
    row: Option<VisitorRow>,
    steps: Vec<lobby_shared::trail::Step>,
    now: Millis,
}

/// The trails of this node's visitors.
#[derive(Debug, Default)]
pub struct Trails {
    sites: Mutex<BTreeMap<SiteNo, SiteTrails>>,
    begun: Mutex<BTreeMap<(SiteNo, Millis), u64>>,
    /// What a failed write has given back.
    owed: Mutex<Batch>,
    told: Mutex<BTreeMap<VisitorKey, Told>>,
}

impl Fresh {
    fn visit(&self, visitor: VisitorKey) -> Visit {
        let key = VisitKey { visitor, number: self.visit };
        Visit { key, arrived_ms: self.arrived, left_ms: None, facts: self.known.facts() }
    }
}

impl SiteTrails {
    fn intern(&mut self, mut page: Page) -> Arc<Page> {
        if let Some(there) = self.pages.get(&page) {
            return Arc::clone(there);
        }
        if self.pages.len() >= self.tidy_at.max(TIDY_FROM) {
            self.pages.retain(|page| Arc::strong_count(page) > 1);
            self.tidy_at = self.pages.len() * 2;
        }
        // It stays for as long as somebody has seen it: without the room that was left over when it was made.
        page.address.shrink_to_fit();
        page.title.shrink_to_fit();
        let page = Arc::new(page);
        self.pages.insert(Arc::clone(&page));
        page
    }

    fn owe(&mut self, key: VisitKey, out: Option<walk::KeptStep>) {
        self.dirty.insert(key.visitor.number);
        self.steps.extend(out.map(|kept| (key, stored(&kept))));
    }
}

impl Trails {
    fn with<T>(&self, site: SiteNo, work: impl FnOnce(&mut SiteTrails) -> T) -> T {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        work(sites.entry(site).or_default())
    }

    /// Does something with a walk, and tells where the visitor stands afterwards.
    fn walk(&self, key: VisitorKey, work: impl FnOnce(&mut Walk) -> Option<walk::KeptStep>) -> Option<Spot> {
        self.with(key.site, |site| {
            let walk = site.walks.get_mut(&key.number)?;
            let out = work(walk);
            let spot = Spot { page: walk.page(), pages: walk.pages };
            let visit = VisitKey { visitor: key, number: walk.visit };
            site.owe(visit, out);
            Some(spot)
        })
    }

    /// Whether this visit is in memory, so that nobody need ask the database how far it came.
    pub fn knows(&self, key: VisitorKey, visit: u64) -> bool {
        self.with(key.site, |site| site.walks.get(&key.number).is_some_and(|walk| walk.visit == visit))
    }

    /// A tab opened. What is known is written down with the first batch; `before` is what is on disk of a visit that goes on.
    pub fn open(
        &self,
        visitor: &Visitor,
        follow: Follow,
        known: &Known,
        before: Option<Before>,
        opening: Opening,
        now: Millis,
    ) -> Spot {
        let Visitor { key, visits, arrived_ms, .. } = *visitor;
        let visit = VisitKey { visitor: key, number: visits };
        self.with(key.site, |site| {
            let there = site.walks.get(&key.number).is_some_and(|walk| walk.visit == visits);
            if !there {
                let on_disk = before.is_some();
                let before = before.unwrap_or_default();
                let steps = before.steps.into_iter().map(|step| {
                    let page = match &step.what {
                        Walked::Page(page) => site.intern(page.clone()),
                        Walked::Event(_) => Arc::default(),
                    };
                    (page, step)
                });
                let steps = steps.collect();
                let mut walk = Walk::new(visits, follow);
                walk.resume(steps, before.pages);
                if let Some(mut old) = site.walks.insert(key.number, Box::new(walk)) {
                    let over = VisitKey { visitor: key, number: old.visit };
                    site.steps.extend(old.unwritten(true, now).iter().map(|kept| (over, stored(kept))));
                }
                if follow == Follow::Lasting && !on_disk {
                    let fresh = Fresh { visit: visits, arrived: arrived_ms, known: known.clone() };
                    site.fresh.insert(key.number, fresh);
                }
            }
            site.left.remove(&visit);
            let page = site.intern(opening.page);
            let Some(walk) = site.walks.get_mut(&key.number) else { return Spot::default() };
            let out = walk.open(opening.tab, page, opening.foreground, now);
            let spot = Spot { page: walk.page(), pages: walk.pages };
            site.owe(visit, out);
            spot
        })
    }

    /// The visitor is followed so from now on. Who may be written down from now on is so from this page on.
    pub fn follow(&self, visitor: &Visitor, follow: Follow, known: &Known, now: Millis) -> Option<Spot> {
        let key = visitor.key;
        self.with(key.site, |site| {
            let walk = site.walks.get_mut(&key.number)?;
            if walk.follow != follow {
                walk.follow(follow, now);
                site.steps.retain(|(visit, _)| follow == Follow::Lasting || visit.visitor != key);
                if follow == Follow::Lasting {
                    let fresh = Fresh { visit: walk.visit, arrived: visitor.arrived_ms, known: known.clone() };
                    site.fresh.insert(key.number, fresh);
                } else {
                    site.fresh.remove(&key.number);
                }
            }
            site.dirty.insert(key.number);
            Some(Spot { page: walk.page(), pages: walk.pages })
        })
    }

    /// A tab shows another page.
    pub fn view(&self, key: VisitorKey, tab: TabId, page: Page, now: Millis) -> Option<Spot> {
        let page = self.with(key.site, |site| site.intern(page));
        self.walk(key, |walk| walk.view(tab, page, now))
    }

    /// A tab came to the foreground, or went to the background.
    pub fn look(&self, key: VisitorKey, tab: TabId, foreground: bool, now: Millis) -> Option<Spot> {
        self.walk(key, |walk| {
            walk.look(tab, foreground, now);
            None
        })
    }

    /// The page said that something happened.
    pub fn track(&self, key: VisitorKey, track: Track, now: Millis) {
        self.walk(key, |walk| walk.track(track, now));
    }

    /// A socket of a tab closed.
    pub fn close(&self, key: VisitorKey, tab: TabId, now: Millis) {
        self.walk(key, |walk| {
            walk.close(tab, now);
            None
        });
    }

    /// A visit began, of whatever visitor.
    pub fn begin(&self, site: SiteNo, now: Millis) {
        *self.begun.lock().unwrap_or_else(PoisonError::into_inner).entry((site, quarter(now))).or_default() += 1;
    }

    /// Lets go of tabs and visitors who have gone.
    pub fn sweep(&self, now: Millis) {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        for (no, site) in sites.iter_mut() {
            let SiteTrails { walks, dirty, left, fresh, .. } = site;
            walks.retain(|number, walk| {
                let gone = walk.left();
                if walk.sweep(now) {
                    dirty.insert(*number);
                    let key = VisitKey { visitor: VisitorKey { site: *no, number: *number }, number: walk.visit };
                    if let Some(gone) = gone.filter(|_| walk.is_over() && walk.follow == Follow::Lasting) {
                        left.insert(key, gone);
                    }
                    walk.gone = gone.filter(|_| walk.is_over());
                }
                let stays = !walk.is_over() || walk.gone.is_some_and(|gone| now.since(gone) < GRACE + GONE_FOR);
                stays || fresh.contains_key(number) || walk.owes()
            });
        }
    }

    /// An agent looks at this visitor from now on.
    pub fn watch(&self, key: VisitorKey) {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default().agents += 1;
    }

    /// An agent looks no longer.
    pub fn unwatch(&self, key: VisitorKey) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = told.get_mut(&key) {
            entry.agents = entry.agents.saturating_sub(1);
            if entry.agents == 0 {
                told.remove(&key);
            }
        }
    }

    /// The visitors whom agents look at.
    pub fn watched(&self) -> Vec<VisitorKey> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).keys().copied().collect()
    }

    /// How long a visitor has been on this page, and whether that time goes on.
    pub fn on_page(&self, key: VisitorKey, address: &str, now: Millis) -> (Millis, bool) {
        let steps = self.with(key.site, |site| site.walks.get(&key.number).map(|walk| walk.steps(now)));
        let on =
            |step: &&lobby_shared::trail::Step| matches!(&step.what, Walked::Page(page) if page.address == address);
        let steps = steps.unwrap_or_default();
        let latest = steps.iter().filter(on).max_by_key(|step| (step.now, step.number));
        latest.map_or((Millis(0), false), |step| (step.seen_ms, step.now))
    }

    /// The whole trail of a visitor with this row; of one who is not listed nothing.
    pub fn snapshot(&self, site: SiteId, key: VisitorKey, row: Option<VisitorRow>, now: Millis) -> LiveTrail {
        let steps = || self.with(key.site, |site| site.walks.get(&key.number).map(|walk| walk.steps(now)));
        let mut steps = row.as_ref().and_then(|_| steps()).unwrap_or_default();
        let mut bytes = 0;
        let fit = steps.iter().rev().take_while(|step| {
            bytes += weight(step);
            bytes <= MAX_TOLD_BYTES
        });
        steps.drain(..steps.len() - fit.count());
        LiveTrail { site, visitor: key.number, row, steps, first: true, now_ms: now }
    }

    /// What changed since this was asked last; `None` when nothing did.
    pub fn news(&self, site: SiteId, key: VisitorKey, row: Option<VisitorRow>, now: Millis) -> Option<LiveTrail> {
        let whole = self.snapshot(site, key, row, now);
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let told = told.get_mut(&key)?;
        let passed = now.since(told.now);
        // A page that is looked at grows by itself, and the console knows by how much.
        let grown = |step: &lobby_shared::trail::Step| {
            let seen_ms = if step.now { step.seen_ms + passed } else { step.seen_ms };
            lobby_shared::trail::Step { seen_ms, ..step.clone() }
        };
        let new = |step: &&lobby_shared::trail::Step| !told.steps.iter().any(|before| grown(before) == **step);
        let steps: Vec<_> = whole.steps.iter().filter(new).cloned().collect();
        let first = steps.is_empty() && whole.steps.is_empty() && !told.steps.is_empty();
        let news = !steps.is_empty() || first || told.row != whole.row;
        (told.row, told.now) = (whole.row.clone(), now);
        told.steps = whole.steps;
        news.then_some(LiveTrail { site, visitor: key.number, row: whole.row, steps, first, now_ms: now })
    }
}

/// Bytes of text in a step.
fn weight(step: &lobby_shared::trail::Step) -> usize {
    match &step.what {
        Walked::Page(page) => page.address.len() + page.title.len(),
        Walked::Event(track) => track.name.len() + track.data.len(),
    }
}

#[cfg(test)]
#[path = "trail_test.rs"]
mod tests;
