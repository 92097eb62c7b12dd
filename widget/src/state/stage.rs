//! Where the visitor's latest conversation stands, read from its events.

use lobby_shared::event::{VisitorAuthor, VisitorEnvelope, VisitorEvent};
use lobby_shared::id::ConversationId;

/// Where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Nothing was said yet.
    #[default]
    Fresh,
    /// Waits for an agent.
    Waiting(ConversationId),
    /// An agent is there.
    Talking {
        /// The conversation.
        conversation: ConversationId,
        /// The agent's display name.
        agent: String,
        /// The agent asked whether it may end, and nobody answered yet.
        asked: bool,
    },
    /// It is over; writing opens the next.
    Ended,
}

impl Stage {
    /// Reads the stage from the events of the latest conversation.
    pub fn of(events: &[VisitorEnvelope]) -> Self {
        let mut stage = Self::Fresh;
        for event in events {
            let Some(kind) = event.kind.known() else { continue };
            stage = match (kind, stage) {
                (VisitorEvent::Opened {}, _) => Self::Waiting(event.conversation),
                (VisitorEvent::Accepted {}, before) => match &event.author {
                    VisitorAuthor::Agent(face) => {
                        Self::Talking { conversation: event.conversation, agent: face.name.clone(), asked: false }
                    }
                    VisitorAuthor::Visitor | VisitorAuthor::System => before,
                },
                (VisitorEvent::EndAsked {}, Self::Talking { conversation, agent, .. }) => {
                    Self::Talking { conversation, agent, asked: true }
                }
                (VisitorEvent::EndDeclined {}, Self::Talking { conversation, agent, .. }) => {
                    Self::Talking { conversation, agent, asked: false }
                }
                (VisitorEvent::Ended { .. }, _) => Self::Ended,
                (VisitorEvent::Message { .. } | VisitorEvent::EndAsked {} | VisitorEvent::EndDeclined {}, before) => {
                    before
                }
            };
        }
        stage
    }

    /// The conversation that can be ended, if one is open.
    pub const fn open(&self) -> Option<ConversationId> {
        match self {
            Self::Waiting(conversation) | Self::Talking { conversation, .. } => Some(*conversation),
            Self::Fresh | Self::Ended => None,
        }
    }

    /// Whether the agent's question stands open.
    pub const fn asked(&self) -> bool {
        matches!(self, Self::Talking { asked: true, .. })
    }
}

#[cfg(test)]
mod tests {
    use lobby_shared::conversation::Side;

    use super::*;
    use crate::state::stream::sample::{CONVERSATION, agent, event};

    #[test]
    fn the_stage_follows_the_events() {
        let jo = || agent("Jo");
        let talking = |asked| Stage::Talking { conversation: CONVERSATION, agent: "Jo".into(), asked };
        let mut events = Vec::new();
        assert_eq!(Stage::of(&events), Stage::Fresh);
        for (author, kind, want) in [
            (VisitorAuthor::Visitor, VisitorEvent::Opened {}, Stage::Waiting(CONVERSATION)),
            (VisitorAuthor::Visitor, VisitorEvent::Message { text: "hi".into() }, Stage::Waiting(CONVERSATION)),
            (jo(), VisitorEvent::Accepted {}, talking(false)),
            (jo(), VisitorEvent::EndAsked {}, talking(true)),
            (VisitorAuthor::Visitor, VisitorEvent::EndDeclined {}, talking(false)),
            (jo(), VisitorEvent::EndAsked {}, talking(true)),
            (jo(), VisitorEvent::Ended { by: Side::Agent }, Stage::Ended),
        ] {
            events.push(event(events.len() as u64 + 1, author, kind));
            let stage = Stage::of(&events);
            assert_eq!(stage, want);
            assert_eq!(stage.open().is_some(), !matches!(want, Stage::Fresh | Stage::Ended));
        }
    }
}
