//! The lobby: the visitors of the watched site, as rows that change in place.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use lobby_shared::id::SiteId;
use lobby_shared::time::Millis;
use lobby_shared::visitor::{VisitorRow, VisitorState};

/// One row, and when its visitor left, so that the stay stops counting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The facts.
    pub visitor: VisitorRow,
    /// When they left, as far as this console saw it.
    pub gone_ms: Option<Millis>,
}

impl Row {
    /// How long the visitor has been here at `now`.
    pub fn stay(&self, now: Millis) -> Millis {
        self.gone_ms.unwrap_or(now).since(self.visitor.arrived_ms)
    }
}

/// The lobby of one site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lobby {
    /// The watched site.
    pub site: Option<SiteId>,
    /// The site's visitors have arrived.
    pub loaded: bool,
    rows: BTreeMap<u64, Row>,
}

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Where the visitor stands.
    State,
    /// The visitor's number.
    Visitor,
    /// Visits so far.
    Visits,
    /// When the visit began.
    Arrived,
    /// How long it has lasted.
    Stay,
    /// The page that led here.
    From,
    /// The page now.
    Page,
    /// Browser and system.
    Browser,
    /// The agent.
    With,
}

impl Column {
    /// All of them, as they stand.
    pub const ALL: [Self; 9] = [
        Self::State,
        Self::Visitor,
        Self::Visits,
        Self::Arrived,
        Self::Stay,
        Self::From,
        Self::Page,
        Self::Browser,
        Self::With,
    ];

    fn compare(self, one: &VisitorRow, other: &VisitorRow) -> Ordering {
        match self {
            Self::State => one.state.cmp(&other.state),
            Self::Visitor => one.number.cmp(&other.number),
            Self::Visits => one.visits.cmp(&other.visits),
            Self::Arrived => one.arrived_ms.cmp(&other.arrived_ms),
            Self::Stay => other.arrived_ms.cmp(&one.arrived_ms),
            Self::From => one.facts.referrer.cmp(&other.facts.referrer),
            Self::Page => page_words(one).cmp(page_words(other)),
            Self::Browser => one.facts.browser.cmp(&other.facts.browser),
            Self::With => one.agent.cmp(&other.agent),
        }
    }
}

/// How the table is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By this column.
    pub column: Column,
    /// From the largest down.
    pub down: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self { column: Column::Arrived, down: true }
    }
}

impl Sort {
    /// After a press on this column's header: by it, and the other way round when it was so already.
    pub fn pressed(self, column: Column) -> Self {
        Self { column, down: self.column == column && !self.down }
    }
}

/// The order while the pointer rests on the table: what stands stays where it is, and what is new comes below.
pub fn held(before: &[u64], now: &[u64]) -> Vec<u64> {
    let new = now.iter().filter(|number| !before.contains(number));
    before.iter().chain(new).copied().collect()
}

fn page_words(row: &VisitorRow) -> &str {
    row.page.as_ref().map_or("", |page| if page.title.is_empty() { &page.address } else { &page.title })
}

fn has(row: &VisitorRow, words: &str) -> bool {
    let all = [&row.facts.referrer, &row.facts.browser, &row.agent].map(|known| known.as_deref().unwrap_or_default());
    words.is_empty() || super::key::matches(&format!("#{} {} {}", row.number, page_words(row), all.join(" ")), words)
}

/// How many there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// On the site now.
    pub here: usize,
    /// Talking with an agent.
    pub chatting: usize,
    /// Waiting for one.
    pub waiting: usize,
}

/// What happens to the lobby.
#[derive(Clone, Debug)]
pub enum Intent {
    /// A connection is there, and these are the agent's sites.
    Welcomed(Vec<SiteId>),
    /// Another site was picked.
    SitePicked(SiteId),
    /// Rows, from the beginning when `first`.
    Rows {
        /// Of which site.
        site: SiteId,
        /// The rows.
        rows: Vec<VisitorRow>,
        /// Forget those there were.
        first: bool,
    },
    /// Some rows are new, changed or gone.
    Changed {
        /// Of which site.
        site: SiteId,
        /// New and changed ones.
        rows: Vec<VisitorRow>,
        /// No longer listed.
        left: Vec<u64>,
    },
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask for this site's visitors from now on.
    Watch(Option<SiteId>),
}

