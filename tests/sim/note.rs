//! Notes, which no frame can write yet: put into the log by the store's own means, and rung as any other event, so that
//! the two countings differ and there is a secret to keep.

use std::sync::Arc;

use lobby_server::domain::event::{Author, Event};
use lobby_server::domain::key::{ConversationKey, SiteNo, VisitorKey};
use lobby_server::hub::Topic;
use lobby_server::hub::bell::Bell;
use lobby_server::hub::notice::Notice;
use lobby_server::service::Service;
use lobby_server::store::{Failure, Operation, Tx};
use lobby_shared::event::{AgentEvent, Kind};
use lobby_shared::id::{ConversationId, EventId};
use lobby_shared::time::Millis;

const NUMBER: &str = "update conversation set last_seq = last_seq + 1 where id = $1 \
    returning site_no, no, visitor, last_seq, last_ms";
const INSERT: &str = "insert into event (site_no, conversation_no, seq, pseq, id, time_ms, author_kind, author_no, \
    kind, said, cid, cid_hash) values ($1, $2, $3, null, $4, $5, 2, 0, $6, 0, null, null)";

struct WriteNote {
    conversation: ConversationId,
    id: EventId,
    text: String,
}

impl Operation for WriteNote {
    type Output = Option<(Event, VisitorKey)>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Output, Failure> {
        let Some(mut row) = tx.query_opt(NUMBER, &[self.conversation.as_bytes().into()]).await? else {
            return Ok(None);
        };
        let key = ConversationKey { site: SiteNo(row.int()?), no: row.int()? };
        let visitor = VisitorKey { site: key.site, number: row.count()? };
        let (seq, time_ms) = (row.count()?, Millis(row.count()?));
        let kind = Kind::Known(AgentEvent::Note { text: self.text.clone() });
        let written = serde_json::to_string(&kind).expect("a note is JSON");
        let (site, no) = (key.site.0.into(), key.no.into());
        let row = [site, no, seq.into(), self.id.as_bytes().into(), time_ms.0.into(), written.as_str().into()];
        tx.execute(INSERT, &row).await?;
        let (id, author, conversation) = (self.id, Author::System, self.conversation);
        let event = Event { key, conversation, seq, pseq: None, id, author, time_ms, cid: None, kind };
        Ok(Some((event, visitor)))
    }
}

/// Writes a note and rings for it; a server that fails or goes away meanwhile has none.
pub async fn write(service: &Service, conversation: ConversationId, id: EventId, text: String) {
    if let Ok(Some((event, visitor))) = service.store.write(WriteNote { conversation, id, text }).await {
        let notice = Arc::new(Notice::Happened(Bell::new(event)));
        service.bus.publish(Topic::Visitor(visitor), &notice);
        service.bus.publish(Topic::Conversation(conversation), &notice);
    }
}
