//! What the visitor has not seen yet, and how the frame remembers what they saw.

use lobby_shared::event::{VisitorAuthor, VisitorEnvelope, VisitorEvent};
use lobby_shared::id::ConversationId;

use super::shown::Card;

/// How far the visitor has read: a conversation, and a number in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The conversation.
    pub conversation: ConversationId,
    /// Everything up to this number was seen.
    pub number: u64,
}

impl Seen {
    /// Whether this event was seen.
    pub fn covers(self, conversation: ConversationId, number: u64) -> bool {
        self.conversation == conversation && number <= self.number
    }

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

/// The agents' messages in this conversation that stand behind what was seen.
pub fn unseen(events: &[VisitorEnvelope], seen: Option<Seen>) -> impl Iterator<Item = &VisitorEnvelope> {
    events.iter().filter(move |event| {
        let said = matches!(event.kind.known(), Some(VisitorEvent::Message { .. }));
        let by_agent = matches!(event.author, VisitorAuthor::Agent(_));
        said && by_agent && !seen.is_some_and(|seen| seen.covers(event.conversation, event.number))
    })
}

/// The card for the last of them, when it was not dismissed, and its number.
pub fn teaser(events: &[VisitorEnvelope], seen: Option<Seen>, dismissed: Option<Seen>) -> Option<(Seen, Card)> {
    let last = unseen(events, seen).last()?;
    let (Some(VisitorEvent::Message { text }), VisitorAuthor::Agent(face)) = (last.kind.known(), &last.author) else {
        return None;
    };
    let away = dismissed.is_some_and(|dismissed| dismissed.covers(last.conversation, last.number));
    let upto = Seen { conversation: last.conversation, number: last.number };
    (!away).then(|| (upto, Card { agent: face.name.clone(), text: text.clone() }))
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
        let count = |seen| unseen(&events, seen).count();
        assert_eq!(count(None), 2);
        assert_eq!(count(seen(2)), 1);
        assert_eq!(count(seen(4)), 0);
        let elsewhere = Seen { conversation: ConversationId::from_bytes([1; 16]), number: 9 };
        assert_eq!(count(Some(elsewhere)), 2);
    }

    #[test]
    fn the_card_shows_the_last_unseen_words_until_they_are_dismissed() {
        let said = |text: &str| VisitorEvent::Message { text: text.into() };
        let events = [event(1, agent("Jo"), said("one")), event(2, agent("Ada"), said("two"))];
        let at = |number| Some(Seen { conversation: CONVERSATION, number });
        let shown = |seen, dismissed| teaser(&events, seen, dismissed).map(|(_, teaser)| teaser.text);
        assert_eq!(shown(None, None).as_deref(), Some("two"));
        assert_eq!(shown(at(1), at(1)).as_deref(), Some("two"));
        assert_eq!(shown(None, at(2)), None);
        assert_eq!(shown(at(2), None), None);
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
