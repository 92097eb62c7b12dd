//! The lobby of this node: every visitor on every site, live, in memory only. Nothing here is written or published
//! unless somebody watches.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use lobby_shared::page::Page;
use lobby_shared::time::Millis;
use lobby_shared::visitor::{Facts, VisitorRow, VisitorState};

use crate::domain::key::{SiteNo, VisitorKey};
use crate::domain::visitor::Visitor;

/// A page change reopens the socket: this long without one is no departure.
pub const GRACE: Millis = Millis(15_000);
/// Then the visitor is listed as gone for this long.
pub const GONE_FOR: Millis = Millis(60_000);

#[derive(Debug)]
struct Present {
    row: VisitorRow,
    sockets: u32,
    left: Option<Millis>,
}

#[derive(Debug, Default)]
struct SiteLobby {
    present: BTreeMap<u64, Present>,
    dirty: BTreeSet<u64>,
}

/// What is known of a visitor who arrives.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Where they stand.
    pub state: VisitorState,
    /// Whom they talk with.
    pub agent: Option<String>,
    /// The page.
    pub page: Page,
    /// What is known of the visit.
    pub facts: Facts,
}

/// What a site's watchers are told in one batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// New and changed rows.
    pub rows: Vec<VisitorRow>,
    /// Numbers of those who are no longer listed.
    pub left: Vec<u64>,
}

/// Everyone on every site, as far as this node knows.
#[derive(Debug, Default)]
pub struct Lobby {
    sites: Mutex<BTreeMap<SiteNo, SiteLobby>>,
    /// Who has gone and is not written down yet. While the database is away nobody can arrive, so that it holds at most
    /// those who were here.
    owed: Mutex<BTreeMap<VisitorKey, Millis>>,
}

impl Lobby {
    fn with<T>(&self, site: SiteNo, work: impl FnOnce(&mut SiteLobby) -> T) -> T {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        work(sites.entry(site).or_default())
    }

    fn change(&self, key: VisitorKey, work: impl FnOnce(&mut Present)) {
        self.with(key.site, |lobby| {
            if let Some(present) = lobby.present.get_mut(&key.number) {
                work(present);
                lobby.dirty.insert(key.number);
            }
        });
    }

    /// A socket of this visitor opened. Where they came from stays as the visit's first page told it.
    pub fn arrive(&self, visitor: &Visitor, arrival: Arrival) {
        let Arrival { state, agent, page, facts } = arrival;
        self.with(visitor.key.site, |lobby| {
            let number = visitor.key.number;
            let before = lobby.present.get(&number);
            let sockets = before.map_or(0, |present| present.sockets) + 1;
            let facts = before.map_or(facts, |present| present.row.facts.clone());
            let pages = before.map_or(1, |present| present.row.pages);
            let row = VisitorRow {
                number,
                state,
                visits: visitor.visits,
                arrived_ms: visitor.arrived_ms,
                page: Some(page).filter(|page| !page.address.is_empty() || !page.title.is_empty()),
                pages,
                agent,
                owner: None,
                blocked: false,
                facts,
            };
            lobby.present.insert(number, Present { row, sockets, left: None });
            lobby.dirty.insert(number);
        });
    }

    /// The visitor when still known from an earlier socket: the database need not be asked about the visit.
    pub fn row(&self, key: VisitorKey) -> Option<VisitorRow> {
        self.with(key.site, |lobby| lobby.present.get(&key.number).map(|present| present.row.clone()))
    }

    /// The visitor is on this page now.
    pub fn view(&self, key: VisitorKey, page: Page) {
        self.change(key, |present| present.row.page = Some(page));
    }

    /// The visitor's conversation has moved.
    pub fn converse(&self, key: VisitorKey, state: VisitorState, agent: Option<String>) {
        self.change(key, |present| {
            present.row.agent = agent;
            if present.row.state != VisitorState::Gone {
                present.row.state = state;
            }
        });
    }

    /// A socket of this visitor closed.
    pub fn leave(&self, key: VisitorKey, now: Millis) {
        self.change(key, |present| {
            present.sockets = present.sockets.saturating_sub(1);
            present.left = (present.sockets == 0).then_some(now);
        });
    }

    /// Everyone on a site, the latest arrival first.
    pub fn snapshot(&self, site: SiteNo) -> Vec<VisitorRow> {
        let mut rows: Vec<VisitorRow> =
            self.with(site, |lobby| lobby.present.values().map(|present| present.row.clone()).collect());
        rows.sort_by_key(|row| std::cmp::Reverse((row.arrived_ms, row.number)));
        rows
    }

    /// Visitors with a socket, over all sites.
    pub fn connected(&self) -> usize {
        let sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        sites.values().flat_map(|lobby| lobby.present.values()).filter(|present| present.sockets > 0).count()
    }

    /// Who has just gone, with the time they were last there: for the one write at a visit's end.
    pub fn sweep(&self, now: Millis) -> Vec<(VisitorKey, Millis)> {
        let mut gone = Vec::new();
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        for (site, lobby) in sites.iter_mut() {
            for (number, present) in &mut lobby.present {
                let Some(left) = present.left else { continue };
                if now.since(left) >= GRACE && present.row.state != VisitorState::Gone {
                    present.row.state = VisitorState::Gone;
                    lobby.dirty.insert(*number);
                    gone.push((VisitorKey { site: *site, number: *number }, left));
                }
            }
            let over = |present: &Present| present.left.is_some_and(|left| now.since(left) >= GRACE + GONE_FOR);
            let dirty = &mut lobby.dirty;
            lobby.present.retain(|number, present| {
                let stays = !over(present);
                if !stays {
                    dirty.insert(*number);
                }
                stays
            });
        }
        gone
    }

