//! Receipts: how far each side has received and read, told to the other in the other's counting.

use std::sync::Arc;

use lobby_shared::conversation::Side;
use lobby_shared::wire::Head;
use lobby_shared::wire::log::Receipt;

use super::Service;
use crate::domain::conversation::{Actor, Conversation};
use crate::domain::key::{SiteNo, VisitorKey};
use crate::hub::Topic;
use crate::hub::notice::Notice;
use crate::store::conversation::Mark;
use crate::store::event::PublicNumber;
use crate::store::{Failure, Operation, Tx};

impl Service {
    /// Keeps how far a side has come, and tells the other one when that is news.
    ///
    /// # Errors
    /// A refusal or a fault.
    pub async fn mark(&self, head: Head, actor: Actor, site: Option<SiteNo>, read: bool) -> Result<(), Failure> {
        let Head { conversation, number } = head;
        let (received, read) = if read { (None, Some(number)) } else { (Some(number), None) };
        let mark = Mark { conversation, actor, site, received, read };
        let Some((marked, receipt)) = self.store.write(Told(mark)).await? else {
            return Ok(());
        };
        let notice = Arc::new(Notice::Marked { by: actor.side(), receipt });
        match actor.side() {
            Side::Visitor => self.bus.publish(Topic::Conversation(conversation), &notice),
            Side::Agent => {
                let visitor = VisitorKey { site: marked.key.site, number: marked.visitor };
                self.bus.publish(Topic::Visitor(visitor), &notice);
                if read.is_some() {
                    self.refresh_words(conversation).await;
                }
            }
        }
        Ok(())
    }

    /// How far the other side has come, in this reader's counting.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn receipt_for(&self, reader: Side, conversation: &Conversation) -> Result<Receipt, Failure> {
        match reader {
            Side::Agent => Ok(for_agent(conversation)),
            Side::Visitor => match for_visitor(conversation) {
                Some(receipt) => Ok(receipt),
                None => self.store.read(ForVisitor(conversation.clone())).await,
            },
        }
    }
}

fn for_agent(conversation: &Conversation) -> Receipt {
    let marks = conversation.marks;
    Receipt { conversation: conversation.id, received: marks.visitor_received, read: marks.visitor_read }
}

/// While every event is public both sides count alike, and nothing is to be looked up.
fn for_visitor(conversation: &Conversation) -> Option<Receipt> {
    let Conversation { id, marks, last_seq, last_pseq, .. } = *conversation;
    let receipt = Receipt { conversation: id, received: marks.agent_received, read: marks.agent_read };
    (last_seq == last_pseq).then_some(receipt)
}

/// How far the agents have come, in the visitor's counting.
struct ForVisitor(Conversation);

impl Operation for ForVisitor {
    type Output = Receipt;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Receipt, Failure> {
        if let Some(receipt) = for_visitor(&self.0) {
            return Ok(receipt);
        }
        let Conversation { id, key, marks, .. } = self.0;
        let received = PublicNumber { conversation: key, seq: marks.agent_received }.run(tx).await?;
        let read = if marks.agent_read == marks.agent_received {
            received
        } else {
            PublicNumber { conversation: key, seq: marks.agent_read }.run(tx).await?
        };
        Ok(Receipt { conversation: id, received, read })
    }
}

/// A mark with the receipt that it means for the other side: out of one transaction, so that a receipt costs no read.
struct Told(Mark);

impl Operation for Told {
    type Output = Option<(Conversation, Receipt)>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Output, Failure> {
        let Some(marked) = self.0.run(tx).await? else { return Ok(None) };
        let receipt = match self.0.actor.side() {
            Side::Visitor => for_agent(&marked),
            Side::Agent => ForVisitor(marked.clone()).run(tx).await?,
        };
        Ok(Some((marked, receipt)))
    }
}
