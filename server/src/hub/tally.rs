//! The figures of one site: who is there by state, how many there were in each minute of the last hour, and how many
//! visits began when. Counted as things happen, never by going through the visitors.

use std::collections::{BTreeMap, VecDeque};

use lobby_shared::id::SiteId;
use lobby_shared::lobby::LobbyCounts;
use lobby_shared::time::Millis;
use lobby_shared::visitor::VisitorState;

use super::present::Present;
use crate::domain::calendar::{Calendar, WEEK_HOURS};
use crate::domain::visit::quarter;

/// Minutes that are told.
pub const HOUR: usize = 60;
/// How far the figures of the week reach back.
pub const WEEKS: Millis = Millis(28 * 24 * 3_600_000);

/// What counts of one visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    state: VisitorState,
    listed: bool,
    connected: bool,
}

impl Standing {
    /// Of a visitor.
    pub fn of(present: &Present) -> Self {
        Self { state: present.state, listed: present.listed, connected: present.sockets > 0 }
    }

    fn there(self) -> bool {
        self.state != VisitorState::Gone
    }
}

/// The figures.
#[derive(Debug, Default)]
pub struct Tally {
    now: BTreeMap<VisitorState, u32>,
    unlisted: u32,
    /// Visitors with a socket.
    pub connected: u32,
    /// Visits begun, by the quarter of an hour.
    begun: BTreeMap<Millis, u32>,
    /// The minute that goes on, since 1970; 0 before the first.
    minute: u64,
    /// Who was there in it so far.
    seen: u32,
    /// Who was there in it before this server started. Most of them come back, so that the larger number counts.
    recalled: u32,
    /// The minutes before it, the latest last.
    minutes: VecDeque<u32>,
}

impl Tally {
    /// One visitor stands otherwise than before.
    pub fn change(&mut self, before: Option<Standing>, now: Option<Standing>) {
        if let Some(before) = before {
            self.connected -= u32::from(before.connected);
            if let Some(count) = self.slot(before) {
                *count = count.saturating_sub(1);
            }
        }
        if let Some(now) = now {
            self.connected += u32::from(now.connected);
            if let Some(count) = self.slot(now) {
                *count += 1;
            }
        }
        let there = |standing: Option<Standing>| standing.is_some_and(Standing::there);
        if there(now) && !there(before) {
            self.seen += 1;
        }
    }

    fn slot(&mut self, standing: Standing) -> Option<&mut u32> {
        if !standing.there() {
            None
        } else if standing.listed {
            Some(self.now.entry(standing.state).or_default())
        } else {
            Some(&mut self.unlisted)
        }
    }

    fn there(&self) -> u32 {
        self.now.values().sum::<u32>() + self.unlisted
    }

    /// A visit has begun.
    pub fn begin(&mut self, at: Millis) {
        *self.begun.entry(quarter(at)).or_default() += 1;
    }

    /// Time has come so far. Whether a minute has passed.
    pub fn pass(&mut self, now: Millis) -> bool {
        let minute = now.0 / Millis::MINUTE.0;
        if minute <= self.minute {
            return false;
        }
        let passed = usize::try_from(minute - self.minute).unwrap_or(usize::MAX).min(HOUR + 1);
        let first = std::mem::replace(&mut self.minute, minute) == 0;
        for _ in 0..passed {
            let there = self.there();
            let seen = std::mem::replace(&mut self.seen, there).max(std::mem::take(&mut self.recalled));
            self.minutes.push_back(seen);
        }
        if first {
            self.minutes.clear();
        }
        self.minutes.drain(..self.minutes.len().saturating_sub(HOUR));
        let old = quarter(Millis(now.0.saturating_sub(WEEKS.0)));
        while self.begun.first_key_value().is_some_and(|(at, _)| *at < old) {
            self.begun.pop_first();
        }
        true
    }

    /// What was counted before this server started: visits begun, and visitors in each minute, this one the last.
    pub fn recall(&mut self, begun: impl Iterator<Item = (Millis, u32)>, minutes: &[u32], now: Millis) {
        for (at, visits) in begun {
            *self.begun.entry(quarter(at)).or_default() += visits;
        }
        self.minute = now.0 / Millis::MINUTE.0;
        let (now, before) = minutes.split_last().map_or((0, minutes), |(now, before)| (*now, before));
        self.recalled = now;
        self.minutes = before.iter().copied().collect();
    }

