//! Saying something: once per cid, in the conversation that is open or in a new one.

use lobby_shared::bug::{self, Bug};
use lobby_shared::event::AgentEvent;
use lobby_shared::id::{Cid, ConversationId, EventId};
use lobby_shared::message::MessageText;
use lobby_shared::time::Millis;

use super::{Opening, at, locked, locked_open, open, set_apart};
use crate::domain::conversation::{Actor, Conversation, State, may_post};
use crate::domain::event::{Author, Event};
use crate::domain::key::{AgentNo, SiteNo, VisitorKey};
use crate::domain::refusal::Refusal;
use crate::store::agent;
use crate::store::block::{LOCK_SITE, holds};
use crate::store::event::{AGENT, Entry, VISITOR, append, by_cid};
use crate::store::failure::Failure;
use crate::store::operation::{Operation, Tx};

pub(in crate::store) const LOCK_VISITOR: &str =
    "select number from visitor where site_no = $1 and number = $2 for no key update";
pub(super) const MOVED: &str = "update conversation set address = $3 where site_no = $1 and no = $2";

/// Somebody says something. The same cid with the same hash again changes nothing and answers what was stored.
#[derive(Clone)]
pub struct Post {
    /// Who.
    pub sender: Sender,
    /// Where; a visitor may leave it out and means the open one, or a new one.
    pub conversation: Option<ConversationId>,
    /// What.
    pub text: MessageText,
    /// Made when Send was pressed.
    pub cid: Cid,
    /// The keyed hash of the body.
    pub cid_hash: [u8; 32],
    /// When.
    pub now: Millis,
    /// Ids for what this may make.
    pub fresh: Fresh,
    /// The network address that a visitor writes from, as blocks name it.
    pub address: Option<String>,
}

/// Who says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// A visitor.
    Visitor(VisitorKey),
    /// An agent.
    Agent(AgentNo),
}

/// Ids drawn beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fresh {
    /// Of a new conversation.
    pub conversation: ConversationId,
    /// Of its first event.
    pub opened: EventId,
    /// Of the message.
    pub message: EventId,
}

/// What was said is stored.
#[derive(Clone, Debug)]
pub struct Posted {
    /// The conversation as it is now.
    pub conversation: Conversation,
    /// What is new, in order; nothing when the message was stored before.
    pub events: Vec<Event>,
    /// The message.
    pub message: Event,
    /// Whether the message was stored before.
    pub dup: bool,
}

impl Operation for Post {
    type Output = Posted;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Posted, Failure> {
        match self.sender {
            Sender::Visitor(visitor) => self.by_visitor(tx, visitor).await,
            Sender::Agent(agent) => self.by_agent(tx, agent).await,
        }
    }
}

impl Post {
    async fn by_visitor<T: Tx>(&self, tx: &mut T, visitor: VisitorKey) -> Result<Posted, Failure> {
        // One visitor's messages queue up here, so that many at once open one conversation.
        let lock = [visitor.site.0.into(), visitor.number.into()];
        if !tx.lock(LOCK_VISITOR, &lock).await? {
            return Err(Refusal::NotFound.into());
        }
        if let Some(posted) = self.repeated(tx, visitor.site).await? {
            return Ok(posted);
        }
        let mut events = Vec::new();
        let mut conversation = match self.conversation {
            Some(id) => {
                let found = locked(tx, id).await?.filter(|found| found.key.site == visitor.site);
                found.ok_or(Refusal::NotFound)?
            }
            None => match locked_open(tx, visitor).await? {
                Some(conversation) => conversation,
                None => {
                    // Where locking looks nothing up, who is not there comes as far as this.
                    tx.query_opt(LOCK_VISITOR, &lock).await?.ok_or(Refusal::NotFound)?;
                    let (conversation, opened) = open(tx, &self.opening(visitor)).await?;
                    events.push(opened);
                    conversation
                }
            },
        };
        self.follow(tx, visitor, &mut conversation).await?;
        may_post(&conversation, Actor::Visitor(visitor.number))?;
        let message = append(tx, &mut conversation, self.entry(Author::Visitor)).await?;
        events.push(message.clone());
        Ok(Posted { conversation, events, message, dup: false })
    }

    /// What waits goes where its visitor goes: apart at an address that is blocked, and back when no block holds any more.
    async fn follow<T: Tx>(
        &self,
        tx: &mut T,
        visitor: VisitorKey,
        conversation: &mut Conversation,
    ) -> Result<(), Failure> {
        let moved = self.address.is_some() && conversation.address != self.address;
        if conversation.state != State::Waiting || !moved && conversation.apart.is_none() {
            return Ok(());
        }
        if moved {
            conversation.address.clone_from(&self.address);
            let key = conversation.key;
            // Whoever blocks this address right now takes the site's row too: of the two, the later sees the other.
            tx.lock(LOCK_SITE, &[key.site.0.into()]).await?;
            tx.execute(MOVED, &[key.site.0.into(), key.no.into(), self.address.as_deref().into()]).await?;
        }
        let held = holds(tx, visitor, conversation.address.as_deref(), self.now).await?;
        if held != conversation.apart {
            set_apart(tx, conversation, held).await?;
        }
        Ok(())
    }

    async fn by_agent<T: Tx>(&self, tx: &mut T, agent: AgentNo) -> Result<Posted, Failure> {
        let id = self.conversation.ok_or(Refusal::NotFound)?;
        let mut conversation = locked(tx, id).await?.ok_or(Refusal::NotFound)?;
        if let Some(posted) = self.repeated(tx, conversation.key.site).await? {
            return Ok(posted);
        }
        may_post(&conversation, Actor::Agent(agent))?;
        let author = Author::Agent(agent::name(tx, agent).await?);
        let message = append(tx, &mut conversation, self.entry(author)).await?;
        Ok(Posted { conversation, events: vec![message.clone()], message, dup: false })
    }

    async fn repeated<T: Tx>(&self, tx: &mut T, site: SiteNo) -> Result<Option<Posted>, Failure> {
        let sender = match self.sender {
            Sender::Visitor(visitor) => (VISITOR, visitor.number.into()),
            Sender::Agent(agent) => (AGENT, agent.0.into()),
        };
        let Some((message, hash)) = by_cid(tx, site, sender, self.cid).await? else {
            return Ok(None);
        };
        if hash != self.cid_hash {
            return Err(Refusal::CidReused.into());
        }
        let conversation = at(tx, message.key).await?;
        Ok(Some(Posted { conversation, events: Vec::new(), message, dup: true }))
    }

    fn opening(&self, visitor: VisitorKey) -> Opening<'_> {
        let Fresh { conversation, opened, .. } = self.fresh;
        Opening { visitor, address: self.address.as_deref(), conversation, opened, now: self.now }
    }

    fn entry(&self, author: Author) -> Entry {
        let kind = AgentEvent::Message { text: self.text.as_str().to_owned() };
        Entry {
            id: self.fresh.message,
            author,
            kind,
            cid: (!bug::on(Bug::NoDedup)).then_some((self.cid, self.cid_hash)),
            now: self.now,
        }
    }
}
