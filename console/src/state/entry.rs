//! Set-up, sign-in and change of password: which screen, what is wrong with which field, and how long to wait.
//!
//! **Invariant:** what somebody typed is never lost by a refusal; passwords live in the fields only, never here.

use lobby_shared::agent::AgentCard;
use lobby_shared::http::{
    ChangePassword, MAX_PASSWORD_BYTES, MIN_PASSWORD_CHARS, Problem, ProblemCode, Screen, SetUp, SignIn, Sites, Start,
};
use lobby_shared::site::SiteCard;
use lobby_shared::time::Millis;

/// Why a request brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No answer, or none of ours.
    Unreachable,
    /// The server said no.
    Refused(Problem),
}

/// Which screen is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing is known yet.
    Loading,
    /// The server did not answer; it is asked again.
    Unreachable,
    /// The first administrator is made.
    SetUp,
    /// The first site's tag is shown.
    Tag {
        /// The site.
        site: SiteCard,
        /// Where its tag points to, once known.
        public_url: Option<String>,
    },
    /// Somebody has to sign in.
    SignIn,
    /// The agent must choose a password of their own first.
    ChangePassword(AgentCard),
    /// The console itself.
    SignedIn(AgentCard),
}

/// A field of one of the forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The set-up token.
    Token,
    /// The display name.
    Name,
    /// The e-mail address.
    Email,
    /// The password, or the new one.
    Password,
    /// The password until now.
    CurrentPassword,
    /// The first site's name.
    SiteName,
    /// The first site's address.
    SiteAddress,
}

impl Field {
    /// Its name in the page.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Token => "field-token",
            Self::Name => "field-name",
            Self::Email => "field-email",
            Self::Password => "field-password",
            Self::CurrentPassword => "field-current-password",
            Self::SiteName => "field-site-name",
            Self::SiteAddress => "field-site-address",
        }
    }
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The field is empty.
    Empty,
    /// The server, or a check before asking it, refused.
    Problem(ProblemCode),
    /// The server did not answer.
    Unreachable,
}

/// The state of the screens before the console itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which screen.
    pub stage: Stage,
    /// Sign-in cannot work at this address.
    pub cookie_problem: bool,
    /// The demo shop's address.
    pub demo_shop: Option<String>,
    /// A request is under way.
    pub busy: bool,
    /// What is wrong with which field; `None` for the form as a whole.
    pub faults: Vec<(Option<Field>, Fault)>,
    /// No attempt before this time.
    pub wait_until: Option<Millis>,
    /// A sign-in ended by itself, which the sign-in screen says.
    pub signed_out: bool,
}

/// What somebody did, or what came of it.
#[derive(Clone)]
pub enum Intent {
    /// The server said what to show first.
    StartAnswered(Result<Start, Failure>),
    /// Set up was pressed.
    SetUpPressed(SetUp),
    /// The server answered it.
    SetUpAnswered(Result<SiteCard, Failure>),
    /// The server's public address came, or not.
    SitesAnswered(Result<Sites, Failure>),
    /// The tag was read; on to the lobby.
    GoOnPressed,
    /// Sign in was pressed.
    SignInPressed(SignIn),
    /// The server answered it, or the change of password.
    SignInAnswered(Result<Start, Failure>),
    /// Change password was pressed.
    ChangePasswordPressed(ChangePassword),
    /// Sign out was pressed.
    SignOutPressed,
    /// Signed out by somebody's hand.
    SignedOut,
    /// The server closed the socket because the sign-in is over.
    SignInEnded,
}

/// What is to be done.
#[derive(Clone)]
pub enum Effect {
    /// Ask what to show first.
    FetchStart,
    /// Ask again in a while.
    FetchStartLater,
    /// Ask for the sites.
    FetchSites,
    /// Send the set-up.
    SendSetUp(SetUp),
    /// Send the sign-in.
    SendSignIn(SignIn),
    /// Send the change of password.
    SendChangePassword(ChangePassword),
    /// Send the sign-out.
    SendSignOut,
    /// Connect as this agent.
    Connect(AgentCard),
    /// Disconnect.
    Disconnect,
}

