//! What the visitor has not seen yet, and how the frame remembers what they saw.

use lobby_shared::event::{VisitorAuthor, VisitorEnvelope, VisitorEvent};
use lobby_shared::id::ConversationId;

/// How far the visitor has read: a conversation, and a number in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The conversation.
    pub conversation: ConversationId,
    /// Everything up to this number was seen.
    pub number: u64,
}

impl Seen {
    /// The form that storage keeps.
    pub fn to_text(self) -> String {
        [&self.conversation.to_text(), " ", &self.number.to_string()].concat()
    }

    /// Reads what [`Self::to_text`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (conversation, number) = text.split_once(' ')?;
        Some(Self { conversation: ConversationId::parse(conversation).ok()?, number: number.parse().ok()? })
    }
}

/// How many of the agents' messages in this conversation stand behind what was seen.
pub fn count(events: &[VisitorEnvelope], seen: Option<Seen>) -> u32 {
    let unseen = |event: &&VisitorEnvelope| {
        let said = matches!(event.kind.known(), Some(VisitorEvent::Message { .. }));
        let by_agent = matches!(event.author, VisitorAuthor::Agent(_));
        let before = seen.is_some_and(|seen| seen.conversation == event.conversation && event.number <= seen.number);
        said && by_agent && !before
    };
    u32::try_from(events.iter().filter(unseen).count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::stream::sample::{CONVERSATION, agent, event};

    #[test]
    fn only_unseen_words_of_agents_count() {
        let said = || VisitorEvent::Message { text: "hi".into() };
        let events = [
            event(1, VisitorAuthor::Visitor, VisitorEvent::Opened {}),
            event(2, agent("Jo"), said()),
            event(3, VisitorAuthor::Visitor, said()),
            event(4, agent("Jo"), said()),
        ];
        let seen = |number| Some(Seen { conversation: CONVERSATION, number });
        assert_eq!(count(&events, None), 2);
        assert_eq!(count(&events, seen(2)), 1);
        assert_eq!(count(&events, seen(4)), 0);
        let elsewhere = Seen { conversation: ConversationId::from_bytes([1; 16]), number: 9 };
        assert_eq!(count(&events, Some(elsewhere)), 2);
    }

    #[test]
    fn what_was_seen_reads_back() {
        let seen = Seen { conversation: CONVERSATION, number: 42 };
        assert_eq!(Seen::parse(&seen.to_text()), Some(seen));
        for text in ["", "x 1", "conv_00 1", &CONVERSATION.to_text()] {
            assert_eq!(Seen::parse(text), None, "{text}");
        }
    }
}
