//! A rule said no: every reason there is, as a fact.

use lobby_shared::wire::error::{ErrorCode, WireError};

/// Why something may not be done. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such thing for the one who asks.
    NotFound,
    /// The message has nothing but white space.
    Blank,
    /// The message is over the limits.
    TooLong,
    /// The conversation is over.
    Ended,
    /// Another agent accepted it first.
    AlreadyAccepted,
    /// Nobody accepted it yet.
    NotAccepted,
    /// The cid was used before with another body.
    CidReused,
    /// There is an administrator already.
    SetUpDone,
    /// Another agent signs in with this e-mail address.
    EmailTaken,
    /// Another site has this key.
    KeyTaken,
    /// More at once than one may have.
    TooMany,
    /// The visitor is in a conversation, has left, or is blocked.
    NotBrowsing,
    /// Somebody else's invitation stands.
    AlreadyInvited,
    /// The visitor has had as many invitations as the site allows.
    Capped,
    /// The invitation is over.
    InvitationOver,
}

impl Refusal {
    /// What the other end of a socket is told.
    pub const fn to_wire(self) -> WireError {
        WireError::lasting(match self {
            Self::NotFound | Self::SetUpDone | Self::EmailTaken | Self::KeyTaken => ErrorCode::NotFound,
            Self::TooMany => ErrorCode::TooFast,
            Self::Blank => ErrorCode::Blank,
            Self::TooLong => ErrorCode::TooLong,
            Self::Ended => ErrorCode::Ended,
            Self::AlreadyAccepted => ErrorCode::AlreadyAccepted,
            Self::NotAccepted => ErrorCode::NotAccepted,
            Self::CidReused => ErrorCode::CidReused,
            Self::NotBrowsing => ErrorCode::NotBrowsing,
            Self::AlreadyInvited => ErrorCode::AlreadyInvited,
            Self::Capped => ErrorCode::Capped,
            Self::InvitationOver => ErrorCode::InvitationOver,
        })
    }
}
