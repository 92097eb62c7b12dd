//! A conversation begins: with its number, kept apart from all agents when its visitor is blocked, and perhaps given to an
//! agent at once.

use lobby_shared::event::AgentEvent;
use lobby_shared::id::{BlockId, ConversationId, EventId};
use lobby_shared::time::Millis;

use super::{act, state_values};
use crate::domain::agent::AgentName;
use crate::domain::conversation::{Conversation, Marks, State};
use crate::domain::event::{Author, Event};
use crate::domain::key::{ConversationKey, VisitorKey};
use crate::store::block::holds;
use crate::store::event::{Entry, append};
use crate::store::failure::{Failure, Fault};
use crate::store::operation::Tx;

pub(super) const NUMBER: &str =
    "update site set last_conversation = last_conversation + 1 where no = $1 returning last_conversation";
pub(super) const INSERT: &str = "insert into conversation (site_no, no, id, visitor, state, agent_no, ended_by, \
    opened_ms, last_ms, last_seq, last_pseq, visitor_received, visitor_read, agent_received, agent_read, block_id, address) \
    values ($1, $2, $3, $4, 0, null, null, $5, $5, 0, 0, 0, 0, 0, 0, $6, $7)";
pub(super) const APART: &str = "update conversation set block_id = $3 where site_no = $1 and no = $2";

/// Who begins a conversation, and the ids drawn for it. The visitor's row must be locked.
#[derive(Clone, Copy)]
pub(in crate::store) struct Opening<'a> {
    pub(in crate::store) visitor: VisitorKey,
    pub(in crate::store) address: Option<&'a str>,
    pub(in crate::store) conversation: ConversationId,
    pub(in crate::store) opened: EventId,
    pub(in crate::store) now: Millis,
}

/// Opens a conversation that waits.
pub(in crate::store) async fn open<T: Tx>(tx: &mut T, opening: &Opening<'_>) -> Result<(Conversation, Event), Failure> {
    let Opening { visitor, address, conversation: id, opened, now } = *opening;
    // The number takes the site's row, and whoever blocks an address takes it too: of the two, the later sees the other.
    let no = tx.query_one(NUMBER, &[visitor.site.0.into()]).await?.int()?;
    let apart = holds(tx, visitor, address, now).await?;
    let mut conversation = Conversation {
        key: ConversationKey { site: visitor.site, no },
        id,
        visitor: visitor.number,
        state: State::Waiting,
        agent: None,
        opened_ms: now,
        last_seq: 0,
        last_pseq: 0,
        last_ms: now,
        marks: Marks::default(),
        apart,
        address: address.map(str::to_owned),
    };
    let row = [
        visitor.site.0.into(),
        no.into(),
        id.as_bytes().into(),
        visitor.number.into(),
        now.into(),
        apart.as_ref().map(|block| block.as_bytes()).into(),
        address.into(),
    ];
    tx.execute(INSERT, &row).await?;
    let entry = Entry { id: opened, author: Author::Visitor, kind: AgentEvent::Opened {}, cid: None, now };
    let event = append(tx, &mut conversation, entry).await?;
    Ok((conversation, event))
}

/// Gives a conversation that has just been opened to an agent, without a queue.
pub(in crate::store) async fn give_to<T: Tx>(
    tx: &mut T,
    conversation: &mut Conversation,
    agent: &AgentName,
    (id, now): (EventId, Millis),
) -> Result<Event, Failure> {
    (conversation.state, conversation.address) = (State::Talking(agent.no), None);
    conversation.agent = Some(agent.clone());
    let (state, agent_no, ended_by) = state_values(conversation.state, Some(agent.no));
    let key = conversation.key;
    let row = [key.site.0.into(), key.no.into(), state.into(), agent_no.into(), ended_by.into()];
    tx.execute(act::UPDATE, &row).await?;
    let entry = Entry { id, author: Author::Agent(agent.clone()), kind: AgentEvent::Accepted {}, cid: None, now };
    append(tx, conversation, entry).await
}

/// Keeps a conversation from all agents, or lets them have it.
pub(in crate::store) async fn set_apart<T: Tx>(
    tx: &mut T,
    conversation: &mut Conversation,
    block: Option<BlockId>,
) -> Result<(), Fault> {
    conversation.apart = block;
    let key = conversation.key;
    let row = [key.site.0.into(), key.no.into(), block.as_ref().map(|block| block.as_bytes()).into()];
    tx.execute(APART, &row).await?;
    Ok(())
}
