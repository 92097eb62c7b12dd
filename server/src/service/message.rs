//! Saying something: on disk first, then the bell, then the ack.

use lobby_shared::id::{ConversationId, EventId};
use lobby_shared::message::{BadText, Body, MessageText};
use lobby_shared::wire::log::{Ack, Send};

use super::Service;
use crate::auth::{random, token};
use crate::domain::refusal::Refusal;
use crate::metrics::RoleLabel;
use crate::store::Failure;
use crate::store::conversation::{Fresh, Post, Sender};
use crate::store::failpoint::{self, Failpoint};

impl Service {
    /// Stores what somebody says, or finds that it is stored already, and tells everyone who listens.
    ///
    /// # Errors
    /// A refusal or a fault; then nothing was stored.
    pub async fn send(&self, sender: Sender, send: Send) -> Result<Ack, Failure> {
        let address = match sender {
            Sender::Visitor(visitor) => self.address_of(visitor),
            Sender::Agent(_) => None,
        };
        let ack = self.send_from(sender, address, send).await?;
        if let Sender::Visitor(visitor) = sender {
            self.overtake(visitor).await;
        }
        Ok(ack)
    }

    /// The same, from a network address as blocks name it.
    ///
    /// # Errors
    /// See [`Self::send`].
    pub async fn send_from(&self, sender: Sender, address: Option<String>, send: Send) -> Result<Ack, Failure> {
        let text = match send.body {
            Body::Text(typed) => MessageText::parse(&typed).map_err(|bad| match bad {
                BadText::Blank => Refusal::Blank,
                BadText::TooLong(_) => Refusal::TooLong,
            })?,
        };
        let started = self.clock.now();
        let cid_hash = token::keyed(self.store.secret(), "cid", text.as_str().as_bytes());
        let fresh = Fresh {
            conversation: ConversationId::from_bytes(random::draw()),
            opened: EventId::from_bytes(random::draw()),
            message: EventId::from_bytes(random::draw()),
        };
        let (conversation, cid) = (send.conversation, send.cid);
        let post = Post { sender, conversation, text, cid, cid_hash, now: started, fresh, address };
        let posted = self.store.write(post).await?;
        let number = match sender {
            Sender::Visitor(_) => posted.message.pseq.unwrap_or_default(),
            Sender::Agent(_) => posted.message.seq,
        };
        let ack = Ack {
            cid: send.cid,
            conversation: posted.message.conversation,
            number,
            id: posted.message.id,
            time_ms: posted.message.time_ms,
            dup: posted.dup,
        };
        if !posted.dup {
            let spent = self.clock.now().since(started);
            self.metrics.commit_seconds.observe(spent.0 as f64 / 1_000.0);
            self.metrics.message(match sender {
                Sender::Visitor(_) => RoleLabel::Visitor,
                Sender::Agent(_) => RoleLabel::Agent,
            });
            self.announce(&posted.conversation, posted.events);
        } else if posted.message.conversation == posted.conversation.id {
            // The first answer may have been lost together with its bell: whoever has the event drops this one.
            self.announce(&posted.conversation, vec![posted.message]);
        }
        failpoint::reach(Failpoint::Rung);
        Ok(ack)
    }
}