    /// These are to be written down: when they were last there.
    pub fn owe(&self, gone: Vec<(VisitorKey, Millis)>) {
        if !gone.is_empty() {
            self.owed.lock().unwrap_or_else(PoisonError::into_inner).extend(gone);
        }
    }

    /// Everything that is to be written down, until it is [`Self::paid`].
    pub fn owed(&self) -> Vec<(VisitorKey, Millis)> {
        self.owed.lock().unwrap_or_else(PoisonError::into_inner).iter().map(|(key, left)| (*key, *left)).collect()
    }

    /// These are written down.
    pub fn paid(&self, written: &[(VisitorKey, Millis)]) {
        let mut owed = self.owed.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, left) in written {
            if owed.get(key) == Some(left) {
                owed.remove(key);
            }
        }
    }

    /// Everyone who is there now: for the write when the server stops.
    pub fn present(&self) -> Vec<VisitorKey> {
        let sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        let there = |present: &Present| present.row.state != VisitorState::Gone;
        let of = |site: SiteNo, lobby: &SiteLobby| -> Vec<VisitorKey> {
            let keys = lobby.present.iter().filter(|(_, present)| there(present));
            keys.map(|(number, _)| VisitorKey { site, number: *number }).collect()
        };
        sites.iter().flat_map(|(site, lobby)| of(*site, lobby)).collect()
    }

    /// What changed since the last batch, per site; sites for which `watched` is false only forget.
    pub fn batches(&self, watched: impl Fn(SiteNo) -> bool) -> Vec<(SiteNo, Batch)> {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        let mut batches = Vec::new();
        for (site, lobby) in sites.iter_mut() {
            let dirty = std::mem::take(&mut lobby.dirty);
            if dirty.is_empty() || !watched(*site) {
                continue;
            }
            let mut batch = Batch::default();
            for number in dirty {
                match lobby.present.get(&number) {
                    Some(present) => batch.rows.push(present.row.clone()),
                    None => batch.left.push(number),
                }
            }
            batches.push((*site, batch));
        }
        batches
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: SiteNo = SiteNo(1);
    const KEY: VisitorKey = VisitorKey { site: SITE, number: 7 };

    fn browsing() -> Arrival {
        let page = Page::default();
        Arrival { state: VisitorState::Browsing, agent: None, page, facts: Facts::default() }
    }

    fn arrived() -> Lobby {
        let lobby = Lobby::default();
        let visitor = Visitor { key: KEY, visits: 1, arrived_ms: Millis(0), seen_ms: Millis(0) };
        lobby.arrive(&visitor, browsing());
        lobby
    }

    fn states(lobby: &Lobby) -> Vec<VisitorState> {
        lobby.snapshot(SITE).iter().map(|row| row.state).collect()
    }

    #[test]
    fn a_visitor_who_leaves_is_gone_after_the_grace_and_unlisted_a_minute_later() {
        let lobby = arrived();
        lobby.leave(KEY, Millis(1_000));
        assert_eq!(lobby.sweep(Millis(15_999)), vec![]);
        assert_eq!(states(&lobby), [VisitorState::Browsing]);
        assert_eq!(lobby.sweep(Millis(16_000)), vec![(KEY, Millis(1_000))]);
        assert_eq!(states(&lobby), [VisitorState::Gone]);
        assert_eq!(lobby.sweep(Millis(75_999)), vec![]);
        lobby.batches(|_| true);
        lobby.sweep(Millis(76_000));
        assert_eq!(states(&lobby), []);
        assert_eq!(lobby.batches(|_| true), vec![(SITE, Batch { rows: vec![], left: vec![7] })]);
    }

    #[test]
    fn a_page_change_within_the_grace_is_no_departure() {
        let lobby = arrived();
        lobby.leave(KEY, Millis(1_000));
        let visitor = Visitor { key: KEY, visits: 1, arrived_ms: Millis(0), seen_ms: Millis(0) };
        lobby.arrive(&visitor, browsing());
        assert_eq!(lobby.sweep(Millis(100_000)), vec![]);
        assert_eq!(states(&lobby), [VisitorState::Browsing]);
    }

    #[test]
    fn a_second_tab_keeps_the_visitor_there() {
        let lobby = arrived();
        let visitor = Visitor { key: KEY, visits: 1, arrived_ms: Millis(0), seen_ms: Millis(0) };
        lobby.arrive(&visitor, browsing());
        lobby.leave(KEY, Millis(1_000));
        assert_eq!(lobby.sweep(Millis(100_000)), vec![]);
    }

    #[test]
    fn changes_are_batched_and_unwatched_ones_forgotten() {
        let lobby = arrived();
        lobby.converse(KEY, VisitorState::Chatting, Some("Jo".into()));
        let batches = lobby.batches(|_| true);
        assert_eq!(batches.len(), 1);
        assert_eq!(batches[0].1.rows.len(), 1, "two changes, one row");
        lobby.view(KEY, Page::default());
        assert_eq!(lobby.batches(|_| false), vec![]);
        assert_eq!(lobby.batches(|_| true), vec![]);
    }
}
