//! The lobby as consoles ask for it: a window of a sorted, filtered list, and what the site's figures are. What it costs
//! grows with the window, never with the visitors.

use serde::{Deserialize, Serialize};

use crate::id::SiteId;
use crate::page::Page;
use crate::visitor::{VisitorRow, VisitorState};

/// Rows in a window, at most.
pub const MAX_ROWS: u16 = 100;
/// Groups told, at most; the rest stands without a heading.
pub const MAX_GROUPS: usize = 200;
/// Characters of a search, at most; more is cut off.
pub const MAX_SEARCH_CHARS: usize = 100;
/// Filters at once, at most.
pub const MAX_ONLY: usize = 8;

/// A column by which the lobby is sorted, grouped and filtered. New ones go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Column {
    /// Where the visitor stands.
    State,
    /// The permanent number.
    Visitor,
    /// Visits so far.
    Visits,
    /// When the visit began; the stay is the same, turned round.
    Arrived,
    /// The network address.
    Address,
    /// Country and place.
    Region,
    /// Search engine.
    Engine,
    /// What was searched for.
    Keyword,
    /// The host that led here.
    Referrer,
    /// The campaign's name.
    Campaign,
    /// The page now, by title.
    Page,
    /// Pages of this visit.
    Pages,
    /// The agent.
    Agent,
    /// The customer's owner.
    Owner,
    /// What they hold in their hands.
    Device,
    /// The browser.
    Browser,
    /// The operating system.
    System,
    /// The language.
    Language,
}

/// Which visitors, and in what order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct View {
    /// Rows of one value stand together under a heading, the headings in order; then comes `sort`.
    pub group: Option<Column>,
    /// Sorted by this; equal ones the latest arrival first. Unknown values stand last in either direction.
    pub sort: Column,
    /// From the largest down.
    pub down: bool,
    /// Only these states; empty: all.
    pub states: Vec<VisitorState>,
    /// Only rows with these values, as [`Group::value`] tells them; of one column any of them.
    pub only: Vec<(Column, String)>,
    /// Only rows in which every word of this stands somewhere, upper and lower case alike.
    pub search: String,
}

impl Default for View {
    fn default() -> Self {
        Self {
            group: None,
            sort: Column::Arrived,
            down: true,
            states: Vec::new(),
            only: Vec::new(),
            search: String::new(),
        }
    }
}

/// What a console wants to see of a site from now on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Watch {
    /// The site.
    pub site: SiteId,
    /// Which visitors, in what order.
    pub view: View,
    /// The window's first row, from 0.
    pub from: u32,
    /// The window's rows, at most [`MAX_ROWS`].
    pub rows: u16,
    /// The figures of map and heat view too.
    pub overview: bool,
}

impl Watch {
    /// Names this window, so that a frame of the one before is known as such: the same on server and console. FNV-1a over
    /// the binary form, without `overview`.
    pub fn name(&self) -> u64 {
        let seen = (&self.site, &self.view, self.from, self.rows);
        let bytes = postcard::to_allocvec(&seen).unwrap_or_default();
        bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
    }
}

/// One heading of a grouped lobby.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The value; empty for those where it is unknown. States and devices by their names in the protocol, countries by
    /// their two letters, numbers in digits.
    pub value: String,
    /// Rows under it.
    pub count: u32,
}

/// A window of the lobby: whole at first, and then at most once a second what changed. Encoded once for all who see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LobbyPage {
    /// [`Watch::name`] of the window.
    pub window: u64,
    /// Rows in the whole view.
    pub total: u32,
    /// The numbers of the window's visitors, in order; `None` when these are the same as before.
    pub order: Option<Vec<u64>>,
    /// The rows of the window that are new in it or changed.
    pub rows: Vec<VisitorRow>,
    /// The headings in order, when the view is grouped and they changed.
    pub groups: Option<Vec<Group>>,
}

/// The figures of a site; when they changed, at most once a second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LobbyCounts {
    /// The site.
    pub site: SiteId,
    /// Visitors there now by state, [`VisitorState::Gone`] left out.
    pub now: Vec<(VisitorState, u32)>,
    /// There now, but counted only.
    pub unlisted: u32,
    /// Visits begun since midnight of the server's zone.
    pub today: u32,
    /// Visitors there in each of the last 60 minutes, the oldest first; only when a minute has passed.
    pub hour: Option<Vec<u32>>,
}

/// The figures of map and heat view; when they changed, at most once in two seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LobbyOverview {
    /// The site.
    pub site: SiteId,
    /// Visitors there now by country, two letters; empty where it is unknown.
    pub countries: Vec<(String, u32)>,
    /// The pages with most visitors now, at most 30.
    pub pages: Vec<(Page, u32)>,
    /// Visits begun on each weekday (Monday first) and hour of the last 28 days, 7 × 24, in the server's zone.
    pub week: Vec<u32>,
}
