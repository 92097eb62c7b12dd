//! Blocks: whose words are kept from all agents, and what they have written since.

use lobby_shared::block::{Block, Blocks, MAX_LISTED};
use lobby_shared::event::{AgentEvent, Kind};
use lobby_shared::id::{BlockId, ConversationId};
use lobby_shared::time::Millis;

use super::agent::name_of;
use super::conversation::LOCK_VISITOR;
use super::failure::{Failure, Fault};
use super::operation::{Operation, Tx};
use super::value::Row;
use crate::domain::block::Held;
use crate::domain::key::{AgentNo, SiteNo, VisitorKey};
use crate::domain::refusal::Refusal;

const HOLDS: &str = "select id from block where site_no = $1 and lifted_ms is null \
    and (until_ms is null or until_ms > $4) and (identity = 1 and visitor = $2 or address = $3) \
    order by made_ms desc, id limit 1";
const ALL_MADE: &str = "select site_no, id, visitor, identity, address, until_ms from block where lifted_ms is null";
const LIST: &str = "select b.id, b.visitor, b.identity, b.address, b.reason, b.made_ms, b.until_ms, \
    a.no, a.id, a.face, a.name, a.role from block b left join agent a on a.no = b.agent_no \
    where b.site_no = $1 and b.lifted_ms is null and (b.until_ms is null or b.until_ms > $2) \
    and (b.made_ms < $3 or b.made_ms = $3 and b.id > $4) order by b.made_ms desc, b.id limit $5";
const MADE: &str = "select made_ms from block where site_no = $1 and id = $2";
const WORDS: &str = "select e.time_ms, e.kind from conversation c \
    join event e on e.site_no = c.site_no and e.conversation_no = c.no and e.said = 1 and e.author_kind = 0 \
    where c.site_no = $1 and c.block_id = $2 order by e.time_ms desc, c.no desc, e.seq desc limit 20";
const INSERT: &str = "insert into block (site_no, id, visitor, identity, address, reason, agent_no, made_ms, until_ms) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const LIFT: &str = "update block set lifted_ms = $3 where site_no = $1 and id = $2 and lifted_ms is null \
    returning address";
const RESTORE: &str = "update block set lifted_ms = null where site_no = $1 and id = $2 and lifted_ms is not null \
    and (until_ms is null or until_ms > $3) returning visitor, identity, address, until_ms";
pub(super) const LOCK_SITE: &str = "select no from site where no = $1 for no key update";
const THERE: &str = "update conversation set address = $3 where site_no = $1 and visitor = $2 and state = 0";
const APART: &str = "update conversation set block_id = $3 where site_no = $1 and visitor = $2 and state = 0 \
    and block_id is null returning id, visitor";
const APART_AT: &str = "update conversation set block_id = $3 where site_no = $1 and address = $2 and state = 0 \
    and block_id is null returning id, visitor";
// Where a conversation's address was not kept yet, the block's own is the nearest.
const RELEASE: &str = "update conversation set block_id = (select b.id from block b where b.site_no = $1 \
    and b.lifted_ms is null and (b.until_ms is null or b.until_ms > $3) \
    and (b.identity = 1 and b.visitor = conversation.visitor or b.address = coalesce(conversation.address, $4)) \
    order by b.made_ms desc, b.id limit 1) \
    where site_no = $1 and block_id = $2 and state = 0 returning id, visitor, block_id";

/// Every statement of this file.
pub const ALL: &[&str] =
    &[HOLDS, ALL_MADE, LIST, MADE, WORDS, INSERT, LIFT, RESTORE, LOCK_SITE, THERE, APART, APART_AT, RELEASE];

/// The latest block that holds for this visitor or address.
pub(super) async fn holds<T: Tx>(
    tx: &mut T,
    visitor: VisitorKey,
    address: Option<&str>,
    now: Millis,
) -> Result<Option<BlockId>, Fault> {
    let values = [visitor.site.0.into(), visitor.number.into(), address.into(), now.into()];
    let row = tx.query_opt(HOLDS, &values).await?;
    row.map(|mut row| row.bytes().map(BlockId::from_bytes)).transpose()
}

