//! Receipts: how far each side has received and read. They never go back and never pass the head.

use lobby_shared::id::ConversationId;

use super::locked;
use crate::domain::conversation::{Actor, Conversation, may_see};
use crate::domain::key::SiteNo;
use crate::domain::refusal::Refusal;
use crate::store::event::seq_of;
use crate::store::failure::{Failure, Fault};
use crate::store::operation::{Operation, Tx};

pub(super) const UPDATE: &str = "update conversation set visitor_received = $3, visitor_read = $4, \
    agent_received = $5, agent_read = $6 where site_no = $1 and no = $2";

/// Somebody has received or read up to a number of their own counting; reading implies receiving.
#[derive(Clone, Copy)]
pub struct Mark {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Who.
    pub actor: Actor,
    /// The site it must be on, for visitors.
    pub site: Option<SiteNo>,
    /// Received up to here.
    pub received: Option<u64>,
    /// Read up to here.
    pub read: Option<u64>,
}

impl Operation for Mark {
    /// The conversation as it is now; `None` when nothing changed.
    type Output = Option<Conversation>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Option<Conversation>, Failure> {
        let found = locked(tx, self.conversation).await?;
        let found = found.filter(|found| self.site.is_none_or(|site| found.key.site == site));
        let mut conversation = found.ok_or(Refusal::NotFound)?;
        may_see(&conversation, self.actor)?;
        let read = self.seq(tx, &conversation, self.read).await?;
        let received = self.seq(tx, &conversation, self.received).await?.max(read);
        let before = conversation.marks;
        let marks = &mut conversation.marks;
        let (its_received, its_read) = match self.actor {
            Actor::Visitor(_) => (&mut marks.visitor_received, &mut marks.visitor_read),
            Actor::Agent(_) => (&mut marks.agent_received, &mut marks.agent_read),
        };
        *its_received = received.max(*its_received);
        *its_read = read.max(*its_read);
        let marks = conversation.marks;
        if marks == before {
            return Ok(None);
        }
        let row = [
            conversation.key.site.0.into(),
            conversation.key.no.into(),
            marks.visitor_received.into(),
            marks.visitor_read.into(),
            marks.agent_received.into(),
            marks.agent_read.into(),
        ];
        tx.execute(UPDATE, &row).await?;
        Ok(Some(conversation))
    }
}

impl Mark {
    /// A number of the actor's counting as the agents' number, at most the head; 0 for none.
    async fn seq<T: Tx>(&self, tx: &mut T, conversation: &Conversation, number: Option<u64>) -> Result<u64, Fault> {
        let number = number.unwrap_or_default();
        match self.actor {
            Actor::Agent(_) => Ok(number.min(conversation.last_seq)),
            // Every event is public, so both sides count alike.
            Actor::Visitor(_) if conversation.last_pseq == conversation.last_seq => {
                Ok(number.min(conversation.last_seq))
            }
            Actor::Visitor(_) => seq_of(tx, conversation.key, number.min(conversation.last_pseq)).await,
        }
    }
}
