//! What the parties find in the frames of their roles, where the two speak of the same in words of their own.

use lobby_shared::client::{AgentRole, VisitorRole};
use lobby_shared::conversation::{ConversationCard, ConversationState};
use lobby_shared::event::{AgentAuthor, AgentEvent, Kind, VisitorAuthor, VisitorEvent};
use lobby_shared::wire::agent::AgentPush;
use lobby_shared::wire::log::LogPush;
use lobby_shared::wire::visitor::VisitorPush;
use lobby_tests::history::witness::Words;
use lobby_tests::person::Remember;

use crate::party::Seen;

/// What the parties find in their roles' frames.
pub trait Speak: Remember + Words {
    /// The words of an event, if it has any.
    fn said(event: &Kind<Self::Event>) -> Option<&str>;
    /// The part about conversations, if it is one.
    fn logged(push: &Self::Push) -> Option<&LogPush<Self::Author, Self::Event>>;
    /// Whether this side did it, so that the other side's receipt will come.
    fn is_own(author: &Self::Author) -> bool;
    /// Writes down what a frame for the shell tells.
    fn note(seen: &mut Seen<Self>, push: &Self::Push);
}

impl Speak for VisitorRole {
    fn said(event: &Kind<VisitorEvent>) -> Option<&str> {
        match event.known()? {
            VisitorEvent::Message { text } => Some(text),
            _ => None,
        }
    }

    fn logged(push: &VisitorPush) -> Option<&LogPush<Self::Author, Self::Event>> {
        if let VisitorPush::Log(log) = push { Some(log) } else { None }
    }

    fn is_own(author: &VisitorAuthor) -> bool {
        matches!(author, VisitorAuthor::Visitor)
    }

    fn note(seen: &mut Seen<Self>, push: &VisitorPush) {
        seen.welcomes += u64::from(matches!(push, VisitorPush::Welcome(_)));
    }
}

impl Speak for AgentRole {
    fn said(event: &Kind<AgentEvent>) -> Option<&str> {
        match event.known()? {
            AgentEvent::Message { text } => Some(text),
            _ => None,
        }
    }

    fn logged(push: &AgentPush) -> Option<&LogPush<Self::Author, Self::Event>> {
        if let AgentPush::Log(log) = push { Some(log) } else { None }
    }

    fn is_own(author: &AgentAuthor) -> bool {
        matches!(author, AgentAuthor::Agent(_))
    }

    fn note(seen: &mut Seen<Self>, push: &AgentPush) {
        let row = |card: &ConversationCard| (card.conversation, card.state == ConversationState::Waiting);
        match push {
            AgentPush::Welcome(_) => seen.welcomes += 1,
            AgentPush::Cards { cards, first } => {
                if *first {
                    seen.listed.clear();
                }
                seen.listed.extend(cards.iter().map(row));
            }
            AgentPush::Card(card) => seen.listed.extend([row(card)]),
            AgentPush::CardGone(conversation) => drop(seen.listed.remove(conversation)),
            _ => {}
        }
    }
}
