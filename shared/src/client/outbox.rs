//! What a person pressed Send on and the server has not acknowledged: ends acknowledged or visibly failed, never lost.
//!
//! | delivery | on | becomes |
//! |---|---|---|
//! | saving | persisted | queued |
//! | queued | its turn, link ready | in flight |
//! | in flight | ack | acked, forgotten by storage |
//! | in flight | nack with a time | queued until then |
//! | in flight | nack without | failed |
//! | in flight | link lost, or 10 s | queued, then the same cid again |
//! | acked | its event applied | gone |
//! | failed | retry | queued |
//! | failed, queued | discard | gone |

use serde::{Deserialize, Serialize};

use crate::bug::{self, Bug};
use crate::id::{Cid, ConversationId};
use crate::message::Body;
use crate::time::Millis;
use crate::wire::error::{ErrorCode, WireError};
use crate::wire::log::{Ack, Send};

const ACK_WITHIN: Millis = Millis(10_000);

/// One message on its way, in the form that storage keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Made when Send was pressed.
    pub cid: Cid,
    /// Where to; `None` for a visitor: the open conversation, or a new one.
    pub conversation: Option<ConversationId>,
    /// What.
    pub text: String,
    /// When Send was pressed, by this client's clock: orders what storage gives back.
    pub made_ms: Millis,
}

/// How far an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Storage has not confirmed it yet; nothing was sent.
    Saving,
    /// Waits for its turn, for the link, or for this time.
    Queued(Millis),
    /// Sent; the answer is due by this time.
    InFlight(Millis),
    /// On the server's disk under this number; its event has not come yet.
    Acked(ConversationId, u64),
    /// Refused for good.
    Failed(ErrorCode),
}

/// An entry and how far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The message.
    pub entry: Entry,
    /// How far.
    pub delivery: Delivery,
}

/// Everything on its way, in the order of pressing Send.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    entries: Vec<Pending>,
}

impl Outbox {
    /// Everything, in order.
    pub fn entries(&self) -> &[Pending] {
        &self.entries
    }

    /// Whether something would be lost if this tab and its memory went away now.
    pub fn is_unsaved(&self) -> bool {
        self.entries.iter().any(|pending| pending.delivery == Delivery::Saving)
    }

    pub(super) fn add(&mut self, entry: Entry) {
        self.entries.push(Pending { entry, delivery: Delivery::Saving });
    }

    /// Takes up what storage kept; what is known already stays as it is.
    pub(super) fn restore(&mut self, entries: Vec<Entry>) {
        for entry in entries {
            if self.entries.iter().all(|pending| pending.entry.cid != entry.cid) {
                let at = self.entries.iter().take_while(|pending| pending.entry.made_ms <= entry.made_ms).count();
                self.entries.insert(at, Pending { entry, delivery: Delivery::Queued(Millis(0)) });
            }
        }
    }

    fn find(&mut self, cid: Cid) -> Option<&mut Pending> {
        self.entries.iter_mut().find(|pending| pending.entry.cid == cid)
    }

    pub(super) fn persisted(&mut self, cid: Cid) {
        if let Some(pending) = self.find(cid)
            && pending.delivery == Delivery::Saving
        {
            pending.delivery = Delivery::Queued(Millis(0));
        }
    }

    pub(super) fn ack(&mut self, ack: &Ack) {
        if let Some(pending) = self.find(ack.cid) {
            pending.delivery = Delivery::Acked(ack.conversation, ack.number);
        }
    }

    pub(super) fn nack(&mut self, cid: Cid, error: WireError, now: Millis) {
        if let Some(pending) = self.find(cid)
            && matches!(pending.delivery, Delivery::InFlight(_) | Delivery::Queued(_))
        {
            pending.delivery = match error.retry_after_ms {
                Some(after) => Delivery::Queued(now + Millis(u64::from(after))),
                None => Delivery::Failed(error.code),
            };
        }
    }

    /// The event of this cid was applied.
    pub(super) fn settle(&mut self, cid: Cid) -> bool {
        let before = self.entries.len();
        self.entries.retain(|pending| pending.entry.cid != cid);
        before != self.entries.len()
    }

    /// Everything acked up to this number was applied.
    pub(super) fn settle_to(&mut self, conversation: ConversationId, last: u64) {
        self.entries.retain(|pending| match pending.delivery {
            Delivery::Acked(acked, number) => acked != conversation || number > last,
            Delivery::Saving | Delivery::Queued(_) | Delivery::InFlight(_) | Delivery::Failed(_) => true,
        });
    }

    pub(super) fn retry(&mut self, cid: Cid) {
        if let Some(pending) = self.find(cid)
            && matches!(pending.delivery, Delivery::Failed(_))
        {
            pending.delivery = Delivery::Queued(Millis(0));
        }
    }

    pub(super) fn discard(&mut self, cid: Cid) -> bool {
        let droppable = |delivery| matches!(delivery, Delivery::Failed(_) | Delivery::Queued(_));
        let before = self.entries.len();
        self.entries.retain(|pending| pending.entry.cid != cid || !droppable(pending.delivery));
        before != self.entries.len()
    }

    pub(super) fn link_lost(&mut self) {
        for pending in &mut self.entries {
            if matches!(pending.delivery, Delivery::InFlight(_)) {
                pending.delivery = Delivery::Queued(Millis(0));
                if bug::on(Bug::NewCidOnRetry) {
                    pending.entry.cid = Cid::from_bytes(pending.entry.cid.as_bytes().map(|byte| byte.wrapping_add(1)));
                }
            }
        }
    }

    /// The history is another one: what was acknowledged in the old one and never seen goes out again.
    pub(super) fn void(&mut self) {
        for pending in &mut self.entries {
            if matches!(pending.delivery, Delivery::Acked(..)) {
                pending.delivery = Delivery::Queued(Millis(0));
            }
        }
    }

    /// What to transmit now: at most one unacknowledged message per conversation, so that order is kept.
    pub(super) fn due(&mut self, now: Millis) -> Vec<Send> {
        let mut lanes: Vec<Option<ConversationId>> = Vec::new();
        let mut sends = Vec::new();
        for Pending { entry, delivery } in &mut self.entries {
            if matches!(delivery, Delivery::Acked(..) | Delivery::Failed(_)) || lanes.contains(&entry.conversation) {
                continue;
            }
            lanes.push(entry.conversation);
            let due = match *delivery {
                Delivery::Queued(from) => from <= now,
                Delivery::InFlight(until) => until <= now,
                Delivery::Saving | Delivery::Acked(..) | Delivery::Failed(_) => false,
            };
            if due {
                *delivery = Delivery::InFlight(now + ACK_WITHIN);
                let body = Body::Text(entry.text.clone());
                sends.push(Send { cid: entry.cid, conversation: entry.conversation, body });
            }
        }
        sends
    }

    /// The next time something of it is due by itself; what waits behind another message has no time of its own.
    pub(super) fn wake(&self, now: Millis) -> Option<Millis> {
        let time = |pending: &Pending| match pending.delivery {
            Delivery::Queued(at) | Delivery::InFlight(at) => Some(at),
            Delivery::Saving | Delivery::Acked(..) | Delivery::Failed(_) => None,
        };
        self.entries.iter().filter_map(time).filter(|at| *at > now).min()
    }
}
