//! The visitor who is looked at: their row, this visit's trail as it grows, and what is on disk of earlier visits.

use lobby_shared::conversation::ConversationCard;
use lobby_shared::id::SiteId;
use lobby_shared::time::Millis;
use lobby_shared::trail::{LiveTrail, Step, Visit, VisitorFile};
use lobby_shared::visitor::VisitorRow;

use super::entry::Failure;

/// A visitor of a site.
pub type Who = (SiteId, u64);

/// How far what is on disk has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// On its way.
    #[default]
    Busy,
    /// Here.
    Done,
    /// It could not be loaded.
    Failed,
}

/// Who is looked at, and what is known of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trail {
    /// Who is looked at.
    pub who: Option<Who>,
    /// Their card is open in the lobby.
    pub card: bool,
    /// Their row; `None` when they are not on the site, or not heard of yet.
    pub row: Option<VisitorRow>,
    /// The live trail has been heard of.
    pub heard: bool,
    /// This visit's latest steps.
    steps: Vec<Step>,
    /// The server's time when the times on pages were right.
    at_ms: Millis,
    /// How far what is on disk has come.
    pub reading: Reading,
    /// When their first visit began, once known.
    pub first_ms: Option<Millis>,
    /// Visits on disk, the latest first, the present one among them.
    visits: Vec<Visit>,
    /// There are earlier ones.
    pub more: bool,
    /// Their latest conversations.
    pub conversations: Vec<ConversationCard>,
}

/// What happens to it.
#[derive(Clone, Debug)]
pub enum Intent {
    /// Open this visitor's card in the lobby.
    Opened(SiteId, u64),
    /// Close it.
    Closed,
    /// The visitor of the conversation on the screen, or nobody.
    Beside(Option<Who>),
    /// A new connection knows of nobody who is looked at.
    Welcomed,
    /// The live trail, or what changed in it.
    Arrived(Box<LiveTrail>),
    /// What is on disk, from before this visit on.
    Read(Who, Option<u64>, Result<VisitorFile, Failure>),
    /// Earlier visits, or what could not be loaded, once more.
    MorePressed,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask for this visitor's trail from now on.
    Look(Option<Who>),
    /// Read what is on disk, before this visit.
    Read(Who, Option<u64>),
}

impl Trail {
    /// Whether this one's card is open in the lobby.
    pub fn is_open(&self, number: u64) -> bool {
        self.card && self.who.is_some_and(|(_, who)| who == number)
    }

    /// How long a page was in the foreground, by `now`.
    pub fn seen(&self, step: &Step, now: Millis) -> Millis {
        if step.now { step.seen_ms + now.since(self.at_ms) } else { step.seen_ms }
    }

    /// This visit's steps, the latest first: those on disk that the live trail no longer has, and the live ones.
    pub fn steps(&self) -> Vec<Step> {
        let first = self.steps.first().map_or(u32::MAX, |step| step.number);
        let present = self.visits.iter().find(|visit| self.is_present(visit));
        let kept = present.into_iter().flat_map(|visit| &visit.steps).filter(|step| step.number < first);
        let mut steps: Vec<Step> = kept.chain(&self.steps).cloned().collect();
        steps.reverse();
        steps
    }

    /// Visits before this one, the latest first.
    pub fn earlier(&self) -> Vec<u64> {
        self.visits.iter().filter(|visit| !self.is_present(visit)).map(|visit| visit.number).collect()
    }

    /// One visit on disk.
    pub fn visit(&self, number: u64) -> Option<&Visit> {
        self.visits.iter().find(|visit| visit.number == number)
    }

    fn is_present(&self, visit: &Visit) -> bool {
        self.row.as_ref().is_some_and(|row| row.visits == visit.number || visit.left_ms.is_none())
    }

    fn look(&mut self, who: Option<Who>, card: bool) -> Vec<Effect> {
        if self.who == who {
            self.card = card;
            return Vec::new();
        }
        *self = Self { who, card, ..Self::default() };
        let read = who.map(|who| Effect::Read(who, None));
        [Effect::Look(who)].into_iter().chain(read).collect()
    }

