//! Rules that invite, decided purely: whether all conditions of one hold for a visitor at a moment, or when they could by
//! time alone.

use lobby_shared::http::ProblemCode;
use lobby_shared::id::RuleId;
use lobby_shared::invitation::{Condition, MAX_CONDITIONS, Match, RuleForm};
use lobby_shared::time::Millis;
use lobby_shared::trail::MAX_EVENT_CHARS;

use super::invitation::clean_words;

/// Characters of a text that a condition compares with, at most.
const MAX_TEXT_CHARS: usize = 200;
/// Values of one condition that takes several, at most.
const MAX_VALUES: usize = 250;
/// Pages that a condition may ask for, at most.
const MAX_PAGES: u32 = 1_000;
/// Seconds that a condition may ask for, at most: a day.
const MAX_SECONDS: u32 = 86_400;
/// Seconds of a delay, at most: an hour.
const MAX_DELAY: u32 = 3_600;
/// Times that a rule may be shown to one visitor, at most.
const MAX_MOST: u32 = 1_000;
const MAX_NAME_CHARS: usize = 80;
const DAY_MINUTES: u16 = 1_440;

/// A rule of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Which.
    pub id: RuleId,
    /// What it says.
    pub form: RuleForm,
}

/// How a visitor stands at a moment, as far as rules ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// The address of the page.
    pub page: String,
    /// The host that led here.
    pub referrer: Option<String>,
    /// The campaign's name and source.
    pub campaign: [Option<String>; 2],
    /// The country, two letters.
    pub country: Option<String>,
    /// The browser's language.
    pub language: Option<String>,
    /// Pages of this visit.
    pub pages: u32,
    /// Time on this page, in the foreground.
    pub on_page: Millis,
    /// That time goes on.
    pub looks: bool,
    /// Time on the site.
    pub on_site: Millis,
    /// Has been here before.
    pub returning: bool,
    /// How far the page was scrolled; `None`: nobody knows, and it is taken to hold.
    pub scrolled: Option<u8>,
    /// Is about to leave; `None` as above.
    pub leaving: Option<bool>,
    /// Custom events of this visit.
    pub events: Vec<String>,
    /// An agent is there to answer; `None` as above.
    pub agents_there: Option<bool>,
    /// Monday is 0.
    pub weekday: u8,
    /// Minutes from midnight.
    pub minute: u16,
}

/// Whether conditions hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// They do.
    Holds,
    /// Not yet: not before this span has passed, if nothing else changes.
    In(Millis),
    /// Not, whatever time passes.
    Not,
}

/// Whether all conditions hold.
pub fn judge(conditions: &[Condition], moment: &Moment) -> Verdict {
    conditions.iter().map(|condition| judge_one(condition, moment)).max().unwrap_or(Verdict::Not)
}

fn when(so: bool) -> Verdict {
    if so { Verdict::Holds } else { Verdict::Not }
}

fn judge_one(condition: &Condition, moment: &Moment) -> Verdict {
    let within = |have: &Option<String>, so: &dyn Fn(&str) -> bool| when(have.as_deref().is_some_and(so));
    match condition {
        Condition::Page(how, text) => when(fits_address(*how, text, &moment.page)),
        Condition::Referrer(how, text) => when(fits(*how, text, moment.referrer.as_deref().unwrap_or_default())),
        Condition::Campaign(how, text) => {
            let mut said = moment.campaign.iter().map(|said| fits(*how, text, said.as_deref().unwrap_or_default()));
            when(if *how == Match::Lacks { said.all(|so| so) } else { said.any(|so| so) })
        }
        Condition::Country(any) => within(&moment.country, &|country| any.iter().any(|of| same(of, country))),
        Condition::Language(any) => within(&moment.language, &|tag| any.iter().any(|of| begins(tag, of))),
        Condition::Pages(least) => when(moment.pages >= *least),
        Condition::SecondsOnPage(least) => match left(*least, moment.on_page) {
            Verdict::In(_) if !moment.looks => Verdict::Not,
            verdict @ (Verdict::Holds | Verdict::In(_) | Verdict::Not) => verdict,
        },
        Condition::SecondsOnSite(least) => left(*least, moment.on_site),
        Condition::Returning(returning) => when(moment.returning == *returning),
        Condition::Scrolled(least) => when(moment.scrolled.is_none_or(|scrolled| scrolled >= *least)),
        Condition::Leaving => when(moment.leaving.unwrap_or(true)),
        Condition::Event(name) => when(moment.events.iter().any(|event| event == name)),
        Condition::AgentsThere(there) => when(moment.agents_there.is_none_or(|is| is == *there)),
        Condition::Hours { from, to, days } => hours(*from, *to, days, moment),
    }
}

fn left(least: u32, spent: Millis) -> Verdict {
    let rest = Millis(u64::from(least) * 1_000).since(spent);
    if rest == Millis(0) { Verdict::Holds } else { Verdict::In(rest) }
}

fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// Whether a language tag begins with another: `de-AT` with `de`.
fn begins(tag: &str, with: &str) -> bool {
    let rest = tag.get(with.len()..);
    tag.get(..with.len()).is_some_and(|front| same(front, with))
        && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

fn fits(how: Match, text: &str, have: &str) -> bool {
    let (text, have) = (text.to_lowercase(), have.to_lowercase());
    match how {
        Match::Is => have == text,
        Match::Contains => have.contains(&text),
        Match::Starts => have.starts_with(&text),
        Match::Lacks => !have.contains(&text),
    }
}

/// A text that begins with a slash is compared with what follows the host.
fn fits_address(how: Match, text: &str, address: &str) -> bool {
    let behind_host = || {
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/")
    };
    match how {
        Match::Is | Match::Starts if text.starts_with('/') => fits(how, text, behind_host()),
        Match::Is | Match::Starts | Match::Contains | Match::Lacks => fits(how, text, address),
    }
}

/// Whether the moment lies in the hours, or when they begin next.
fn hours(from: u16, to: u16, days: &[u8], moment: &Moment) -> Verdict {
    let on = |day: u8| days.is_empty() || days.contains(&day);
    let Moment { weekday, minute, .. } = *moment;
    let so = if from < to {
        on(weekday) && (from..to).contains(&minute)
    } else {
        on(weekday) && minute >= from || on((weekday + 6) % 7) && minute < to
    };
    if so {
        return Verdict::Holds;
    }
    let begins = |ahead: u8| {
        let at = u64::from(ahead) * u64::from(DAY_MINUTES) + u64::from(from);
        (on((weekday + ahead) % 7) && at > u64::from(minute)).then(|| at - u64::from(minute))
    };
    let next = (0..=7).find_map(begins);
    next.map_or(Verdict::Not, |minutes| Verdict::In(Millis(minutes * 60_000)))
}

/// The places of the conditions that records of the past cannot tell.
pub fn untold(conditions: &[Condition]) -> Vec<u32> {
    let told = |condition: &Condition| match condition {
        Condition::Scrolled(_) | Condition::Leaving | Condition::AgentsThere(_) => false,
        Condition::Page(..)
        | Condition::Referrer(..)
        | Condition::Campaign(..)
        | Condition::Country(_)
        | Condition::Language(_)
        | Condition::Pages(_)
        | Condition::SecondsOnPage(_)
        | Condition::SecondsOnSite(_)
        | Condition::Returning(_)
        | Condition::Event(_)
        | Condition::Hours { .. } => true,
    };
    (0..).zip(conditions).filter(|(_, condition)| !told(condition)).map(|(place, _)| place).collect()
}

/// What an administrator typed, within its bounds.
///
/// # Errors
/// What is wrong, and which of several like fields.
pub fn check(typed: RuleForm) -> Result<RuleForm, (ProblemCode, Option<u32>)> {
    let name = clean(&typed.name, MAX_NAME_CHARS).ok_or((ProblemCode::BadName, None))?;
    if typed.conditions.is_empty() || typed.conditions.len() > MAX_CONDITIONS {
        return Err((ProblemCode::BadConditions, None));
    }
    let mut conditions = Vec::new();
    for (place, condition) in (0..).zip(typed.conditions) {
        conditions.push(check_one(condition).ok_or((ProblemCode::BadCondition, Some(place)))?);
    }
    let words = clean_words(&typed.words).ok_or((ProblemCode::BadWords, Some(0)))?;
    let no_goal = typed.goal.trim().is_empty();
    let goal = if no_goal { Some(String::new()) } else { clean(&typed.goal, MAX_EVENT_CHARS) };
    let goal = goal.ok_or((ProblemCode::BadWords, Some(1)))?;
    if typed.delay > MAX_DELAY || typed.most > MAX_MOST {
        return Err((ProblemCode::BadNumber, Some(u32::from(typed.delay <= MAX_DELAY))));
    }
    Ok(RuleForm { name, conditions, words, goal, ..typed })
}

fn clean(typed: &str, most: usize) -> Option<String> {
    let text = typed.trim();
    let fits = !text.is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

fn check_one(condition: Condition) -> Option<Condition> {
    let text = |typed: &str| clean(typed, MAX_TEXT_CHARS);
    let all = |values: &[String], fits: &dyn Fn(&str) -> bool| {
        let values: Vec<String> = values.iter().map(|value| value.trim().to_owned()).collect();
        let good = !values.is_empty() && values.len() <= MAX_VALUES && values.iter().all(|value| fits(value));
        good.then_some(values)
    };
    let country = |code: &str| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
    let tag = |tag: &str| {
        (2..=35).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let seconds = |seconds: u32| (1..=MAX_SECONDS).contains(&seconds);
    match condition {
        Condition::Page(how, typed) => text(&typed).map(|text| Condition::Page(how, text)),
        Condition::Referrer(how, typed) => text(&typed).map(|text| Condition::Referrer(how, text)),
        Condition::Campaign(how, typed) => text(&typed).map(|text| Condition::Campaign(how, text)),
        Condition::Country(any) => all(&any, &country).map(Condition::Country),
        Condition::Language(any) => all(&any, &tag).map(Condition::Language),
        Condition::Pages(least) => (1..=MAX_PAGES).contains(&least).then_some(condition),
        Condition::SecondsOnPage(least) | Condition::SecondsOnSite(least) => seconds(least).then_some(condition),
        Condition::Scrolled(least) => (1..=100).contains(&least).then_some(condition),
        Condition::Event(name) => clean(&name, MAX_EVENT_CHARS).map(Condition::Event),
        Condition::Returning(_) | Condition::Leaving | Condition::AgentsThere(_) => Some(condition),
        Condition::Hours { from, to, ref days } => {
            let good = from < DAY_MINUTES && to <= DAY_MINUTES && days.len() <= 7 && days.iter().all(|day| *day < 7);
            good.then_some(condition)
        }
    }
}

#[cfg(test)]
#[path = "rule_test.rs"]
mod tests;
