//! The lobby of this node: every visitor on every site, live, in memory only. Nothing here is written, and only what
//! somebody watches is sorted or told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use lobby_shared::id::SiteId;
use lobby_shared::lobby::{LobbyCounts, LobbyOverview, LobbyPage, Watch};
use lobby_shared::page::Page;
use lobby_shared::time::Millis;
use lobby_shared::visitor::{VisitorRow, VisitorState};
use lobby_shared::wire::agent::AgentPush;

use super::Topic;
use super::present::{Known, Present};
use super::site::SiteLobby;
use super::window::pieces;
use crate::domain::calendar::Calendar;
use crate::domain::key::{SiteNo, VisitorKey};
use crate::domain::visitor::Visitor;

pub use super::tally::WEEKS;

/// A page change reopens the socket: this long without one is no departure.
pub const GRACE: Millis = Millis(15_000);
/// Then the visitor is listed as gone for this long.
pub const GONE_FOR: Millis = Millis(60_000);

/// What is known of a visitor who arrives.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Where their conversation has them stand.
    pub state: VisitorState,
    /// Whom they talk with.
    pub agent: Option<String>,
    /// The page that they are on, where the visitor may be followed.
    pub page: Option<Arc<Page>>,
    /// Pages of this visit so far, this one included.
    pub pages: u32,
    /// What is known of the visit; of one that is known already this is not read.
    pub known: Known,
    /// Shown to agents; otherwise counted only.
    pub listed: bool,
}

/// Everyone on every site, as far as this node knows.
#[derive(Debug, Default)]
pub struct Lobby {
    calendar: Calendar,
    sites: Mutex<BTreeMap<SiteNo, SiteLobby>>,
    /// Who has gone and is not written down yet. While the database is away nobody can arrive, so that it holds at most
    /// those who were here.
    owed: Mutex<BTreeMap<VisitorKey, Millis>>,
    beats: Mutex<u64>,
}

/// Somebody watches until this is dropped.
#[derive(Debug)]
pub struct Watching {
    lobby: Arc<Lobby>,
    site: SiteNo,
    window: u64,
    overview: bool,
}

impl Watching {
    /// What tells all that is watched.
    pub fn topics(&self) -> impl Iterator<Item = Topic> {
        let overview = self.overview.then_some(Topic::Overview(self.site));
        [Topic::Window(self.site, self.window), Topic::Counts(self.site)].into_iter().chain(overview)
    }

    /// The site.
    pub const fn site(&self) -> SiteNo {
        self.site
    }

    /// Asks for the figures of map and heat view too.
    pub const fn overview(&self) -> bool {
        self.overview
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.lobby.with(self.site, |lobby| lobby.close(self.window, self.overview));
    }
}

impl Lobby {
    /// A lobby whose days are those of a calendar.
    pub fn new(calendar: Calendar) -> Self {
        Self { calendar, ..Self::default() }
    }

    /// The zone by which days and hours are told.
    pub const fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    fn with<T>(&self, site: SiteNo, work: impl FnOnce(&mut SiteLobby) -> T) -> T {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        work(sites.entry(site).or_default())
    }

    fn change(&self, key: VisitorKey, work: impl FnOnce(&mut Present)) {
        self.with(key.site, |lobby| lobby.alter(key.number, work));
    }

    fn read<T>(&self, key: VisitorKey, work: impl FnOnce(&Present) -> T) -> Option<T> {
        self.with(key.site, |lobby| lobby.present.get(&key.number).map(|present| work(present)))
    }

    /// A socket of this visitor opened. Within a visit the facts stay as its first page told them, and so does an
    /// invitation that stands. A visitor whose visit began when they were last seen begins it now.
    pub fn arrive(&self, visitor: &Visitor, arrival: Arrival) {
        let Arrival { state, agent, page, pages, known, listed } = arrival;
        let agent = agent.map(Arc::from);
        self.with(visitor.key.site, |lobby| {
            let number = visitor.key.number;
            let before = lobby.present.get(&number);
            if before.is_none_or(|before| before.visits != visitor.visits) && visitor.arrived_ms == visitor.seen_ms {
                lobby.tally.begin(visitor.arrived_ms);
            }
            let before = lobby.present.get(&number);
            let same_visit = before.filter(|before| before.visits == visitor.visits);
            let before_known = same_visit.map(|before| before.known.clone());
            let invited =
                before.filter(|before| before.state == VisitorState::Invited && state == VisitorState::Browsing);
            let present = Present {
                state: invited.map_or(state, |before| before.state),
                visits: visitor.visits,
                arrived: visitor.arrived_ms,
                page,
                pages,
                agent: invited.map_or(agent, |before| before.agent.clone()),
                blocked: before.is_some_and(|before| before.blocked),
                listed,
                sockets: before.map_or(0, |before| before.sockets) + 1,
                known: before_known.unwrap_or(known),
                left: None,
            };
            lobby.replace(number, Some(present));
        });
    }

    /// The facts of a visitor's visit; nothing of one who is not known here.
    pub fn known(&self, key: VisitorKey) -> Known {
        self.read(key, |present| present.known.clone()).unwrap_or_default()
    }

    /// When still known from an earlier socket: visits so far and when this one began, so that the database need not be
    /// asked.
    pub fn visit(&self, key: VisitorKey) -> Option<(u64, Millis)> {
        self.read(key, |present| (present.visits, present.arrived))
    }

