//! A conversation as lists show it: its state and its last words.

use serde::{Deserialize, Serialize};

use crate::agent::AgentCard;
use crate::id::{ConversationId, SiteId};
use crate::time::Millis;

/// One of the two sides of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Side {
    /// The visitor.
    Visitor,
    /// The agents.
    Agent,
}

/// Where a conversation stands, as agents see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConversationState {
    /// In the queue; any agent of the site may accept it.
    Waiting,
    /// Accepted by this agent.
    Talking(AgentCard),
    /// Over; this side ended it.
    Ended(Side),
}

/// What was said last, cut to one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastWords {
    /// Who said it.
    pub side: Side,
    /// At most 120 scalars, one line.
    pub text: String,
    /// When.
    pub time_ms: Millis,
}

/// One row of an agent's conversation list or of the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationCard {
    /// Which conversation.
    pub conversation: ConversationId,
    /// On which site.
    pub site: SiteId,
    /// The visitor's permanent number on that site.
    pub visitor: u64,
    /// Where it stands.
    pub state: ConversationState,
    /// When it began.
    pub opened_ms: Millis,
    /// What was said last, if anything.
    pub last: Option<LastWords>,
    /// Number of the last event, notes included.
    pub head: u64,
    /// Number of the last event that the agents have read.
    pub read: u64,
    /// How many of the visitor's messages the agents have not read.
    pub unread: u64,
}
