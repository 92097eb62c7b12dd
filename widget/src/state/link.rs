//! What the visitor is told of the connection: nothing while it works or only just starts.

use lobby_shared::client::Status;
use lobby_shared::wire::close::CloseCode;

/// The line about the connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Line {
    /// Messages flow, or the first try is on its way.
    #[default]
    Quiet,
    /// Lost; it comes back by itself.
    Lost,
    /// The server said stop.
    Stopped(CloseCode),
}

impl Line {
    /// The line after the link's status became `status`.
    pub const fn after(self, status: Status) -> Self {
        match status {
            Status::Idle | Status::Ready => Self::Quiet,
            Status::Waiting(_) => Self::Lost,
            Status::Stopped(code) => Self::Stopped(code),
            // Trying again is not yet being back.
            Status::Connecting => match self {
                Self::Lost => Self::Lost,
                Self::Quiet | Self::Stopped(_) => Self::Quiet,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use lobby_shared::time::Millis;

    use super::*;

    #[test]
    fn a_lost_link_stays_lost_until_it_is_ready() {
        let waiting = Status::Waiting(Millis(1));
        let walk = [
            (Status::Connecting, Line::Quiet),
            (Status::Ready, Line::Quiet),
            (waiting, Line::Lost),
            (Status::Connecting, Line::Lost),
            (waiting, Line::Lost),
            (Status::Ready, Line::Quiet),
            (Status::Stopped(CloseCode::Site), Line::Stopped(CloseCode::Site)),
            (Status::Connecting, Line::Quiet),
        ];
        let mut line = Line::default();
        for (status, want) in walk {
            line = line.after(status);
            assert_eq!(line, want, "{status:?}");
        }
    }
}