/// A conversation, and whose.
type Whose = (ConversationId, VisitorKey);

/// Blocks a visitor. What waits of those whom the block covers is kept apart from now on, and answered; what an agent has
/// goes on until it ends.
pub struct MakeBlock {
    /// What it covers.
    pub held: Held,
    /// Why.
    pub reason: String,
    /// Who blocks.
    pub agent: AgentNo,
    /// When.
    pub now: Millis,
}

impl Operation for MakeBlock {
    type Output = Vec<Whose>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Vec<Whose>, Failure> {
        let Held { visitor, id, identity, address, until_ms } = &self.held;
        let key = [visitor.site.0.into(), visitor.number.into()];
        tx.query_opt(LOCK_VISITOR, &key).await?.ok_or(Refusal::NotFound)?;
        lock_openings(tx, &self.held).await?;
        let row = [
            visitor.site.0.into(),
            id.as_bytes().into(),
            visitor.number.into(),
            (*identity).into(),
            address.as_deref().into(),
            self.reason.as_str().into(),
            self.agent.0.into(),
            self.now.into(),
            (*until_ms).into(),
        ];
        tx.execute(INSERT, &row).await?;
        if let Some(address) = address {
            // They have it now, wherever they last wrote from.
            tx.execute(THERE, &[visitor.site.0.into(), visitor.number.into(), address.as_str().into()]).await?;
        }
        keep_apart(tx, &self.held).await
    }
}

/// Puts a block back that was lifted by mistake and would hold still; answers it, and what is kept apart again. Refuses with `NotFound`.
pub struct RestoreBlock {
    /// On which site.
    pub site: SiteNo,
    /// Which.
    pub block: BlockId,
    /// When.
    pub now: Millis,
}

impl Operation for RestoreBlock {
    type Output = (Held, Vec<Whose>);

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Output, Failure> {
        let which = [self.site.0.into(), self.block.as_bytes().into(), self.now.into()];
        let mut row = tx.query_opt(RESTORE, &which).await?.ok_or(Refusal::NotFound)?;
        let visitor = VisitorKey { site: self.site, number: row.count()? };
        let (identity, address, until_ms) = (row.int()? != 0, row.opt_text()?, row.opt_count()?.map(Millis));
        let held = Held { visitor, id: self.block, identity, address, until_ms };
        tx.lock(LOCK_VISITOR, &[self.site.0.into(), visitor.number.into()]).await?;
        lock_openings(tx, &held).await?;
        let apart = keep_apart(tx, &held).await?;
        Ok((held, apart))
    }
}

/// Whoever opens a conversation, or moves one to another address, takes the site's row first and looks for blocks then: of
/// the two, the later sees the other. The visitor's row, which they took before, must be taken.
async fn lock_openings<T: Tx>(tx: &mut T, held: &Held) -> Result<(), Failure> {
    if held.address.is_some() {
        tx.lock(LOCK_SITE, &[held.visitor.site.0.into()]).await?;
    }
    Ok(())
}

/// What waits of those whom this block covers is kept apart because of it from now on.
async fn keep_apart<T: Tx>(tx: &mut T, held: &Held) -> Result<Vec<Whose>, Failure> {
    let (site, block) = (held.visitor.site, held.id.as_bytes());
    let mut apart = Vec::new();
    if held.identity {
        apart.extend(tx.query(APART, &[site.0.into(), held.visitor.number.into(), block.into()]).await?);
    }
    if let Some(address) = &held.address {
        apart.extend(tx.query(APART_AT, &[site.0.into(), address.as_str().into(), block.into()]).await?);
    }
    Ok(apart.into_iter().map(|mut row| whose(&mut row, site)).collect::<Result<_, _>>()?)
}

fn whose(row: &mut Row, site: SiteNo) -> Result<Whose, Fault> {
    Ok((ConversationId::from_bytes(row.bytes()?), VisitorKey { site, number: row.count()? }))
}

