//! Events: appended with numbers from the conversation's own row, so both counts are dense, and read in either count.

use lobby_shared::conversation::Side;
use lobby_shared::event::{AgentEvent, Kind};
use lobby_shared::id::{Cid, ConversationId, EventId};
use lobby_shared::time::Millis;

use super::agent::name_of;
use super::failure::{Failure, Fault};
use super::operation::{Operation, Tx};
use super::value::{Row, Value};
use crate::domain::conversation::Conversation;
use crate::domain::event::{Author, Event};
use crate::domain::key::{ConversationKey, SiteNo};

macro_rules! select {
    ($more:literal, $rest:literal) => {
        concat!(
            "select e.site_no, e.conversation_no, c.id, e.seq, e.pseq, e.id, e.time_ms, e.cid, e.kind, e.author_kind, ",
            "a.no, a.id, a.face, a.name, a.role",
            $more,
            " from event e join conversation c on c.site_no = e.site_no and c.no = e.conversation_no ",
            "left join agent a on e.author_kind = 1 and a.no = e.author_no where e.site_no = $1 and ",
            $rest
        )
    };
}

const NUMBER: &str = "update conversation set last_seq = last_seq + 1, last_pseq = last_pseq + $3, \
    last_ms = case when last_ms > $4 then last_ms else $4 end \
    where site_no = $1 and no = $2 returning last_seq, last_pseq, last_ms";
const INSERT: &str = "insert into event (site_no, conversation_no, seq, pseq, id, time_ms, author_kind, author_no, \
    kind, said, cid, cid_hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
const BY_CID: &str = select!(", e.cid_hash", "e.author_kind = $2 and e.author_no = $3 and e.cid = $4");
const RANGE: &str = select!("", "e.conversation_no = $2 and e.seq >= $3 order by e.seq limit $4");
const PUBLIC_RANGE: &str = select!("", "e.conversation_no = $2 and e.pseq >= $3 order by e.pseq limit $4");
const AT: &str = "select id from event where site_no = $1 and conversation_no = $2 and seq = $3";
const PUBLIC_AT: &str = "select id from event where site_no = $1 and conversation_no = $2 and pseq = $3";
const PUBLIC_NUMBER: &str = "select pseq from event where site_no = $1 and conversation_no = $2 and seq <= $3 \
    and pseq is not null order by seq desc limit 1";
const SEQ: &str = "select seq from event where site_no = $1 and conversation_no = $2 and pseq = $3";
const LAST_OF: &str = "select kind from event where site_no = $1 and conversation_no = $2 and kind in ($3, $4) \
    order by seq desc limit 1";

/// Every statement of this file.
pub const ALL: &[&str] = &[NUMBER, INSERT, BY_CID, RANGE, PUBLIC_RANGE, AT, PUBLIC_AT, PUBLIC_NUMBER, SEQ, LAST_OF];

/// Events of a conversation from a number on, in one side's counting; the visitor's holds public events only.
pub struct Range {
    /// The conversation.
    pub conversation: ConversationKey,
    /// Whose counting.
    pub side: Side,
    /// The first number.
    pub from: u64,
    /// How many at most.
    pub limit: u64,
}

impl Operation for Range {
    type Output = Vec<Event>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Vec<Event>, Failure> {
        let sql = match self.side {
            Side::Agent => RANGE,
            Side::Visitor => PUBLIC_RANGE,
        };
        let [site, no] = place(self.conversation);
        let rows = tx.query(sql, &[site, no, self.from.into(), self.limit.into()]).await?;
        rows.into_iter().map(|mut row| event_of(&mut row).map_err(Failure::from)).collect()
    }
}

/// The event with this number in one side's counting.
pub struct EventAt {
    /// The conversation.
    pub conversation: ConversationKey,
    /// Whose counting.
    pub side: Side,
    /// The number.
    pub number: u64,
}

impl Operation for EventAt {
    type Output = Option<EventId>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Option<EventId>, Failure> {
        let sql = match self.side {
            Side::Agent => AT,
            Side::Visitor => PUBLIC_AT,
        };
        let [site, no] = place(self.conversation);
        let row = tx.query_opt(sql, &[site, no, self.number.into()]).await?;
        Ok(row.map(|mut row| row.bytes().map(EventId::from_bytes)).transpose()?)
    }
}

/// The visitor's number of the last public event at or before an agents' number; 0 when there is none.
pub struct PublicNumber {
    /// The conversation.
    pub conversation: ConversationKey,
    /// The agents' number.
    pub seq: u64,
}

impl Operation for PublicNumber {
    type Output = u64;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<u64, Failure> {
        let [site, no] = place(self.conversation);
        let row = tx.query_opt(PUBLIC_NUMBER, &[site, no, self.seq.into()]).await?;
        Ok(row.map(|mut row| row.count()).transpose()?.unwrap_or_default())
    }
}

/// The agents' number of the public event with this visitor's number; 0 when there is none.
pub(super) async fn seq_of<T: Tx>(tx: &mut T, conversation: ConversationKey, pseq: u64) -> Result<u64, Fault> {
    let [site, no] = place(conversation);
    let row = tx.query_opt(SEQ, &[site, no, pseq.into()]).await?;
    Ok(row.map(|mut row| row.count()).transpose()?.unwrap_or_default())
}

