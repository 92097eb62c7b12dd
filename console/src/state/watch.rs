//! What an agent wants to see of the lobby: columns, order, groups and filters, of which all but the filters are
//! remembered, and which window of the list the screen needs for that.

use lobby_shared::lobby::{Column as Key, MAX_ONLY, MAX_ROWS, MAX_SEARCH_CHARS, View};
use lobby_shared::visitor::VisitorState;

use super::column::Column;

/// Rows that are asked for beyond either edge of the screen, at least, before the window follows.
const MARGIN: u32 = 5;
/// Windows begin at multiples of this, so that agents who look at the same place share one.
const STEP: u32 = 10;
/// The window of an ordinary screen.
const ROWS: u32 = 50;

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

/// The table as an agent has arranged it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The shown columns, in order; never none.
    columns: Vec<Column>,
    /// The order of the rows.
    pub sort: Sort,
    /// Rows with the same value of this stand together.
    pub group: Option<Column>,
    /// Only these states; none: all.
    pub states: Vec<VisitorState>,
    /// Only these values.
    pub only: Vec<(Key, String)>,
    /// Only rows with every word of this.
    pub search: String,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            columns: Column::FIRST.to_vec(),
            sort: Sort::default(),
            group: None,
            states: Vec::new(),
            only: Vec::new(),
            search: String::new(),
        }
    }
}

/// What was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A column's header was pressed.
    Sorted(Column),
    /// Group by this, or not.
    Grouped(Option<Column>),
    /// Show this column, or hide it.
    Shown(Column, bool),
    /// Move this column one place towards the beginning, or the end.
    Moved(Column, bool),
    /// The columns as they were at first.
    ColumnsReset,
    /// Only this state too, or no longer.
    StatePressed(VisitorState),
    /// Only rows with this value.
    Only(Key, String),
    /// No longer only rows with this value.
    Any(Key, String),
    /// No filters and no search any more.
    Cleared,
    /// These words were typed.
    Searched(String),
}

impl Table {
    /// The shown columns, in order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Of the shown columns those that matter most, for where there is little room; all of them when it is none of these.
    pub fn few(&self) -> Vec<Column> {
        let few: Vec<Column> = self.columns.iter().copied().filter(|column| Column::FEW.contains(column)).collect();
        if few.is_empty() { self.columns.clone() } else { few }
    }

    /// The columns for a table of this many CSS pixels: those that an agent has chosen, however wide; until somebody
    /// chooses as many as have room, those that matter most before the others.
    pub fn fitting(&self, px: u32) -> Vec<Column> {
        if self.columns != Column::FIRST {
            return self.columns.clone();
        }
        let others = Column::FIRST.into_iter().filter(|column| !Column::FEW.contains(column));
        let mut left = px;
        let mut fitting: Vec<Column> = Column::FEW.into_iter().chain(others).collect();
        fitting.retain(|column| {
            let rest = left.checked_sub(column.width().0);
            left = rest.unwrap_or(left);
            rest.is_some()
        });
        fitting.sort_by_key(|column| Column::FIRST.iter().position(|one| one == column));
        fitting
    }

    /// Every column in the order of the chooser: the shown ones, then the others.
    pub fn offered(&self) -> Vec<Column> {
        let hidden = Column::ALL.into_iter().filter(|column| !self.columns.contains(column));
        self.columns.iter().copied().chain(hidden).collect()
    }

    /// What is asked of the server.
    pub fn view(&self) -> View {
        View {
            group: self.group.map(Column::key),
            sort: self.sort.column.key(),
            down: self.sort.down != (self.sort.column == Column::Stay),
            states: self.states.clone(),
            only: self.only.clone(),
            search: self.search.trim().chars().take(MAX_SEARCH_CHARS).collect(),
        }
    }

    /// Whether rows are kept out by what was chosen.
    pub fn filters(&self) -> bool {
        !(self.states.is_empty() && self.only.is_empty() && self.search.trim().is_empty())
    }

