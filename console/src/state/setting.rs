//! How a site treats its visitors, as its administrators set it: read when the form opens, checked, saved as a whole.

use lobby_shared::http::ProblemCode;
use lobby_shared::id::SiteId;
use lobby_shared::site::{SiteSettings, StartMode, TrailMode};

use super::entry::{Failure, Fault};
use super::site::addresses;

/// Hours without an invitation after one was declined, at most: a year.
const MAX_REST_HOURS: u16 = 8_760;
/// Days for which trails are kept, at most.
const MAX_KEEP_DAYS: u16 = 3_650;

/// The settings that are open, if any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The open ones.
    pub open: Option<Open>,
}

/// One site's settings, open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// Whose.
    pub site: SiteId,
    /// How far they have come.
    pub stand: Stand,
    /// They are being saved.
    pub busy: bool,
    /// What Save would lose, and asks about first.
    pub asks: Option<SiteSettings>,
    /// What is wrong, and where.
    pub fault: Option<(Place, Fault)>,
}

/// How far they have come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stand {
    /// On their way.
    Loading,
    /// They could not be loaded.
    Failed(Fault),
    /// Here, as the server has them.
    Here(SiteSettings),
}

/// A place in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Days for which trails are kept.
    KeepDays,
    /// Invitations a day.
    Daily,
    /// Hours of rest.
    RestHours,
    /// The networks; the line, from 1, where it is known.
    KeepOut(Option<u32>),
    /// The form as a whole.
    Whole,
}

/// The settings as they stand in the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// What becomes of trails.
    pub trail: TrailMode,
    /// For how many days trails are kept.
    pub keep_days: String,
    /// When the widget starts.
    pub start: StartMode,
    /// Wait for consent.
    pub ask_consent: bool,
    /// Agents see what is typed.
    pub preview: bool,
    /// Invitations a day.
    pub daily: String,
    /// Hours of rest.
    pub rest_hours: String,
    /// List crawlers.
    pub crawlers: bool,
    /// Networks that are not listed, one on each line.
    pub keep_out: String,
}

impl Typed {
    /// What the form begins with.
    pub fn of(settings: &SiteSettings) -> Self {
        let SiteSettings { trail, keep_days, start, ask_consent, preview, daily, rest_hours, crawlers, keep_out } =
            settings;
        Self {
            trail: *trail,
            keep_days: keep_days.to_string(),
            start: *start,
            ask_consent: *ask_consent,
            preview: *preview,
            daily: daily.to_string(),
            rest_hours: rest_hours.to_string(),
            crawlers: *crawlers,
            keep_out: keep_out.join("\n"),
        }
    }

    /// What it says.
    ///
    /// # Errors
    /// The first place whose number is none, or out of its bounds.
    pub fn read(&self) -> Result<SiteSettings, Place> {
        let keep_days = number(&self.keep_days, 1, MAX_KEEP_DAYS).ok_or(Place::KeepDays)?;
        let daily = number(&self.daily, 0, u8::MAX.into()).and_then(|daily| u8::try_from(daily).ok());
        let daily = daily.ok_or(Place::Daily)?;
        let rest_hours = number(&self.rest_hours, 0, MAX_REST_HOURS).ok_or(Place::RestHours)?;
        let &Self { trail, start, ask_consent, preview, crawlers, .. } = self;
        let keep_out = addresses(&self.keep_out);
        Ok(SiteSettings { trail, keep_days, start, ask_consent, preview, daily, rest_hours, crawlers, keep_out })
    }
}

impl Open {
    /// Fewer days lose trails: that is asked first.
    fn press(&mut self, typed: &Typed) -> Option<Effect> {
        let read = typed.read();
        self.fault = read.as_ref().err().map(|place| (*place, Fault::Problem(ProblemCode::BadNumber)));
        let said = read.ok()?;
        if matches!(&self.stand, Stand::Here(now) if said.keep_days < now.keep_days) {
            self.asks = Some(said);
            return None;
        }
        Some(self.save(said))
    }

