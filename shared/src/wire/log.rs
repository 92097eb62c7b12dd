//! The frames about a conversation's events: the same for both roles, except for what an event may say.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Head;
use super::error::WireError;
use crate::event::Envelope;
use crate::id::{Cid, ConversationId, Epoch, EventId};
use crate::message::Body;
use crate::time::Millis;

/// What a client says about conversations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LogCommand {
    /// Say something. Answered by `Ack` or `Nack`.
    Send(Send),
    /// Ask for events. Answered by `Range`.
    Pull(Pull),
    /// Everything up to this number has arrived. Cumulative, never goes back.
    Received(Head),
    /// Everything up to this number was on the screen. Cumulative, never goes back.
    Read(Head),
}

/// Say something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Send {
    /// Made when Send was pressed; the same on every repetition.
    pub cid: Cid,
    /// Where to. `None`, for visitors only: my open conversation, or a new one.
    pub conversation: Option<ConversationId>,
    /// What.
    pub body: Body,
}

/// Ask for events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pull {
    /// The conversation.
    pub conversation: ConversationId,
    /// The first number wanted, from 1.
    pub from: u64,
    /// How many, at most [`super::MAX_PULL`]; more is cut.
    pub limit: u64,
}

/// What the server says about conversations. `A` and `K` as in [`Envelope`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "A: Deserialize<'de>, K: DeserializeOwned"))]
pub enum LogPush<A, K> {
    /// It is on disk.
    Ack(Ack),
    /// It is not stored and will not be, or not now.
    Nack(Nack),
    /// Something happened.
    Event(Envelope<A, K>),
    /// The events asked for, or missed while away.
    Range(Range<A, K>),
    /// How far a conversation has come: repairs a lost event.
    Head(Head),
    /// How far the other side has come.
    Receipt(Receipt),
    /// Cursors are void: forget what was applied, keep the outbox.
    Reset(Epoch),
}

/// It is on disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    /// Which `Send`.
    pub cid: Cid,
    /// Where it stands.
    pub conversation: ConversationId,
    /// Its number, in the sender's counting.
    pub number: u64,
    /// Its id.
    pub id: EventId,
    /// The server's time.
    pub time_ms: Millis,
    /// It was there already.
    pub dup: bool,
}

/// It is not stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nack {
    /// Which `Send`.
    pub cid: Cid,
    /// Why, and whether to try again.
    pub error: WireError,
}

/// A run of events, dense and in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "A: Deserialize<'de>, K: DeserializeOwned"))]
pub struct Range<A, K> {
    /// The conversation.
    pub conversation: ConversationId,
    /// The events.
    pub events: Vec<Envelope<A, K>>,
    /// The conversation's last number.
    pub head: u64,
}

/// How far the other side has come, in the reader's counting. Never goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The conversation.
    pub conversation: ConversationId,
    /// The last number that arrived there.
    pub received: u64,
    /// The last number that was on a screen there.
    pub read: u64,
}
