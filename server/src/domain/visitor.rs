//! A visitor: the permanent number, when silence makes the next arrival a new visit, and how far they may be followed.

use lobby_shared::privacy::Privacy;
use lobby_shared::site::TrailMode;
use lobby_shared::time::Millis;

use super::key::VisitorKey;

/// Silence that ends a visit.
pub const VISIT_ENDS_AFTER: Millis = Millis(30 * 60_000);

/// A browser on a site, as the database knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// Site and permanent number.
    pub key: VisitorKey,
    /// Visits so far, the present one included.
    pub visits: u64,
    /// When the present visit began.
    pub arrived_ms: Millis,
    /// When they were last known to be there.
    pub seen_ms: Millis,
}

impl Visitor {
    /// The visitor as they are when they show up at `now`: still in the same visit, or at the start of the next.
    pub fn arrive(self, now: Millis) -> Self {
        let visits = if now.since(self.seen_ms) > VISIT_ENDS_AFTER { self.visits + 1 } else { self.visits };
        let arrived_ms = if visits == self.visits { self.arrived_ms } else { now };
        Self { visits, arrived_ms, seen_ms: now, ..self }
    }
}

/// How far a visitor is followed, from the least on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Follow {
    /// Counted, and nothing else.
    #[default]
    Counted,
    /// Listed without a page.
    Listed,
    /// Listed and followed; nothing is written down.
    Visit,
    /// Listed and followed, and the trail is written down.
    Lasting,
}

/// How far: the lesser of what the site wants and what the visitor allows. Who wants only to be counted, and then opens
/// the chat, is seen from there on while the visit lasts.
pub fn follow(trail: TrailMode, privacy: Privacy, opened: bool) -> Follow {
    let site = match trail {
        TrailMode::Off => Follow::Listed,
        TrailMode::Visit => Follow::Visit,
        TrailMode::Lasting => Follow::Lasting,
    };
    match privacy {
        Privacy::Counted if !opened => Follow::Counted,
        Privacy::Counted | Privacy::Visit => site.min(Follow::Visit),
        Privacy::Lasting => site,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::key::SiteNo;

    #[test]
    fn the_lesser_of_two_wishes_counts() {
        let check = |trail, privacy, opened, want| assert_eq!(follow(trail, privacy, opened), want);
        check(TrailMode::Lasting, Privacy::Lasting, false, Follow::Lasting);
        check(TrailMode::Lasting, Privacy::Visit, false, Follow::Visit);
        check(TrailMode::Visit, Privacy::Lasting, true, Follow::Visit);
        check(TrailMode::Off, Privacy::Lasting, true, Follow::Listed);
        check(TrailMode::Lasting, Privacy::Counted, false, Follow::Counted);
        check(TrailMode::Lasting, Privacy::Counted, true, Follow::Visit);
        check(TrailMode::Off, Privacy::Counted, true, Follow::Listed);
    }

    #[test]
    fn half_an_hour_of_silence_makes_a_new_visit() {
        let visitor = Visitor {
            key: VisitorKey { site: SiteNo(1), number: 7 },
            visits: 2,
            arrived_ms: Millis(5),
            seen_ms: Millis(1_000),
        };
        let same = visitor.arrive(Millis(1_000) + VISIT_ENDS_AFTER);
        assert_eq!((same.visits, same.arrived_ms), (2, Millis(5)));
        let next = visitor.arrive(Millis(1_001) + VISIT_ENDS_AFTER);
        assert_eq!((next.visits, next.arrived_ms), (3, Millis(1_001) + VISIT_ENDS_AFTER));
    }
}
