//! One condition of a rule as it stands in the form: its kind, and whatever fields that kind has.

use lobby_shared::invitation::{Condition, Match};

/// What a condition asks about.
#[expect(missing_docs, reason = "each is the condition of that name")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Page,
    Referrer,
    Campaign,
    Country,
    Language,
    Pages,
    SecondsOnPage,
    SecondsOnSite,
    Returning,
    Scrolled,
    Leaving,
    Event,
    AgentsThere,
    Hours,
}

/// Which fields a kind has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A comparison and a text.
    Compared,
    /// Several, with commas between them.
    Several,
    /// A number, at least.
    Number,
    /// One of two.
    Either,
    /// A text.
    Text,
    /// Two times of day, and weekdays.
    Hours,
    /// None.
    Bare,
}

impl Kind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 14] = [
        Self::Page,
        Self::SecondsOnPage,
        Self::SecondsOnSite,
        Self::Pages,
        Self::Scrolled,
        Self::Leaving,
        Self::Returning,
        Self::Referrer,
        Self::Campaign,
        Self::Country,
        Self::Language,
        Self::Event,
        Self::AgentsThere,
        Self::Hours,
    ];

    /// Its fields.
    pub const fn shape(self) -> Shape {
        match self {
            Self::Page | Self::Referrer | Self::Campaign => Shape::Compared,
            Self::Country | Self::Language => Shape::Several,
            Self::Pages | Self::SecondsOnPage | Self::SecondsOnSite | Self::Scrolled => Shape::Number,
            Self::Returning | Self::AgentsThere => Shape::Either,
            Self::Event => Shape::Text,
            Self::Hours => Shape::Hours,
            Self::Leaving => Shape::Bare,
        }
    }
}

/// A condition as it stands in the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What it asks about.
    pub kind: Kind,
    /// How texts are compared.
    pub how: Match,
    /// The text, the number, or several with commas between them.
    pub text: String,
    /// Which of two.
    pub yes: bool,
    /// From this time of day, such as `09:00`.
    pub from: String,
    /// To this one.
    pub to: String,
    /// On these weekdays, Monday first.
    pub days: [bool; 7],
}

impl Draft {
    /// Nothing typed yet.
    pub fn new(kind: Kind) -> Self {
        let (from, to) = ("09:00".to_owned(), "17:00".to_owned());
        let days = [true, true, true, true, true, false, false];
        Self { kind, how: Match::Contains, text: String::new(), yes: true, from, to, days }
    }

    /// What the form begins with.
    pub fn of(condition: &Condition) -> Self {
        let new = Self::new;
        let compared = |kind, how: &Match, text: &str| Self { how: *how, text: text.to_owned(), ..new(kind) };
        let said = |kind, text: String| Self { text, ..new(kind) };
        match condition {
            Condition::Page(how, text) => compared(Kind::Page, how, text),
            Condition::Referrer(how, text) => compared(Kind::Referrer, how, text),
            Condition::Campaign(how, text) => compared(Kind::Campaign, how, text),
            Condition::Country(any) => said(Kind::Country, any.join(", ")),
            Condition::Language(any) => said(Kind::Language, any.join(", ")),
            Condition::Pages(least) => said(Kind::Pages, least.to_string()),
            Condition::SecondsOnPage(least) => said(Kind::SecondsOnPage, least.to_string()),
            Condition::SecondsOnSite(least) => said(Kind::SecondsOnSite, least.to_string()),
            Condition::Returning(yes) => Self { yes: *yes, ..new(Kind::Returning) },
            Condition::Scrolled(least) => said(Kind::Scrolled, least.to_string()),
            Condition::Leaving => new(Kind::Leaving),
            Condition::Event(name) => said(Kind::Event, name.clone()),
            Condition::AgentsThere(yes) => Self { yes: *yes, ..new(Kind::AgentsThere) },
            Condition::Hours { from, to, days } => {
                let all = days.is_empty();
                let days = [0, 1, 2, 3, 4, 5, 6].map(|day: u8| all || days.contains(&day));
                Self { from: clock(*from), to: clock(*to), days, ..new(Kind::Hours) }
            }
        }
    }

