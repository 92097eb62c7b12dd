//! The rules of each site and, where there are any, what they must remember of its visitors. A visitor is looked at when
//! something about them has changed, or when a time that a rule waits for has come; never all of them each second.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use lobby_shared::id::RuleId;
use lobby_shared::invitation::Signal;
use lobby_shared::time::Millis;

use crate::domain::key::{SiteNo, VisitorKey};
use crate::domain::rule::{Moment, Rule, Verdict, judge};

/// What rules remember of one visitor during a visit.
#[derive(Debug, Default)]
pub struct Walker {
    visit: u64,
    /// The page that the browser's signals belong to.
    page: String,
    scrolled: u8,
    leaving: bool,
    /// Custom events that a rule asks for.
    events: BTreeSet<String>,
    /// Goals that were reached.
    goals: BTreeSet<String>,
    /// When the delay of a rule is over whose conditions hold.
    ripe: BTreeMap<RuleId, Millis>,
    /// Rules that have had their say in this visit.
    done: BTreeSet<RuleId>,
    wake: Option<Millis>,
}

impl Walker {
    /// The visitor is on this page; what was noticed on another is over.
    fn on(&mut self, page: &str) {
        if self.page != page {
            page.clone_into(&mut self.page);
            (self.scrolled, self.leaving) = (0, false);
        }
    }

    /// The browser noticed something on this page.
    pub fn notice(&mut self, page: &str, signal: Signal) {
        self.on(page);
        match signal {
            Signal::Scrolled(percent) => self.scrolled = self.scrolled.max(percent.min(100)),
            Signal::Leaving => self.leaving = true,
        }
    }

    /// A custom event that a rule asks for.
    pub fn happened(&mut self, name: &str) {
        self.events.insert(name.to_owned());
    }

    /// A goal was reached; true for the first time in the visit.
    pub fn reached(&mut self, goal: &str) -> bool {
        self.goals.insert(goal.to_owned())
    }

    /// This rule has had its say.
    pub fn finish(&mut self, rule: RuleId) {
        self.done.insert(rule);
    }

    /// The first rule that invites at this moment, and when to look again if nothing changes before.
    pub fn choose(&mut self, rules: &[Rule], moment: Moment, now: Millis) -> (Option<Rule>, Option<Millis>) {
        self.on(&moment.page);
        let events = self.events.iter().cloned().collect();
        let moment = Moment { scrolled: Some(self.scrolled), leaving: Some(self.leaving), events, ..moment };
        let mut wake: Option<Millis> = None;
        for rule in rules.iter().filter(|rule| rule.form.on) {
            if self.done.contains(&rule.id) {
                continue;
            }
            let due = match judge(&rule.form.conditions, &moment) {
                Verdict::Holds => {
                    let delay = Millis(u64::from(rule.form.delay) * 1_000);
                    let due = *self.ripe.entry(rule.id).or_insert(now + delay);
                    if due <= now {
                        return (Some(rule.clone()), None);
                    }
                    due
                }
                Verdict::In(span) => {
                    self.ripe.remove(&rule.id);
                    now + span
                }
                Verdict::Not => {
                    self.ripe.remove(&rule.id);
                    continue;
                }
            };
            wake = Some(wake.map_or(due, |wake| wake.min(due)));
        }
        (None, wake)
    }
}

#[derive(Debug, Default)]
struct Watched {
    walkers: BTreeMap<VisitorKey, Walker>,
    due: BTreeSet<(Millis, VisitorKey)>,
}

/// The rules of all sites.
#[derive(Debug, Default)]
pub struct Rules {
    sites: RwLock<BTreeMap<SiteNo, Arc<[Rule]>>>,
    watched: Mutex<Watched>,
}

impl Rules {
    /// These are a site's rules from now on.
    pub fn set(&self, site: SiteNo, rules: Vec<Rule>) {
        let mut sites = self.sites.write().unwrap_or_else(PoisonError::into_inner);
        if rules.is_empty() {
            sites.remove(&site);
        } else {
            sites.insert(site, rules.into());
        }
    }

    /// A site's rules; `None` when there are none.
    pub fn of(&self, site: SiteNo) -> Option<Arc<[Rule]>> {
        self.sites.read().unwrap_or_else(PoisonError::into_inner).get(&site).cloned()
    }

    /// Something about the visitor has changed: to be looked at with the next beat. Costs nothing on a site without rules.
    pub fn touch(&self, visitor: VisitorKey) {
        if self.of(visitor.site).is_some() {
            let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
            watched.due.insert((Millis(0), visitor));
        }
    }

    /// Whose time has come.
    pub fn take_due(&self, now: Millis) -> BTreeSet<VisitorKey> {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        let mut due = BTreeSet::new();
        while let Some((_, visitor)) = watched.due.first().copied().filter(|(at, _)| *at <= now) {
            watched.due.pop_first();
            due.insert(visitor);
        }
        due
    }

