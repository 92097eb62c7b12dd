//! Following a conversation: what happens in it, and what its visitor is writing, on a topic of its own.

use lobby_shared::id::ConversationId;

use super::{AgentSession, MAX_FOLLOWED};
use crate::domain::refusal::Refusal;
use crate::hub::Topic;
use crate::store::Failure;

impl AgentSession {
    /// Follows a conversation, and tells it from its beginning.
    pub(super) async fn follow(&mut self, conversation: ConversationId) -> Result<(), Failure> {
        if self.followed.len() >= MAX_FOLLOWED && !self.followed.contains_key(&conversation) {
            return Err(Refusal::TooMany.into());
        }
        self.hear_of(conversation);
        match self.service.see(conversation, self.actor(), None).await {
            Ok(found) => self.resume(1, &found).await,
            Err(failure) => {
                self.unfollow(conversation);
                Err(failure)
            }
        }
    }

    /// Follows it no longer.
    pub(super) fn unfollow(&mut self, conversation: ConversationId) {
        self.followed.remove(&conversation);
        self.ignore(conversation);
    }

    /// Hears of it from now on.
    pub(super) fn hear_of(&mut self, conversation: ConversationId) {
        self.listener.listen(Topic::Conversation(conversation));
        self.listener.listen(Topic::Preview(conversation));
    }

    /// Hears of it no longer.
    pub(super) fn ignore(&mut self, conversation: ConversationId) {
        self.listener.ignore(Topic::Conversation(conversation));
        self.listener.ignore(Topic::Preview(conversation));
    }
}
