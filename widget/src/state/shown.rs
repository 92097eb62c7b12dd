//! Everything the panel shows but the stream's rows, as one plain value.
//!
//! One value and one signal rather than many: each type of signal costs the widget a kilobyte, and comparing a handful
//! of attributes on a change costs nothing that anybody could notice.

use super::link::Line;
use super::stage::Stage;

/// What the panel shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The site's name; empty before the first welcome.
    pub site: String,
    /// Whether an agent is there.
    pub available: bool,
    /// The latest conversation.
    pub stage: Stage,
    /// There is nothing in the stream.
    pub fresh: bool,
    /// An agent types.
    pub typing: bool,
    /// The connection.
    pub line: Line,
    /// What stands in the box.
    pub draft: String,
    /// The menu is open.
    pub menu: bool,
    /// The visitor is asked whether to end the conversation.
    pub leaving: bool,
    /// The reader is above the stream's end.
    pub above: bool,
    /// Words came while the reader was above.
    pub news: bool,
    /// The card beside the closed launcher; while it is there, it is all there is.
    pub teaser: Option<Teaser>,
}

/// What the card beside the closed launcher says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Teaser {
    /// Who wrote.
    pub agent: String,
    /// Their last words.
    pub text: String,
}

/// The first letters of a name, at most two.
pub fn initials(name: &str) -> String {
    let words = name.split_whitespace().filter_map(|word| word.chars().next());
    words.take(2).map(|letter| letter.to_ascii_uppercase()).collect()
}

impl Shown {
    /// Whether there is a conversation that can be ended.
    pub const fn is_open(&self) -> bool {
        self.stage.open().is_some()
    }

    /// Whether whoever the head names can answer now.
    pub const fn is_somebody_there(&self) -> bool {
        match &self.stage {
            Stage::Talking { .. } => true,
            Stage::Fresh | Stage::Waiting(_) => self.available,
            Stage::Ended => false,
        }
    }

    /// The first letters of whom the visitor writes to, at most two.
    pub fn initials(&self) -> String {
        let name = match &self.stage {
            Stage::Talking { agent, .. } => agent,
            Stage::Fresh | Stage::Waiting(_) | Stage::Ended => &self.site,
        };
        initials(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_two_letters_of_any_script() {
        for (name, want) in [("Jo Lane", "JL"), ("ada", "A"), ("a b c", "AB"), ("李 雷", "李雷"), (" ", "")] {
            assert_eq!(Shown { site: name.into(), ..Shown::default() }.initials(), want, "{name}");
        }
    }
}