    fn take(&mut self, trail: LiveTrail) {
        if self.who != Some((trail.site, trail.visitor)) {
            return;
        }
        if trail.first {
            self.steps.clear();
        }
        let before = std::mem::replace(&mut self.at_ms, trail.now_ms);
        // What goes on and was not told anew went on until now.
        let went = trail.now_ms.since(before);
        for step in self.steps.iter_mut().filter(|step| step.now) {
            step.seen_ms = step.seen_ms + went;
        }
        for step in trail.steps {
            match self.steps.iter_mut().find(|known| known.number == step.number) {
                Some(known) => *known = step,
                None => {
                    let at = self.steps.partition_point(|known| known.number < step.number);
                    self.steps.insert(at, step);
                }
            }
        }
        (self.heard, self.row) = (true, trail.row);
    }

    fn read(&mut self, who: Who, before: Option<u64>, file: Result<VisitorFile, Failure>) {
        if self.who != Some(who) {
            return;
        }
        let Ok(file) = file else {
            self.reading = Reading::Failed;
            return;
        };
        if before.is_none() {
            self.visits.clear();
            self.conversations = file.conversations;
        }
        let known = |number: u64, visits: &[Visit]| visits.iter().any(|visit| visit.number == number);
        for visit in file.visits {
            if !known(visit.number, &self.visits) {
                self.visits.push(visit);
            }
        }
        (self.reading, self.first_ms, self.more) = (Reading::Done, Some(file.first_ms), file.more);
    }
}

