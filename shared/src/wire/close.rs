//! Close codes of the WebSocket: what the client should do next.

/// Why the server closed a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CloseCode {
    /// The server restarts (RFC 6455's registry: 1012). Come back.
    Restart,
    /// A frame was over the limit (1009). Trying again would send it again.
    TooBig,
    /// This client read too slowly; it resumes from the database.
    TooSlow,
    /// Too many commands at once.
    TooFast,
    /// Nothing was heard for too long, or no `hello` in time.
    Silent,
    /// This visitor has more sockets than one may have; the newest stay. Come back when somebody looks at this one.
    Crowded,
    /// A frame did not parse or came out of turn.
    Malformed,
    /// The visitor's token opens nothing. Forget it, then come back as a new visitor.
    Token,
    /// The agent's sign-in is over.
    SignedOut,
    /// The widget may not start on this page's origin.
    Origin,
    /// There is no such site, or it is switched off.
    Site,
    /// The protocol version is not spoken here any more.
    Version,
    /// Something broke in the server.
    Fault,
}

impl CloseCode {
    /// Every code, for tests.
    pub const ALL: [Self; 13] = [
        Self::Restart,
        Self::TooBig,
        Self::TooSlow,
        Self::TooFast,
        Self::Silent,
        Self::Crowded,
        Self::Malformed,
        Self::Token,
        Self::SignedOut,
        Self::Origin,
        Self::Site,
        Self::Version,
        Self::Fault,
    ];

    /// The number on the wire.
    pub const fn number(self) -> u16 {
        match self {
            Self::Restart => 1012,
            Self::TooBig => 1009,
            Self::Fault => 1011,
            Self::TooSlow => 4000,
            Self::TooFast => 4001,
            Self::Silent => 4002,
            Self::Crowded => 4003,
            Self::Malformed => 4400,
            Self::Token => 4401,
            Self::SignedOut => 4402,
            Self::Origin => 4403,
            Self::Site => 4404,
            Self::Version => 4426,
        }
    }

    /// Reads a number; `None` for one that is not ours, such as 1006 for a broken link.
    pub fn from_number(number: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.number() == number)
    }

    /// Whether coming back by itself makes sense; otherwise the client stops until something changes.
    pub const fn retry(self) -> bool {
        match self {
            Self::Restart | Self::TooSlow | Self::TooFast | Self::Silent | Self::Crowded | Self::Fault => true,
            Self::TooBig
            | Self::Malformed
            | Self::Token
            | Self::SignedOut
            | Self::Origin
            | Self::Site
            | Self::Version => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_unique_and_read_back() {
        for code in CloseCode::ALL {
            assert_eq!(CloseCode::from_number(code.number()), Some(code));
        }
        assert_eq!(CloseCode::from_number(1006), None);
    }
}
