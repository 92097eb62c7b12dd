//! The windows through which agents watch one site: each distinct view is kept in order once, each distinct window is
//! compared with what it showed last, and one change is told to all who see it.

use std::collections::{BTreeMap, BTreeSet};

use lobby_shared::lobby::{Group, LobbyPage, MAX_ROWS, View, Watch};
use lobby_shared::visitor::{Facts, VisitorRow};
use lobby_shared::wire::MAX_FRAME_BYTES;

use super::present::Present;
use super::sieve::within_limits;
use super::sorted::Sorted;

/// Bytes in a piece of a page: leaves room for the frame around it.
const PIECE_BYTES: usize = MAX_FRAME_BYTES / 4 * 3;
/// What a row takes besides its texts, in JSON.
const ROW_BYTES: usize = 640;

/// Everyone on a site, by number. Boxed: a node of the map has room for eleven, and is half full.
pub type Everyone = BTreeMap<u64, Box<Present>>;

#[derive(Debug)]
struct Window {
    view: View,
    from: u32,
    rows: u16,
    watchers: u32,
    /// What those who watch it have on their screens.
    shown: Vec<VisitorRow>,
    total: u32,
    groups: Option<Vec<Group>>,
}

#[derive(Debug)]
struct Kept {
    sorted: Sorted,
    windows: u32,
}

/// All windows of a site. There are none of a site that nobody watches.
#[derive(Debug, Default)]
pub struct Windows {
    views: BTreeMap<View, Kept>,
    /// By their names.
    windows: BTreeMap<u64, Window>,
    /// Who has changed since the views were brought up to date, as they were then.
    changed: BTreeMap<u64, Option<Present>>,
    /// Who has changed since the windows were told.
    touched: BTreeSet<u64>,
}

impl Windows {
    /// Whether nobody watches.
    pub fn is_empty(&self) -> bool {
        self.windows.is_empty()
    }

    /// Whether it is already known that a visitor changes.
    pub fn knows(&self, number: u64) -> bool {
        self.changed.contains_key(&number)
    }

    /// A visitor changes, and this is how they were.
    pub fn note(&mut self, number: u64, before: Option<Present>) {
        self.changed.entry(number).or_insert(before);
    }

    /// Somebody watches a window: answers all of it. Whoever watched it before hears the same changes from here on.
    pub fn open(&mut self, watch: &Watch, everyone: &Everyone) -> LobbyPage {
        let name = watch.name();
        if !self.windows.contains_key(&name) {
            let window = self.make(watch, everyone);
            self.windows.insert(name, window);
        }
        let Some(window) = self.windows.get_mut(&name) else {
            return LobbyPage { window: name, total: 0, order: None, rows: Vec::new(), groups: None };
        };
        window.watchers += 1;
        LobbyPage {
            window: name,
            total: window.total,
            order: Some(window.shown.iter().map(|row| row.number).collect()),
            rows: window.shown.clone(),
            groups: window.groups.clone(),
        }
    }

    fn make(&mut self, watch: &Watch, everyone: &Everyone) -> Window {
        // What is not sorted in yet must not be missed by the new view, nor told by it twice.
        self.settle(everyone);
        let view = within_limits(&watch.view);
        let kept = self.views.entry(view.clone()).or_insert_with(|| {
            let mut sorted = Sorted::new(&view);
            sorted.apply(everyone.iter().map(|(number, present)| (*number, None, Some(present.as_ref()))));
            Kept { sorted, windows: 0 }
        });
        kept.windows += 1;
        let (from, rows) = (watch.from, watch.rows.min(MAX_ROWS));
        let row = |number: u64| everyone.get(&number).map(|present| present.row(number));
        Window {
            view,
            from,
            rows,
            watchers: 0,
            shown: kept.sorted.numbers(from, rows).filter_map(row).collect(),
            total: kept.sorted.total(),
            groups: kept.sorted.groups(),
        }
    }

    /// Somebody no longer watches the window of this name.
    pub fn close(&mut self, name: u64) {
        let Some(window) = self.windows.get_mut(&name) else { return };
        window.watchers = window.watchers.saturating_sub(1);
        if window.watchers > 0 {
            return;
        }
        let Some(window) = self.windows.remove(&name) else { return };
        if let Some(kept) = self.views.get_mut(&window.view) {
            kept.windows = kept.windows.saturating_sub(1);
            if kept.windows == 0 {
                self.views.remove(&window.view);
            }
        }
    }