impl Default for Entry {
    fn default() -> Self {
        Self {
            stage: Stage::Loading,
            cookie_problem: false,
            demo_shop: None,
            busy: false,
            faults: Vec::new(),
            wait_until: None,
            signed_out: false,
        }
    }
}

impl Entry {
    /// What is wrong with this field, or with the form as a whole for `None`.
    pub fn fault(&self, field: Option<Field>) -> Option<Fault> {
        self.faults.iter().find(|(at, _)| *at == field).map(|(_, fault)| *fault)
    }

    /// The first field with something wrong.
    pub fn leading(&self) -> Option<Field> {
        self.faults.iter().find_map(|(field, _)| *field)
    }
}

/// Decides what an intent changes.
pub fn update(entry: &mut Entry, intent: Intent, now: Millis) -> Vec<Effect> {
    match intent {
        Intent::StartAnswered(answer) => started(entry, answer),
        Intent::SetUpPressed(body) => press(entry, check_set_up(&body), Effect::SendSetUp(body), now),
        Intent::SignInPressed(body) => press(entry, check_sign_in(&body), Effect::SendSignIn(body), now),
        Intent::ChangePasswordPressed(body) => press(entry, check_change(&body), Effect::SendChangePassword(body), now),
        Intent::SetUpAnswered(Ok(site)) => {
            entry.busy = false;
            entry.stage = Stage::Tag { site, public_url: None };
            vec![Effect::FetchSites]
        }
        Intent::SitesAnswered(Ok(sites)) => {
            if let Stage::Tag { public_url, .. } = &mut entry.stage {
                *public_url = Some(sites.public_url);
            }
            Vec::new()
        }
        // The tag then points to the address this page came from, which is right unless a proxy renames it.
        Intent::SitesAnswered(Err(_)) => Vec::new(),
        Intent::GoOnPressed => vec![Effect::FetchStart],
        Intent::SignInAnswered(Ok(start)) => {
            entry.busy = false;
            entry.signed_out = false;
            started(entry, Ok(start))
        }
        Intent::SetUpAnswered(Err(failure)) | Intent::SignInAnswered(Err(failure)) => refused(entry, failure, now),
        Intent::SignOutPressed => vec![Effect::SendSignOut],
        Intent::SignedOut => {
            entry.stage = Stage::SignIn;
            entry.signed_out = false;
            vec![Effect::Disconnect, Effect::FetchStart]
        }
        Intent::SignInEnded => {
            entry.stage = Stage::SignIn;
            entry.signed_out = true;
            vec![Effect::Disconnect, Effect::FetchStart]
        }
    }
}

fn started(entry: &mut Entry, answer: Result<Start, Failure>) -> Vec<Effect> {
    let signed_in = matches!(entry.stage, Stage::SignedIn(_));
    let Ok(start) = answer else {
        if entry.stage == Stage::Loading {
            entry.stage = Stage::Unreachable;
        }
        // A console that is signed in comes back by its own link.
        return if signed_in { Vec::new() } else { vec![Effect::FetchStartLater] };
    };
    entry.cookie_problem = start.cookie_problem;
    entry.demo_shop = start.demo_shop;
    entry.faults.clear();
    match start.screen {
        Screen::SetUp => entry.stage = Stage::SetUp,
        Screen::SignIn => entry.stage = Stage::SignIn,
        Screen::ChangePassword(agent) => entry.stage = Stage::ChangePassword(agent),
        Screen::SignedIn(agent) => {
            entry.stage = Stage::SignedIn(agent.clone());
            return vec![Effect::Connect(agent)];
        }
    }
    entry.signed_out |= signed_in;
    if signed_in { vec![Effect::Disconnect] } else { Vec::new() }
}

