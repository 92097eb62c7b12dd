//! Where rows and headings stand in the whole list: line by line, though only a window of the rows is known.

use lobby_shared::lobby::Group;

use super::visitor::Shown;

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Line {
    /// The heading over the rows with this value.
    Group(String),
    /// This visitor.
    Row(u64),
}

/// The lines of a window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The window's rows and the whole list's headings.
    shown: Shown,
    /// The first row under each heading.
    starts: Vec<u32>,
}

impl Layout {
    /// Lays out what is shown.
    pub fn of(shown: &Shown) -> Self {
        let starts = shown.groups.iter().scan(0_u32, |row, group| {
            let start = *row;
            *row = row.saturating_add(group.count);
            Some(start)
        });
        Self { starts: starts.collect(), shown: shown.clone() }
    }

    /// The window that is laid out.
    pub const fn shown(&self) -> &Shown {
        &self.shown
    }

    /// Lines in the whole list.
    pub fn lines(&self) -> u32 {
        self.shown.total.saturating_add(count(self.starts.len()))
    }

    /// The lines that are known, in order.
    pub fn known(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut headings = self.starts.iter().zip(&self.shown.groups).peekable();
        for (row, number) in (self.shown.from..).zip(&self.shown.order) {
            while let Some((start, group)) = headings.next_if(|(start, _)| **start <= row) {
                if *start == row && group.count > 0 {
                    lines.push(Line::Group(group.value.clone()));
                }
            }
            lines.push(Line::Row(*number));
        }
        lines
    }

    /// The place of a line, from 0.
    pub fn place(&self, line: &Line) -> Option<u32> {
        match line {
            Line::Row(number) => {
                let at = self.shown.order.iter().position(|one| one == number)?;
                let row = self.shown.from.saturating_add(count(at));
                Some(row.saturating_add(count(self.starts.iter().take_while(|start| **start <= row).count())))
            }
            Line::Group(value) => {
                let at = self.shown.groups.iter().position(|group| group.value == *value)?;
                Some(self.starts.get(at)?.saturating_add(count(at)))
            }
        }
    }

    /// The heading of this value.
    pub fn group(&self, value: &str) -> Option<&Group> {
        self.shown.groups.iter().find(|group| group.value == value)
    }

    /// The row on this line, or the first one below it when a heading stands there.
    pub fn row_at(&self, line: u32) -> u32 {
        let above = (0_u32..).zip(&self.starts).take_while(|(at, start)| start.saturating_add(*at) < line).count();
        line.saturating_sub(count(above))
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(from: u32, total: u32, order: &[u64], groups: &[(&str, u32)]) -> Shown {
        let groups = groups.iter().map(|(value, count)| Group { value: (*value).into(), count: *count });
        let mut shown = Shown::default();
        (shown.from, shown.total, shown.order, shown.groups) = (from, total, order.to_vec(), groups.collect());
        shown
    }

    #[test]
    fn without_groups_a_line_is_a_row() {
        let layout = Layout::of(&shown(40, 9_000, &[7, 8], &[]));
        assert_eq!((layout.lines(), layout.place(&Line::Row(8)), layout.row_at(123)), (9_000, Some(41), 123));
        assert_eq!(layout.known(), [Line::Row(7), Line::Row(8)]);
        assert_eq!(layout.place(&Line::Row(9)), None);
    }

    #[test]
    fn headings_take_lines_of_their_own() {
        // DE 1 2 3 | FR 4 | (without a heading) 5
        let groups = [("DE", 3), ("FR", 1)];
        let layout = Layout::of(&shown(0, 5, &[1, 2, 3, 4, 5], &groups));
        assert_eq!(layout.lines(), 7);
        let places: Vec<_> = layout.known().iter().map(|line| layout.place(line)).collect();
        assert_eq!(places, (0..7).map(Some).collect::<Vec<_>>());
        let rows: Vec<_> = (0..8).map(|line| layout.row_at(line)).collect();
        assert_eq!(rows, [0, 0, 1, 2, 3, 3, 4, 5]);
    }

    #[test]
    fn a_window_in_the_middle_shows_only_the_headings_in_it() {
        let layout = Layout::of(&shown(2, 5, &[3, 4], &[("DE", 3), ("FR", 1), ("", 1)]));
        assert_eq!(layout.known(), [Line::Row(3), Line::Group("FR".into()), Line::Row(4)]);
        assert_eq!(layout.place(&Line::Row(4)), Some(5));
    }
}
