//! A bell rings for an event that is on disk: encoded at most once per reading and codec, shared by all who hear it.

use std::sync::OnceLock;

use bytes::Bytes;
use lobby_shared::wire::agent::AgentPush;
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::log::LogPush;
use lobby_shared::wire::visitor::VisitorPush;

use crate::domain::event::Event;

/// One frame for many sockets, encoded when the first one needs it.
#[derive(Debug, Default)]
pub struct Shared {
    postcard: OnceLock<Bytes>,
    json: OnceLock<Bytes>,
}

impl Shared {
    /// The frame in a codec; `encode` runs at most once for each.
    pub fn get(&self, codec: Codec, encode: impl FnOnce() -> Vec<u8>) -> Bytes {
        let slot = match codec {
            Codec::Postcard => &self.postcard,
            Codec::Json => &self.json,
        };
        slot.get_or_init(|| encode().into()).clone()
    }
}

/// An event on its way to the sockets.
#[derive(Debug)]
pub struct Bell {
    /// The event.
    pub event: Event,
    agents: Shared,
    visitors: Shared,
}

impl Bell {
    /// A bell for an event that is on disk.
    pub fn new(event: Event) -> Self {
        Self { event, agents: Shared::default(), visitors: Shared::default() }
    }

    /// The frame for an agent's socket; `own`: with the cid, for the sender.
    pub fn for_agent(&self, codec: Codec, own: bool) -> Bytes {
        let encode = || codec.encode(&AgentPush::Log(LogPush::Event(self.event.for_agent(own))));
        if own { encode().into() } else { self.agents.get(codec, encode) }
    }

    /// The frame for a visitor's socket, if the event is public; `own`: with the cid, for the sender.
    pub fn for_visitor(&self, codec: Codec, own: bool) -> Option<Bytes> {
        let envelope = self.event.for_visitor(own)?;
        let encode = || codec.encode(&VisitorPush::Log(LogPush::Event(envelope)));
        Some(if own { encode().into() } else { self.visitors.get(codec, encode) })
    }
}
