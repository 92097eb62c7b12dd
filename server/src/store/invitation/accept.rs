//! Accepting an invitation: a conversation begins with the words of the invitation, with the inviting agent at once when
//! they are there, otherwise in the queue.

use lobby_shared::event::AgentEvent;
use lobby_shared::id::{ConversationId, EventId, InvitationId};
use lobby_shared::invitation::Outcome;
use lobby_shared::time::Millis;

use super::{Standing, end, find};
use crate::domain::conversation::Conversation;
use crate::domain::event::{Author, Event};
use crate::domain::key::VisitorKey;
use crate::domain::refusal::Refusal;
use crate::store::conversation::{LOCK_VISITOR, Opening, give_to, has_open, open};
use crate::store::event::{Entry, append};
use crate::store::failure::Failure;
use crate::store::operation::{Operation, Tx};

/// A visitor accepts an invitation. Accepting it again changes nothing; one that is over is refused with `InvitationOver`.
pub struct Accept {
    /// Who.
    pub visitor: VisitorKey,
    /// Which.
    pub invitation: InvitationId,
    /// The agent in whose name it was made is there.
    pub agent_there: bool,
    /// The network address that the visitor has, as blocks name it.
    pub address: Option<String>,
    /// When.
    pub now: Millis,
    /// The id of the conversation.
    pub conversation: ConversationId,
    /// The ids of its first events.
    pub events: [EventId; 3],
}

/// What began.
pub struct Begun {
    /// The invitation.
    pub standing: Standing,
    /// The conversation.
    pub conversation: Conversation,
    /// Its events so far.
    pub events: Vec<Event>,
}

impl Operation for Accept {
    type Output = Option<Begun>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Option<Begun>, Failure> {
        let key = [self.visitor.site.0.into(), self.visitor.number.into()];
        tx.query_opt(LOCK_VISITOR, &key).await?.ok_or(Refusal::NotFound)?;
        let found = find(tx, self.visitor, self.invitation).await?;
        let standing = match found.ok_or(Refusal::InvitationOver)? {
            (_, Some(Outcome::Accepted)) => return Ok(None),
            (standing, None) if standing.invitation.until_ms > self.now => standing,
            _ => return Err(Refusal::InvitationOver.into()),
        };
        // They have begun to write by themselves in the same moment.
        if has_open(tx, self.visitor).await? {
            return Err(Refusal::InvitationOver.into());
        }
        end(tx, self.visitor, self.invitation, Outcome::Accepted, self.now).await?;
        let [opened, accepted, said] = self.events;
        let address = self.address.as_deref();
        let opening =
            Opening { visitor: self.visitor, address, conversation: self.conversation, opened, now: self.now };
        let (mut conversation, event) = open(tx, &opening).await?;
        let mut events = vec![event];
        let agent = standing.invitation.agent.clone();
        if let Some(agent) = &agent
            && self.agent_there
            && conversation.apart.is_none()
        {
            events.push(give_to(tx, &mut conversation, agent, (accepted, self.now)).await?);
        }
        let kind = AgentEvent::Message { text: standing.invitation.words.clone() };
        let author = agent.map_or(Author::System, Author::Agent);
        let words = Entry { id: said, author, kind, cid: None, now: self.now };
        events.push(append(tx, &mut conversation, words).await?);
        Ok(Some(Begun { standing, conversation, events }))
    }
}