    /// How a visitor stands in the lobby, listed or not; `None` when they are not known here.
    pub fn row(&self, key: VisitorKey) -> Option<VisitorRow> {
        self.read(key, |present| present.row(key.number))
    }

    /// Whether agents see this visitor.
    pub fn is_listed(&self, key: VisitorKey) -> bool {
        self.read(key, |present| present.listed).unwrap_or(false)
    }

    /// Where a visitor stands; `None` when they are not known here.
    pub fn state(&self, key: VisitorKey) -> Option<VisitorState> {
        self.read(key, |present| present.state)
    }

    /// The visitor is on this page now, and has been on so many.
    pub fn view(&self, key: VisitorKey, page: Option<Arc<Page>>, pages: u32) {
        self.change(key, |present| (present.page, present.pages) = (page, pages));
    }

    /// The visitor is shown to agents from now on, or counted only.
    pub fn list(&self, key: VisitorKey, listed: bool) {
        self.change(key, |present| present.listed = listed);
    }

    /// The visitor is blocked from now on, or no longer.
    pub fn block(&self, key: VisitorKey, blocked: bool) {
        self.change(key, |present| present.blocked = blocked);
    }

    /// The visitor's conversation has moved.
    pub fn converse(&self, key: VisitorKey, state: VisitorState, agent: Option<String>) {
        let agent = agent.map(Arc::from);
        self.change(key, |present| {
            present.agent = agent;
            if present.there() {
                present.state = state;
            }
        });
    }

    /// The visitor has an invitation on the screen, from an agent or from the site itself. False, and nothing changes,
    /// when they were not browsing: of two who invite at once, one does.
    pub fn invite(&self, key: VisitorKey, agent: Option<&str>) -> bool {
        let agent = agent.map(Arc::from);
        self.with(key.site, |lobby| {
            let browsing = |present: &Present| present.listed && present.state == VisitorState::Browsing;
            let free = lobby.present.get(&key.number).is_some_and(|present| browsing(present));
            if free {
                lobby.alter(key.number, |present| (present.state, present.agent) = (VisitorState::Invited, agent));
            }
            free
        })
    }

    /// The visitor's invitation is over: back to browsing, unless they stand elsewhere by now.
    pub fn uninvite(&self, key: VisitorKey) {
        self.with(key.site, |lobby| {
            if lobby.present.get(&key.number).is_some_and(|present| present.state == VisitorState::Invited) {
                lobby.alter(key.number, |present| (present.state, present.agent) = (VisitorState::Browsing, None));
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

    /// Visitors with a socket, over all sites.
    pub fn connected(&self) -> usize {
        let sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        sites.values().map(|lobby| usize::try_from(lobby.tally.connected).unwrap_or(usize::MAX)).sum()
    }

    /// Who has just gone, with the time they were last there: for the one write at a visit's end.
    pub fn sweep(&self, now: Millis) -> Vec<(VisitorKey, Millis)> {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        let of = |(site, lobby): (&SiteNo, &mut SiteLobby)| {
            let gone = lobby.sweep(now);
            gone.into_iter().map(|(number, left)| (VisitorKey { site: *site, number }, left)).collect::<Vec<_>>()
        };
        sites.iter_mut().flat_map(of).collect()
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
        let of = |(site, lobby): (&SiteNo, &SiteLobby)| {
            let there = lobby.present.iter().filter(|(_, present)| present.there());
            there.map(|(number, _)| VisitorKey { site: *site, number: *number }).collect::<Vec<_>>()
        };
        sites.iter().flat_map(of).collect()
    }

    /// What was counted on a site before this server started.
    pub fn recall(&self, site: SiteNo, begun: impl Iterator<Item = (Millis, u32)>, minutes: &[u32], now: Millis) {
        self.with(site, |lobby| lobby.tally.recall(begun, minutes, now));
    }

    /// Watches a window of a site: all of it as it is, in pieces that fit a frame. Listen to [`Watching::topics`] before
    /// anything else is done; what is told there follows on this.
    pub fn watch(self: &Arc<Self>, no: SiteNo, watch: &Watch) -> (Watching, Vec<LobbyPage>) {
        let page = self.with(no, |lobby| lobby.open(watch));
        let (lobby, window, overview) = (Arc::clone(self), page.window, watch.overview);
        (Watching { lobby, site: no, window, overview }, pieces(page))
    }

    /// A site's figures, the last hour's among them.
    pub fn counts(&self, no: SiteNo, site: SiteId, now: Millis) -> LobbyCounts {
        self.with(no, |lobby| lobby.tally.counts(site, &self.calendar, now, true))
    }

    /// A site's figures for map and heat view.
    pub fn overview(&self, no: SiteNo, site: SiteId, now: Millis) -> LobbyOverview {
        self.with(no, |lobby| lobby.overview(site, &self.calendar, now))
    }

    /// What changed since the last beat, for those who watch it. Once a second.
    pub fn beat(&self, now: Millis) -> Vec<(Topic, AgentPush)> {
        let even = {
            let mut beats = self.beats.lock().unwrap_or_else(PoisonError::into_inner);
            *beats += 1;
            beats.is_multiple_of(2)
        };
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        sites.iter_mut().flat_map(|(no, lobby)| lobby.beat(*no, &self.calendar, now, even)).collect()
    }
}

#[cfg(test)]
#[path = "lobby_test.rs"]
mod tests;