impl Lobby {
    /// Numbers of the visitors whose row has every one of these words, in this order.
    pub fn order(&self, sort: Sort, words: &str) -> Vec<u64> {
        let mut rows: Vec<&VisitorRow> =
            self.rows.values().map(|row| &row.visitor).filter(|row| has(row, words)).collect();
        rows.sort_unstable_by(|one, other| {
            let order = sort.column.compare(one, other);
            let order = if sort.down { order.reverse() } else { order };
            order.then_with(|| (other.arrived_ms, other.number).cmp(&(one.arrived_ms, one.number)))
        });
        rows.into_iter().map(|row| row.number).collect()
    }

    /// One visitor's row.
    pub fn row(&self, number: u64) -> Option<&Row> {
        self.rows.get(&number)
    }

    /// The figures above the table.
    pub fn counters(&self) -> Counters {
        self.rows.values().fold(Counters::default(), |mut counters, row| {
            match row.visitor.state {
                VisitorState::Gone => return counters,
                VisitorState::Chatting => counters.chatting += 1,
                VisitorState::Queued => counters.waiting += 1,
                VisitorState::Browsing | VisitorState::Invited | VisitorState::LeavingMessage => {}
            }
            counters.here += 1;
            counters
        })
    }

    fn put(&mut self, visitor: VisitorRow, now: Millis) {
        let before = self.rows.get(&visitor.number).and_then(|row| row.gone_ms);
        let gone_ms = (visitor.state == VisitorState::Gone).then(|| before.unwrap_or(now));
        self.rows.insert(visitor.number, Row { visitor, gone_ms });
    }

    fn watch(&mut self, site: Option<SiteId>) -> Vec<Effect> {
        if self.site != site {
            *self = Self { site, ..Self::default() };
        }
        vec![Effect::Watch(site)]
    }
}

