//! An event as the database keeps it, and the two readings of it: the agents' and the visitor's.

use lobby_shared::agent::AgentFace;
use lobby_shared::bug::{self, Bug};
use lobby_shared::event::{
    AgentAuthor, AgentEnvelope, AgentEvent, Envelope, Kind, VisitorAuthor, VisitorEnvelope, VisitorEvent,
};
use lobby_shared::id::{Cid, ConversationId, EventId};
use lobby_shared::time::Millis;

use super::agent::AgentName;
use super::key::{AgentNo, ConversationKey};

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// The conversation's visitor.
    Visitor,
    /// An agent.
    Agent(AgentName),
    /// Lobby itself.
    System,
}

/// One event of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The conversation's row.
    pub key: ConversationKey,
    /// The conversation.
    pub conversation: ConversationId,
    /// The agents' number, dense from 1.
    pub seq: u64,
    /// The visitor's number, dense from 1 over public events; `None` for a private one.
    pub pseq: Option<u64>,
    /// Its name.
    pub id: EventId,
    /// Who did it.
    pub author: Author,
    /// When; never earlier than the event before.
    pub time_ms: Millis,
    /// The sender's cid, for messages.
    pub cid: Option<Cid>,
    /// What happened.
    pub kind: Kind<AgentEvent>,
}

/// Whose eyes, so that a cid is told to its sender only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The conversation's visitor.
    Visitor,
    /// This agent.
    Agent(AgentNo),
}

impl Event {
    /// Whether this reader sent it.
    pub fn sent_by(&self, reader: Reader) -> bool {
        match (&self.author, reader) {
            (Author::Visitor, Reader::Visitor) => true,
            (Author::Agent(agent), Reader::Agent(no)) => agent.no == no,
            (Author::Visitor | Author::Agent(_) | Author::System, _) => false,
        }
    }

    /// For an agent; with the cid only when `own`.
    pub fn for_agent(&self, own: bool) -> AgentEnvelope {
        let author = match &self.author {
            Author::Visitor => AgentAuthor::Visitor,
            Author::Agent(agent) => AgentAuthor::Agent(agent.card.clone()),
            Author::System => AgentAuthor::System,
        };
        self.envelope(self.seq, author, own, self.kind.clone())
    }

    /// For the visitor, with the cid only when `own`; `None` when the event is private.
    pub fn for_visitor(&self, own: bool) -> Option<VisitorEnvelope> {
        if bug::on(Bug::NoteToVisitor)
            && let Kind::Known(AgentEvent::Note { text }) = &self.kind
        {
            let said = Kind::Known(VisitorEvent::Message { text: text.clone() });
            return Some(self.envelope(self.seq, VisitorAuthor::System, own, said));
        }
        let kind = match &self.kind {
            Kind::Known(kind) => Kind::Known(kind.public()?),
            // From a newer server, and public, since it has a number: shown as a placeholder, never as a gap.
            Kind::Unknown => Kind::Unknown,
        };
        let author = match &self.author {
            Author::Visitor => VisitorAuthor::Visitor,
            Author::Agent(agent) => VisitorAuthor::Agent(AgentFace { face: agent.face, name: agent.card.name.clone() }),
            Author::System => VisitorAuthor::System,
        };
        Some(self.envelope(self.pseq?, author, own, kind))
    }

    fn envelope<A, K>(&self, number: u64, author: A, own: bool, kind: Kind<K>) -> Envelope<A, K> {
        let cid = if own { self.cid } else { None };
        Envelope { conversation: self.conversation, number, id: self.id, author, time_ms: self.time_ms, cid, kind }
    }
}
