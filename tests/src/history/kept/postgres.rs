//! The final database on PostgreSQL, read by the statements that read it on SQLite.

use lobby_shared::id::{AgentId, Cid, ConversationId, EventId, InvitationId};
use tokio_postgres::Row;

use super::{ACCEPTED, CONVERSATIONS, EVENTS, INVITATIONS, Kept, KeptConversation, KeptEvent, KeptInvitation};
use crate::database;

fn bytes(row: &Row, column: usize) -> Option<[u8; 16]> {
    row.get::<_, Option<Vec<u8>>>(column).map(|bytes| bytes.try_into().expect("16 bytes"))
}

fn id(row: &Row, column: usize) -> [u8; 16] {
    bytes(row, column).expect("an id")
}

fn number(row: &Row, column: usize) -> u64 {
    row.get::<_, i64>(column).unsigned_abs()
}

fn conversation(row: &Row) -> KeptConversation {
    KeptConversation {
        id: ConversationId::from_bytes(id(row, 0)),
        site: row.get(1),
        visitor: row.get(2),
        state: row.get(3),
        agent: bytes(row, 4).map(AgentId::from_bytes),
        last_seq: number(row, 5),
        last_pseq: number(row, 6),
        visitor_marks: (number(row, 7), number(row, 8)),
        agent_marks: (number(row, 9), number(row, 10)),
    }
}

fn event(row: &Row) -> KeptEvent {
    KeptEvent {
        conversation: ConversationId::from_bytes(id(row, 0)),
        seq: number(row, 1),
        pseq: row.get::<_, Option<i64>>(2).map(i64::unsigned_abs),
        id: EventId::from_bytes(id(row, 3)),
        author: row.get(4),
        cid: bytes(row, 5).map(Cid::from_bytes),
        kind: serde_json::from_str(&row.get::<_, String>(6)).expect("an event"),
    }
}

fn invitation(row: &Row) -> KeptInvitation {
    KeptInvitation {
        id: InvitationId::from_bytes(id(row, 0)),
        site: row.get(1),
        visitor: row.get(2),
        words: row.get(3),
        accepted: row.get::<_, Option<i64>>(4) == Some(ACCEPTED),
    }
}

impl Kept {
    /// Reads the conversations, events and invitations of a PostgreSQL database that no server serves any more.
    ///
    /// # Panics
    /// When it cannot be read, or holds what no server writes.
    pub async fn read_postgres(url: &str) -> Self {
        let client = database::client(url).await;
        let mut kept = Self::default();
        kept.conversations
            .extend(client.query(CONVERSATIONS, &[]).await.expect("conversations").iter().map(conversation));
        kept.events.extend(client.query(EVENTS, &[]).await.expect("events").iter().map(event));
        kept.invitations.extend(client.query(INVITATIONS, &[]).await.expect("invitations").iter().map(invitation));
        kept
    }
}
