//! Agents added and reset from the command line, and sign-ins that ended behind a running server's back.

use std::sync::Arc;

use lobby_shared::agent::{AgentRole, AgentState};
use lobby_shared::id::{AgentId, FaceId};

use super::access::Denied;
use crate::auth::password::{self, Passwords};
use crate::auth::random;
use crate::clock::Clock;
use crate::domain::key::AgentNo;
use crate::domain::refusal::Refusal;
use crate::hub::Topic;
use crate::hub::notice::Notice;
use crate::service::Service;
use crate::store::agent::{AddAgent, FindAgent, SetPassword, SetState};
use crate::store::sign_in::{DropExpired, LiveSignIns};
use crate::store::{Failure, Store};

/// Adds an agent with a random first password, which is returned once and must be changed at the first sign-in.
///
/// # Errors
/// When the address is taken or the database fails.
pub async fn add(store: &Store, clock: &Clock, name: String, email: String, role: AgentRole) -> Result<String, Denied> {
    let first = password::draw();
    let password_hash = Passwords::default().hash(first.clone()).await?;
    let id = AgentId::from_bytes(random::draw());
    let face = FaceId::from_bytes(random::draw());
    let now = clock.now();
    store.write(AddAgent { id, face, name, email, role, password_hash, must_change: true, now }).await?;
    Ok(first)
}

/// Gives an agent a new random password, which must be changed at the next sign-in, and ends all their sign-ins.
///
/// # Errors
/// When nobody has this address or the database fails.
pub async fn reset(store: &Store, email: String) -> Result<String, Denied> {
    let agent = store.read(FindAgent { email }).await?.ok_or(Failure::Refusal(Refusal::NotFound))?;
    let first = password::draw();
    let password_hash = Passwords::default().hash(first.clone()).await?;
    store.write(SetPassword { agent: agent.no, password_hash, must_change: true, keep: None }).await?;
    Ok(first)
}

impl Service {
    /// Sets an agent's state, in all their consoles and for the visitors.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_state(&self, agent: AgentNo, state: AgentState) -> Result<(), Failure> {
        self.store.write(SetState { agent, state }).await?;
        self.staff.set_state(agent, state);
        self.bus.publish(Topic::Agent(agent), &Arc::new(Notice::State(state)));
        Ok(())
    }

    /// Closes the sockets of sign-ins that are over: expired, or ended by the command line or another node.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_stale_sign_ins(&self) -> Result<(), Failure> {
        let open = self.staff.sign_ins();
        if open.is_empty() {
            return Ok(());
        }
        let token_hashes: Vec<[u8; 32]> = open.iter().map(|(_, hash)| *hash).collect();
        let live = self.store.read(LiveSignIns { token_hashes, now: self.clock.now() }).await?;
        for (agent, hash) in open.iter().filter(|(_, hash)| !live.contains(hash)) {
            self.bus.publish(Topic::Agent(*agent), &Arc::new(Notice::SignedOut(Some(*hash))));
        }
        Ok(())
    }

    /// Deletes what has expired.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_expired(&self) -> Result<(), Failure> {
        self.store.write(DropExpired { now: self.clock.now() }).await.map(|_| ())
    }
}