    /// Changes what was chosen.
    pub fn choose(&mut self, choice: Choice) {
        match choice {
            Choice::Sorted(column) => self.sort = self.sort.pressed(column),
            Choice::Grouped(column) => self.group = column.filter(|column| Column::GROUPS.contains(column)),
            Choice::Shown(column, shown) => {
                let others = self.columns.iter().any(|one| *one != column);
                if shown && !self.columns.contains(&column) {
                    self.columns.push(column);
                } else if !shown && others {
                    self.columns.retain(|one| *one != column);
                }
            }
            Choice::Moved(column, earlier) => {
                let at = self.columns.iter().position(|one| *one == column);
                let to = at.and_then(|at| if earlier { at.checked_sub(1) } else { Some(at + 1) });
                if let (Some(at), Some(to)) = (at, to.filter(|to| *to < self.columns.len())) {
                    self.columns.swap(at, to);
                }
            }
            Choice::ColumnsReset => self.columns = Column::FIRST.to_vec(),
            Choice::StatePressed(state) => {
                let before = self.states.len();
                self.states.retain(|one| *one != state);
                if self.states.len() == before {
                    let at = self.states.partition_point(|one| *one < state);
                    self.states.insert(at, state);
                }
            }
            Choice::Only(column, value) => {
                let pair = (column, value);
                if self.only.len() < MAX_ONLY && !self.only.contains(&pair) {
                    self.only.push(pair);
                }
            }
            Choice::Any(column, value) => self.only.retain(|(one, of)| (*one, of) != (column, &value)),
            Choice::Cleared => {
                self.states.clear();
                self.only.clear();
                self.search.clear();
            }
            Choice::Searched(words) => self.search = words,
        }
    }

    /// Reads what [`Self::to_text`] wrote; what cannot be read is left at its default.
    pub fn parse(text: &str) -> Self {
        let mut read = Self::default();
        for (name, value) in text.lines().filter_map(|line| line.split_once('=')) {
            match name {
                "columns" => {
                    let mut named: Vec<Column> = Vec::new();
                    for column in value.split(',').filter_map(Column::named) {
                        if !named.contains(&column) {
                            named.push(column);
                        }
                    }
                    if !named.is_empty() {
                        read.columns = named;
                    }
                }
                "sort" => {
                    let (column, down) = value.strip_prefix('-').map_or((value, false), |column| (column, true));
                    read.sort = Column::named(column).map_or(read.sort, |column| Sort { column, down });
                }
                "group" => read.choose(Choice::Grouped(Column::named(value))),
                _ => {}
            }
        }
        read
    }

    /// Columns, order and groups, one on each line. Filters are of the moment: somebody who comes back tomorrow must not
    /// miss a visitor because of them.
    pub fn to_text(&self) -> String {
        let columns: Vec<_> = self.columns.iter().map(|column| column.name()).collect();
        let down = if self.sort.down { "-" } else { "" };
        let group = self.group.map_or("", Column::name);
        format!("columns={}\nsort={down}{}\ngroup={group}", columns.join(","), self.sort.column.name())
    }
}

/// A window: its first row and its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first row, from 0.
    pub from: u32,
    /// How many.
    pub rows: u16,
}

impl Default for Span {
    /// The window of an ordinary screen, at the top: asked for before the screen has been measured.
    fn default() -> Self {
        Self { from: 0, rows: ROWS as u16 }
    }
}

