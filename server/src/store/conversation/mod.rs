//! Conversations: their rows, found and locked; what people do to them is in the files beside this one.

mod act;
mod list;
mod mark;
mod open;
mod post;

use lobby_shared::conversation::Side;
use lobby_shared::id::{BlockId, ConversationId};

use super::agent::name_of;
use super::failure::{Failure, Fault};
use super::operation::{Operation, Tx};
use super::value::Row;
use crate::domain::conversation::{Conversation, Marks, State};
use crate::domain::key::{AgentNo, ConversationKey, SiteNo, VisitorKey};

pub use act::{Act, Acted};
pub use list::{ALL as LISTS, Listed, ListedOf, ListedOne, Lists};
pub use mark::Mark;
use open::set_apart;
pub(super) use open::{Opening, give_to, open};
pub(super) use post::LOCK_VISITOR;
pub use post::{Fresh, Post, Posted, Sender};

/// The columns of a conversation `c` and its agent `a`, as [`conversation_of`] reads them.
macro_rules! columns {
    () => {
        "c.site_no, c.no, c.id, c.visitor, c.state, c.ended_by, c.opened_ms, c.last_ms, c.last_seq, c.last_pseq, \
         c.visitor_received, c.visitor_read, c.agent_received, c.agent_read, c.block_id, c.address, \
         a.no, a.id, a.face, a.name, a.role"
    };
}
use columns;

macro_rules! select {
    ($rest:literal) => {
        concat!("select ", columns!(), " from conversation c left join agent a on a.no = c.agent_no where ", $rest)
    };
}

const FIND: &str = select!("c.id = $1");
const AT: &str = select!("c.site_no = $1 and c.no = $2");
const LATEST: &str = select!("c.site_no = $1 and c.visitor = $2 order by c.no desc limit 1");
const OPEN: &str = select!("c.site_no = $1 and c.visitor = $2 and c.state < 2");
// Locked on their own and read afterwards: PostgreSQL, having waited for the lock, would join the new conversation to
// the old agent.
const LOCK: &str = "select id from conversation where id = $1 for no key update";
const LOCK_OPEN: &str =
    "select id from conversation where site_no = $1 and visitor = $2 and state < 2 for no key update";

/// Every statement of this file and of what people do.
pub const ALL: &[&str] = &[
    FIND,
    AT,
    LATEST,
    OPEN,
    LOCK,
    LOCK_OPEN,
    act::UPDATE,
    mark::UPDATE,
    open::NUMBER,
    open::INSERT,
    open::APART,
    post::MOVED,
    post::LOCK_VISITOR,
];

/// The conversation with this id.
pub struct FindConversation {
    /// Its id.
    pub conversation: ConversationId,
}

impl Operation for FindConversation {
    type Output = Option<Conversation>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Option<Conversation>, Failure> {
        Ok(read(tx.query_opt(FIND, &[self.conversation.as_bytes().into()]).await?)?)
    }
}

/// The visitor's last conversation, over or not.
pub struct LatestOf {
    /// The visitor.
    pub visitor: VisitorKey,
}

impl Operation for LatestOf {
    type Output = Option<Conversation>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Option<Conversation>, Failure> {
        let VisitorKey { site, number } = self.visitor;
        Ok(read(tx.query_opt(LATEST, &[site.0.into(), number.into()]).await?)?)
    }
}

/// The visitor's conversation that is not over; there is one at most.
pub struct OpenOf {
    /// The visitor.
    pub visitor: VisitorKey,
}

impl Operation for OpenOf {
    type Output = Option<Conversation>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Option<Conversation>, Failure> {
        let VisitorKey { site, number } = self.visitor;
        Ok(read(tx.query_opt(OPEN, &[site.0.into(), number.into()]).await?)?)
    }
}

/// The conversation in this row.
async fn at<T: Tx>(tx: &mut T, key: ConversationKey) -> Result<Conversation, Fault> {
    let found = read(tx.query_opt(AT, &[key.site.0.into(), key.no.into()]).await?)?;
    found.ok_or_else(|| Fault::unreadable("an event of a conversation"))
}

/// The conversation, and nobody else changes it until this transaction is over.
pub(super) async fn locked<T: Tx>(tx: &mut T, id: ConversationId) -> Result<Option<Conversation>, Fault> {
    let id = [id.as_bytes().into()];
    if tx.lock(LOCK, &id).await? { read(tx.query_opt(FIND, &id).await?) } else { Ok(None) }
}

/// The visitor's open conversation, locked like [`locked`].
async fn locked_open<T: Tx>(tx: &mut T, visitor: VisitorKey) -> Result<Option<Conversation>, Fault> {
    let visitor = [visitor.site.0.into(), visitor.number.into()];
    if tx.lock(LOCK_OPEN, &visitor).await? { read(tx.query_opt(OPEN, &visitor).await?) } else { Ok(None) }
}

/// Whether the visitor has a conversation that is not over.
pub(super) async fn has_open<T: Tx>(tx: &mut T, visitor: VisitorKey) -> Result<bool, Fault> {
    let key = [visitor.site.0.into(), visitor.number.into()];
    Ok(tx.query_opt(LOCK_OPEN, &key).await?.is_some())
}

fn read(row: Option<Row>) -> Result<Option<Conversation>, Fault> {
    row.map(|mut row| conversation_of(&mut row)).transpose()
}

fn conversation_of(row: &mut Row) -> Result<Conversation, Fault> {
    let key = ConversationKey { site: SiteNo(row.int()?), no: row.int()? };
    let (id, visitor) = (ConversationId::from_bytes(row.bytes()?), row.count()?);
    let (state, ended_by) = (row.int()?, row.opt_int()?);
    let (opened_ms, last_ms) = (row.time()?, row.time()?);
    let (last_seq, last_pseq) = (row.count()?, row.count()?);
    let marks = Marks {
        visitor_received: row.count()?,
        visitor_read: row.count()?,
        agent_received: row.count()?,
        agent_read: row.count()?,
    };
    let (apart, address) = (row.opt_bytes()?.map(BlockId::from_bytes), row.opt_text()?);
    let agent = name_of(row)?;
    let state = match (state, ended_by, &agent) {
        (WAITING, None, None) => State::Waiting,
        (TALKING, None, Some(agent)) => State::Talking(agent.no),
        (ENDED, Some(0), _) => State::Ended(Side::Visitor),
        (ENDED, Some(1), _) => State::Ended(Side::Agent),
        _ => return Err(Fault::unreadable("a conversation's state")),
    };
    Ok(Conversation { key, id, visitor, state, agent, opened_ms, last_seq, last_pseq, last_ms, marks, apart, address })
}

const WAITING: i64 = 0;
const TALKING: i64 = 1;
const ENDED: i64 = 2;

/// A state as the columns state, agent_no, ended_by; who had a conversation stays known when it is over.
const fn state_values(state: State, had: Option<AgentNo>) -> (i64, Option<i64>, Option<i64>) {
    let had = match had {
        Some(agent) => Some(agent.0),
        None => None,
    };
    match state {
        State::Waiting => (WAITING, None, None),
        State::Talking(agent) => (TALKING, Some(agent.0), None),
        State::Ended(Side::Visitor) => (ENDED, had, Some(0)),
        State::Ended(Side::Agent) => (ENDED, had, Some(1)),
    }
}
