//! The words of this agent's own invitations: read with the connection, changed in a dialog.

use lobby_shared::http::InvitationWords;
use lobby_shared::invitation::MAX_WORDS_CHARS;

use super::entry::{Failure, Fault};
use super::setting::fault;

/// The words, and the dialog that changes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// As the server has them; empty: the usual ones.
    pub words: String,
    /// The dialog is open.
    pub open: bool,
    /// They are being saved.
    pub busy: bool,
    /// What is wrong.
    pub fault: Option<Fault>,
}

/// What somebody did, or what came of it.
#[derive(Clone, Debug)]
pub enum Intent {
    /// The words as the server has them.
    Arrived(String),
    /// Open the dialog.
    Opened,
    /// Save was pressed.
    SavePressed(String),
    /// The server answered it.
    SaveAnswered(Result<InvitationWords, Failure>),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Show the dialog.
    Show,
    /// Save these.
    Save(InvitationWords),
    /// Say that they are saved.
    Saved,
}

/// By how many characters these words are too long.
pub fn too_long(words: &str) -> usize {
    words.trim().chars().count().saturating_sub(MAX_WORDS_CHARS)
}

/// Decides what an intent changes.
pub fn update(own: &mut Words, intent: Intent) -> Option<Effect> {
    match intent {
        Intent::Arrived(words) => {
            own.words = words;
            None
        }
        Intent::Opened => {
            (own.open, own.fault) = (true, None);
            Some(Effect::Show)
        }
        Intent::SavePressed(words) => {
            if own.busy || too_long(&words) > 0 {
                return None;
            }
            (own.busy, own.fault) = (true, None);
            Some(Effect::Save(InvitationWords { words: words.trim().to_owned() }))
        }
        Intent::SaveAnswered(Ok(kept)) => {
            *own = Words { words: kept.words, ..Words::default() };
            Some(Effect::Saved)
        }
        Intent::SaveAnswered(Err(failure)) => {
            (own.busy, own.fault) = (false, Some(fault(&failure)));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_saved_once_trimmed_and_closed_with_the_servers_own() {
        let mut own = Words::default();
        update(&mut own, Intent::Arrived("Hello".into()));
        assert_eq!(update(&mut own, Intent::Opened), Some(Effect::Show));
        let save = Effect::Save(InvitationWords { words: "Hi there".into() });
        assert_eq!(update(&mut own, Intent::SavePressed(" Hi there\n".into())), Some(save));
        assert_eq!(update(&mut own, Intent::SavePressed("Hi".into())), None, "one request at a time");
        let kept = Ok(InvitationWords { words: "Hi there".into() });
        assert_eq!(update(&mut own, Intent::SaveAnswered(kept)), Some(Effect::Saved));
        assert_eq!(own, Words { words: "Hi there".into(), ..Words::default() });
    }

    #[test]
    fn what_is_too_long_is_not_sent_and_a_failure_keeps_the_dialog_open() {
        let mut own = Words::default();
        update(&mut own, Intent::Opened);
        assert_eq!(update(&mut own, Intent::SavePressed("ü".repeat(MAX_WORDS_CHARS + 1))), None);
        assert!(update(&mut own, Intent::SavePressed("ü".repeat(MAX_WORDS_CHARS))).is_some());
        update(&mut own, Intent::SaveAnswered(Err(Failure::Unreachable)));
        assert_eq!((own.open, own.busy, own.fault), (true, false, Some(Fault::Unreachable)));
    }
}