    /// As they are told; with the hour only when it is asked for.
    pub fn counts(&self, site: SiteId, calendar: &Calendar, now: Millis, hour: bool) -> LobbyCounts {
        let today = self.begun.range(quarter(calendar.midnight(now))..).map(|(_, visits)| visits).sum();
        let missing = HOUR - self.minutes.len().min(HOUR);
        let minutes = || std::iter::repeat_n(0, missing).chain(self.minutes.iter().copied()).collect();
        LobbyCounts {
            site,
            now: self.now.iter().filter(|(_, count)| **count > 0).map(|(state, count)| (*state, *count)).collect(),
            unlisted: self.unlisted,
            today,
            hour: hour.then(minutes),
        }
    }

    /// Visits begun in each hour of a week, in the last four.
    pub fn week(&self, calendar: &Calendar, now: Millis) -> Vec<u32> {
        let mut week = vec![0; WEEK_HOURS];
        for (at, visits) in self.begun.range(Millis(now.0.saturating_sub(WEEKS.0))..) {
            if let Some(hour) = week.get_mut(calendar.hour_of_week(*at)) {
                *hour += visits;
            }
        }
        week
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROWSING: Standing = Standing { state: VisitorState::Browsing, listed: true, connected: true };
    const DAY: u64 = 24 * 3_600_000;

    fn told(tally: &Tally, now: u64) -> LobbyCounts {
        tally.counts(SiteId::from_bytes([1; 16]), &Calendar::default(), Millis(now), true)
    }

    #[test]
    fn visitors_are_counted_by_state_and_the_unlisted_apart() {
        let mut tally = Tally::default();
        let hidden = Standing { listed: false, ..BROWSING };
        let gone = Standing { state: VisitorState::Gone, connected: false, ..BROWSING };
        tally.change(None, Some(BROWSING));
        tally.change(None, Some(BROWSING));
        tally.change(None, Some(hidden));
        tally.change(Some(BROWSING), Some(Standing { state: VisitorState::Queued, ..BROWSING }));
        let counts = told(&tally, 0);
        assert_eq!(counts.now, [(VisitorState::Browsing, 1), (VisitorState::Queued, 1)]);
        assert_eq!((counts.unlisted, tally.connected), (1, 3));
        tally.change(Some(BROWSING), Some(gone));
        tally.change(Some(hidden), None);
        let counts = told(&tally, 0);
        assert_eq!((counts.now, counts.unlisted, tally.connected), (vec![(VisitorState::Queued, 1)], 0, 1));
    }

    #[test]
    fn each_minute_tells_who_was_there_in_it() {
        let mut tally = Tally::default();
        assert!(tally.pass(Millis(60_000)));
        assert_eq!(told(&tally, 60_000).hour, Some(vec![0; HOUR]));
        tally.change(None, Some(BROWSING));
        tally.change(None, Some(BROWSING));
        tally.change(Some(BROWSING), None);
        assert!(!tally.pass(Millis(119_999)));
        assert!(tally.pass(Millis(120_000)));
        assert_eq!(told(&tally, 0).hour.unwrap()[58..], [0, 2], "both were there in that minute");
        assert!(tally.pass(Millis(240_000)));
        assert_eq!(told(&tally, 0).hour.unwrap()[56..], [0, 2, 1, 1]);
        tally.pass(Millis(DAY));
        assert_eq!(told(&tally, 0).hour, Some(vec![1; HOUR]));
    }

    #[test]
    fn today_begins_at_midnight_and_the_week_forgets_after_four() {
        let mut tally = Tally::default();
        let monday = 4 * DAY;
        for at in [monday - 1, monday, monday + 100] {
            tally.begin(Millis(at));
        }
        assert_eq!(told(&tally, monday + 200).today, 2);
        let week = tally.week(&Calendar::default(), Millis(monday + 200));
        assert_eq!((week[0], week[167], week.iter().sum::<u32>()), (2, 1, 3));
        tally.pass(Millis(monday + WEEKS.0 + 3_600_000));
        assert_eq!(tally.week(&Calendar::default(), Millis(monday + WEEKS.0 + 3_600_000)), vec![0; 168]);
        assert_eq!(told(&tally, monday + DAY).today, 0);
    }

    #[test]
    fn what_was_counted_before_a_restart_goes_on() {
        let mut tally = Tally::default();
        tally.recall([(Millis(DAY), 5)].into_iter(), &[[1; HOUR].as_slice(), &[2]].concat(), Millis(DAY + 30_000));
        tally.change(None, Some(BROWSING));
        tally.begin(Millis(DAY + 40_000));
        assert!(tally.pass(Millis(DAY + 60_000)));
        let counts = told(&tally, DAY + 60_000);
        assert_eq!((counts.today, counts.hour), (6, Some([[1; HOUR - 1].as_slice(), &[2]].concat())), "two were there");
    }
}
