//! Who sits where: a row of the table's page is a seat, and a visitor who comes into sight takes the one of somebody who
//! went out of it, since to fill a row anew costs a fraction of building it.

/// The seats, each with the number of its visitor, or empty. They are never fewer than they were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seats(Vec<Option<u64>>);

impl Seats {
    /// How many there are.
    pub const fn count(&self) -> usize {
        self.0.len()
    }

    /// Who sits there.
    pub fn sits(&self, seat: usize) -> Option<u64> {
        self.0.get(seat).copied().flatten()
    }

    /// Every seat in turn, and who sits there.
    pub fn each(&self) -> impl Iterator<Item = (usize, Option<u64>)> {
        self.0.iter().copied().enumerate()
    }

    /// Seats the wanted: who has a seat keeps it, and at most `most` are seated anew. A seat of somebody else can be taken;
    /// while nobody takes it, who sits there stays if `stays`. The seat `kept` cannot be taken, though it be empty.
    /// Returns the seats, and how many still stand.
    pub fn seated(
        &self,
        wanted: &[u64],
        kept: Option<usize>,
        stays: impl Fn(usize) -> bool,
        most: usize,
    ) -> (Self, usize) {
        let mut standing: Vec<_> = wanted.iter().copied().filter(|number| !self.0.contains(&Some(*number))).collect();
        let left = standing.len().saturating_sub(most);
        standing.truncate(most);
        let mut standing = standing.into_iter();
        let next = self.each().map(|(seat, sits)| match sits {
            Some(number) if wanted.contains(&number) => Some(number),
            sits if Some(seat) == kept => sits.filter(|_| stays(seat)),
            sits => standing.next().or(sits.filter(|_| stays(seat))),
        });
        let mut next: Vec<_> = next.collect();
        next.extend(standing.map(Some));
        (Self(next), left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seats(numbers: &[u64]) -> Seats {
        Seats::default().seated(numbers, None, |_| false, usize::MAX).0
    }

    #[test]
    fn who_stays_in_sight_keeps_the_seat_and_others_take_those_left() {
        let (next, left) = seats(&[1, 2, 3]).seated(&[3, 4, 5], None, |_| false, 9);
        assert_eq!((next.0, left), (vec![Some(4), Some(5), Some(3)], 0));
    }

    #[test]
    fn a_seat_is_made_only_when_none_is_free_and_a_left_one_is_empty() {
        let (next, _) = seats(&[1, 2]).seated(&[2, 3, 4], None, |_| false, 9);
        assert_eq!(next.0, [Some(3), Some(2), Some(4)]);
        let (next, _) = next.seated(&[4], None, |_| false, 9);
        assert_eq!(next.0, [None, None, Some(4)]);
    }

    #[test]
    fn a_few_at_a_time_are_seated_and_somebody_unseen_stays_until_the_seat_is_taken() {
        let (next, left) = seats(&[1, 2, 3]).seated(&[4, 5, 6], None, |seat| seat == 1, 1);
        assert_eq!((next.0.clone(), left), (vec![Some(4), Some(2), None], 2));
        assert_eq!(next.seated(&[4, 5, 6], None, |_| true, 9), (seats(&[4, 5, 6]), 0));
    }

    #[test]
    fn the_seat_with_the_keyboard_is_kept_and_never_anothers_when_its_visitor_has_left() {
        let (next, _) = seats(&[1, 2]).seated(&[3, 4], Some(0), |_| true, 9);
        assert_eq!(next.0, [Some(1), Some(3), Some(4)]);
        let (next, _) = next.seated(&[3, 4, 5], Some(0), |_| false, 9);
        assert_eq!(next.0, [None, Some(3), Some(4), Some(5)], "nobody sits there");
        let (next, _) = next.seated(&[3, 4, 5, 6], Some(0), |_| false, 9);
        assert_eq!(next.0, [None, Some(3), Some(4), Some(5), Some(6)], "an empty seat is not given away either");
        let (next, _) = next.seated(&[3, 4, 5, 6, 7], None, |_| false, 9);
        assert_eq!(next.sits(0), Some(7), "until the keyboard is elsewhere");
    }
}
