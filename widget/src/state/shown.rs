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
    pub teaser: Option<Card>,
    /// The invitation, while the visitor looks.
    pub invitation: Option<Card>,
    /// The panel is open.
    pub open: bool,
    /// An invitation was accepted too late.
    pub late: bool,
    /// Whoever waits has waited in vain so far.
    pub busy: bool,
    /// Agents can see what is typed before it is sent.
    pub previewed: bool,
}

/// What a card says: words of an agent's, or an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Who wrote, or who invites.
    pub agent: String,
    /// Their last words, or those of the invitation.
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

    /// Whether what stands in the box can be seen before it is sent: only in a conversation is there anybody to see it.
    pub const fn is_previewed(&self) -> bool {
        self.previewed && self.is_open()
    }

    /// Whether a card beside the closed launcher is all there is.
    pub const fn is_beside(&self) -> bool {
        self.teaser.is_some() || (self.invitation.is_some() && !self.open)
    }

    /// Whether whoever the head names can answer now.
    pub const fn is_somebody_there(&self) -> bool {
        match &self.stage {
            Stage::Talking { .. } => true,
            Stage::Waiting(_) => self.available && !self.busy,
            Stage::Fresh => self.available,
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
