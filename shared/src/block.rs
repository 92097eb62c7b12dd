//! Blocks: visitors whose words nobody is offered (`product.md` T9). They never learn of it.

use serde::{Deserialize, Serialize};

use crate::agent::AgentCard;
use crate::id::BlockId;
use crate::time::Millis;

/// Characters of a block's reason, at most.
pub const MAX_REASON_CHARS: usize = 300;

/// How many blocks one answer holds, at most.
pub const MAX_LISTED: usize = 100;

/// For how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Span {
    /// One hour.
    Hour,
    /// 24 hours.
    Day,
    /// Seven days.
    Week,
    /// Until it is lifted.
    Ever,
}

/// `POST /console/api/sites/SITE_ID/blocks`. Answered by [`Blocks`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockForm {
    /// The visitor's number.
    pub visitor: u64,
    /// Block this browser's identity.
    pub identity: bool,
    /// Block the address that they have now. One of the two at least.
    pub address: bool,
    /// For how long.
    pub span: Span,
    /// Why, for colleagues; may be empty.
    pub reason: String,
}

/// One block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Which.
    pub id: BlockId,
    /// The visitor at whom it was made.
    pub visitor: u64,
    /// Their identity is blocked.
    pub identity: bool,
    /// This address is blocked.
    pub address: Option<String>,
    /// Why.
    pub reason: String,
    /// Who made it.
    pub by: AgentCard,
    /// When.
    pub made_ms: Millis,
    /// Until when; `None`: until it is lifted.
    pub until_ms: Option<Millis>,
    /// What they have written since, at most 20 messages, the latest first.
    pub words: Vec<(Millis, String)>,
}

/// `GET /console/api/sites/SITE_ID/blocks`: those that hold, the latest first, at most [`MAX_LISTED`] of them;
/// `?after=BLOCK_ID` answers those that come after this one, which may have been lifted meanwhile. `DELETE …/blocks/BLOCK_ID`
/// lifts one, and `PUT …/blocks/BLOCK_ID` puts it back; both are answered by the list from its beginning, too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocks {
    /// The blocks.
    pub blocks: Vec<Block>,
    /// There are more after the last of them.
    pub more: bool,
}
