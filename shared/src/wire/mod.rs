//! The frames: what travels in one WebSocket message, in either of two codecs.
//!
//! **Invariant:** enums are externally tagged, nothing is skipped or untagged, released structs never change, and new
//! variants go to the end. The golden frames in `tests/golden` hold every released version to this.

pub mod agent;
pub mod close;
pub mod codec;
pub mod error;
pub mod log;
pub mod visitor;

use serde::{Deserialize, Serialize};

use crate::id::{ConnectionId, ConversationId, Epoch, EventId};
use crate::time::Millis;

/// The protocol's version. A server answers a client of another version as `Welcome::reload` tells.
pub const VERSION: u16 = 1;
/// Bytes in one frame, at most, in either direction.
pub const MAX_FRAME_BYTES: usize = 65_536;
/// Events in one range, at most.
pub const MAX_PULL: u64 = 200;
/// A client has this long to say hello.
pub const HELLO_WITHIN: Millis = Millis(5_000);
/// The server says something at least this often.
pub const HEARTBEAT: Millis = Millis(25_000);

/// How far a client has come in one conversation. The id notices a database that was copied back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The conversation.
    pub conversation: ConversationId,
    /// The last number applied, from 1.
    pub number: u64,
    /// The id of the event with that number.
    pub event: EventId,
}

/// How far a conversation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its last number, in the reader's counting.
    pub number: u64,
}

/// The limits that this server holds a client to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Unicode scalars in a message.
    pub message_chars: u32,
    /// Bytes of UTF-8 in a message.
    pub message_bytes: u32,
    /// Bytes in a frame.
    pub frame_bytes: u32,
    /// Events in a range.
    pub pull: u32,
}

/// The part of `welcome` that both roles get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// The server's protocol version.
    pub version: u16,
    /// This client is too old: it should reload its bundle, keeping outbox and state.
    pub reload: bool,
    /// Names this socket in the server's log.
    pub connection: ConnectionId,
    /// The history that cursors belong to.
    pub epoch: Epoch,
    /// The server's time.
    pub now_ms: Millis,
    /// The server says something at least this often.
    pub heartbeat_ms: u32,
    /// The limits.
    pub limits: Limits,
    /// The conversations this socket now follows, and how far each has come.
    pub heads: Vec<Head>,
}
