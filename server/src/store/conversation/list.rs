//! Conversations as an agent's lists show them: with their last words and how many messages wait to be read.

use lobby_shared::conversation::Side;
use lobby_shared::event::{AgentEvent, Kind};
use lobby_shared::id::{ConversationId, SiteId};
use lobby_shared::time::Millis;

use super::{columns, conversation_of};
use crate::domain::conversation::Conversation;
use crate::domain::key::{AgentNo, VisitorKey};
use crate::store::event::VISITOR;
use crate::store::failure::{Failure, Fault};
use crate::store::operation::{Operation, Tx};
use crate::store::value::Row;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select ",
            columns!(),
            ", s.id, (select count(*) from (select u.seq from event u where u.site_no = c.site_no ",
            "and u.conversation_no = c.no and u.said = 1 and u.author_kind = 0 and u.seq > c.agent_read limit 99) as x), ",
            "l.author_kind, l.kind, l.time_ms ",
            "from conversation c join site s on s.no = c.site_no left join agent a on a.no = c.agent_no ",
            "left join event l on l.site_no = c.site_no and l.conversation_no = c.no and l.seq = (select max(m.seq) ",
            "from event m where m.site_no = c.site_no and m.conversation_no = c.no and m.said = 1) where ",
            $rest
        )
    };
}

const WAITING: &str = select!("c.state = 0 and c.block_id is null order by c.opened_ms, c.site_no, c.no limit 500");
const TALKING: &str = select!("c.state = 1 and c.agent_no = $1 order by c.opened_ms, c.site_no, c.no");
const ONE: &str = select!("c.id = $1");
const OF: &str = select!("c.site_no = $1 and c.visitor = $2 and c.block_id is null order by c.no desc limit $3");

/// Every statement of this file.
pub const ALL: &[&str] = &[WAITING, TALKING, ONE, OF];

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The conversation.
    pub conversation: Conversation,
    /// Its site.
    pub site: SiteId,
    /// What was said last: by whom, what, when.
    pub last: Option<(Side, String, Millis)>,
    /// The visitor's messages that no agent has read, counted to at most 99.
    pub unread: u64,
}

/// What an agent works with: what waits on any site (oldest first, at most 500), then what they talk in.
pub struct Lists {
    /// Who.
    pub agent: AgentNo,
}

impl Operation for Lists {
    type Output = Vec<Listed>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Vec<Listed>, Failure> {
        let mut rows = tx.query(WAITING, &[]).await?;
        rows.extend(tx.query(TALKING, &[self.agent.0.into()]).await?);
        rows.into_iter().map(|row| listed_of(row).map_err(Failure::from)).collect()
    }
}

/// One conversation as lists show it.
pub struct ListedOne {
    /// Which.
    pub conversation: ConversationId,
}

impl Operation for ListedOne {
    type Output = Option<Listed>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Option<Listed>, Failure> {
        let row = tx.query_opt(ONE, &[self.conversation.as_bytes().into()]).await?;
        Ok(row.map(listed_of).transpose()?)
    }
}

/// A visitor's conversations, the latest first, without what is kept apart.
pub struct ListedOf {
    /// Whose.
    pub visitor: VisitorKey,
    /// At most.
    pub most: u64,
}

impl Operation for ListedOf {
    type Output = Vec<Listed>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Vec<Listed>, Failure> {
        let VisitorKey { site, number } = self.visitor;
        let rows = tx.query(OF, &[site.0.into(), number.into(), self.most.into()]).await?;
        rows.into_iter().map(|row| listed_of(row).map_err(Failure::from)).collect()
    }
}

fn listed_of(mut row: Row) -> Result<Listed, Fault> {
    let conversation = conversation_of(&mut row)?;
    let site = SiteId::from_bytes(row.bytes()?);
    let unread = row.count()?;
    let last = match (row.opt_int()?, row.opt_text()?, row.opt_count()?) {
        (Some(author), Some(kind), Some(time)) => {
            let side = if author == VISITOR { Side::Visitor } else { Side::Agent };
            words(&kind)?.map(|text| (side, text, Millis(time)))
        }
        _ => None,
    };
    Ok(Listed { conversation, site, last, unread })
}

/// The text of a message's kind.
fn words(kind: &str) -> Result<Option<String>, Fault> {
    let kind: Kind<AgentEvent> = serde_json::from_str(kind).map_err(|_| Fault::unreadable("an event"))?;
    Ok(match kind {
        Kind::Known(AgentEvent::Message { text }) => Some(text),
        Kind::Known(_) | Kind::Unknown => None,
    })
}
