//! One visit and its steps as they are written down: what a trail is made of once its visitor has moved on.

use lobby_shared::time::Millis;
use lobby_shared::trail::Walked;
use lobby_shared::visitor::Facts;

use super::key::{SiteNo, VisitorKey};

/// Steps of one visit that are written down; nobody reads a trail that is longer.
pub const MAX_STEPS: u32 = 300;
/// Visits are counted in pieces of the day so long: every zone of the world begins its hours at one of them.
pub const QUARTER: Millis = Millis(15 * 60_000);
/// How long these counts are kept: four weeks, and some days so that a week is always whole.
pub const COUNTED_FOR: Millis = Millis(32 * 24 * 3_600_000);

/// A visit's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VisitKey {
    /// Whose.
    pub visitor: VisitorKey,
    /// Its number, from 1.
    pub number: u64,
}

/// A visit, as the database knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Whose, and which.
    pub key: VisitKey,
    /// When it began.
    pub arrived_ms: Millis,
    /// When the visitor was last there; `None` when that was never written down.
    pub left_ms: Option<Millis>,
    /// What is known of it.
    pub facts: Facts,
}

/// A step of a visit, as the database knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its number in the visit, from 1.
    pub number: u32,
    /// When it began.
    pub at_ms: Millis,
    /// How long the page was in the foreground.
    pub seen_ms: Millis,
    /// What it is.
    pub what: Walked,
}

/// Visits that began on a site in one [`QUARTER`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The site.
    pub site: SiteNo,
    /// When the quarter began.
    pub from_ms: Millis,
    /// How many.
    pub visits: u64,
}

/// What is to be written down of trails. Doing it twice changes nothing, but for `begun`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Visits whose trail is kept and that are not on disk yet.
    pub visits: Vec<Visit>,
    /// Steps that are over, each at most once.
    pub steps: Vec<(VisitKey, Step)>,
    /// Visits whose visitor has gone, and when.
    pub left: Vec<(VisitKey, Millis)>,
    /// Visits begun since the last batch.
    pub begun: Vec<Begun>,
}

impl Batch {
    /// There is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.visits.is_empty() && self.steps.is_empty() && self.left.is_empty() && self.begun.is_empty()
    }

    /// Puts what comes later behind this.
    pub fn extend(&mut self, later: Self) {
        self.visits.extend(later.visits);
        self.steps.extend(later.steps);
        self.left.extend(later.left);
        self.begun.extend(later.begun);
    }
}

/// When the quarter of this moment began.
pub const fn quarter(at: Millis) -> Millis {
    Millis(at.0 - at.0 % QUARTER.0)
}

impl Visit {
    /// When the visitor was last known to be there: as written down, else by the last step.
    pub fn ended(&self, steps: &[Step]) -> Millis {
        let stepped = steps.iter().map(|step| step.at_ms + step.seen_ms).max();
        self.left_ms.or(stepped).unwrap_or(self.arrived_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lobby_shared::page::Page;

    #[test]
    fn a_visit_whose_end_was_lost_ended_with_its_last_step() {
        let key = VisitKey { visitor: VisitorKey { site: SiteNo(1), number: 1 }, number: 1 };
        let visit = Visit { key, arrived_ms: Millis(5), left_ms: None, facts: Facts::default() };
        let step = Step { number: 1, at_ms: Millis(5), seen_ms: Millis(7), what: Walked::Page(Page::default()) };
        assert_eq!(visit.ended(&[]), Millis(5));
        assert_eq!(visit.ended(std::slice::from_ref(&step)), Millis(12));
        assert_eq!(Visit { left_ms: Some(Millis(9)), ..visit }.ended(&[step]), Millis(9));
    }

    #[test]
    fn quarters_begin_where_every_zones_hours_do() {
        assert_eq!(quarter(Millis(900_000 * 3 + 899_999)), Millis(900_000 * 3));
    }
}