/// The window for these rows on the screen. The one before stays for as long as it reaches far enough, so that scrolling
/// to and fro asks for nothing.
pub fn window(before: Span, first: u32, visible: u32) -> Span {
    let rows = if visible + 2 * STEP <= ROWS { ROWS } else { u32::from(MAX_ROWS) };
    let end = before.from + u32::from(before.rows);
    let early = before.from == 0 || before.from + MARGIN <= first;
    if u32::from(before.rows) == rows && early && before.from <= first && first + visible + MARGIN <= end {
        return before;
    }
    let from = first.saturating_sub(rows.saturating_sub(visible) / 2) / STEP * STEP;
    Span { from, rows: u16::try_from(rows).unwrap_or(MAX_ROWS) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrangement_reads_back_without_its_filters() {
        let mut table = Table::default();
        for choice in [
            Choice::Sorted(Column::Stay),
            Choice::Sorted(Column::Stay),
            Choice::Grouped(Some(Column::Region)),
            Choice::Shown(Column::Language, true),
            Choice::Shown(Column::Visits, false),
            Choice::Moved(Column::Language, true),
        ] {
            table.choose(choice);
        }
        let kept = table.to_text();
        assert_eq!(Table::parse(&kept), table);
        table.choose(Choice::Searched("kestrel".into()));
        table.choose(Choice::Only(Key::Region, "DE".into()));
        assert_eq!(table.to_text(), kept);
    }

    #[test]
    fn what_cannot_be_read_is_left_at_its_default() {
        for text in ["", "columns=x,,\nsort=-\ngroup=stay", "columns\nsort=nonsense"] {
            assert_eq!(Table::parse(text), Table::default(), "{text}");
        }
        assert_eq!(Table::parse("columns=page,page,state").columns(), [Column::Page, Column::State]);
    }

    #[test]
    fn the_last_column_stays() {
        let mut table = Table::parse("columns=page");
        table.choose(Choice::Shown(Column::Page, false));
        table.choose(Choice::Moved(Column::Page, false));
        assert_eq!(table.columns(), [Column::Page]);
    }

    #[test]
    fn first_columns_are_as_many_as_fit_and_chosen_ones_all_of_them() {
        let mut table = Table::default();
        // A desk of 1,280 px, and a tablet.
        assert_eq!(table.fitting(1_120), Column::FIRST);
        let tablet = [Column::State, Column::Visitor, Column::Visits, Column::Stay, Column::Page];
        assert_eq!(table.fitting(608), tablet);
        table.choose(Choice::Shown(Column::Language, true));
        assert_eq!(table.fitting(608).len(), Column::FIRST.len() + 1);
    }

    #[test]
    fn the_longest_stay_is_the_earliest_arrival() {
        let mut table = Table::default();
        table.choose(Choice::Sorted(Column::Stay));
        assert_eq!((table.view().sort, table.view().down), (Key::Arrived, true));
        table.choose(Choice::Sorted(Column::Stay));
        assert!(!table.view().down);
    }

    #[test]
    fn filters_come_and_go() {
        let mut table = Table::default();
        table.choose(Choice::StatePressed(VisitorState::Queued));
        table.choose(Choice::StatePressed(VisitorState::Browsing));
        table.choose(Choice::StatePressed(VisitorState::Queued));
        for number in 0..20 {
            table.choose(Choice::Only(Key::Visits, number.to_string()));
        }
        assert_eq!((table.view().states, table.only.len()), (vec![VisitorState::Browsing], MAX_ONLY));
        table.choose(Choice::Any(Key::Visits, "0".into()));
        assert_eq!(table.only.len(), MAX_ONLY - 1);
        table.choose(Choice::Cleared);
        assert!(!table.filters());
    }

    #[test]
    fn a_window_lies_round_the_screen_and_stays_while_it_reaches() {
        let check = |before: Span, first, visible, from, rows| {
            assert_eq!(window(before, first, visible), Span { from, rows }, "{first} {visible}");
        };
        let begun = window(Span::default(), 0, 20);
        assert_eq!(begun, Span { from: 0, rows: 50 });
        check(begun, 25, 20, 0, 50);
        check(begun, 26, 20, 10, 50);
        check(Span { from: 10, rows: 50 }, 15, 20, 10, 50);
        check(Span { from: 10, rows: 50 }, 14, 20, 0, 50);
        check(begun, 5_000, 20, 4_980, 50);
        check(begun, 200, 60, 180, 100);
        check(begun, 200, 400, 200, 100);
    }
}
