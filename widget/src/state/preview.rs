//! What agents may see of the words in the box before they are sent: at most twice a second, the latest only.

use lobby_shared::message::MAX_CHARS;
use lobby_shared::time::Millis;

/// Agents are told at most this often.
const EVERY: Millis = Millis(500);

/// What was told.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    words: String,
    at: Option<Millis>,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing: they know.
    Nothing,
    /// Tell this.
    Tell(String),
    /// Ask again after this span.
    After(Millis),
}

impl Preview {
    /// The box holds this at `now`.
    pub fn next(&mut self, now: Millis, draft: &str) -> Next {
        let end = draft.char_indices().nth(MAX_CHARS).map_or(draft.len(), |(end, _)| end);
        let words = draft.get(..end).unwrap_or_default();
        if words == self.words {
            return Next::Nothing;
        }
        let since = self.at.map_or(EVERY, |at| now.since(at));
        if since < EVERY {
            return Next::After(EVERY.since(since));
        }
        self.at = Some(now);
        words.clone_into(&mut self.words);
        Next::Tell(words.to_owned())
    }

    /// Whoever was told has forgotten it.
    pub fn forget(&mut self) {
        self.words.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_words_are_told_twice_a_second_at_most() {
        let mut preview = Preview::default();
        for (ms, draft, want) in [
            (1_000, "", Next::Nothing),
            (1_000, "h", Next::Tell("h".into())),
            (1_100, "he", Next::After(Millis(400))),
            (1_499, "hel", Next::After(Millis(1))),
            (1_500, "hell", Next::Tell("hell".into())),
            (2_500, "hell", Next::Nothing),
            (2_600, "", Next::Tell(String::new())),
        ] {
            assert_eq!(preview.next(Millis(ms), draft), want, "{ms}");
        }
    }

    #[test]
    fn no_more_is_told_than_a_message_may_hold_and_a_new_link_is_told_anew() {
        let mut preview = Preview::default();
        let long = "é".repeat(MAX_CHARS + 5);
        let want = Next::Tell("é".repeat(MAX_CHARS));
        assert_eq!(preview.next(Millis(0), &long), want);
        preview.forget();
        assert_eq!(preview.next(Millis(500), &long), want);
    }
}
