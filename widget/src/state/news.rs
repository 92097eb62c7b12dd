//! What happened while this frame was there: what the page around is told, and what sounds.

use lobby_shared::event::{VisitorAuthor, VisitorEnvelope, VisitorEvent};
use lobby_shared::id::EventId;
use lobby_shared::time::Millis;

use super::unread::Seen;

/// A piece of news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// An agent wrote.
    Message {
        /// The event.
        id: EventId,
        /// Where it stands.
        at: Seen,
        /// Who.
        agent: String,
        /// What.
        text: String,
    },
    /// A conversation began.
    Started,
    /// It ended.
    Ended,
}

/// The news among these events: behind what was `told`, and not older than `since`.
pub fn news(events: &[VisitorEnvelope], told: u64, since: Millis) -> Vec<News> {
    let fresh = events.iter().filter(|event| event.number > told && event.time_ms >= since);
    let what = |event: &VisitorEnvelope| match (event.kind.known()?, &event.author) {
        (VisitorEvent::Message { text }, VisitorAuthor::Agent(face)) => Some(News::Message {
            id: event.id,
            at: Seen { conversation: event.conversation, number: event.number },
            agent: face.name.clone(),
            text: text.clone(),
        }),
        (VisitorEvent::Opened {}, _) => Some(News::Started),
        (VisitorEvent::Ended { .. }, _) => Some(News::Ended),
        (
            VisitorEvent::Message { .. }
            | VisitorEvent::Accepted {}
            | VisitorEvent::EndAsked {}
            | VisitorEvent::EndDeclined {},
            _,
        ) => None,
    };
    fresh.filter_map(what).collect()
}

#[cfg(test)]
mod tests {
    use lobby_shared::conversation::Side;

    use super::*;
    use crate::state::stream::sample::{CONVERSATION, agent, event};

    #[test]
    fn only_what_happened_since_and_was_not_told_is_news() {
        let said = |text: &str| VisitorEvent::Message { text: text.into() };
        let events = [
            event(1, VisitorAuthor::Visitor, VisitorEvent::Opened {}),
            event(2, VisitorAuthor::Visitor, said("mine")),
            event(3, agent("Jo"), VisitorEvent::Accepted {}),
            event(4, agent("Jo"), said("hello")),
            event(5, agent("Jo"), VisitorEvent::Ended { by: Side::Agent }),
        ];
        let message = News::Message {
            id: events[3].id,
            at: Seen { conversation: CONVERSATION, number: 4 },
            agent: "Jo".into(),
            text: "hello".into(),
        };
        assert_eq!(news(&events, 0, Millis(0)), [News::Started, message.clone(), News::Ended]);
        assert_eq!(news(&events, 0, events[3].time_ms), [message, News::Ended]);
        assert_eq!(news(&events, 4, Millis(0)), [News::Ended]);
    }
}
