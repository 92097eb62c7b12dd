//! One site's lobby: who is there, when those without a socket are gone, the figures, and what is watched. Each change
//! goes through here, so that figures, windows and the list never disagree.

use std::collections::BTreeSet;

use lobby_shared::id::SiteId;
use lobby_shared::lobby::{LobbyCounts, LobbyOverview, LobbyPage, Watch};
use lobby_shared::time::Millis;
use lobby_shared::visitor::VisitorState;
use lobby_shared::wire::agent::AgentPush;

use super::Topic;
use super::lobby::{GONE_FOR, GRACE};
use super::overview::overview;
use super::present::Present;
use super::tally::{Standing, Tally};
use super::window::{Everyone, Windows};
use crate::domain::calendar::Calendar;
use crate::domain::key::SiteNo;

/// What a site's watchers share.
#[derive(Debug)]
struct Watched {
    site: SiteId,
    windows: Windows,
    /// Who asks for the figures of map and heat view.
    overviews: u32,
    counts: Option<LobbyCounts>,
    overview: Option<LobbyOverview>,
    /// Somebody has changed since the overview was gone through.
    stale: bool,
}

/// A site's visitors.
#[derive(Debug, Default)]
pub struct SiteLobby {
    /// Everyone, by number.
    pub present: Everyone,
    /// Who has no socket, by the time when that makes a difference.
    leaving: BTreeSet<(Millis, u64)>,
    /// The figures.
    pub tally: Tally,
    watched: Option<Box<Watched>>,
}

/// When being away makes a difference.
fn due(present: &Present) -> Option<Millis> {
    present.left.map(|left| if present.there() { left + GRACE } else { left + GRACE + GONE_FOR })
}

impl SiteLobby {
    fn account(&mut self, number: u64, before: Option<(Standing, Option<Millis>)>) {
        let now = self.present.get(&number).map(|present| (Standing::of(present), due(present)));
        let ((before, due_before), (now, due)) = (before.unzip(), now.unzip());
        if before != now {
            self.tally.change(before, now);
        }
        let (due_before, due) = (due_before.flatten(), due.flatten());
        if due_before != due {
            due_before.map(|at| self.leaving.remove(&(at, number)));
            due.map(|at| self.leaving.insert((at, number)));
        }
    }

    /// Changes a visitor in place, if they are there.
    pub fn alter(&mut self, number: u64, work: impl FnOnce(&mut Present)) {
        let Some(present) = self.present.get_mut(&number) else { return };
        let before = (Standing::of(present), due(present));
        if let Some(watched) = &mut self.watched {
            watched.stale = true;
            if !watched.windows.knows(number) {
                watched.windows.note(number, Some(Present::clone(present)));
            }
        }
        work(present);
        self.account(number, Some(before));
    }

    /// Puts a visitor in, or takes one out.
    pub fn replace(&mut self, number: u64, now: Option<Present>) {
        let before = match now {
            Some(present) => self.present.insert(number, Box::new(present)),
            None => self.present.remove(&number),
        };
        let standing = before.as_ref().map(|before| (Standing::of(before), due(before)));
        if let Some(watched) = &mut self.watched {
            watched.stale = true;
            watched.windows.note(number, before.map(|before| *before));
        }
        self.account(number, standing);
    }

    /// Who has just gone, and when they were last there. Those who have been gone for long are no longer listed.
    pub fn sweep(&mut self, now: Millis) -> Vec<(u64, Millis)> {
        let mut gone = Vec::new();
        while let Some((due, number)) = self.leaving.first().copied().filter(|(due, _)| *due <= now) {
            match self.present.get(&number).map(|present| (present.there(), present.left)) {
                Some((true, Some(left))) => {
                    gone.push((number, left));
                    self.alter(number, |present| present.state = VisitorState::Gone);
                }
                Some((false, Some(_))) => self.replace(number, None),
                Some((_, None)) | None => {
                    self.leaving.remove(&(due, number));
                }
            }
        }
        gone
    }

    /// Somebody watches a window: answers all of it.
    pub fn open(&mut self, watch: &Watch) -> LobbyPage {
        let fresh = || Watched {
            site: watch.site,
            windows: Windows::default(),
            overviews: 0,
            counts: None,
            overview: None,
            stale: true,
        };
        let watched = self.watched.get_or_insert_with(|| Box::new(fresh()));
        watched.overviews += u32::from(watch.overview);
        watched.windows.open(watch, &self.present)
    }

    /// Somebody no longer watches a window.
    pub fn close(&mut self, window: u64, overview: bool) {
        let Some(watched) = &mut self.watched else { return };
        watched.overviews = watched.overviews.saturating_sub(u32::from(overview));
        watched.windows.close(window);
        if watched.windows.is_empty() {
            self.watched = None;
        }
    }

    /// The figures of map and heat view.
    pub fn overview(&self, site: SiteId, calendar: &Calendar, now: Millis) -> LobbyOverview {
        overview(site, self.present.values().map(Box::as_ref), self.tally.week(calendar, now))
    }

    /// What changed since the last beat, for those who watch. In every other beat the overview is gone through.
    pub fn beat(&mut self, no: SiteNo, calendar: &Calendar, now: Millis, even: bool) -> Vec<(Topic, AgentPush)> {
        let minute = self.tally.pass(now);
        let Some(watched) = &mut self.watched else { return Vec::new() };
        let mut told = Vec::new();
        for (name, pages) in watched.windows.tell(&self.present) {
            told.extend(pages.into_iter().map(|page| (Topic::Window(no, name), AgentPush::Lobby(page))));
        }
        let counts = self.tally.counts(watched.site, calendar, now, minute);
        let plain = LobbyCounts { hour: None, ..counts.clone() };
        if minute || watched.counts.as_ref() != Some(&plain) {
            told.push((Topic::Counts(no), AgentPush::Counts(counts)));
            watched.counts = Some(plain);
        }
        if even && watched.overviews > 0 && (minute || watched.stale) {
            watched.stale = false;
            let overview =
                overview(watched.site, self.present.values().map(Box::as_ref), self.tally.week(calendar, now));
            if watched.overview.as_ref() != Some(&overview) {
                told.push((Topic::Overview(no), AgentPush::Overview(overview.clone())));
                watched.overview = Some(overview);
            }
        }
        told
    }
}
