//! What agents may see of the words in the box before they are sent: the latest only, and then nothing for a while.

use lobby_shared::message::{Room, room};
use lobby_shared::time::Millis;

/// After this long agents may be told again.
pub const REST: Millis = Millis(500);

/// What was told.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    words: String,
    rests: bool,
}

impl Preview {
    /// What to tell now that the box holds this, and then to say `rested` after [`REST`].
    pub fn next(&mut self, draft: &str) -> Option<String> {
        // What is too long to be sent is too long to be shown.
        if self.rests || draft == self.words || matches!(room(draft), Room::Over(_)) {
            return None;
        }
        self.rests = true;
        draft.clone_into(&mut self.words);
        Some(self.words.clone())
    }

    /// They may be told again.
    pub const fn rested(&mut self) {
        self.rests = false;
    }

    /// Whoever was told has forgotten it.
    pub fn forget(&mut self) {
        self.words.clear();
    }
}

#[cfg(test)]
mod tests {
    use lobby_shared::message::MAX_CHARS;

    use super::*;

    #[test]
    fn the_latest_words_are_told_and_then_nothing_for_a_while() {
        let mut preview = Preview::default();
        assert_eq!(preview.next(""), None);
        assert_eq!(preview.next("h").as_deref(), Some("h"));
        assert_eq!(preview.next("he"), None);
        preview.rested();
        assert_eq!(preview.next("hel").as_deref(), Some("hel"));
        preview.rested();
        assert_eq!(preview.next("hel"), None);
        assert_eq!(preview.next("").as_deref(), Some(""));
    }

    #[test]
    fn no_more_is_told_than_a_message_may_hold_and_a_new_link_is_told_anew() {
        let mut preview = Preview::default();
        assert_eq!(preview.next(&"é".repeat(MAX_CHARS + 1)), None);
        let full = "é".repeat(MAX_CHARS);
        assert_eq!(preview.next(&full).as_ref(), Some(&full));
        preview.rested();
        preview.forget();
        assert_eq!(preview.next(&full).as_ref(), Some(&full));
    }
}
