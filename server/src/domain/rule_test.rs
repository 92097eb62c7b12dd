//! Conditions, one by one and together.

use super::*;

/// A German on the second page, half a minute on it, Wednesday at noon.
fn moment() -> Moment {
    Moment {
        page: "https://shop.example/Cart?step=1".into(),
        referrer: Some("www.example.com".into()),
        campaign: [Some("Spring".into()), Some("newsletter".into())],
        country: Some("DE".into()),
        language: Some("de-AT".into()),
        pages: 2,
        on_page: Millis(30_000),
        looks: true,
        on_site: Millis(90_000),
        returning: true,
        scrolled: Some(50),
        leaving: Some(false),
        events: vec!["cart".into()],
        agents_there: Some(true),
        weekday: 2,
        minute: 720,
    }
}

fn texts(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

#[test]
fn each_condition_holds_or_not() {
    let check = |condition: Condition, want: Verdict| {
        assert_eq!(judge(std::slice::from_ref(&condition), &moment()), want, "{condition:?}");
    };
    let page = |how, text: &str| Condition::Page(how, text.into());
    check(page(Match::Is, "https://shop.example/cart?step=1"), Verdict::Holds);
    check(page(Match::Is, "/cart?step=1"), Verdict::Holds);
    check(page(Match::Is, "/cart"), Verdict::Not);
    check(page(Match::Starts, "/cart"), Verdict::Holds);
    check(page(Match::Starts, "/art"), Verdict::Not);
    check(page(Match::Starts, "https://shop"), Verdict::Holds);
    check(page(Match::Contains, "CART"), Verdict::Holds);
    check(page(Match::Lacks, "cart"), Verdict::Not);
    check(Condition::Referrer(Match::Contains, "example".into()), Verdict::Holds);
    check(Condition::Referrer(Match::Is, "example.com".into()), Verdict::Not);
    check(Condition::Campaign(Match::Is, "Newsletter".into()), Verdict::Holds);
    check(Condition::Campaign(Match::Lacks, "spring".into()), Verdict::Not);
    check(Condition::Country(texts(&["AT", "de"])), Verdict::Holds);
    check(Condition::Country(texts(&["AT"])), Verdict::Not);
    check(Condition::Language(texts(&["DE"])), Verdict::Holds);
    check(Condition::Language(texts(&["d"])), Verdict::Not);
    check(Condition::Language(texts(&["de-AT-1996"])), Verdict::Not);
    check(Condition::Pages(2), Verdict::Holds);
    check(Condition::Pages(3), Verdict::Not);
    check(Condition::SecondsOnPage(30), Verdict::Holds);
    check(Condition::SecondsOnPage(45), Verdict::In(Millis(15_000)));
    check(Condition::SecondsOnSite(120), Verdict::In(Millis(30_000)));
    check(Condition::Returning(true), Verdict::Holds);
    check(Condition::Returning(false), Verdict::Not);
    check(Condition::Scrolled(50), Verdict::Holds);
    check(Condition::Scrolled(51), Verdict::Not);
    check(Condition::Leaving, Verdict::Not);
    check(Condition::Event("cart".into()), Verdict::Holds);
    check(Condition::Event("order".into()), Verdict::Not);
    check(Condition::AgentsThere(true), Verdict::Holds);
    check(Condition::AgentsThere(false), Verdict::Not);
}

#[test]
fn time_in_the_background_does_not_pass_and_what_is_unknown_lacks_everything() {
    let away = Moment { looks: false, ..moment() };
    assert_eq!(judge(&[Condition::SecondsOnPage(45)], &away), Verdict::Not);
    assert_eq!(judge(&[Condition::SecondsOnPage(30)], &away), Verdict::Holds);
    let direct = Moment { referrer: None, campaign: [None, None], country: None, language: None, ..moment() };
    assert_eq!(judge(&[Condition::Referrer(Match::Lacks, "example".into())], &direct), Verdict::Holds);
    assert_eq!(judge(&[Condition::Referrer(Match::Contains, "example".into())], &direct), Verdict::Not);
    assert_eq!(judge(&[Condition::Campaign(Match::Lacks, "x".into())], &direct), Verdict::Holds);
    assert_eq!(judge(&[Condition::Country(texts(&["DE"]))], &direct), Verdict::Not);
    assert_eq!(judge(&[Condition::Language(texts(&["de"]))], &direct), Verdict::Not);
}

#[test]
fn all_must_hold_and_the_latest_time_counts() {
    let (page, site) = (Condition::SecondsOnPage(45), Condition::SecondsOnSite(120));
    assert_eq!(judge(&[page.clone(), site.clone()], &moment()), Verdict::In(Millis(30_000)));
    assert_eq!(judge(&[page, Condition::Leaving, site], &moment()), Verdict::Not);
    assert_eq!(judge(&[], &moment()), Verdict::Not, "a rule without conditions invites nobody");
}

#[test]
fn hours_hold_over_midnight_and_tell_when_they_begin() {
    let check = |(from, to): (u16, u16), days: &[u8], (weekday, minute): (u8, u16), want: Verdict| {
        let at = Moment { weekday, minute, ..moment() };
        let condition = Condition::Hours { from, to, days: days.to_vec() };
        assert_eq!(judge(std::slice::from_ref(&condition), &at), want, "{condition:?} {weekday} {minute}");
    };
    let in_minutes = |minutes: u64| Verdict::In(Millis(minutes * 60_000));
    check((540, 1_020), &[], (2, 720), Verdict::Holds);
    check((540, 1_020), &[], (2, 1_020), in_minutes(1_440 - 1_020 + 540));
    check((540, 1_020), &[], (2, 530), in_minutes(10));
    check((540, 1_020), &[0], (2, 720), in_minutes(5 * 1_440 - 720 + 540));
    check((540, 1_020), &[2], (2, 1_100), in_minutes(7 * 1_440 - 1_100 + 540));
    check((1_320, 360), &[4], (4, 1_380), Verdict::Holds);
    check((1_320, 360), &[4], (5, 100), Verdict::Holds);
    check((1_320, 360), &[4], (4, 100), in_minutes(1_220));
    check((0, 1_440), &[], (6, 1_439), Verdict::Holds);
}

fn form(conditions: Vec<Condition>) -> RuleForm {
    RuleForm {
        name: " Cart ".into(),
        on: true,
        conditions,
        words: " Can I help? ".into(),
        as_agent: false,
        delay: 5,
        most: 1,
        goal: " order ".into(),
    }
}

#[test]
fn what_is_typed_is_cleaned_and_kept_within_bounds() {
    let good = form(vec![Condition::Page(Match::Contains, " cart ".into()), Condition::Country(texts(&[" de "]))]);
    let checked = check(good.clone()).unwrap();
    assert_eq!(
        (checked.name.as_str(), checked.words.as_str(), checked.goal.as_str()),
        ("Cart", "Can I help?", "order")
    );
    assert_eq!(checked.conditions[0], Condition::Page(Match::Contains, "cart".into()));
    let bad = |typed: RuleForm| check(typed).unwrap_err();
    assert_eq!(bad(form(vec![])), (ProblemCode::BadConditions, None));
    assert_eq!(bad(form(vec![Condition::Leaving; 21])), (ProblemCode::BadConditions, None));
    assert_eq!(bad(RuleForm { name: " ".into(), ..good.clone() }), (ProblemCode::BadName, None));
    assert_eq!(bad(RuleForm { words: " ".into(), ..good.clone() }), (ProblemCode::BadWords, Some(0)));
    assert_eq!(bad(RuleForm { goal: "x".repeat(65), ..good.clone() }), (ProblemCode::BadWords, Some(1)));
    assert_eq!(bad(RuleForm { delay: 3_601, ..good.clone() }), (ProblemCode::BadNumber, Some(0)));
    assert_eq!(bad(RuleForm { most: 1_001, ..good }), (ProblemCode::BadNumber, Some(1)));
    for condition in [
        Condition::Page(Match::Is, " ".into()),
        Condition::Referrer(Match::Is, "x".repeat(201)),
        Condition::Country(vec![]),
        Condition::Country(texts(&["DEU"])),
        Condition::Language(texts(&["d"])),
        Condition::Pages(0),
        Condition::SecondsOnPage(0),
        Condition::SecondsOnSite(86_401),
        Condition::Scrolled(0),
        Condition::Scrolled(101),
        Condition::Event(String::new()),
        Condition::Hours { from: 1_440, to: 0, days: vec![] },
        Condition::Hours { from: 0, to: 1_441, days: vec![] },
        Condition::Hours { from: 0, to: 60, days: vec![7] },
    ] {
        let typed = form(vec![Condition::Leaving, condition.clone()]);
        assert_eq!(bad(typed), (ProblemCode::BadCondition, Some(1)), "{condition:?}");
    }
}

#[test]
fn what_records_cannot_tell_is_named_and_taken_to_hold() {
    let conditions = [Condition::Pages(1), Condition::Scrolled(75), Condition::Leaving, Condition::AgentsThere(false)];
    assert_eq!(untold(&conditions), [1, 2, 3]);
    let past = Moment { scrolled: None, leaving: None, agents_there: None, ..moment() };
    assert_eq!(judge(&conditions, &past), Verdict::Holds);
}
