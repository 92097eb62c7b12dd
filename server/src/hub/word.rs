//! Texts that many visitors share, such as titles and browsers: each is kept once, for as long as somebody has it.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// A text that is kept once.
pub type Word = Arc<str>;

/// So many texts may lie around before it is looked whether anybody still has them.
const LEAST: usize = 1_024;

#[derive(Debug, Default)]
struct Kept {
    words: HashSet<Word>,
    /// When there are so many, those that nobody has any more go.
    full: usize,
}

/// The texts of everyone who is there.
#[derive(Debug, Default)]
pub struct Words(Mutex<Kept>);

impl Words {
    /// The one copy of a text.
    pub fn keep(&self, text: &str) -> Word {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(word) = kept.words.get(text) {
            return Arc::clone(word);
        }
        if kept.words.len() >= kept.full.max(LEAST) {
            kept.words.retain(|word| Arc::strong_count(word) > 1);
            // Twice as many as are in use: looking through them stays cheap beside putting them in.
            let full = kept.words.len() * 2;
            kept.full = full;
            kept.words.shrink_to(full);
        }
        let word = Word::from(text);
        kept.words.insert(Arc::clone(&word));
        word
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once_and_goes_when_nobody_has_it() {
        let words = Words::default();
        let boots = words.keep("Boots");
        assert!(Arc::ptr_eq(&boots, &words.keep("Boots")));
        for number in 0..LEAST * 10 {
            words.keep(&number.to_string());
        }
        assert!(words.0.lock().unwrap().words.len() <= LEAST);
        assert!(Arc::ptr_eq(&boots, &words.keep("Boots")), "somebody has it");
    }
}