    fn save(&mut self, said: SiteSettings) -> Effect {
        (self.busy, self.asks) = (true, None);
        Effect::Save(self.site, said)
    }
}

fn number(typed: &str, least: u16, most: u16) -> Option<u16> {
    typed.trim().parse().ok().filter(|number| (least..=most).contains(number))
}

/// What somebody did, or what came of it.
#[derive(Clone, Debug)]
pub enum Intent {
    /// Open this site's settings.
    Opened(SiteId),
    /// Close them.
    Closed,
    /// Ask the server once more.
    RetryPressed,
    /// The server answered.
    Read(SiteId, Result<SiteSettings, Failure>),
    /// Something in the form was changed, or the question was left.
    Changed,
    /// Save was pressed.
    SavePressed(Typed),
    /// The question what is lost was answered with yes.
    SaveConfirmed,
    /// The server answered it.
    SaveAnswered(SiteId, Result<SiteSettings, Failure>),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask the server for them.
    Read(SiteId),
    /// Save them.
    Save(SiteId, SiteSettings),
    /// Say that they are saved.
    Saved,
}

/// Decides what an intent changes.
pub fn update(settings: &mut Settings, intent: Intent) -> Option<Effect> {
    match intent {
        Intent::Opened(site) => {
            settings.open = Some(Open { site, stand: Stand::Loading, busy: false, asks: None, fault: None });
            Some(Effect::Read(site))
        }
        Intent::Closed => {
            settings.open = None;
            None
        }
        Intent::RetryPressed => {
            let open = settings.open.as_mut().filter(|open| matches!(open.stand, Stand::Failed(_)))?;
            open.stand = Stand::Loading;
            Some(Effect::Read(open.site))
        }
        Intent::Read(site, answer) => {
            let open = settings.open.as_mut().filter(|open| open.site == site && open.stand == Stand::Loading)?;
            open.stand = match answer {
                Ok(read) => Stand::Here(read),
                Err(failure) => Stand::Failed(fault(&failure)),
            };
            None
        }
        Intent::Changed => {
            settings.open.as_mut()?.asks = None;
            None
        }
        Intent::SavePressed(typed) => settings.open.as_mut().filter(|open| !open.busy)?.press(&typed),
        Intent::SaveConfirmed => {
            let open = settings.open.as_mut().filter(|open| !open.busy)?;
            let said = open.asks.take()?;
            Some(open.save(said))
        }
        Intent::SaveAnswered(site, answer) => {
            let open = settings.open.as_mut().filter(|open| open.site == site)?;
            open.busy = false;
            match answer {
                Ok(_) => {
                    settings.open = None;
                    Some(Effect::Saved)
                }
                Err(failure) => {
                    open.fault = Some((place(&failure), fault(&failure)));
                    None
                }
            }
        }
    }
}

/// What a failure means to whoever reads it.
pub fn fault(failure: &Failure) -> Fault {
    match failure {
        Failure::Unreachable => Fault::Unreachable,
        Failure::Refused(problem) => Fault::Problem(problem.code),
    }
}

