//! The agent's sites, the tags that stand in their pages, and the form in which an administrator makes or changes one.

use lobby_shared::http::{ProblemCode, SiteForm};
use lobby_shared::id::SiteId;
use lobby_shared::site::SiteCard;

use super::entry::{Failure, Fault};

/// The sites.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sites {
    /// The sites; `None` before they arrived.
    pub sites: Option<Vec<SiteCard>>,
    /// Where the tags point to, once known.
    pub public_url: Option<String>,
    /// The form, while it is open.
    pub form: Option<Form>,
}

/// The open form. What is typed lives in its fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The site that is changed; `None`: a new one.
    pub site: Option<SiteId>,
    /// A request is under way.
    pub busy: bool,
    /// What is wrong, and where.
    pub fault: Option<(Place, Fault)>,
}

/// A place in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The name.
    Name,
    /// The addresses; the line, from 1, where it is known.
    Addresses(Option<u32>),
    /// The form as a whole.
    Whole,
}

/// What somebody did, or what came of it.
#[derive(Clone, Debug)]
pub enum Intent {
    /// The sites as they are now.
    Arrived(Vec<SiteCard>),
    /// The public address as it is now.
    Addressed(String),
    /// Open the form, for this site or a new one.
    FormOpened(Option<SiteId>),
    /// Close it.
    FormClosed,
    /// Save was pressed.
    SavePressed(SiteForm),
    /// The server answered it.
    SaveAnswered(Result<SiteCard, Failure>),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send the form.
    Save(Option<SiteId>, SiteForm),
    /// The agent now works for these.
    Watchable(Vec<SiteId>),
}

impl Sites {
    /// One site.
    pub fn card(&self, site: SiteId) -> Option<&SiteCard> {
        self.sites.iter().flatten().find(|card| card.site == site)
    }

    /// A site's name; empty while unknown.
    pub fn name(&self, site: SiteId) -> String {
        self.card(site).map(|card| card.name.clone()).unwrap_or_default()
    }
}

/// Decides what an intent changes.
pub fn update(sites: &mut Sites, intent: Intent) -> Vec<Effect> {
    match intent {
        Intent::Arrived(cards) => {
            let ids = cards.iter().map(|card| card.site).collect();
            sites.sites = Some(cards);
            return vec![Effect::Watchable(ids)];
        }
        Intent::Addressed(public_url) => sites.public_url = Some(public_url),
        Intent::FormOpened(site) => sites.form = Some(Form { site, ..Form::default() }),
        Intent::FormClosed => sites.form = None,
        Intent::SavePressed(body) => {
            if let Some(form) = sites.form.as_mut().filter(|form| !form.busy) {
                form.fault = check(&body);
                form.busy = form.fault.is_none();
                return if form.busy { vec![Effect::Save(form.site, body)] } else { Vec::new() };
            }
        }
        Intent::SaveAnswered(Ok(card)) => {
            sites.form = None;
            let cards = sites.sites.get_or_insert_default();
            match cards.iter_mut().find(|known| known.site == card.site) {
                Some(known) => *known = card,
                None => cards.push(card),
            }
        }
        Intent::SaveAnswered(Err(failure)) => {
            if let Some(form) = &mut sites.form {
                form.busy = false;
                form.fault = Some(place(failure));
            }
        }
    }
    Vec::new()
}

