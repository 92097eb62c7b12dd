//! Between the nodes: publishing never waits and may lose; the database is the truth, this is the hint.
//!
//! One node needs no broker: the local bus hands each notice straight to the hub. The scaled one carries the same topics
//! and notices to every node whose hub has a listener.

use std::sync::Arc;

use lobby_shared::bug::{self, Bug};

use crate::hub::notice::Notice;
use crate::hub::{Hub, Topic};

/// The bus of this installation.
#[derive(Clone, Debug)]
pub enum Bus {
    /// One node: publishing is delivering.
    Local(Arc<Hub>),
}

impl Bus {
    /// Tells everyone who listens to a topic, on every node. Only what is committed may be published.
    pub fn publish(&self, topic: Topic, notice: &Arc<Notice>) {
        if notice.repairs_itself() && bug::strikes(Bug::LostBell) {
            return;
        }
        match self {
            Self::Local(hub) => hub.deliver(topic, notice),
        }
    }

    /// Whether publishing to a topic can reach anyone, as far as this node can know.
    pub fn reaches(&self, topic: Topic) -> bool {
        match self {
            Self::Local(hub) => hub.has(topic),
        }
    }
}
