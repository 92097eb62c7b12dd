//! A member of staff: what agents and visitors are told of them.

use serde::{Deserialize, Serialize};

use crate::id::{AgentId, FaceId};

/// What an agent may do. More rights come as new variants at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AgentRole {
    /// Talks with visitors.
    Agent,
    /// Also manages sites and agents.
    Administrator,
}

/// Whether an agent wants conversations (`product.md` R2). More states come as new variants at the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AgentState {
    /// Takes conversations; visitors read that somebody is there.
    #[default]
    Available,
    /// At work, but not for new conversations: nothing pops up.
    Busy,
}

/// An agent among agents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentCard {
    /// Who.
    pub agent: AgentId,
    /// The display name.
    pub name: String,
    /// What they may do.
    pub role: AgentRole,
}

/// An agent in front of visitors: no address, no internal id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentFace {
    /// Tells two agents of one name apart.
    pub face: FaceId,
    /// The display name.
    pub name: String,
}
