//! How the link to the server is, as far as a person may be told.

use lobby_shared::client::Status;
use lobby_shared::wire::close::CloseCode;

/// The link, in a person's words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// The first connection is on its way.
    #[default]
    Connecting,
    /// Messages flow.
    Ready,
    /// It was lost or could not be made; it is tried again by itself.
    Lost,
    /// The server no longer speaks this page's version; a reload helps.
    TooOld,
    /// The server ended it for good.
    Stopped,
}

impl Link {
    /// What the core's status means, given what was shown before.
    pub fn after(self, status: Status) -> Self {
        match status {
            Status::Ready => match self {
                // A server that asked for a reload keeps asking until it happens.
                Self::TooOld => Self::TooOld,
                Self::Connecting | Self::Ready | Self::Lost | Self::Stopped => Self::Ready,
            },
            Status::Waiting(_) => Self::Lost,
            // A new try does not take the notice away: only success does.
            Status::Idle | Status::Connecting => match self {
                Self::Lost => Self::Lost,
                Self::Connecting | Self::Ready | Self::TooOld | Self::Stopped => Self::Connecting,
            },
            Status::Stopped(CloseCode::Version) => Self::TooOld,
            Status::Stopped(_) => Self::Stopped,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lobby_shared::time::Millis;

    #[test]
    fn the_notice_stays_until_the_link_is_back() {
        let mut link = Link::default();
        let mut step = |status, want| {
            link = link.after(status);
            assert_eq!(link, want, "{status:?}");
        };
        step(Status::Connecting, Link::Connecting);
        step(Status::Ready, Link::Ready);
        step(Status::Waiting(Millis(5)), Link::Lost);
        step(Status::Connecting, Link::Lost);
        step(Status::Ready, Link::Ready);
        step(Status::Stopped(CloseCode::Version), Link::TooOld);
    }
}
