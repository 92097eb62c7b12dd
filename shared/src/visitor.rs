//! A visitor in the lobby: the state and the facts of one row.

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
    /// The agent they talk with, by display name.
    pub agent: Option<String>,
    /// The host of the page that led here, such as `www.example.com`; `None` when they came directly.
    pub referrer: Option<String>,
    /// Browser and system in words, such as `Chrome 141 · macOS`; `None` when unknown.
    pub browser: Option<String>,
}
