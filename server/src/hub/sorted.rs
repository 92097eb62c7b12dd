//! A view of one site's visitors, kept in order: a change moves the rows that changed, and no other row is looked at.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use lobby_shared::lobby::{Column, Group, MAX_GROUPS, View};
use lobby_shared::time::Millis;

use super::column::Key;
use super::present::Present;
use super::sieve::Sieve;

/// A row's place.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    /// Its heading; the same for all where the view is not grouped.
    group: Key,
    sort: Key,
    arrived: Millis,
    number: u64,
}

/// The rows of a view in order, by number.
#[derive(Debug)]
pub struct Sorted {
    sieve: Sieve,
    group: Option<Column>,
    sort: Column,
    down: bool,
    entries: Vec<Entry>,
    groups: BTreeMap<Key, u32>,
}

/// What became of a visitor: as they were when the view was last brought up to date, and as they are.
pub type Change<'a> = (u64, Option<&'a Present>, Option<&'a Present>);

impl Sorted {
    /// Of a view within the limits, with nobody in it yet.
    pub fn new(view: &View) -> Self {
        Self {
            sieve: Sieve::new(view),
            group: view.group,
            sort: view.sort,
            down: view.down,
            entries: Vec::new(),
            groups: BTreeMap::new(),
        }
    }

    /// The view's rows, all of them.
    pub fn total(&self) -> u32 {
        u32::try_from(self.entries.len()).unwrap_or(u32::MAX)
    }

    /// The numbers from a place on, at most so many.
    pub fn numbers(&self, from: u32, rows: u16) -> impl Iterator<Item = u64> {
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        self.entries.iter().skip(from).take(rows.into()).map(|entry| entry.number)
    }

    /// The headings in order; `None` when the view has none.
    pub fn groups(&self) -> Option<Vec<Group>> {
        let column = self.group?;
        let told = self.groups.iter().take(MAX_GROUPS);
        Some(told.map(|(key, count)| Group { value: key.value(column), count: *count }).collect())
    }

    fn entry(&self, number: u64, present: &Present) -> Option<Entry> {
        let key = |column| Key::of(column, number, present);
        let entry = || Entry {
            group: self.group.map_or(Key::Unknown, key),
            sort: key(self.sort),
            arrived: present.arrived,
            number,
        };
        self.sieve.admits(number, present).then(entry)
    }

    fn compare(down: bool, one: &Entry, other: &Entry) -> Ordering {
        let sorted = match (&one.sort, &other.sort) {
            (Key::Unknown, _) | (_, Key::Unknown) => one.sort.cmp(&other.sort),
            (one, other) if down => other.cmp(one),
            (one, other) => one.cmp(other),
        };
        let latest = || (other.arrived, other.number).cmp(&(one.arrived, one.number));
        one.group.cmp(&other.group).then(sorted).then_with(latest)
    }

    /// Brings the view up to date. Looking for places costs as many steps as the changes do, times the logarithm of all;
    /// what stands between them is moved as one.
    pub fn apply<'a>(&mut self, changes: impl Iterator<Item = Change<'a>>) {
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for (number, before, now) in changes {
            let before = before.and_then(|present| self.entry(number, present));
            let now = now.and_then(|present| self.entry(number, present));
            if before != now {
                old.extend(before);
                new.extend(now);
            }
        }
        if old.is_empty() && new.is_empty() {
            return;
        }
        if self.group.is_some() {
            self.recount(&old, &new);
        }
        let down = self.down;
        old.sort_unstable_by(|one, other| Self::compare(down, one, other));
        new.sort_unstable_by(|one, other| Self::compare(down, one, other));
        self.take(&old);
        self.put(new);
    }

    fn recount(&mut self, old: &[Entry], new: &[Entry]) {
        for entry in new {
            *self.groups.entry(entry.group.clone()).or_default() += 1;
        }
        for entry in old {
            if let Some(count) = self.groups.get_mut(&entry.group) {
                *count -= 1;
                if *count == 0 {
                    self.groups.remove(&entry.group);
                }
            }
        }
    }

    fn take(&mut self, old: &[Entry]) {
        let down = self.down;
        let place = |entry: &Entry| self.entries.binary_search_by(|other| Self::compare(down, other, entry)).ok();
        let places: Vec<usize> = old.iter().filter_map(place).collect();
        let (mut places, mut at) = (places.into_iter().peekable(), 0);
        if places.peek().is_none() {
            return;
        }
        self.entries.retain(|_| {
            let stays = places.next_if_eq(&at).is_none();
            at += 1;
            stays
        });
    }

    fn put(&mut self, new: Vec<Entry>) {
        if new.is_empty() {
            return;
        }
        let down = self.down;
        let place = |entry: &Entry| self.entries.partition_point(|other| Self::compare(down, other, entry).is_lt());
        let places: Vec<usize> = new.iter().map(place).collect();
        let mut all = Vec::with_capacity(self.entries.len() + new.len());
        let (mut rest, mut at) = (std::mem::take(&mut self.entries).into_iter(), 0);
        for (place, entry) in places.into_iter().zip(new) {
            all.extend(rest.by_ref().take(place - at));
            at = place;
            all.push(entry);
        }
        all.extend(rest);
        self.entries = all;
    }
}
