//! Invitations: an agent's, or a rule's, request to a browsing visitor to chat (`product.md` T4, T5, W10).

use serde::{Deserialize, Serialize};

use crate::agent::AgentFace;
use crate::id::{InvitationId, RuleId};
use crate::time::Millis;

/// How long an invitation stands.
pub const STANDS_FOR: Millis = Millis(60_000);
/// Characters of an invitation's words, at most.
pub const MAX_WORDS_CHARS: usize = 300;
/// Rules of one site, at most.
pub const MAX_RULES: usize = 50;
/// Conditions of one rule, at most.
pub const MAX_CONDITIONS: usize = 20;

/// An invitation, as the visitor sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Which.
    pub id: InvitationId,
    /// Who invites; `None` when it is the site itself.
    pub from: Option<AgentFace>,
    /// The words.
    pub words: String,
    /// It stands until then, by the server's clock.
    pub until_ms: Millis,
}

/// What became of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// The visitor accepted it.
    Accepted,
    /// The visitor closed it.
    Declined,
    /// It stood for [`STANDS_FOR`] without an answer.
    Expired,
    /// The visitor left before they answered.
    Gone,
    /// The visitor began to write by themselves.
    Overtaken,
}

/// What only the visitor's browser notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signal {
    /// Has scrolled to this part of the page, in per cent; told at 25, 50, 75 and 100.
    Scrolled(u8),
    /// The pointer leaves through the top of the page.
    Leaving,
}

/// How two texts are compared; upper and lower case alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Match {
    /// The same.
    Is,
    /// Stands somewhere in it.
    Contains,
    /// Begins so.
    Starts,
    /// Does not stand in it.
    Lacks,
}

/// One condition of a rule; all of a rule's conditions must hold. New ones go to the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Condition {
    /// The address of the page now.
    Page(Match, String),
    /// The host that led here.
    Referrer(Match, String),
    /// The campaign's name or source.
    Campaign(Match, String),
    /// The country, two letters: any of these.
    Country(Vec<String>),
    /// The browser's language begins with any of these tags.
    Language(Vec<String>),
    /// At least so many pages in this visit.
    Pages(u32),
    /// At least so many seconds on this page, in the foreground.
    SecondsOnPage(u32),
    /// At least so many seconds on the site.
    SecondsOnSite(u32),
    /// Has been here before, or not.
    Returning(bool),
    /// Has scrolled this page to at least so many per cent.
    Scrolled(u8),
    /// Is about to leave.
    Leaving,
    /// The page has told a custom event of this name in this visit.
    Event(String),
    /// An agent is there to answer, or nobody is.
    AgentsThere(bool),
    /// By the server's clock and zone: from this minute of the day up to that one, on these weekdays (Monday is 0).
    Hours {
        /// Minutes from midnight.
        from: u16,
        /// Minutes from midnight; smaller than `from` over midnight.
        to: u16,
        /// Weekdays; empty: all.
        days: Vec<u8>,
    },
}

/// What an administrator says of a rule. The body of `POST` and `PUT`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleForm {
    /// Its name, 1–80 characters.
    pub name: String,
    /// It invites.
    pub on: bool,
    /// When; at least one.
    pub conditions: Vec<Condition>,
    /// The words, 1–[`MAX_WORDS_CHARS`] characters.
    pub words: String,
    /// In the name of an agent who is available, instead of the site's.
    pub as_agent: bool,
    /// Seconds between the moment when all conditions hold and the invitation; they must still hold then.
    pub delay: u32,
    /// Times that one visitor is shown it, at most; 0: as often as the site's caps allow.
    pub most: u32,
    /// The custom event that counts as a success, such as `order`; empty: an accepted invitation is one.
    pub goal: String,
}

/// A rule, with what became of its invitations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Which.
    pub id: RuleId,
    /// What it says.
    pub form: RuleForm,
    /// Invitations that were on a screen.
    pub shown: u64,
    /// Of these, accepted.
    pub accepted: u64,
    /// Of those shown, followed by the goal in the same visit.
    pub converted: u64,
}

/// `GET /console/api/sites/SITE_ID/rules`, in order of trial: the first that fits invites. The whole list also answers
/// every change: `POST` adds, `PUT …/rules/RULE_ID` changes, `DELETE …/rules/RULE_ID` removes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// The rules.
    pub rules: Vec<Rule>,
    /// Agents' own invitations, in the same figures: shown, accepted, and converted by any rule's goal.
    pub agents: (u64, u64, u64),
}

/// `PUT /console/api/sites/SITE_ID/rules/order`: the order in which the rules are to be tried. Those that are not named
/// stand behind, as they stood. Answered by [`Rules`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleOrder {
    /// The first to be tried first.
    pub rules: Vec<RuleId>,
}

/// `POST /console/api/sites/SITE_ID/rules/dry-run` with a [`RuleForm`]: whom it would have invited yesterday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DryRun {
    /// Yesterday began then, in the server's zone.
    pub from_ms: Millis,
    /// Visits of that day whose trails are kept.
    pub visits: u32,
    /// Of these, invited.
    pub invited: u32,
    /// Some of them, at most 20.
    pub some: Vec<DryVisit>,
    /// Conditions by their place that yesterday's records cannot tell, and that were taken to hold.
    pub untold: Vec<u32>,
}

/// A visit that a dry run would have invited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DryVisit {
    /// The visitor.
    pub visitor: u64,
    /// When.
    pub at_ms: Millis,
    /// On which page.
    pub page: String,
}
