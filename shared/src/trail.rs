//! The trail: the pages of a visit in order, with the time on each, and custom events.

use serde::{Deserialize, Serialize};

use crate::conversation::ConversationCard;
use crate::id::SiteId;
use crate::page::Page;
use crate::time::Millis;
use crate::visitor::{Facts, VisitorRow};

/// Characters of a custom event's name, at most; more is cut off.
pub const MAX_EVENT_CHARS: usize = 64;
/// Bytes of a custom event's data, at most; longer data is dropped, and the event is kept without it.
pub const MAX_EVENT_BYTES: usize = 1_024;
/// Steps of one visit that are kept in memory; older ones are on disk, where the site keeps trails.
pub const RING: usize = 20;

/// A custom event of the page, such as an order. Visitor-controlled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Track {
    /// Its name, at most [`MAX_EVENT_CHARS`].
    pub name: String,
    /// What belongs to it, as JSON text of at most [`MAX_EVENT_BYTES`]; empty for none. Shown, never run.
    pub data: String,
}

/// What happened on a trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Walked {
    /// A page was opened.
    Page(Page),
    /// The page said that something happened.
    Event(Track),
}

/// One step of a trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its number in the visit, from 1.
    pub number: u32,
    /// When it began, by the server's clock.
    pub at_ms: Millis,
    /// How long the page was in the foreground; 0 for an event.
    pub seen_ms: Millis,
    /// It is the page of a tab that is in the foreground now, so that `seen_ms` goes on from [`LiveTrail::now_ms`].
    pub now: bool,
    /// What it is.
    pub what: Walked,
}

/// One visit, as the card shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Its number, from 1.
    pub number: u64,
    /// When it began.
    pub arrived_ms: Millis,
    /// When the visitor was last there; `None` while they are there.
    pub left_ms: Option<Millis>,
    /// What is known of it.
    pub facts: Facts,
    /// Its steps in order.
    pub steps: Vec<Step>,
}

/// The trail of a visitor whom an agent looks at: whole at first and then, at most once a second, what changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveTrail {
    /// The site.
    pub site: SiteId,
    /// The visitor.
    pub visitor: u64,
    /// Their row; `None` when they are no longer listed.
    pub row: Option<VisitorRow>,
    /// The steps of this visit that are new or changed.
    pub steps: Vec<Step>,
    /// Forget the steps there were.
    pub first: bool,
    /// The server's time.
    pub now_ms: Millis,
}

/// `GET /console/api/sites/SITE_ID/visitors/NUMBER?before=VISIT`: what is on disk of a visitor, ten visits at a time, the
/// latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorFile {
    /// When their first visit began.
    pub first_ms: Millis,
    /// Visits before `before`; without it the latest, the present one among them as far as it is on disk.
    pub visits: Vec<Visit>,
    /// There are earlier ones.
    pub more: bool,
    /// Their latest conversations, at most 10, the latest first.
    pub conversations: Vec<ConversationCard>,
}
