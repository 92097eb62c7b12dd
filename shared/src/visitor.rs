//! A visitor in the lobby: the state and the facts of one row. Facts are visitor-controlled unless said otherwise: text to
//! show, never to trust.

use serde::{Deserialize, Serialize};

use crate::page::Page;
use crate::time::Millis;

/// Where a visitor stands (`product.md` T1, a fixed set).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum VisitorState {
    /// On the site, in no conversation.
    Browsing,
    /// Has an invitation on the screen.
    Invited,
    /// Has written and waits for an agent.
    Queued,
    /// In a conversation with an agent.
    Chatting,
    /// Fills in the form for a left message.
    LeavingMessage,
    /// Left less than a minute ago.
    Gone,
}

/// What a visitor holds in their hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Device {
    /// A computer.
    Computer,
    /// A phone.
    Phone,
    /// A tablet.
    Tablet,
}

/// Where an address is, as the region file says it. Not visitor-controlled.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Region {
    /// The country, two capital letters (ISO 3166-1), such as `DE`.
    pub country: String,
    /// Province and city in the file's words, such as `Bavaria, Munich`; `None` when the file knows countries only.
    pub place: Option<String>,
}

/// The search that led here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Search {
    /// The engine's name, such as `Google`.
    pub engine: String,
    /// What was searched for; most engines no longer tell.
    pub keyword: Option<String>,
}

/// The campaign that led here: `utm_*` and click ids of the first page.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Campaign {
    /// `utm_campaign`.
    pub name: Option<String>,
    /// `utm_source`, or the network of a click id, such as `Google Ads`.
    pub source: Option<String>,
    /// `utm_medium`.
    pub medium: Option<String>,
    /// `utm_term`.
    pub term: Option<String>,
    /// `utm_content`.
    pub content: Option<String>,
}

/// What is known of a visit from its beginning, and does not change while it lasts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The network address, in full or truncated as the operator set it. Not visitor-controlled.
    pub address: Option<String>,
    /// Where that is.
    pub region: Option<Region>,
    /// The host of the page that led here, such as `www.example.com`; `None` when they came directly.
    pub referrer: Option<String>,
    /// The search that led here.
    pub search: Option<Search>,
    /// The campaign that led here.
    pub campaign: Option<Campaign>,
    /// The browser in words, such as `Chrome 141`.
    pub browser: Option<String>,
    /// The operating system, such as `macOS`.
    pub system: Option<String>,
    /// What they hold in their hands.
    pub device: Option<Device>,
    /// The browser's first language, a BCP 47 tag such as `de-AT`.
    pub language: Option<String>,
    /// The screen.
    pub screen: Option<Screen>,
}

/// A screen in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screen {
    /// Across.
    pub width: u16,
    /// Down.
    pub height: u16,
}

/// One row of the lobby.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorRow {
    /// The permanent number of this visitor on this site, from 1.
    pub number: u64,
    /// Where they stand.
    pub state: VisitorState,
    /// Visits so far, this one included.
    pub visits: u64,
    /// When this visit began.
    pub arrived_ms: Millis,
    /// The page they are on; `None` while unknown.
    pub page: Option<Page>,
    /// Pages of this visit so far.
    pub pages: u32,
    /// The agent they talk with, or who has invited them, by display name.
    pub agent: Option<String>,
    /// The customer's owner, by display name; `None` while nobody saved them.
    pub owner: Option<String>,
    /// They are blocked, and nobody is offered their words.
    pub blocked: bool,
    /// The facts of the visit.
    pub facts: Facts,
}
