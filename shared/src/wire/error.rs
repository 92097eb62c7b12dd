//! What the other end is told when something is refused: a closed code, never prose; the client finds the words.

use serde::{Deserialize, Serialize};

/// A refusal on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireError {
    /// What is wrong.
    pub code: ErrorCode,
    /// When trying again makes sense, in milliseconds from now; `None` when it does not.
    pub retry_after_ms: Option<u32>,
}

impl WireError {
    /// A refusal that trying again will not change.
    pub const fn lasting(code: ErrorCode) -> Self {
        Self { code, retry_after_ms: None }
    }

    /// A refusal that may be over after this many milliseconds.
    pub const fn passing(code: ErrorCode, retry_after_ms: u32) -> Self {
        Self { code, retry_after_ms: Some(retry_after_ms) }
    }
}

/// Every reason there is. New ones go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ErrorCode {
    /// The message has nothing but white space.
    Blank,
    /// The message is over the limits of `welcome`.
    TooLong,
    /// There is no such thing for the one who asks; whether it exists at all is not told.
    NotFound,
    /// The conversation is over.
    Ended,
    /// Another agent accepted it first.
    AlreadyAccepted,
    /// The conversation was not accepted yet.
    NotAccepted,
    /// The cid was used before with another body.
    CidReused,
    /// Too much too fast.
    TooFast,
    /// The database cannot be written just now; nothing was stored.
    Unavailable,
    /// The visitor is in a conversation, or has left.
    NotBrowsing,
    /// Somebody else's invitation stands.
    AlreadyInvited,
    /// The visitor has had as many invitations as the site allows, or has just declined one.
    Capped,
    /// The invitation is over.
    InvitationOver,
}