fn press(entry: &mut Entry, faults: Vec<(Field, Fault)>, effect: Effect, now: Millis) -> Vec<Effect> {
    if entry.busy || entry.wait_until.is_some_and(|until| until > now) {
        return Vec::new();
    }
    entry.wait_until = None;
    entry.faults = faults.into_iter().map(|(field, fault)| (Some(field), fault)).collect();
    entry.busy = entry.faults.is_empty();
    if entry.busy { vec![effect] } else { Vec::new() }
}

fn refused(entry: &mut Entry, failure: Failure, now: Millis) -> Vec<Effect> {
    entry.busy = false;
    match failure {
        Failure::Unreachable => entry.faults = vec![(None, Fault::Unreachable)],
        Failure::Refused(problem) => {
            entry.faults = vec![(place(problem.code), Fault::Problem(problem.code))];
            if problem.code == ProblemCode::TooMany {
                entry.wait_until = problem.retry_after_ms.map(|ms| now + Millis(u64::from(ms)));
            }
            if problem.code == ProblemCode::SetUpDone {
                return vec![Effect::FetchStart];
            }
        }
    }
    Vec::new()
}

fn check_set_up(body: &SetUp) -> Vec<(Field, Fault)> {
    let mut faults = empty(&[
        (Field::Token, &body.token),
        (Field::Name, &body.name),
        (Field::Email, &body.email),
        (Field::Password, &body.password),
        (Field::SiteName, &body.site_name),
        (Field::SiteAddress, &body.site_address),
    ]);
    faults.extend(check_password(&body.password));
    faults
}

fn check_sign_in(body: &SignIn) -> Vec<(Field, Fault)> {
    empty(&[(Field::Email, &body.email), (Field::Password, &body.password)])
}

fn check_change(body: &ChangePassword) -> Vec<(Field, Fault)> {
    let mut faults = empty(&[(Field::CurrentPassword, &body.current), (Field::Password, &body.new)]);
    faults.extend(check_password(&body.new));
    faults
}

fn empty(fields: &[(Field, &str)]) -> Vec<(Field, Fault)> {
    fields.iter().filter(|(_, text)| text.trim().is_empty()).map(|(field, _)| (*field, Fault::Empty)).collect()
}

fn check_password(password: &str) -> Option<(Field, Fault)> {
    if password.trim().is_empty() {
        None
    } else if password.chars().count() < MIN_PASSWORD_CHARS {
        Some((Field::Password, Fault::Problem(ProblemCode::ShortPassword)))
    } else if password.len() > MAX_PASSWORD_BYTES {
        Some((Field::Password, Fault::Problem(ProblemCode::LongPassword)))
    } else {
        None
    }
}

