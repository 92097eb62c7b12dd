//! Which line of the lobby's table a key goes to from a row: the next one in the whole list, whether it is in the page or
//! has not come from the server yet.

/// The header stands on the first line.
const FIRST: u32 = 2;

/// A line that is in the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which of the whole list, counted from 1.
    pub place: u32,
    /// A row, where the keyboard may stop; else a heading, which it passes.
    pub is_row: bool,
}

/// Where a key goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To this one of the lines.
    To(usize),
    /// To a line that is not here yet.
    Waits,
    /// Nowhere: the list is over.
    Over,
}

/// The step from the line `here`, forward or back, in a list that ends with the line `last`. The lines come in any order.
pub fn step(lines: &[Line], here: u32, last: u32, forward: bool) -> Step {
    let mut place = here;
    loop {
        place = if forward { place.saturating_add(1) } else { place.saturating_sub(1) };
        if !(FIRST..=last).contains(&place) {
            return Step::Over;
        }
        match lines.iter().position(|line| line.place == place) {
            None => return Step::Waits,
            Some(at) if lines.get(at).is_some_and(|line| line.is_row) => return Step::To(at),
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows, but for headings, which are negative.
    fn check(lines: &[i32], here: u32, last: u32, want: [Step; 2]) {
        let lines: Vec<_> =
            lines.iter().map(|place| Line { place: place.unsigned_abs(), is_row: *place > 0 }).collect();
        assert_eq!([true, false].map(|forward| step(&lines, here, last, forward)), want, "{here} of {last}");
    }

    #[test]
    fn a_key_goes_to_the_line_beside_in_whatever_order_they_are_in_the_page() {
        check(&[5, 3, 4], 4, 90, [Step::To(0), Step::To(1)]);
        check(&[-5, 3, 4, 6, -2], 4, 90, [Step::To(3), Step::To(1)]);
        check(&[-5, 3, 4, 6, -2], 3, 90, [Step::To(2), Step::Over]);
    }

    #[test]
    fn it_waits_for_a_line_that_has_not_come_and_never_passes_it() {
        check(&[3, 5, 6], 4, 90, [Step::To(1), Step::To(0)]);
        check(&[4, 7, 2], 4, 90, [Step::Waits, Step::Waits]);
        check(&[4, -5, -3, 7], 4, 90, [Step::Waits, Step::Waits]);
    }

    #[test]
    fn at_its_ends_the_list_is_over() {
        check(&[2, 3], 2, 3, [Step::To(1), Step::Over]);
        check(&[2, 3], 3, 3, [Step::Over, Step::To(0)]);
        // It has become shorter.
        check(&[2, 3], 9, 3, [Step::Over, Step::Over]);
    }
}
