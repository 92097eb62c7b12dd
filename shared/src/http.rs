//! Bodies of the console's plain HTTP routes, in JSON or postcard: what must work before there is a socket.

use serde::{Deserialize, Serialize};

use crate::agent::AgentCard;
use crate::id::AgentId;
use crate::site::SiteCard;

/// The media type of a body in postcard: a request in this form says so, and one that accepts it is answered so.
pub const POSTCARD: &str = "application/postcard";
/// Characters in a password, at least.
pub const MIN_PASSWORD_CHARS: usize = 10;
/// Bytes in a password, at most: bounds the work of hashing.
pub const MAX_PASSWORD_BYTES: usize = 256;
/// Bytes of a table's arrangement, at most: several times what all columns need.
pub const MAX_TABLE_BYTES: usize = 2_048;

/// `GET /console/api/start`: what the console should show first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// Which screen.
    pub screen: Screen,
    /// Cookies cannot work at this address: the reason to show, with what to do.
    pub cookie_problem: bool,
    /// The demo runs here: the shop's address, to prefill the first site with.
    pub demo_shop: Option<String>,
}

/// Which screen the console opens with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Screen {
    /// No administrator yet: ask for the set-up token.
    SetUp,
    /// Nobody is signed in here.
    SignIn,
    /// Signed in with a password that must be changed first.
    ChangePassword(AgentCard),
    /// Signed in.
    SignedIn(AgentCard),
}

/// `POST /console/api/set-up`: makes the first administrator and the first site, and signs in. Answered by [`SiteCard`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetUp {
    /// The one-time token that the server printed.
    pub token: String,
    /// The administrator's display name.
    pub name: String,
    /// Their e-mail address, which signs in.
    pub email: String,
    /// Their password.
    pub password: String,
    /// The first site's name.
    pub site_name: String,
    /// The first site's address, such as `https://shop.example`.
    pub site_address: String,
}

/// `POST /console/api/sign-in`. Answered by [`Start`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The e-mail address.
    pub email: String,
    /// The password.
    pub password: String,
    /// Keep the sign-in for 30 days; otherwise it ends with the browser, and after 12 hours.
    pub remember: bool,
}

/// `POST /console/api/password`: the signed-in agent changes their own. Ends all their other sign-ins. Answered by [`Start`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The one until now.
    pub current: String,
    /// The one from now on.
    pub new: String,
}

/// `GET /console/api/sites`: the agent's sites.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sites {
    /// The sites.
    pub sites: Vec<SiteCard>,
    /// The server's public address, which the tags point to.
    pub public_url: String,
}

/// `POST /console/api/sites`: makes a site, and `PUT /console/api/sites/SITE_ID`: changes one. For administrators.
/// Answered by [`SiteCard`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteForm {
    /// The name, in the widget's header.
    pub name: String,
    /// The addresses where the widget may start, such as `https://shop.example`; at least one, at most 50. A star for
    /// all hosts below one: `https://*.shop.example`.
    pub addresses: Vec<String>,
}

/// `PUT /console/api/invitation`: the signed-in agent's own words for invitations; empty: the server's usual words, in the
/// language of whoever is invited. Answered by the same, as kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvitationWords {
    /// At most [`crate::invitation::MAX_WORDS_CHARS`] characters.
    pub words: String,
}

/// `PUT /console/api/table`: how the signed-in agent has arranged the lobby's table, as their console writes it down; the
/// server keeps it for all their browsers and does not read it. Answered by status 204.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrangement {
    /// Whose it is: a console that was left open is not to write into the row of whoever has signed in since.
    pub agent: AgentId,
    /// Lines of text, at most [`MAX_TABLE_BYTES`] bytes and at least one.
    pub table: String,
}

/// Why a request was refused, with status 4xx or 503.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What is wrong.
    pub code: ProblemCode,
    /// When trying again makes sense, in milliseconds from now.
    pub retry_after_ms: Option<u32>,
    /// Which of several like fields is meant, from 0.
    pub place: Option<u32>,
}

/// Every reason there is. New ones go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProblemCode {
    /// The body is not what this route reads.
    Malformed,
    /// The request came from another site's page.
    Foreign,
    /// The set-up token is not the one printed last.
    SetUpToken,
    /// Set-up is done.
    SetUpDone,
    /// E-mail or password is wrong; which one is not told.
    WrongSignIn,
    /// Too many attempts; wait.
    TooMany,
    /// Nobody is signed in.
    SignedOut,
    /// The current password is wrong.
    WrongPassword,
    /// A name is empty or over 80 characters.
    BadName,
    /// The e-mail address has no `name@domain` shape, or is over 200 characters.
    BadEmail,
    /// The password is shorter than [`MIN_PASSWORD_CHARS`].
    ShortPassword,
    /// The password is longer than [`MAX_PASSWORD_BYTES`].
    LongPassword,
    /// The site's name is empty or over 80 characters.
    BadSiteName,
    /// The site's address is no `http(s)://host`.
    BadSiteAddress,
    /// The database cannot be reached just now.
    Unavailable,
    /// This agent may not do this.
    NotAllowed,
    /// There is no such site.
    NoSuchSite,
    /// A site needs an address where its widget may start.
    NoSiteAddress,
    /// There is no such thing any more.
    Gone,
    /// Words are empty or too long; `place` says which of several.
    BadWords,
    /// A rule needs a condition, or has too many.
    BadConditions,
    /// A condition's value is out of its bounds; `place` says which condition.
    BadCondition,
    /// As many rules as a site may have.
    TooManyRules,
    /// A network is none; `place` says which.
    BadNetwork,
    /// A number is out of its bounds.
    BadNumber,
    /// A block needs identity or address, and the address is not known.
    BadBlock,
    /// The arrangement of a table is empty, longer than [`MAX_TABLE_BYTES`] or has characters that are no text.
    BadTable,
}