/// Decides what an intent changes.
pub fn update(lobby: &mut Lobby, intent: Intent, now: Millis) -> Vec<Effect> {
    match intent {
        Intent::Welcomed(sites) => {
            let kept = lobby.site.filter(|site| sites.contains(site));
            lobby.watch(kept.or_else(|| sites.first().copied()))
        }
        Intent::SitePicked(site) => lobby.watch(Some(site)),
        Intent::Rows { site, .. } | Intent::Changed { site, .. } if lobby.site != Some(site) => Vec::new(),
        Intent::Rows { rows, first, .. } => {
            if first {
                let shown: Vec<u64> = rows.iter().map(|row| row.number).collect();
                // Rows that stay keep the moment their visitor left.
                lobby.rows.retain(|number, _| shown.contains(number));
                lobby.loaded = true;
            }
            rows.into_iter().for_each(|row| lobby.put(row, now));
            Vec::new()
        }
        Intent::Changed { rows, left, .. } => {
            rows.into_iter().for_each(|row| lobby.put(row, now));
            for number in left {
                lobby.rows.remove(&number);
            }
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use lobby_shared::visitor::Facts;

    use super::*;

    const SITE: SiteId = SiteId::from_bytes([1; 16]);
    const OTHER: SiteId = SiteId::from_bytes([2; 16]);

    fn visitor(number: u64, state: VisitorState, arrived: u64) -> VisitorRow {
        VisitorRow {
            number,
            state,
            visits: 1,
            arrived_ms: Millis(arrived),
            page: None,
            agent: None,
            pages: 1,
            owner: None,
            blocked: false,
            facts: Facts::default(),
        }
    }

    fn lobby(rows: Vec<VisitorRow>) -> Lobby {
        let mut lobby = Lobby::default();
        assert_eq!(update(&mut lobby, Intent::Welcomed(vec![SITE]), Millis(0)), [Effect::Watch(Some(SITE))]);
        update(&mut lobby, Intent::Rows { site: SITE, rows, first: true }, Millis(0));
        lobby
    }

    #[test]
    fn the_latest_arrival_comes_first() {
        let lobby = lobby(vec![
            visitor(1, VisitorState::Browsing, 30),
            visitor(2, VisitorState::Browsing, 10),
            visitor(3, VisitorState::Browsing, 20),
        ]);
        assert_eq!(lobby.order(Sort::default(), ""), [1, 3, 2]);
    }

    #[test]
    fn a_header_sorts_and_pressed_again_turns_round() {
        let lobby = lobby(vec![visitor(1, VisitorState::Browsing, 30), visitor(2, VisitorState::Browsing, 10)]);
        let sort = Sort::default().pressed(Column::Visitor);
        assert_eq!(lobby.order(sort, ""), [1, 2]);
        assert_eq!(lobby.order(sort.pressed(Column::Visitor), ""), [2, 1]);
        assert_eq!(lobby.order(Sort::default().pressed(Column::Stay), ""), [1, 2]);
    }

    #[test]
    fn the_filter_keeps_rows_that_have_every_word() {
        let mut here = visitor(12, VisitorState::Browsing, 30);
        here.facts.browser = Some("Chrome 141 · macOS".into());
        let lobby = lobby(vec![here, visitor(2, VisitorState::Browsing, 10)]);
        assert_eq!(lobby.order(Sort::default(), "mac 12"), [12]);
        assert_eq!(lobby.order(Sort::default(), "#2"), [2]);
        assert!(lobby.order(Sort::default(), "firefox").is_empty());
    }

    #[test]
    fn rows_stay_where_they_are_under_the_pointer() {
        assert_eq!(held(&[3, 2, 1], &[4, 3, 1]), [3, 2, 1, 4]);
    }

    #[test]
    fn the_gone_count_nowhere() {
        let lobby = lobby(vec![
            visitor(1, VisitorState::Browsing, 0),
            visitor(2, VisitorState::Queued, 0),
            visitor(3, VisitorState::Chatting, 0),
            visitor(4, VisitorState::Gone, 0),
        ]);
        assert_eq!(lobby.counters(), Counters { here: 3, chatting: 1, waiting: 1 });
    }

    #[test]
    fn a_stay_stops_when_the_visitor_leaves() {
        let mut lobby = lobby(vec![visitor(1, VisitorState::Browsing, 0)]);
        let gone = |rows| Intent::Changed { site: SITE, rows, left: vec![] };
        update(&mut lobby, gone(vec![visitor(1, VisitorState::Gone, 0)]), Millis(5_000));
        update(&mut lobby, gone(vec![visitor(1, VisitorState::Gone, 0)]), Millis(7_000));
        assert_eq!(lobby.row(1).unwrap().stay(Millis(60_000)), Millis(5_000));
    }

    #[test]
    fn another_sites_rows_are_not_mixed_in() {
        let mut lobby = lobby(vec![visitor(1, VisitorState::Browsing, 0)]);
        let stray = Intent::Changed { site: OTHER, rows: vec![visitor(9, VisitorState::Browsing, 0)], left: vec![1] };
        update(&mut lobby, stray, Millis(0));
        assert_eq!(lobby.order(Sort::default(), ""), [1]);
    }

    #[test]
    fn a_new_connection_watches_the_same_site_again() {
        let mut lobby = lobby(vec![]);
        update(&mut lobby, Intent::SitePicked(OTHER), Millis(0));
        let effects = update(&mut lobby, Intent::Welcomed(vec![SITE, OTHER]), Millis(0));
        assert_eq!(effects, [Effect::Watch(Some(OTHER))]);
    }
}
