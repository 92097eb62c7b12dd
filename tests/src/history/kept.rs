//! The final database as the checker reads it: past the store, so that a fault of the store cannot hide in its own
//! reading.

mod postgres;

use std::path::Path;

use lobby_shared::event::{AgentEvent, Kind};
use lobby_shared::id::{AgentId, Cid, ConversationId, EventId, InvitationId};
use rusqlite::{Connection, OpenFlags, Row};

/// A conversation's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptConversation {
    /// Its id.
    pub id: ConversationId,
    /// The site's row.
    pub site: i64,
    /// The visitor's number on the site.
    pub visitor: i64,
    /// 0 waiting, 1 talking, 2 ended.
    pub state: i64,
    /// Who has or had it.
    pub agent: Option<AgentId>,
    /// The last number that it gave out, in the agents' counting.
    pub last_seq: u64,
    /// The same in the visitor's.
    pub last_pseq: u64,
    /// How far the visitor has received and read, in the agents' counting.
    pub visitor_marks: (u64, u64),
    /// How far the agents have.
    pub agent_marks: (u64, u64),
}

/// An event's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptEvent {
    /// Where.
    pub conversation: ConversationId,
    /// The agents' number.
    pub seq: u64,
    /// The visitor's number, when it is public.
    pub pseq: Option<u64>,
    /// Its id.
    pub id: EventId,
    /// 0 the visitor, 1 an agent, 2 Lobby.
    pub author: i64,
    /// The sender's name of it.
    pub cid: Option<Cid>,
    /// What happened.
    pub kind: Kind<AgentEvent>,
}

impl KeptEvent {
    /// The words of a message or note.
    pub fn said(&self) -> Option<&str> {
        match self.kind.known()? {
            AgentEvent::Message { text } | AgentEvent::Note { text } => Some(text),
            _ => None,
        }
    }

    /// Whether only agents may see it.
    pub const fn is_note(&self) -> bool {
        matches!(self.kind, Kind::Known(AgentEvent::Note { .. }))
    }

    /// Whether an agent took the conversation with it.
    pub const fn is_accepted(&self) -> bool {
        matches!(self.kind, Kind::Known(AgentEvent::Accepted {}))
    }
}

/// An invitation's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptInvitation {
    /// Its id.
    pub id: InvitationId,
    /// The site's row.
    pub site: i64,
    /// The number of the visitor who was invited.
    pub visitor: i64,
    /// What it says.
    pub words: String,
    /// The visitor accepted it.
    pub accepted: bool,
}

/// What is on disk.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// The conversations.
    pub conversations: Vec<KeptConversation>,
    /// Their events, by conversation and number.
    pub events: Vec<KeptEvent>,
    /// The invitations, whatever became of them.
    pub invitations: Vec<KeptInvitation>,
}

const CONVERSATIONS: &str = "select c.id, c.site_no, c.visitor, c.state, a.id, c.last_seq, c.last_pseq, \
    c.visitor_received, c.visitor_read, c.agent_received, c.agent_read \
    from conversation c left join agent a on a.no = c.agent_no order by c.site_no, c.no";
const EVENTS: &str = "select c.id, e.seq, e.pseq, e.id, e.author_kind, e.cid, e.kind \
    from event e join conversation c on c.site_no = e.site_no and c.no = e.conversation_no \
    order by e.site_no, e.conversation_no, e.seq";
const INVITATIONS: &str = "select id, site_no, visitor, words, outcome from invitation order by site_no, id";
/// How the database writes that an invitation was accepted.
const ACCEPTED: i64 = 0;

fn number(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    Ok(row.get::<_, i64>(column)?.unsigned_abs())
}

impl Kept {
    /// Reads a SQLite database that no server has open.
    ///
    /// # Panics
    /// When it cannot be read, or holds what no server writes.
    pub fn read(file: &Path) -> Self {
        let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE).expect("a database");
        let mut conversations = connection.prepare(CONVERSATIONS).expect("a statement");
        let conversations = conversations.query_map([], |row| {
            Ok(KeptConversation {
                id: ConversationId::from_bytes(row.get(0)?),
                site: row.get(1)?,
                visitor: row.get(2)?,
                state: row.get(3)?,
                agent: row.get::<_, Option<[u8; 16]>>(4)?.map(AgentId::from_bytes),
                last_seq: number(row, 5)?,
                last_pseq: number(row, 6)?,
                visitor_marks: (number(row, 7)?, number(row, 8)?),
                agent_marks: (number(row, 9)?, number(row, 10)?),
            })
        });
        let conversations = conversations.expect("conversations").map(|row| row.expect("a conversation")).collect();
        let mut events = connection.prepare(EVENTS).expect("a statement");
        let events = events.query_map([], |row| {
            Ok(KeptEvent {
                conversation: ConversationId::from_bytes(row.get(0)?),
                seq: number(row, 1)?,
                pseq: row.get::<_, Option<i64>>(2)?.map(i64::unsigned_abs),
                id: EventId::from_bytes(row.get(3)?),
                author: row.get(4)?,
                cid: row.get::<_, Option<[u8; 16]>>(5)?.map(Cid::from_bytes),
                kind: serde_json::from_str(&row.get::<_, String>(6)?).expect("an event"),
            })
        });
        let events = events.expect("events").map(|row| row.expect("an event")).collect();
        let mut invitations = connection.prepare(INVITATIONS).expect("a statement");
        let invitations = invitations.query_map([], |row| {
            Ok(KeptInvitation {
                id: InvitationId::from_bytes(row.get(0)?),
                site: row.get(1)?,
                visitor: row.get(2)?,
                words: row.get(3)?,
                accepted: row.get::<_, Option<i64>>(4)? == Some(ACCEPTED),
            })
        });
        let invitations = invitations.expect("invitations").map(|row| row.expect("an invitation")).collect();
        Self { conversations, events, invitations }
    }

    /// A conversation's row.
    pub fn conversation(&self, id: ConversationId) -> Option<&KeptConversation> {
        self.conversations.iter().find(|conversation| conversation.id == id)
    }

    /// An invitation's row.
    pub fn invitation(&self, id: InvitationId) -> Option<&KeptInvitation> {
        self.invitations.iter().find(|invitation| invitation.id == id)
    }

    /// A conversation's events in order.
    pub fn events_of(&self, id: ConversationId) -> impl Iterator<Item = &KeptEvent> {
        self.events.iter().filter(move |event| event.conversation == id)
    }
}
