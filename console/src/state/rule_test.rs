//! Stories of the list of rules and of the form.

use lobby_shared::http::Problem;
use lobby_shared::invitation::{Condition, Match};
use lobby_shared::time::Millis;

use super::*;

const SITE: SiteId = SiteId::from_bytes([1; 16]);
const ID: RuleId = RuleId::from_bytes([2; 16]);

fn form() -> RuleForm {
    RuleForm {
        name: "Checkout".into(),
        on: true,
        conditions: vec![Condition::Page(Match::Contains, "/checkout".into()), Condition::SecondsOnPage(30)],
        words: "Can I help?".into(),
        as_agent: false,
        delay: 5,
        most: 2,
        goal: "order".into(),
    }
}

fn list() -> List {
    List { rules: vec![Rule { id: ID, form: form(), shown: 9, accepted: 3, converted: 1 }], agents: (0, 0, 0) }
}

fn here() -> Rules {
    let mut rules = Rules::default();
    assert_eq!(update(&mut rules, Intent::Shown(Some(SITE))), Some(Effect::Read(SITE)));
    update(&mut rules, Intent::Read(SITE, Ok(list())));
    rules
}

fn opened() -> Rules {
    let mut rules = here();
    update(&mut rules, Intent::Form(Fill::Opened(Some(ID))));
    rules
}

#[test]
fn a_rule_reads_back_from_the_form_as_it_was() {
    assert_eq!(Typed::of(Some(&form())).read(), Ok(form()));
}

#[test]
fn what_is_missing_is_named_and_nothing_is_sent() {
    let check = |change: fn(&mut Typed), want| {
        let mut rules = opened();
        let mut typed = Typed::of(Some(&form()));
        change(&mut typed);
        assert_eq!(update(&mut rules, Intent::Form(Fill::SavePressed(typed.clone()))), None);
        assert_eq!(update(&mut rules, Intent::Form(Fill::TryPressed(typed))), None);
        let form = rules.form.unwrap();
        assert_eq!((form.busy, form.dry, form.fault.unwrap().0), (false, Dry::None, want));
    };
    check(|typed| typed.name = " ".into(), Place::Name);
    check(|typed| typed.words = String::new(), Place::Words);
    check(|typed| typed.add(), Place::Condition(2));
    check(|typed| typed.conditions.clear(), Place::Whole);
    check(|typed| typed.delay = "soon".into(), Place::Whole);
}

#[test]
fn a_saved_rule_closes_the_form_and_a_refused_one_names_its_condition() {
    let mut rules = opened();
    let save = || Intent::Form(Fill::SavePressed(Typed::of(Some(&form()))));
    assert_eq!(update(&mut rules, save()), Some(Effect::Save(SITE, Some(ID), form())));
    assert_eq!(update(&mut rules, save()), None, "one request at a time");
    let problem = Problem { code: ProblemCode::BadCondition, retry_after_ms: None, place: Some(1) };
    update(&mut rules, Intent::Form(Fill::SaveAnswered(SITE, Err(Failure::Refused(problem)))));
    let open = rules.form.as_ref().unwrap();
    assert_eq!((open.busy, open.fault.unwrap().0), (false, Place::Condition(1)));
    update(&mut rules, save());
    let saved = update(&mut rules, Intent::Form(Fill::SaveAnswered(SITE, Ok(list()))));
    assert_eq!((saved, rules.form), (Some(Effect::Notify(Notice::Saved)), None));
}

#[test]
fn what_was_tried_is_forgotten_when_the_form_changes() {
    let run = || DryRun { from_ms: Millis(0), visits: 4, invited: 2, some: Vec::new(), untold: Vec::new() };
    let mut rules = opened();
    let tried = update(&mut rules, Intent::Form(Fill::TryPressed(Typed::of(Some(&form())))));
    assert_eq!(tried, Some(Effect::Try(SITE, form())));
    update(&mut rules, Intent::Form(Fill::Tried(SITE, Ok(run()))));
    assert_eq!(rules.form.as_ref().unwrap().dry, Dry::Done(run()));
    update(&mut rules, Intent::Form(Fill::Changed));
    update(&mut rules, Intent::Form(Fill::Tried(SITE, Ok(run()))));
    assert_eq!(rules.form.as_ref().unwrap().dry, Dry::None);
}