/// Decides what an intent changes.
pub fn update(trail: &mut Trail, intent: Intent) -> Vec<Effect> {
    match intent {
        Intent::Opened(site, number) => return trail.look(Some((site, number)), true),
        Intent::Closed if trail.card => return trail.look(None, false),
        Intent::Closed => {}
        Intent::Beside(who) => return trail.look(who, false),
        Intent::Welcomed => return trail.who.map(|who| Effect::Look(Some(who))).into_iter().collect(),
        Intent::Arrived(live) => trail.take(*live),
        Intent::Read(who, before, file) => trail.read(who, before, file),
        Intent::MorePressed => {
            if let Some(who) = trail.who.filter(|_| trail.reading != Reading::Busy) {
                trail.reading = Reading::Busy;
                return vec![Effect::Read(who, trail.visits.last().map(|visit| visit.number))];
            }
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lobby_shared::page::Page;
    use lobby_shared::trail::Walked;
    use lobby_shared::visitor::{Facts, VisitorState};

    const SITE: SiteId = SiteId::from_bytes([1; 16]);
    const WHO: Who = (SITE, 7);

    fn step(number: u32, seen_ms: u64, now: bool) -> Step {
        let what = Walked::Page(Page { address: String::new(), title: format!("{number}") });
        Step { number, at_ms: Millis(0), seen_ms: Millis(seen_ms), now, what }
    }

    fn live(steps: Vec<Step>, first: bool, now_ms: u64) -> Intent {
        let facts = Facts::default();
        let row = VisitorRow {
            number: 7,
            state: VisitorState::Browsing,
            visits: 3,
            arrived_ms: Millis(0),
            page: None,
            pages: 2,
            agent: None,
            owner: None,
            blocked: false,
            facts,
        };
        Intent::Arrived(Box::new(LiveTrail {
            site: SITE,
            visitor: 7,
            row: Some(row),
            steps,
            first,
            now_ms: Millis(now_ms),
        }))
    }

    fn visit(number: u64, steps: Vec<Step>) -> Visit {
        let left_ms = (number < 3).then_some(Millis(9));
        Visit { number, arrived_ms: Millis(1), left_ms, facts: Facts::default(), steps }
    }

    fn file(visits: Vec<Visit>, more: bool) -> Result<VisitorFile, Failure> {
        Ok(VisitorFile { first_ms: Millis(1), visits, more, conversations: Vec::new() })
    }

    fn opened() -> Trail {
        let mut trail = Trail::default();
        let effects = update(&mut trail, Intent::Opened(SITE, 7));
        assert_eq!(effects, [Effect::Look(Some(WHO)), Effect::Read(WHO, None)]);
        trail
    }

    fn numbers(trail: &Trail) -> Vec<u32> {
        trail.steps().iter().map(|step| step.number).collect()
    }

    #[test]
    fn the_trail_goes_on_from_disk_into_what_is_live() {
        let mut trail = opened();
        update(&mut trail, live(vec![step(3, 10, false), step(4, 0, true)], true, 100));
        let present = visit(3, vec![step(1, 5, false), step(2, 5, false), step(3, 5, false)]);
        update(&mut trail, Intent::Read(WHO, None, file(vec![present, visit(2, vec![]), visit(1, vec![])], false)));
        assert_eq!(numbers(&trail), [4, 3, 2, 1]);
        assert_eq!(trail.earlier(), [2, 1]);
    }

    #[test]
    fn time_on_the_page_in_sight_goes_on_and_stops() {
        let mut trail = opened();
        update(&mut trail, live(vec![step(1, 2_000, true)], true, 10_000));
        let seen = |trail: &Trail, now| trail.steps().last().map(|step| trail.seen(step, Millis(now)));
        assert_eq!(seen(&trail, 13_000), Some(Millis(5_000)));
        update(&mut trail, live(vec![step(2, 0, true)], false, 14_000));
        assert_eq!(seen(&trail, 15_000), Some(Millis(7_000)), "until it is told that it stopped");
        update(&mut trail, live(vec![step(1, 6_000, false)], false, 16_000));
        assert_eq!(seen(&trail, 90_000), Some(Millis(6_000)));
    }

    #[test]
    fn another_visitors_trail_and_file_are_not_mixed_in() {
        let mut trail = opened();
        let effects = update(&mut trail, Intent::Opened(SITE, 8));
        assert_eq!(effects.first(), Some(&Effect::Look(Some((SITE, 8)))));
        update(&mut trail, live(vec![step(1, 0, true)], true, 0));
        update(&mut trail, Intent::Read(WHO, None, file(vec![visit(1, vec![])], true)));
        assert!(!trail.heard && trail.steps().is_empty() && !trail.more);
    }

    #[test]
    fn earlier_visits_come_one_page_after_the_other_and_a_failure_can_be_tried_again() {
        let mut trail = opened();
        assert!(update(&mut trail, Intent::MorePressed).is_empty(), "one request at a time");
        update(&mut trail, Intent::Read(WHO, None, file(vec![visit(2, vec![])], true)));
        assert_eq!(update(&mut trail, Intent::MorePressed), [Effect::Read(WHO, Some(2))]);
        update(&mut trail, Intent::Read(WHO, Some(2), Err(Failure::Unreachable)));
        assert_eq!((trail.reading, trail.earlier()), (Reading::Failed, vec![2]));
        assert_eq!(update(&mut trail, Intent::MorePressed), [Effect::Read(WHO, Some(2))]);
        update(&mut trail, Intent::Read(WHO, Some(2), file(vec![visit(1, vec![])], false)));
        assert_eq!((trail.earlier(), trail.more), (vec![2, 1], false));
    }

    #[test]
    fn whoever_is_looked_at_is_looked_at_again_after_a_lost_connection() {
        let mut trail = opened();
        assert_eq!(update(&mut trail, Intent::Welcomed), [Effect::Look(Some(WHO))]);
        assert_eq!(update(&mut trail, Intent::Closed), [Effect::Look(None)]);
        assert!(update(&mut trail, Intent::Welcomed).is_empty());
    }

    #[test]
    fn the_card_in_the_lobby_and_the_details_beside_a_conversation_share_one_look() {
        let mut trail = opened();
        assert!(update(&mut trail, Intent::Beside(Some(WHO))).is_empty());
        assert!(!trail.is_open(7));
        assert_eq!(update(&mut trail, Intent::Beside(None)), [Effect::Look(None)]);
    }
}