/// The field beside which a refusal is shown; `None`: above the button.
fn place(code: ProblemCode) -> Option<Field> {
    match code {
        ProblemCode::SetUpToken => Some(Field::Token),
        ProblemCode::WrongPassword => Some(Field::CurrentPassword),
        ProblemCode::BadName => Some(Field::Name),
        ProblemCode::BadEmail => Some(Field::Email),
        ProblemCode::ShortPassword | ProblemCode::LongPassword => Some(Field::Password),
        ProblemCode::BadSiteName => Some(Field::SiteName),
        ProblemCode::BadSiteAddress => Some(Field::SiteAddress),
        ProblemCode::Malformed
        | ProblemCode::Foreign
        | ProblemCode::SetUpDone
        | ProblemCode::WrongSignIn
        | ProblemCode::TooMany
        | ProblemCode::SignedOut
        | ProblemCode::Unavailable
        | ProblemCode::NotAllowed
        | ProblemCode::NoSuchSite
        | ProblemCode::NoSiteAddress
        | ProblemCode::Gone
        | ProblemCode::BadWords
        | ProblemCode::BadConditions
        | ProblemCode::BadCondition
        | ProblemCode::TooManyRules
        | ProblemCode::BadNetwork
        | ProblemCode::BadNumber
        | ProblemCode::BadBlock
        | ProblemCode::BadTable => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_000);

    fn sign_in(email: &str, password: &str) -> Intent {
        Intent::SignInPressed(SignIn { email: email.into(), password: password.into(), remember: false })
    }

    fn refusal(code: ProblemCode, retry_after_ms: Option<u32>) -> Failure {
        Failure::Refused(Problem { code, retry_after_ms, place: None })
    }

    #[test]
    fn empty_fields_are_named_and_nothing_is_sent() {
        let mut entry = Entry::default();
        assert!(update(&mut entry, sign_in(" ", ""), NOW).is_empty());
        assert_eq!(entry.fault(Some(Field::Email)), Some(Fault::Empty));
        assert_eq!(entry.fault(Some(Field::Password)), Some(Fault::Empty));
        assert!(!entry.busy);
    }

    #[test]
    fn a_second_press_while_busy_sends_nothing() {
        let mut entry = Entry::default();
        assert_eq!(update(&mut entry, sign_in("a@b.example", "x"), NOW).len(), 1);
        assert!(update(&mut entry, sign_in("a@b.example", "x"), NOW).is_empty());
    }

    #[test]
    fn too_many_attempts_wait_and_then_go_on() {
        let mut entry = Entry::default();
        update(&mut entry, sign_in("a@b.example", "x"), NOW);
        update(&mut entry, Intent::SignInAnswered(Err(refusal(ProblemCode::TooMany, Some(500)))), NOW);
        assert_eq!(entry.wait_until, Some(Millis(1_500)));
        assert!(update(&mut entry, sign_in("a@b.example", "x"), NOW).is_empty());
        assert_eq!(update(&mut entry, sign_in("a@b.example", "x"), Millis(1_500)).len(), 1);
    }

    #[test]
    fn a_refusal_stands_beside_its_field() {
        let check = |code, field| {
            let mut entry = Entry::default();
            update(&mut entry, Intent::SetUpAnswered(Err(refusal(code, None))), NOW);
            assert_eq!(entry.fault(field), Some(Fault::Problem(code)));
        };
        check(ProblemCode::SetUpToken, Some(Field::Token));
        check(ProblemCode::BadSiteAddress, Some(Field::SiteAddress));
        check(ProblemCode::Unavailable, None);
    }

    #[test]
    fn a_short_password_is_told_before_asking_the_server() {
        let mut entry = Entry::default();
        let body = ChangePassword { current: "old".into(), new: "short".into() };
        assert!(update(&mut entry, Intent::ChangePasswordPressed(body), NOW).is_empty());
        assert_eq!(entry.fault(Some(Field::Password)), Some(Fault::Problem(ProblemCode::ShortPassword)));
    }

    #[test]
    fn a_sign_in_that_ended_meanwhile_is_noticed() {
        let agent = AgentCard {
            agent: lobby_shared::id::AgentId::from_bytes([1; 16]),
            name: "Jo".into(),
            role: lobby_shared::agent::AgentRole::Agent,
        };
        let mut entry = Entry { stage: Stage::SignedIn(agent), ..Entry::default() };
        assert!(update(&mut entry, Intent::StartAnswered(Err(Failure::Unreachable)), NOW).is_empty());
        let start = Start { screen: Screen::SignIn, cookie_problem: false, demo_shop: None };
        let effects = update(&mut entry, Intent::StartAnswered(Ok(start)), NOW);
        assert!(matches!(effects.as_slice(), [Effect::Disconnect]));
        assert!(entry.signed_out && entry.stage == Stage::SignIn);
    }

    #[test]
    fn an_unreachable_server_is_asked_again() {
        let mut entry = Entry::default();
        let effects = update(&mut entry, Intent::StartAnswered(Err(Failure::Unreachable)), NOW);
        assert!(matches!(effects.as_slice(), [Effect::FetchStartLater]));
        assert_eq!(entry.stage, Stage::Unreachable);
    }
}
