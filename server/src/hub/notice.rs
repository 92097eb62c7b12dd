//! What travels over the bus: hints that something is on disk, and things that may be lost.

use bytes::Bytes;
use lobby_shared::agent::AgentState;
use lobby_shared::conversation::{ConversationCard, Side};
use lobby_shared::event::{AgentEvent, Kind};
use lobby_shared::id::{ConversationId, InvitationId, SiteId};
use lobby_shared::invitation::{Invitation, Outcome};
use lobby_shared::site::SiteCard;
use lobby_shared::wire::agent::AgentPush;
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::log::Receipt;

use super::bell::{Bell, Shared};
use crate::domain::key::AgentNo;
use crate::domain::site::Settings;

/// A hint. Whoever misses one finds the truth in the database.
#[derive(Debug)]
pub enum Notice {
    /// An event is on disk.
    Happened(Bell),
    /// A side has received or read more. The receipt is in the counting of the other side, who shall see it.
    Marked {
        /// Whose progress.
        by: Side,
        /// How far.
        receipt: Receipt,
    },
    /// Somebody types, or stopped.
    Typing {
        /// Where.
        conversation: ConversationId,
        /// Who.
        by: Side,
        /// Types.
        on: bool,
    },
    /// A row of the agents' lists is new or changed.
    Card {
        /// The row.
        card: ConversationCard,
        /// The agent who has or had it.
        agent: Option<AgentNo>,
    },
    /// Agents are there to answer, or nobody is.
    Available(bool),
    /// What agents who watch are told of a lobby.
    Lobby(Broadcast),
    /// What changed of a trail that is looked at, encoded once for all who look.
    Trail(Broadcast),
    /// What a visitor is writing, for whoever reads their conversation.
    Preview {
        /// Where.
        conversation: ConversationId,
        /// The words so far.
        text: String,
    },
    /// A site treats its visitors differently from now on.
    Settled(Settings),
    /// An agent is in another state.
    State(AgentState),
    /// The sites have changed.
    Sites(Vec<SiteCard>),
    /// The rules or the blocks of a site have changed.
    ListsChanged,
    /// These sign-ins are over; `None`: all of this agent.
    SignedOut(Option<[u8; 32]>),
    /// A visitor is invited.
    Invited(Invitation),
    /// An invitation of a visitor is over.
    InvitationOver(InvitationId),
    /// What became of an agent's invitation.
    Invitation {
        /// On which site.
        site: SiteId,
        /// The visitor's number.
        visitor: u64,
        /// What.
        outcome: Outcome,
    },
    /// A conversation is kept apart from all agents from now on.
    Apart(ConversationId),
}

impl Notice {
    /// Whether heads make up for its loss. Who accepted is more than an event: it ends what other agents may hear.
    pub const fn repairs_itself(&self) -> bool {
        match self {
            Self::Happened(bell) => !matches!(bell.event.kind, Kind::Known(AgentEvent::Accepted {})),
            Self::Marked { .. }
            | Self::Typing { .. }
            | Self::Card { .. }
            | Self::Available(_)
            | Self::Lobby(_)
            | Self::Trail(_)
            | Self::Preview { .. }
            | Self::Settled(_)
            | Self::State(_)
            | Self::Sites(_)
            | Self::ListsChanged
            | Self::SignedOut(_)
            | Self::Invited(_)
            | Self::InvitationOver(_)
            | Self::Invitation { .. }
            | Self::Apart(_) => false,
        }
    }
}

/// One frame for all agents who listen, encoded once for each codec.
#[derive(Debug)]
pub struct Broadcast {
    push: AgentPush,
    frame: Shared,
}

impl Broadcast {
    /// To be told to all who listen.
    pub fn new(push: AgentPush) -> Self {
        Self { push, frame: Shared::default() }
    }

    /// The frame.
    pub fn frame(&self, codec: Codec) -> Bytes {
        self.frame.get(codec, || codec.encode(&self.push))
    }
}
