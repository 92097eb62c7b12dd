//! What the server can do: load, decide, commit, publish. A push goes out only after the commit.

pub mod access;
pub mod agent;
pub mod block;
pub mod conversation;
pub mod invitation;
pub mod left;
pub mod mark;
pub mod message;
pub mod presence;
pub mod rule;
pub mod set_up;
pub mod site;
pub mod table;
pub mod trail;
pub mod visitor;

use std::ops::Deref;
use std::sync::Arc;

use lobby_shared::wire::error::{ErrorCode, WireError};
use tokio::sync::{Mutex, Semaphore};

use crate::auth::guess::Guesses;
use crate::auth::password::Passwords;
use crate::bus::Bus;
use crate::clock::Clock;
use crate::hub::Hub;
use crate::hub::block::Blocks;
use crate::hub::invitation::Invitations;
use crate::hub::lobby::Lobby;
use crate::hub::rule::Rules;
use crate::hub::staff::Staff;
use crate::hub::trail::Trails;
use crate::metrics::Metrics;
use crate::store::{Failure, Store};
use set_up::SetUpToken;
use visitor::Places;

/// Wait before trying again when the database is away.
const UNAVAILABLE_MS: u32 = 1_000;
/// Sockets greeted at once, at most.
pub const GREETINGS: usize = 64;

/// Everything a request or a socket needs, shared by all of them. As large as one pointer, since every visitor's socket has
/// one.
#[derive(Clone)]
pub struct Service(Arc<Parts>);

/// What a service is made of.
pub struct Parts {
    /// The truth.
    pub store: Store,
    /// The hint.
    pub bus: Bus,
    /// Who listens on this node.
    pub hub: Arc<Hub>,
    /// Who is on the sites.
    pub lobby: Arc<Lobby>,
    /// Where they walk.
    pub trails: Arc<Trails>,
    /// Where they are in the world.
    pub places: Arc<Places>,
    /// The invitations that stand.
    pub invitations: Arc<Invitations>,
    /// The blocks that hold.
    pub blocks: Arc<Blocks>,
    /// The rules that invite.
    pub rules: Arc<Rules>,
    /// Which agents are there.
    pub staff: Arc<Staff>,
    /// The time.
    pub clock: Clock,
    /// For the operator.
    pub metrics: Arc<Metrics>,
    /// Hashes passwords.
    pub passwords: Passwords,
    /// Slows guessing down.
    pub guesses: Arc<Guesses>,
    /// Takes turns at the agents' cards, by conversation.
    pub cards: Arc<[Mutex<()>; 16]>,
    /// How many sockets may be greeted at once: a stampede after a restart waits here, not in the database.
    pub greetings: Arc<Semaphore>,
    /// Opens the first-run page.
    pub set_up_token: Arc<SetUpToken>,
}

impl Deref for Service {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Service {
    /// A service of these parts.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// What a socket's other end is told of a failure; the log is told the rest, once, here.
    pub fn tell(&self, failure: &Failure) -> WireError {
        match failure {
            Failure::Refusal(refusal) => refusal.to_wire(),
            Failure::Fault(fault) => {
                self.metrics.faults.inc();
                tracing::error!(%fault, "the database failed an operation");
                WireError::passing(ErrorCode::Unavailable, UNAVAILABLE_MS)
            }
        }
    }
}