/// Lifts a block, or takes note that its time is over. What waited apart because of it waits like any other from now on,
/// unless another block holds; answers which conversations, and whose.
pub struct LiftBlock {
    /// On which site.
    pub site: SiteNo,
    /// Which.
    pub block: BlockId,
    /// When.
    pub now: Millis,
}

impl Operation for LiftBlock {
    type Output = Vec<Whose>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Vec<Whose>, Failure> {
        let lifted = [self.site.0.into(), self.block.as_bytes().into(), self.now.into()];
        let address = tx.query_opt(LIFT, &lifted).await?.ok_or(Refusal::NotFound)?.opt_text()?;
        // Who opens a conversation or moves one right now has looked for blocks, or waits and will not find this one.
        tx.lock(LOCK_SITE, &[self.site.0.into()]).await?;
        let kept = [self.site.0.into(), self.block.as_bytes().into(), self.now.into(), address.as_deref().into()];
        let mut released = Vec::new();
        for mut row in tx.query(RELEASE, &kept).await? {
            let whose = whose(&mut row, self.site)?;
            if row.opt_bytes::<16>()?.is_none() {
                released.push(whose);
            }
        }
        Ok(released)
    }
}

/// Every block that was not lifted, on all sites; the time of some may be over.
pub struct AllMade;

impl Operation for AllMade {
    type Output = Vec<Held>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Vec<Held>, Failure> {
        let rows = tx.query(ALL_MADE, &[]).await?;
        let held = |mut row: Row| {
            let site = SiteNo(row.int()?);
            let id = BlockId::from_bytes(row.bytes()?);
            let visitor = VisitorKey { site, number: row.count()? };
            let identity = row.int()? != 0;
            Ok(Held { visitor, id, identity, address: row.opt_text()?, until_ms: row.opt_count()?.map(Millis) })
        };
        rows.into_iter().map(held).collect()
    }
}

/// The blocks of a site that hold, the latest first, with what their visitors have written since; [`MAX_LISTED`] at most.
/// Refuses with `NotFound` when those after a block that never was are wanted.
pub struct ListBlocks {
    /// The site.
    pub site: SiteNo,
    /// Only those that come after this one, whether it holds still or not.
    pub after: Option<BlockId>,
    /// When.
    pub now: Millis,
}

impl Operation for ListBlocks {
    type Output = Blocks;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Blocks, Failure> {
        let site = self.site.0;
        let (made, id) = match self.after {
            Some(after) => {
                let made = tx.query_opt(MADE, &[site.into(), after.as_bytes().into()]).await?;
                (made.ok_or(Refusal::NotFound)?.int()?, after)
            }
            None => (i64::MAX, BlockId::from_bytes([0; 16])),
        };
        // One more than is answered tells whether there are more.
        let limit = MAX_LISTED as u64 + 1;
        let values = [site.into(), self.now.into(), made.into(), id.as_bytes().into(), limit.into()];
        let mut rows = tx.query(LIST, &values).await?;
        let more = rows.len() > MAX_LISTED;
        rows.truncate(MAX_LISTED);
        let mut blocks = Vec::new();
        for row in rows {
            let mut block = block_of(row)?;
            for mut row in tx.query(WORDS, &[self.site.0.into(), block.id.as_bytes().into()]).await? {
                let (time, kind) = (row.time()?, row.text()?);
                let kind = serde_json::from_str(&kind).map_err(|_| Fault::unreadable("an event"))?;
                if let Kind::Known(AgentEvent::Message { text }) = kind {
                    block.words.push((time, text));
                }
            }
            blocks.push(block);
        }
        Ok(Blocks { blocks, more })
    }
}

fn block_of(mut row: Row) -> Result<Block, Fault> {
    let id = BlockId::from_bytes(row.bytes()?);
    let (visitor, identity, address) = (row.count()?, row.int()? != 0, row.opt_text()?);
    let (reason, made_ms, until_ms) = (row.text()?, row.time()?, row.opt_count()?.map(Millis));
    let by = name_of(&mut row)?.ok_or_else(|| Fault::unreadable("a block's agent"))?.card;
    Ok(Block { id, visitor, identity, address, reason, by, made_ms, until_ms, words: Vec::new() })
}
