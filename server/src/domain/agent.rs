//! An agent: who they are, how they prove it, what they may do.

use lobby_shared::agent::{AgentCard, AgentFace, AgentRole, AgentState};
use lobby_shared::id::{AgentId, FaceId};

use super::key::AgentNo;

/// A member of staff.
#[derive(Clone, PartialEq, Eq)]
pub struct Agent {
    /// Their row.
    pub no: AgentNo,
    /// Their id, for agents.
    pub id: AgentId,
    /// What visitors see instead.
    pub face: FaceId,
    /// Display name.
    pub name: String,
    /// E-mail address, lower case; signs in.
    pub email: String,
    /// What they may do.
    pub role: AgentRole,
    /// Argon2id, in PHC form.
    pub password_hash: String,
    /// Whether they want conversations.
    pub state: AgentState,
    /// The password was given, not chosen, and must be changed at the next sign-in.
    pub must_change: bool,
}

impl Agent {
    /// Whether they may manage sites and agents.
    pub const fn manages(&self) -> bool {
        matches!(self.role, AgentRole::Administrator)
    }

    /// Among agents.
    pub fn card(&self) -> AgentCard {
        AgentCard { agent: self.id, name: self.name.clone(), role: self.role }
    }

    /// In front of visitors.
    pub fn face(&self) -> AgentFace {
        AgentFace { face: self.face, name: self.name.clone() }
    }
}

/// As much of an agent as events and cards show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentName {
    /// Their row.
    pub no: AgentNo,
    /// Among agents.
    pub card: AgentCard,
    /// In front of visitors.
    pub face: FaceId,
}
