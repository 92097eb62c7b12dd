//! What one person says at once: its limits, and the newtype that proves they hold.

use serde::{Deserialize, Serialize};

/// Unicode scalar values in one message, by default (`product.md` W5).
pub const MAX_CHARS: usize = 1_000;
/// Bytes of UTF-8 in one message, fixed: bounds a frame and a row whatever the site's setting is.
pub const MAX_BYTES: usize = 4_000;

/// The body of a `send`, as it travels: not yet checked. New kinds of body become new variants at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Body {
    /// Plain text; line breaks are `\n`.
    Text(String),
}

/// Text that keeps the limits: not blank, at most [`MAX_CHARS`] scalars and [`MAX_BYTES`] bytes, no control characters
/// but line feed and tab (PostgreSQL stores no NUL, and terminals obey the others).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageText(String);

/// Why a text is no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadText {
    /// Nothing but white space.
    Blank,
    /// Longer than the limit; carries how many scalars there are.
    TooLong(usize),
}

impl MessageText {
    /// Checks and cleans what somebody typed: line ends become `\n`, white space around the text and control characters
    /// go, everything else stays as typed.
    ///
    /// # Errors
    /// [`BadText`] when nothing or too much is left.
    pub fn parse(typed: &str) -> Result<Self, BadText> {
        // By hand: searching for a piece of text would bring 2 KB of search into the widget.
        let mut before = None;
        let mut clean = String::with_capacity(typed.len());
        for c in typed.chars() {
            match (before.replace(c), c) {
                (Some('\r'), '\n') => {}
                (_, '\r') => clean.push('\n'),
                (_, c) if matches!(c, '\n' | '\t') || !c.is_control() => clean.push(c),
                (_, _) => {}
            }
        }
        let text = clean.trim();
        if text.is_empty() {
            return Err(BadText::Blank);
        }
        let chars = text.chars().count();
        if chars > MAX_CHARS || text.len() > MAX_BYTES {
            return Err(BadText::TooLong(chars));
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, given away.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// How far a draft is from the limit, for the counter and the red line under the box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Nothing to send yet.
    Empty,
    /// Fits; carries how many scalars are left.
    Left(usize),
    /// Too long; carries by how many scalars (at least 1, also when only the bytes are too many).
    Over(usize),
}

/// Measures a draft as [`MessageText::parse`] will.
pub fn room(draft: &str) -> Room {
    let text = draft.trim();
    let chars = text.chars().count();
    if text.is_empty() {
        Room::Empty
    } else if chars > MAX_CHARS || text.len() > MAX_BYTES {
        Room::Over(chars.saturating_sub(MAX_CHARS).max(1))
    } else {
        Room::Left(MAX_CHARS - chars)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cleaned_but_never_rewritten() {
        let check = |typed: &str, want: Result<&str, BadText>| {
            assert_eq!(
                MessageText::parse(typed).as_ref().map(MessageText::as_str),
                want.as_ref().copied(),
                "{typed:?}"
            );
        };
        check(" hi\r\nthere\r ", Ok("hi\nthere"));
        check("a\u{0}b\u{7}\tc", Ok("ab\tc"));
        check("<b>{{name}}</b>", Ok("<b>{{name}}</b>"));
        check(" \n\t", Err(BadText::Blank));
        check(&"é".repeat(1_000), Ok(&"é".repeat(1_000)));
        check(&"é".repeat(1_001), Err(BadText::TooLong(1_001)));
        check(&"😀".repeat(1_000), Ok(&"😀".repeat(1_000)));
    }

    #[test]
    fn room_agrees_with_parse() {
        assert_eq!(room("  "), Room::Empty);
        assert_eq!(room("hello"), Room::Left(995));
        assert_eq!(room(&"x".repeat(1_000)), Room::Left(0));
        assert_eq!(room(&"x".repeat(1_003)), Room::Over(3));
    }
}