    /// Brings every view up to date.
    fn settle(&mut self, everyone: &Everyone) {
        let changed = std::mem::take(&mut self.changed);
        if changed.is_empty() {
            return;
        }
        for kept in self.views.values_mut() {
            let now = |number| everyone.get(number).map(Box::as_ref);
            kept.sorted.apply(changed.iter().map(|(number, before)| (*number, before.as_ref(), now(number))));
        }
        self.touched.extend(changed.into_keys());
    }

    /// What each window has to tell, in pieces that fit a frame.
    pub fn tell(&mut self, everyone: &Everyone) -> Vec<(u64, Vec<LobbyPage>)> {
        self.settle(everyone);
        let touched = std::mem::take(&mut self.touched);
        if touched.is_empty() {
            return Vec::new();
        }
        let mut told = Vec::new();
        for (name, window) in &mut self.windows {
            let Some(kept) = self.views.get(&window.view) else { continue };
            if let Some(page) = window.tell(*name, &kept.sorted, everyone, &touched) {
                told.push((*name, pieces(page)));
            }
        }
        told
    }
}

impl Window {
    fn tell(&mut self, name: u64, sorted: &Sorted, everyone: &Everyone, touched: &BTreeSet<u64>) -> Option<LobbyPage> {
        let total = sorted.total();
        let groups = sorted.groups();
        let numbers: Vec<u64> = sorted.numbers(self.from, self.rows).collect();
        let same_order = numbers.iter().copied().eq(self.shown.iter().map(|row| row.number));
        let mut before: BTreeMap<u64, VisitorRow> =
            std::mem::take(&mut self.shown).into_iter().map(|row| (row.number, row)).collect();
        let mut rows = Vec::new();
        for number in &numbers {
            let shown = before.remove(number);
            let row = match shown {
                Some(shown) if !touched.contains(number) => shown,
                shown => {
                    let Some(row) = everyone.get(number).map(|present| present.row(*number)) else { continue };
                    if shown.as_ref() != Some(&row) {
                        rows.push(row.clone());
                    }
                    row
                }
            };
            self.shown.push(row);
        }
        let same = same_order && rows.is_empty() && total == self.total && groups == self.groups;
        let told_groups = groups.clone().filter(|_| groups != self.groups);
        (self.total, self.groups) = (total, groups);
        let order = (!same_order).then_some(numbers);
        (!same).then_some(LobbyPage { window: name, total, order, rows, groups: told_groups })
    }
}

/// A page in pieces that each fit a frame, in either codec: the first says the order, and each later one is a change by
/// itself.
pub fn pieces(page: LobbyPage) -> Vec<LobbyPage> {
    let LobbyPage { window, total, order, rows, groups } = page;
    let mut piece = LobbyPage { window, total, order, rows: Vec::new(), groups: None };
    let mut bytes = piece.order.as_ref().map_or(0, |order| order.len() * 21);
    let mut pieces = Vec::new();
    let next = |piece: &mut LobbyPage| {
        std::mem::replace(piece, LobbyPage { window, total, order: None, rows: Vec::new(), groups: None })
    };
    for row in rows {
        let weight = ROW_BYTES + 2 * text_bytes(&row);
        if bytes + weight > PIECE_BYTES {
            pieces.push(next(&mut piece));
            bytes = 0;
        }
        bytes += weight;
        piece.rows.push(row);
    }
    if let Some(groups) = groups {
        let weight: usize = groups.iter().map(|group| 40 + 2 * group.value.len()).sum();
        if bytes + weight > PIECE_BYTES {
            pieces.push(next(&mut piece));
        }
        piece.groups = Some(groups);
    }
    pieces.push(piece);
    pieces
}

fn text_bytes(row: &VisitorRow) -> usize {
    let Facts { address, region, referrer, search, campaign, browser, system, device: _, language, screen: _ } =
        &row.facts;
    let facts = [address, referrer, browser, system, language].into_iter().flatten().map(String::len).sum::<usize>();
    let region =
        region.as_ref().map_or(0, |region| region.country.len() + region.place.as_ref().map_or(0, String::len));
    let search =
        search.as_ref().map_or(0, |search| search.engine.len() + search.keyword.as_ref().map_or(0, String::len));
    let campaign = campaign.as_ref().map_or(0, |campaign| {
        let parts = [&campaign.name, &campaign.source, &campaign.medium, &campaign.term, &campaign.content];
        parts.into_iter().flatten().map(String::len).sum()
    });
    let page = row.page.as_ref().map_or(0, |page| page.address.len() + page.title.len());
    facts + region + search + campaign + page + row.agent.as_ref().map_or(0, String::len)
}