    /// What it says; `None` when a field is empty or no number.
    pub fn read(&self) -> Option<Condition> {
        let text = self.text.trim();
        let said = || (!text.is_empty()).then(|| text.to_owned());
        let several = || {
            let any: Vec<String> =
                text.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect();
            (!any.is_empty()).then_some(any)
        };
        let number = || text.parse::<u32>().ok();
        Some(match self.kind {
            Kind::Page => Condition::Page(self.how, said()?),
            Kind::Referrer => Condition::Referrer(self.how, said()?),
            Kind::Campaign => Condition::Campaign(self.how, said()?),
            Kind::Country => Condition::Country(several()?),
            Kind::Language => Condition::Language(several()?),
            Kind::Pages => Condition::Pages(number()?),
            Kind::SecondsOnPage => Condition::SecondsOnPage(number()?),
            Kind::SecondsOnSite => Condition::SecondsOnSite(number()?),
            Kind::Returning => Condition::Returning(self.yes),
            Kind::Scrolled => Condition::Scrolled(u8::try_from(number()?).ok()?),
            Kind::Leaving => Condition::Leaving,
            Kind::Event => Condition::Event(said()?),
            Kind::AgentsThere => Condition::AgentsThere(self.yes),
            Kind::Hours => {
                let days: Vec<u8> = (0..).zip(self.days).filter(|(_, on)| *on).map(|(day, _)| day).collect();
                if days.is_empty() {
                    return None;
                }
                let days = if days.len() == self.days.len() { Vec::new() } else { days };
                Condition::Hours { from: minutes(&self.from)?, to: minutes(&self.to)?, days }
            }
        })
    }
}

fn clock(minutes: u16) -> String {
    // 24:00 is the next day's beginning.
    let minutes = minutes % 1_440;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn minutes(clock: &str) -> Option<u16> {
    let (hours, minutes) = clock.split_once(':')?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.get(..2)?.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_condition_reads_back_from_the_form_as_it_was() {
        let all = [
            Condition::Page(Match::Starts, "/checkout".into()),
            Condition::Referrer(Match::Lacks, "example.com".into()),
            Condition::Campaign(Match::Is, "spring".into()),
            Condition::Country(vec!["DE".into(), "AT".into()]),
            Condition::Language(vec!["de".into()]),
            Condition::Pages(3),
            Condition::SecondsOnPage(30),
            Condition::SecondsOnSite(90),
            Condition::Returning(false),
            Condition::Scrolled(75),
            Condition::Leaving,
            Condition::Event("cart".into()),
            Condition::AgentsThere(true),
            Condition::Hours { from: 545, to: 60, days: vec![0, 6] },
            Condition::Hours { from: 0, to: 1439, days: Vec::new() },
        ];
        for condition in all {
            assert_eq!(Draft::of(&condition).read(), Some(condition));
        }
    }

    #[test]
    fn a_field_that_says_nothing_is_no_condition() {
        for kind in Kind::ALL {
            let bare = matches!(kind.shape(), Shape::Bare | Shape::Either | Shape::Hours);
            assert_eq!(Draft::new(kind).read().is_some(), bare, "{kind:?}");
        }
        let said = |kind, text: &str| Draft { text: text.into(), ..Draft::new(kind) }.read();
        assert_eq!(said(Kind::Scrolled, "300"), None);
        assert_eq!(said(Kind::Country, " , "), None);
        assert_eq!(said(Kind::Pages, "many"), None);
        let hours = Draft::new(Kind::Hours);
        assert_eq!(Draft { days: [false; 7], ..hours.clone() }.read(), None);
        assert_eq!(Draft { from: "24:00".into(), ..hours }.read(), None);
    }
}
