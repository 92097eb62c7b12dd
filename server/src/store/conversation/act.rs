//! Accepting, asking to end, declining, ending: decided by the domain while the row is locked, so one of many wins.

use lobby_shared::id::{ConversationId, EventId};
use lobby_shared::time::Millis;

use super::{locked, state_values};
use crate::domain::conversation::{Act as Wanted, Actor, Conversation, act};
use crate::domain::event::{Author, Event};
use crate::domain::key::SiteNo;
use crate::domain::refusal::Refusal;
use crate::store::agent;
use crate::store::event::{Entry, append, end_is_asked};
use crate::store::failure::Failure;
use crate::store::operation::{Operation, Tx};

pub(super) const UPDATE: &str =
    "update conversation set state = $3, agent_no = $4, ended_by = $5, address = null where site_no = $1 and no = $2";

/// Somebody wants something of a conversation.
#[derive(Clone, Copy)]
pub struct Act {
    /// Which.
    pub conversation: ConversationId,
    /// Who.
    pub actor: Actor,
    /// What.
    pub act: Wanted,
    /// The site it must be on, for visitors.
    pub site: Option<SiteNo>,
    /// When.
    pub now: Millis,
    /// The id of the event that may follow.
    pub event: EventId,
}

/// It is so now.
#[derive(Clone, Debug)]
pub struct Acted {
    /// The conversation as it is now.
    pub conversation: Conversation,
    /// What everybody is told; `None` when it was so already.
    pub event: Option<Event>,
}

impl Operation for Act {
    type Output = Acted;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Acted, Failure> {
        let found = locked(tx, self.conversation).await?;
        let found = found.filter(|found| self.site.is_none_or(|site| found.key.site == site));
        let mut conversation = found.ok_or(Refusal::NotFound)?;
        let asked = self.act == Wanted::DeclineEnd && end_is_asked(tx, conversation.key).await?;
        let decision = act(&conversation, self.actor, self.act, asked)?;
        let Some(kind) = decision.event else {
            return Ok(Acted { conversation, event: None });
        };
        let author = match self.actor {
            Actor::Visitor(_) => Author::Visitor,
            Actor::Agent(no) => {
                let name = agent::name(tx, no).await?;
                if self.act == Wanted::Accept {
                    conversation.agent = Some(name.clone());
                }
                Author::Agent(name)
            }
        };
        (conversation.state, conversation.address) = (decision.state, None);
        let had = conversation.agent.as_ref().map(|agent| agent.no);
        let (state, agent_no, ended_by) = state_values(decision.state, had);
        let key = conversation.key;
        let row = [key.site.0.into(), key.no.into(), state.into(), agent_no.into(), ended_by.into()];
        tx.execute(UPDATE, &row).await?;
        let entry = Entry { id: self.event, author, kind, cid: None, now: self.now };
        let event = append(tx, &mut conversation, entry).await?;
        Ok(Acted { conversation, event: Some(event) })
    }
}