#[test]
fn a_rule_moves_by_one_place_at_a_time_and_never_off_the_list() {
    const OTHER: RuleId = RuleId::from_bytes([3; 16]);
    let mut rules = here();
    let second = Rule { id: OTHER, ..list().rules.remove(0) };
    rules.list.iter_mut().for_each(|list| list.rules.push(second.clone()));
    assert_eq!(update(&mut rules, Intent::Moved(ID, true)), None);
    assert_eq!(update(&mut rules, Intent::Moved(OTHER, false)), None);
    let order = RuleOrder { rules: vec![OTHER, ID] };
    assert_eq!(update(&mut rules, Intent::Moved(ID, false)), Some(Effect::Order(SITE, order)));
    assert_eq!((rules.place(ID), rules.place(OTHER)), ((Some(1), 2), (Some(0), 2)));
    assert_eq!(update(&mut rules, Intent::Moved(ID, true)), None, "one request at a time");
}

#[test]
fn a_rule_is_switched_with_all_it_says_and_removed_after_a_question() {
    let mut rules = here();
    let off = RuleForm { on: false, ..form() };
    assert_eq!(update(&mut rules, Intent::Switched(ID, false)), Some(Effect::Change(SITE, ID, off)));
    assert_eq!(update(&mut rules, Intent::RemoveConfirmed(ID)), None, "one request at a time");
    update(&mut rules, Intent::Answered(SITE, Err(Failure::Unreachable)));
    update(&mut rules, Intent::RemovePressed(Some(ID)));
    assert_eq!(rules.removing, Some(ID));
    assert_eq!(update(&mut rules, Intent::RemoveConfirmed(ID)), Some(Effect::Remove(SITE, ID)));
    update(&mut rules, Intent::Answered(SITE, Ok(List { rules: Vec::new(), agents: (0, 0, 0) })));
    assert!(rules.rule(ID).is_none() && rules.removing.is_none() && !rules.busy);
}

#[test]
fn what_was_shown_at_once_and_refused_is_taken_back_and_said() {
    const OTHER: RuleId = RuleId::from_bytes([3; 16]);
    let check = |change: Intent| {
        let mut rules = here();
        let second = Rule { id: OTHER, ..list().rules.remove(0) };
        rules.list.iter_mut().for_each(|list| list.rules.push(second.clone()));
        let before = rules.list.clone();
        assert!(update(&mut rules, change).is_some());
        assert_ne!(rules.list, before, "it is shown at once");
        let failed = update(&mut rules, Intent::Answered(SITE, Err(Failure::Unreachable)));
        assert_eq!(failed, Some(Effect::Notify(Notice::Failed(Fault::Unreachable))));
        assert_eq!(rules.list, before);
    };
    check(Intent::Switched(ID, false));
    check(Intent::Moved(ID, false));
}

#[test]
fn a_refusal_takes_nothing_back_that_the_server_has_told_since() {
    let mut rules = here();
    update(&mut rules, Intent::Switched(ID, false));
    let none = List { rules: Vec::new(), agents: (0, 0, 0) };
    update(&mut rules, Intent::Read(SITE, Ok(none.clone())));
    update(&mut rules, Intent::Answered(SITE, Err(Failure::Unreachable)));
    assert_eq!(rules.list, Some(none));
}

#[test]
fn a_rule_that_begins_to_invite_untried_is_saved_only_after_a_question() {
    let new = || {
        let mut rules = here();
        update(&mut rules, Intent::Form(Fill::Opened(None)));
        rules
    };
    let save = |on| Intent::Form(Fill::SavePressed(Typed::of(Some(&RuleForm { on, ..form() }))));
    let confirmed = || Intent::Form(Fill::SaveConfirmed);
    let mut rules = new();
    assert_eq!(update(&mut rules, save(true)), None);
    assert_eq!(rules.form.as_ref().unwrap().asks, Some(form()));
    update(&mut rules, Intent::Form(Fill::Changed));
    assert_eq!(update(&mut rules, confirmed()), None, "nobody was asked");
    update(&mut rules, save(true));
    assert_eq!(update(&mut rules, confirmed()), Some(Effect::Save(SITE, None, form())));
    assert_eq!(update(&mut rules, confirmed()), None, "one request at a time");
    assert!(update(&mut new(), save(false)).is_some(), "a rule that is off invites nobody");
    let mut tried = new();
    update(&mut tried, Intent::Form(Fill::TryPressed(Typed::of(Some(&form())))));
    let run = DryRun { from_ms: Millis(0), visits: 4, invited: 2, some: Vec::new(), untold: Vec::new() };
    update(&mut tried, Intent::Form(Fill::Tried(SITE, Ok(run))));
    assert!(update(&mut tried, save(true)).is_some());
    assert!(update(&mut opened(), save(true)).is_some(), "it invites already");
}

