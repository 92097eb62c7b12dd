//! Short notices at the edge of the screen: at most four, each until it was there long enough or is dismissed.

use lobby_shared::id::{BlockId, SiteId};
use lobby_shared::invitation::Outcome;
use lobby_shared::time::Millis;

use super::entry::Fault;

/// Notices on the screen at once; the oldest makes room.
const MOST: usize = 4;
/// How long a notice stays: long enough to read it twice.
const STAY: Millis = Millis(8_000);

/// What a notice says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A colleague accepted this visitor's conversation first.
    TakenFirst(u64),
    /// This visitor ended the conversation before anybody accepted it.
    EndedFirst(u64),
    /// The command was refused for this reason.
    Refused(lobby_shared::wire::error::ErrorCode),
    /// This visitor is blocked.
    Blocked(u64),
    /// The text is on the clipboard.
    Copied,
    /// The browser did not allow copying.
    NotCopied,
    /// There was no connection for what was asked.
    Offline,
    /// What became of this agent's invitation of this visitor.
    Invitation(u64, Outcome),
    /// What was changed is saved.
    Saved,
    /// This block of this site is lifted.
    Lifted(SiteId, BlockId),
    /// What was asked for failed.
    Failed(Fault),
}

/// A notice on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// Tells it from the others.
    pub number: u64,
    /// What it says.
    pub notice: Notice,
    /// When it goes.
    until: Millis,
}

/// The notices on the screen, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Toasts {
    shown: Vec<Toast>,
    last: u64,
    held: bool,
}

/// What happens to notices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Show one.
    Show(Notice),
    /// Take this one away.
    Dismissed(u64),
    /// Time went by.
    Ticked,
    /// The pointer or the focus is on the notices, or left: while it is there, none goes.
    Held(bool),
}

impl Toasts {
    /// The notices, oldest first.
    pub fn shown(&self) -> &[Toast] {
        &self.shown
    }
}

/// Decides what an intent changes; there are no effects.
pub fn update(toasts: &mut Toasts, intent: Intent, now: Millis) {
    match intent {
        Intent::Show(notice) => {
            if toasts.shown.len() >= MOST {
                toasts.shown.remove(0);
            }
            toasts.last += 1;
            toasts.shown.push(Toast { number: toasts.last, notice, until: now + STAY });
        }
        Intent::Dismissed(number) => {
            toasts.shown.retain(|toast| toast.number != number);
            toasts.held = false;
        }
        Intent::Ticked if !toasts.held => toasts.shown.retain(|toast| toast.until > now),
        Intent::Ticked => {}
        Intent::Held(held) => toasts.held = held,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_goes_after_a_while_but_not_under_the_pointer() {
        let mut toasts = Toasts::default();
        update(&mut toasts, Intent::Show(Notice::Copied), Millis(0));
        update(&mut toasts, Intent::Held(true), Millis(0));
        update(&mut toasts, Intent::Ticked, Millis(9_000));
        assert_eq!(toasts.shown().len(), 1);
        update(&mut toasts, Intent::Held(false), Millis(9_000));
        update(&mut toasts, Intent::Ticked, Millis(9_000));
        assert!(toasts.shown().is_empty());
    }

    #[test]
    fn the_oldest_makes_room() {
        let mut toasts = Toasts::default();
        for visitor in 0..6 {
            update(&mut toasts, Intent::Show(Notice::TakenFirst(visitor)), Millis(0));
        }
        assert_eq!(toasts.shown().len(), MOST);
        assert_eq!(toasts.shown()[0].notice, Notice::TakenFirst(2));
    }
}
