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
use crate::store::Failure;
use crate::store::conversation::Mark;
use crate::store::event::PublicNumber;

impl Service {
    /// Keeps how far a side has come, and tells the other one when that is news.
    ///
    /// # Errors
    /// A refusal or a fault.
    pub async fn mark(&self, head: Head, actor: Actor, site: Option<SiteNo>, read: bool) -> Result<(), Failure> {
        let Head { conversation, number } = head;
        let (received, read) = if read { (None, Some(number)) } else { (Some(number), None) };
        let Some(marked) = self.store.write(Mark { conversation, actor, site, received, read }).await? else {
            return Ok(());
        };
        let visitor = VisitorKey { site: marked.key.site, number: marked.visitor };
        match actor.side() {
            Side::Visitor => {
                let receipt = self.receipt_for(Side::Agent, &marked).await?;
                let notice = Arc::new(Notice::Marked { by: Side::Visitor, receipt });
                self.bus.publish(Topic::Conversation(conversation), &notice);
            }
            Side::Agent => {
                let receipt = self.receipt_for(Side::Visitor, &marked).await?;
                let notice = Arc::new(Notice::Marked { by: Side::Agent, receipt });
                self.bus.publish(Topic::Visitor(visitor), &notice);
                if read.is_some() {
                    self.refresh_card(conversation).await;
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
        let marks = conversation.marks;
        let (received, read) = match reader {
            Side::Agent => (marks.visitor_received, marks.visitor_read),
            Side::Visitor => {
                let public = |seq| self.store.read(PublicNumber { conversation: conversation.key, seq });
                (public(marks.agent_received).await?, public(marks.agent_read).await?)
            }
        };
        Ok(Receipt { conversation: conversation.id, received, read })
    }
}