/// Whether an agent asked to end the conversation and the visitor has not declined since.
pub(super) async fn end_is_asked<T: Tx>(tx: &mut T, conversation: ConversationKey) -> Result<bool, Fault> {
    let [site, no] = place(conversation);
    let (asked, declined) = (kind_text(AgentEvent::EndAsked {})?, kind_text(AgentEvent::EndDeclined {})?);
    let row = tx.query_opt(LAST_OF, &[site, no, asked.as_str().into(), declined.as_str().into()]).await?;
    Ok(row.map(|mut row| row.text()).transpose()?.is_some_and(|kind| kind == asked))
}

/// How an event stands in `kind`.
fn kind_text(event: AgentEvent) -> Result<String, Fault> {
    serde_json::to_string(&Kind::Known(event)).map_err(|_| Fault::new("an event cannot be written as JSON"))
}

/// What somebody did, on its way into the log.
pub(super) struct Entry {
    pub(super) id: EventId,
    pub(super) author: Author,
    pub(super) kind: AgentEvent,
    pub(super) cid: Option<(Cid, [u8; 32])>,
    pub(super) now: Millis,
}

/// Appends an event to a conversation whose row this transaction has locked, and moves its head.
pub(super) async fn append<T: Tx>(tx: &mut T, conversation: &mut Conversation, entry: Entry) -> Result<Event, Failure> {
    let public = entry.kind.public().is_some();
    let [site, no] = place(conversation.key);
    let mut head = tx.query_one(NUMBER, &[site.clone(), no.clone(), public.into(), entry.now.into()]).await?;
    conversation.last_seq = head.count()?;
    conversation.last_pseq = head.count()?;
    conversation.last_ms = head.time()?;
    #[cfg(feature = "seeded-bugs")]
    super::bug::race(tx, conversation).await?;
    let said = matches!(entry.kind, AgentEvent::Message { .. });
    let event = Event {
        key: conversation.key,
        conversation: conversation.id,
        seq: conversation.last_seq,
        pseq: public.then_some(conversation.last_pseq),
        id: entry.id,
        author: entry.author,
        time_ms: conversation.last_ms,
        cid: entry.cid.map(|(cid, _)| cid),
        kind: Kind::Known(entry.kind),
    };
    let kind = serde_json::to_string(&event.kind).map_err(|_| Fault::new("an event cannot be written as JSON"))?;
    let (author_kind, author_no) = author_values(&event.author, conversation);
    let row = [
        site,
        no,
        event.seq.into(),
        event.pseq.into(),
        event.id.as_bytes().into(),
        event.time_ms.into(),
        author_kind.into(),
        author_no,
        kind.as_str().into(),
        said.into(),
        entry.cid.as_ref().map(|(cid, _)| cid.as_bytes()).into(),
        entry.cid.as_ref().map(|(_, hash)| hash).into(),
    ];
    tx.execute(INSERT, &row).await?;
    Ok(event)
}

/// The message that somebody sent on this site under this cid, with the hash of its body.
pub(super) async fn by_cid<T: Tx>(
    tx: &mut T,
    site: SiteNo,
    (author_kind, author_no): (i64, Value),
    cid: Cid,
) -> Result<Option<(Event, [u8; 32])>, Fault> {
    let values = [site.0.into(), author_kind.into(), author_no, cid.as_bytes().into()];
    let Some(mut row) = tx.query_opt(BY_CID, &values).await? else {
        return Ok(None);
    };
    Ok(Some((event_of(&mut row)?, row.bytes()?)))
}

/// How a visitor stands in `author_kind`.
pub(super) const VISITOR: i64 = 0;
/// How an agent stands in `author_kind`.
pub(super) const AGENT: i64 = 1;
/// How Lobby itself stands in `author_kind`.
const SYSTEM: i64 = 2;

fn author_values(author: &Author, conversation: &Conversation) -> (i64, Value) {
    match author {
        Author::Visitor => (VISITOR, conversation.visitor.into()),
        Author::Agent(agent) => (AGENT, agent.no.0.into()),
        Author::System => (SYSTEM, Value::Int(0)),
    }
}

fn place(key: ConversationKey) -> [Value; 2] {
    [key.site.0.into(), key.no.into()]
}

fn event_of(row: &mut Row) -> Result<Event, Fault> {
    let key = ConversationKey { site: SiteNo(row.int()?), no: row.int()? };
    let conversation = ConversationId::from_bytes(row.bytes()?);
    let (seq, pseq) = (row.count()?, row.opt_count()?);
    let (id, time_ms) = (EventId::from_bytes(row.bytes()?), row.time()?);
    let cid = row.opt_bytes()?.map(Cid::from_bytes);
    let kind = serde_json::from_str(&row.text()?).map_err(|_| Fault::unreadable("an event"))?;
    let author_kind = row.int()?;
    let agent = name_of(row)?;
    let author = match (author_kind, agent) {
        (VISITOR, _) => Author::Visitor,
        (AGENT, Some(agent)) => Author::Agent(agent),
        (SYSTEM, _) => Author::System,
        _ => return Err(Fault::unreadable("an event's author")),
    };
    Ok(Event { key, conversation, seq, pseq, id, author, time_ms, cid, kind })
}