fn place(failure: &Failure) -> Place {
    match failure {
        Failure::Refused(problem) if problem.code == ProblemCode::BadNetwork => {
            Place::KeepOut(problem.place.map(|place| place.saturating_add(1)))
        }
        Failure::Refused(_) | Failure::Unreachable => Place::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lobby_shared::http::Problem;

    const SITE: SiteId = SiteId::from_bytes([1; 16]);
    const OTHER: SiteId = SiteId::from_bytes([2; 16]);

    fn here() -> Settings {
        let mut settings = Settings::default();
        assert_eq!(update(&mut settings, Intent::Opened(SITE)), Some(Effect::Read(SITE)));
        update(&mut settings, Intent::Read(SITE, Ok(SiteSettings::default())));
        settings
    }

    #[test]
    fn what_the_form_begins_with_reads_back_as_it_was() {
        let keep_out = vec!["192.0.2.0/24".to_owned(), "2001:db8::/32".to_owned()];
        let settings = SiteSettings { crawlers: true, daily: 0, keep_out, ..SiteSettings::default() };
        assert_eq!(Typed::of(&settings).read(), Ok(settings));
    }

    #[test]
    fn a_number_out_of_its_bounds_is_named_and_nothing_is_sent() {
        let check = |change: fn(&mut Typed), want| {
            let mut settings = here();
            let mut typed = Typed::of(&SiteSettings::default());
            change(&mut typed);
            assert_eq!(update(&mut settings, Intent::SavePressed(typed)), None);
            let open = settings.open.unwrap();
            assert_eq!((open.busy, open.fault.unwrap().0), (false, want));
        };
        check(|typed| typed.keep_days = "0".into(), Place::KeepDays);
        check(|typed| typed.keep_days = "3651".into(), Place::KeepDays);
        check(|typed| typed.daily = "256".into(), Place::Daily);
        check(|typed| typed.daily = "a few".into(), Place::Daily);
        check(|typed| typed.rest_hours = "8761".into(), Place::RestHours);
    }

    #[test]
    fn what_could_not_be_loaded_is_asked_for_again_and_no_other_sites_answer_counts() {
        let mut settings = Settings::default();
        update(&mut settings, Intent::Opened(SITE));
        update(&mut settings, Intent::Read(OTHER, Ok(SiteSettings::default())));
        assert_eq!(settings.open.as_ref().unwrap().stand, Stand::Loading);
        update(&mut settings, Intent::Read(SITE, Err(Failure::Unreachable)));
        assert_eq!(settings.open.as_ref().unwrap().stand, Stand::Failed(Fault::Unreachable));
        assert_eq!(update(&mut settings, Intent::RetryPressed), Some(Effect::Read(SITE)));
        assert_eq!(update(&mut settings, Intent::RetryPressed), None, "one request at a time");
    }

    #[test]
    fn saved_settings_close_and_refused_ones_stay_with_their_line() {
        let mut settings = here();
        let typed = Typed::of(&SiteSettings::default());
        assert!(update(&mut settings, Intent::SavePressed(typed.clone())).is_some());
        assert_eq!(update(&mut settings, Intent::SavePressed(typed.clone())), None, "one request at a time");
        let problem = Problem { code: ProblemCode::BadNetwork, retry_after_ms: None, place: Some(1) };
        update(&mut settings, Intent::SaveAnswered(SITE, Err(Failure::Refused(problem))));
        let open = settings.open.as_ref().unwrap();
        assert_eq!((open.busy, open.fault.unwrap().0), (false, Place::KeepOut(Some(2))));
        update(&mut settings, Intent::SavePressed(typed));
        let answer = Intent::SaveAnswered(SITE, Ok(SiteSettings::default()));
        assert_eq!((update(&mut settings, answer), settings.open), (Some(Effect::Saved), None));
    }

    #[test]
    fn fewer_days_are_saved_only_after_the_question_what_is_lost_and_a_change_takes_the_question_back() {
        let mut settings = here();
        let of = |keep_days| SiteSettings { keep_days, ..SiteSettings::default() };
        let press = |keep_days| Intent::SavePressed(Typed::of(&of(keep_days)));
        assert_eq!(update(&mut settings, press(30)), None);
        assert_eq!(settings.open.as_ref().unwrap().asks, Some(of(30)));
        update(&mut settings, Intent::Changed);
        assert_eq!(update(&mut settings, Intent::SaveConfirmed), None, "nobody was asked");
        update(&mut settings, press(60));
        assert_eq!(update(&mut settings, Intent::SaveConfirmed), Some(Effect::Save(SITE, of(60))));
        assert_eq!(update(&mut settings, Intent::SaveConfirmed), None, "one request at a time");
        let mut more = here();
        assert_eq!(update(&mut more, press(91)), Some(Effect::Save(SITE, of(91))), "nothing is lost");
    }
}