    /// Works with what is remembered of a visitor in this visit.
    pub fn with<T>(&self, visitor: VisitorKey, visit: u64, work: impl FnOnce(&mut Walker) -> T) -> T {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        let walker = watched.walkers.entry(visitor).or_default();
        if walker.visit != visit {
            *walker = Walker { visit, wake: walker.wake, ..Walker::default() };
        }
        work(walker)
    }

    /// Looks at the visitor again at this time, and not at the one said before.
    pub fn wake(&self, visitor: VisitorKey, at: Option<Millis>) {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        let before = watched.walkers.get_mut(&visitor).and_then(|walker| std::mem::replace(&mut walker.wake, at));
        if let Some(before) = before {
            watched.due.remove(&(before, visitor));
        }
        if let Some(at) = at {
            watched.due.insert((at, visitor));
        }
    }

    /// The visitor has gone.
    pub fn forget(&self, visitor: VisitorKey) {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(wake) = watched.walkers.remove(&visitor).and_then(|walker| walker.wake) {
            watched.due.remove(&(wake, visitor));
        }
    }
}

#[cfg(test)]
mod tests {
    use lobby_shared::invitation::{Condition, RuleForm};

    use super::*;

    const KEY: VisitorKey = VisitorKey { site: SiteNo(1), number: 7 };

    fn rule(id: u8, conditions: Vec<Condition>, delay: u32) -> Rule {
        let form = RuleForm {
            name: "x".into(),
            on: true,
            conditions,
            words: "x".into(),
            as_agent: false,
            delay,
            most: 0,
            goal: String::new(),
        };
        Rule { id: RuleId::from_bytes([id; 16]), form }
    }

    fn page(page: &str) -> Moment {
        Moment { page: page.into(), looks: true, pages: 1, ..Moment::default() }
    }

    #[test]
    fn the_first_rule_that_fits_is_chosen_and_a_delayed_one_when_it_is_ripe() {
        let mut walker = Walker::default();
        let rules = [rule(1, vec![Condition::Pages(2)], 0), rule(2, vec![Condition::Pages(1)], 10)];
        assert_eq!(walker.choose(&rules, page("a"), Millis(0)), (None, Some(Millis(10_000))));
        assert_eq!(walker.choose(&rules, page("a"), Millis(9_999)), (None, Some(Millis(10_000))));
        let (chosen, _) = walker.choose(&rules, page("a"), Millis(10_000));
        assert_eq!(chosen.map(|rule| rule.id), Some(rules[1].id));
        walker.finish(rules[1].id);
        assert_eq!(walker.choose(&rules, page("a"), Millis(20_000)), (None, None), "once in a visit");
    }

    #[test]
    fn a_condition_that_ceases_begins_the_delay_anew() {
        let mut walker = Walker::default();
        let rules = [rule(1, vec![Condition::Page(lobby_shared::invitation::Match::Is, "a".into())], 10)];
        assert_eq!(walker.choose(&rules, page("a"), Millis(0)).1, Some(Millis(10_000)));
        assert_eq!(walker.choose(&rules, page("b"), Millis(5_000)), (None, None));
        assert_eq!(walker.choose(&rules, page("a"), Millis(6_000)).1, Some(Millis(16_000)));
    }

    #[test]
    fn signals_belong_to_their_page() {
        let mut walker = Walker::default();
        let rules = [rule(1, vec![Condition::Scrolled(50), Condition::Leaving], 0)];
        walker.notice("a", Signal::Scrolled(75));
        walker.notice("a", Signal::Leaving);
        assert_eq!(walker.choose(&rules, page("b"), Millis(0)).0, None);
        walker.notice("b", Signal::Leaving);
        walker.notice("b", Signal::Scrolled(50));
        walker.notice("b", Signal::Scrolled(25));
        assert!(walker.choose(&rules, page("b"), Millis(0)).0.is_some());
    }

    #[test]
    fn only_who_has_changed_or_whose_time_has_come_is_looked_at() {
        let watched = Rules::default();
        watched.touch(KEY);
        assert!(watched.take_due(Millis(u64::MAX)).is_empty(), "there are no rules");
        watched.set(SiteNo(1), vec![rule(1, vec![Condition::Leaving], 0)]);
        watched.touch(KEY);
        assert_eq!(watched.take_due(Millis(0)).len(), 1);
        watched.with(KEY, 1, |_| ());
        watched.wake(KEY, Some(Millis(500)));
        watched.wake(KEY, Some(Millis(900)));
        assert!(watched.take_due(Millis(899)).is_empty());
        assert_eq!(watched.take_due(Millis(900)).len(), 1);
        watched.wake(KEY, Some(Millis(1_000)));
        watched.forget(KEY);
        assert!(watched.take_due(Millis(u64::MAX)).is_empty());
        let inner = watched.watched.lock().unwrap();
        assert!(inner.walkers.is_empty() && inner.due.is_empty(), "nothing is remembered of who has gone");
    }
}
