//! A rule tried on visits that are over: when it would have invited.

use lobby_shared::invitation::RuleForm;
use lobby_shared::time::Millis;
use lobby_shared::trail::Walked;

use super::calendar::Calendar;
use super::rule::{Moment, Verdict, judge};
use super::visit::{Step, Visit};

/// When a rule would have invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// When.
    pub at_ms: Millis,
    /// On which page.
    pub page: String,
}

/// Tries a rule on a visit. Conditions change only with a step, or with the time that one of them asks for; so these
/// moments are tried, and after the delay the moment then.
pub fn try_on(form: &RuleForm, visit: &Visit, steps: &[Step], calendar: &Calendar) -> Option<Invited> {
    let ended = visit.left_ms.unwrap_or_default().max(last_seen(visit, steps));
    let delay = Millis(u64::from(form.delay) * 1_000);
    let moment = |at: Millis| moment_at(visit, steps, calendar, at);
    let holds = |at: Millis| at <= ended && judge(&form.conditions, &moment(at)) == Verdict::Holds;
    for (at, step) in steps.iter().enumerate() {
        let until = steps.get(at + 1).map_or(ended, |next| next.at_ms);
        let begins = match judge(&form.conditions, &moment(step.at_ms)) {
            Verdict::Holds => step.at_ms,
            Verdict::In(span) => step.at_ms + span,
            Verdict::Not => continue,
        };
        // Within this step it may hold at last only when its time comes before the next one.
        if begins > until || !holds(begins) || !holds(begins + delay) {
            continue;
        }
        let at_ms = begins + delay;
        return Some(Invited { at_ms, page: moment(at_ms).page });
    }
    None
}

fn last_seen(visit: &Visit, steps: &[Step]) -> Millis {
    steps.iter().map(|step| step.at_ms + step.seen_ms).max().unwrap_or(visit.arrived_ms)
}

/// How the visitor stood at a moment of the visit.
fn moment_at(visit: &Visit, steps: &[Step], calendar: &Calendar, at: Millis) -> Moment {
    let so_far = || steps.iter().filter(|step| step.at_ms <= at);
    let pages =
        || so_far().filter_map(|step| if let Walked::Page(page) = &step.what { Some((step, page)) } else { None });
    let now = pages().next_back();
    let (spent, seen) = now.map_or_else(Default::default, |(step, _)| (at.since(step.at_ms), step.seen_ms));
    let event = |step: &Step| if let Walked::Event(track) = &step.what { Some(track.name.clone()) } else { None };
    let facts = &visit.facts;
    let campaign = facts.campaign.clone().unwrap_or_default();
    Moment {
        page: now.map(|(_, page)| page.address.clone()).unwrap_or_default(),
        referrer: facts.referrer.clone(),
        campaign: [campaign.name, campaign.source],
        country: facts.region.as_ref().map(|region| region.country.clone()),
        language: facts.language.clone(),
        pages: u32::try_from(pages().count()).unwrap_or(u32::MAX),
        on_page: spent.min(seen),
        looks: spent < seen,
        on_site: at.since(visit.arrived_ms),
        returning: visit.key.number > 1,
        scrolled: None,
        leaving: None,
        events: so_far().filter_map(event).collect(),
        agents_there: None,
        weekday: calendar.weekday(at),
        minute: calendar.minute(at),
    }
}

#[cfg(test)]
mod tests {
    use lobby_shared::invitation::{Condition, Match};
    use lobby_shared::page::Page;
    use lobby_shared::trail::Track;
    use lobby_shared::visitor::Facts;

    use super::*;
    use crate::domain::key::{SiteNo, VisitorKey};
    use crate::domain::visit::VisitKey;

    fn visit() -> (Visit, Vec<Step>) {
        let key = VisitKey { visitor: VisitorKey { site: SiteNo(1), number: 7 }, number: 1 };
        let visit = Visit { key, arrived_ms: Millis(1_000), left_ms: Some(Millis(100_000)), facts: Facts::default() };
        let page =
            |path: &str| Walked::Page(Page { address: format!("https://shop.example{path}"), title: String::new() });
        let step = |number, at, seen, what| Step { number, at_ms: Millis(at), seen_ms: Millis(seen), what };
        let event = Walked::Event(Track { name: "cart".into(), data: String::new() });
        let steps =
            vec![step(1, 1_000, 20_000, page("/")), step(2, 21_000, 10_000, page("/cart")), step(3, 50_000, 0, event)];
        (visit, steps)
    }

    fn when(conditions: Vec<Condition>, delay: u32) -> Option<u64> {
        let form = RuleForm {
            name: "x".into(),
            on: false,
            conditions,
            words: "x".into(),
            as_agent: false,
            delay,
            most: 0,
            goal: String::new(),
        };
        let (visit, steps) = visit();
        try_on(&form, &visit, &steps, &Calendar::default()).map(|invited| invited.at_ms.0)
    }

    #[test]
    fn it_invites_at_the_first_moment_that_fits() {
        assert_eq!(when(vec![Condition::Page(Match::Starts, "/cart".into())], 0), Some(21_000));
        assert_eq!(when(vec![Condition::SecondsOnPage(15)], 0), Some(16_000));
        assert_eq!(when(vec![Condition::SecondsOnPage(15), Condition::Pages(2)], 0), None, "ten seconds only there");
        assert_eq!(when(vec![Condition::SecondsOnSite(60)], 0), Some(61_000));
        assert_eq!(when(vec![Condition::SecondsOnSite(120)], 0), None, "they had left");
        assert_eq!(when(vec![Condition::Event("cart".into())], 0), Some(50_000));
        assert_eq!(when(vec![Condition::Leaving, Condition::Pages(2)], 0), Some(21_000));
    }

    #[test]
    fn after_the_delay_it_must_still_hold() {
        let home = || vec![Condition::Page(Match::Is, "/".into())];
        assert_eq!(when(home(), 10), Some(11_000));
        assert_eq!(when(home(), 30), None);
    }
}