/// The addresses in a box with one on each line; empty lines do not count.
pub fn addresses(typed: &str) -> Vec<String> {
    typed.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn check(body: &SiteForm) -> Option<(Place, Fault)> {
    if body.name.is_empty() {
        Some((Place::Name, Fault::Empty))
    } else if body.addresses.is_empty() {
        Some((Place::Addresses(None), Fault::Problem(ProblemCode::NoSiteAddress)))
    } else {
        None
    }
}

fn place(failure: Failure) -> (Place, Fault) {
    let Failure::Refused(problem) = failure else { return (Place::Whole, Fault::Unreachable) };
    let place = match problem.code {
        ProblemCode::BadSiteName => Place::Name,
        ProblemCode::BadSiteAddress | ProblemCode::NoSiteAddress => {
            Place::Addresses(problem.place.map(|place| place.saturating_add(1)))
        }
        ProblemCode::Malformed
        | ProblemCode::Foreign
        | ProblemCode::SetUpToken
        | ProblemCode::SetUpDone
        | ProblemCode::WrongSignIn
        | ProblemCode::TooMany
        | ProblemCode::SignedOut
        | ProblemCode::WrongPassword
        | ProblemCode::BadName
        | ProblemCode::BadEmail
        | ProblemCode::ShortPassword
        | ProblemCode::LongPassword
        | ProblemCode::Unavailable
        | ProblemCode::NotAllowed
        | ProblemCode::NoSuchSite
        | ProblemCode::Gone
        | ProblemCode::BadWords
        | ProblemCode::BadConditions
        | ProblemCode::BadCondition
        | ProblemCode::TooManyRules
        | ProblemCode::BadNetwork
        | ProblemCode::BadNumber
        | ProblemCode::BadBlock
        | ProblemCode::BadTable => Place::Whole,
    };
    (place, Fault::Problem(problem.code))
}

/// The tag of a site, as it is pasted into a page.
pub fn tag(public_url: &str, key: &str) -> String {
    format!(r#"<script async src="{}/lobby/{key}.js"></script>"#, public_url.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use lobby_shared::http::Problem;
    use lobby_shared::site::SiteKey;

    const SITE: SiteId = SiteId::from_bytes([1; 16]);

    fn form(name: &str, typed: &str) -> Intent {
        Intent::SavePressed(SiteForm { name: name.into(), addresses: addresses(typed) })
    }

    fn card(name: &str) -> SiteCard {
        SiteCard { site: SITE, name: name.into(), key: SiteKey::parse("shop").unwrap(), origins: vec![] }
    }

    #[test]
    fn the_tag_points_to_the_public_address() {
        let want = r#"<script async src="https://chat.example/lobby/demo.js"></script>"#;
        assert_eq!(tag("https://chat.example", "demo"), want);
        assert_eq!(tag("https://chat.example/", "demo"), want);
    }

    #[test]
    fn a_site_without_name_or_address_is_not_sent() {
        let check = |intent, place| {
            let mut sites = Sites::default();
            update(&mut sites, Intent::FormOpened(None));
            assert!(update(&mut sites, intent).is_empty());
            assert_eq!(sites.form.unwrap().fault.unwrap().0, place);
        };
        check(form("", "https://a.example"), Place::Name);
        check(form("Shop", " \n\n"), Place::Addresses(None));
    }

    #[test]
    fn a_refused_address_names_its_line() {
        let mut sites = Sites::default();
        update(&mut sites, Intent::FormOpened(Some(SITE)));
        assert_eq!(update(&mut sites, form("Shop", "https://a.example\n\nnonsense")).len(), 1);
        assert!(update(&mut sites, form("Shop", "https://a.example")).is_empty(), "one request at a time");
        let problem = Problem { code: ProblemCode::BadSiteAddress, retry_after_ms: None, place: Some(1) };
        update(&mut sites, Intent::SaveAnswered(Err(Failure::Refused(problem))));
        let form = sites.form.unwrap();
        assert_eq!((form.busy, form.fault.unwrap().0), (false, Place::Addresses(Some(2))));
    }

    #[test]
    fn a_saved_site_takes_its_place_in_the_list() {
        let mut sites = Sites::default();
        update(&mut sites, Intent::SaveAnswered(Ok(card("Shop"))));
        update(&mut sites, Intent::SaveAnswered(Ok(card("Store"))));
        assert_eq!((sites.name(SITE).as_str(), sites.sites.map(|cards| cards.len())), ("Store", Some(1)));
    }
}