fn off() -> Rules {
    let mut rules = here();
    let off = List { rules: vec![Rule { form: RuleForm { on: false, ..form() }, ..list().rules.remove(0) }], ..list() };
    update(&mut rules, Intent::Read(SITE, Ok(off)));
    rules
}

fn is_on(rules: &Rules) -> bool {
    rules.rule(ID).unwrap().form.on
}

#[test]
fn a_rule_that_was_not_tried_is_switched_on_only_after_a_question() {
    let change = Some(Effect::Change(SITE, ID, form()));
    let mut rules = off();
    assert_eq!(update(&mut rules, Intent::SwitchConfirmed(ID)), None, "nobody was asked");
    assert_eq!(update(&mut rules, Intent::Switched(ID, true)), None);
    assert_eq!((rules.asks, is_on(&rules), rules.busy), (Some(ID), false, false));
    update(&mut rules, Intent::SwitchLeft);
    assert_eq!(update(&mut rules, Intent::SwitchConfirmed(ID)), None, "it was left");
    update(&mut rules, Intent::Switched(ID, true));
    assert_eq!(update(&mut rules, Intent::SwitchConfirmed(ID)), change);
    assert_eq!((rules.asks, is_on(&rules)), (None, true));
    // What has invited until now is known.
    assert!(update(&mut rules, Intent::Switched(ID, false)).is_some());
    assert_eq!(update(&mut rules, Intent::Switched(ID, true)), change);
}

#[test]
fn a_rule_that_was_tried_as_it_stands_is_switched_on_at_once() {
    let tried = |said: &RuleForm| {
        let mut rules = off();
        update(&mut rules, Intent::Form(Fill::Opened(Some(ID))));
        update(&mut rules, Intent::Form(Fill::TryPressed(Typed::of(Some(said)))));
        let run = DryRun { from_ms: Millis(0), visits: 4, invited: 2, some: Vec::new(), untold: Vec::new() };
        update(&mut rules, Intent::Form(Fill::Tried(SITE, Ok(run))));
        update(&mut rules, Intent::Form(Fill::Closed));
        rules
    };
    assert!(update(&mut tried(&form()), Intent::Switched(ID, true)).is_some());
    let other = RuleForm { conditions: vec![Condition::SecondsOnPage(60)], ..form() };
    assert_eq!(update(&mut tried(&other), Intent::Switched(ID, true)), None, "something else was tried");
    // On another site there are other visitors, and whoever comes back is not asked again.
    const OTHER: SiteId = SiteId::from_bytes([9; 16]);
    let mut rules = tried(&form());
    let elsewhere = |rules: &mut Rules, site| {
        update(rules, Intent::Shown(Some(site)));
        let list = off().list.unwrap();
        update(rules, Intent::Read(site, Ok(list)));
        update(rules, Intent::Switched(ID, true)).is_some()
    };
    assert!(!elsewhere(&mut rules, OTHER));
    assert!(elsewhere(&mut rules, SITE));
}

#[test]
fn one_question_stands_at_a_time() {
    let mut rules = off();
    update(&mut rules, Intent::Switched(ID, true));
    update(&mut rules, Intent::RemovePressed(Some(ID)));
    assert_eq!((rules.asks, rules.removing), (None, Some(ID)));
    update(&mut rules, Intent::Switched(ID, true));
    assert_eq!((rules.asks, rules.removing), (Some(ID), None));
    update(&mut rules, Intent::Form(Fill::Opened(None)));
    assert_eq!(rules.asks, None);
}
