//! The life of a conversation: accept, ask to end, end; and what everyone is told of it.

use std::sync::Arc;

use lobby_shared::conversation::{ConversationCard, ConversationState, LastWords, Side};
use lobby_shared::id::{ConversationId, EventId};
use lobby_shared::message::MAX_CHARS;
use lobby_shared::visitor::VisitorState;

use super::Service;
use crate::auth::random;
use crate::domain::conversation::{self, Act, Actor, Conversation, State};
use crate::domain::event::Event;
use crate::domain::key::{AgentNo, ConversationKey, SiteNo, VisitorKey};
use crate::domain::refusal::Refusal;
use crate::hub::Topic;
use crate::hub::bell::Bell;
use crate::hub::notice::Notice;
use crate::store::Failure;
use crate::store::conversation::{FindConversation, LatestOf, Listed, ListedOne, Lists};
use crate::store::event::{EventAt, Range};

const LAST_WORDS_CHARS: usize = 120;

impl Service {
    /// Carries out an act. `site` is the visitor's, so that another site's id is none.
    ///
    /// # Errors
    /// A refusal or a fault; then nothing was changed.
    pub async fn act(
        &self,
        conversation: ConversationId,
        actor: Actor,
        act: Act,
        site: Option<SiteNo>,
    ) -> Result<(), Failure> {
        let (now, event) = (self.clock.now(), EventId::from_bytes(random::draw()));
        let acted =
            self.store.write(crate::store::conversation::Act { conversation, actor, act, site, now, event }).await?;
        if let Some(event) = acted.event {
            self.announce(&acted.conversation, vec![event]);
        }
        self.refresh_card(conversation).await;
        Ok(())
    }

    /// Rings for events that are on disk, and moves the visitor's row in the lobby.
    pub(super) fn announce(&self, conversation: &Conversation, events: Vec<Event>) {
        let visitor = VisitorKey { site: conversation.key.site, number: conversation.visitor };
        for event in events {
            let notice = Arc::new(Notice::Happened(Bell::new(event)));
            self.bus.publish(Topic::Visitor(visitor), &notice);
            if conversation.apart.is_none() {
                self.bus.publish(Topic::Conversation(conversation.id), &notice);
            }
        }
        if conversation.apart.is_some() {
            self.tell_lists_changed();
        }
        let (state, agent) = lobby_state(Some(conversation));
        self.lobby.converse(visitor, state, agent);
    }

    /// Tells all agents that rules or blocks, what came of them or what was written behind them are not what they were.
    pub(super) fn tell_lists_changed(&self) {
        self.bus.publish(Topic::Agents, &Arc::new(Notice::ListsChanged));
    }

    /// Tells all agents' lists how a conversation stands now: who had its card hears also that it is another's or over.
    /// Costs one read, and nothing when no agent is there.
    pub async fn refresh_card(&self, conversation: ConversationId) {
        self.tell_lists(conversation, |_| Topic::Agents).await;
    }

    /// The same when only words or receipts are new: of a talk only its own agent's lists show them.
    pub async fn refresh_words(&self, conversation: ConversationId) {
        self.tell_lists(conversation, |state| match state {
            State::Talking(agent) => Topic::Agent(agent),
            State::Waiting | State::Ended(_) => Topic::Agents,
        })
        .await;
    }

    async fn tell_lists(&self, conversation: ConversationId, whom: fn(State) -> Topic) {
        if !self.bus.reaches(Topic::Agents) {
            return;
        }
        // One at a time for each conversation, so that an older card never goes out behind a newer one.
        let shard = conversation.as_bytes().first().map_or(0, |byte| usize::from(*byte) % self.cards.len());
        let Some(cards) = self.cards.get(shard) else { return };
        let _turn = cards.lock().await;
        match self.store.read(ListedOne { conversation }).await {
            Ok(Some(listed)) if listed.conversation.apart.is_some() => {
                self.bus.publish(Topic::Agents, &Arc::new(Notice::Apart(conversation)));
            }
            Ok(Some(listed)) => {
                let agent = listed.conversation.agent.as_ref().map(|agent| agent.no);
                let topic = whom(listed.conversation.state);
                self.bus.publish(topic, &Arc::new(Notice::Card { card: card(listed), agent }));
            }
            Ok(None) => {}
            Err(failure) => {
                self.tell(&failure);
            }
        }
    }

    /// A conversation that this one may see.
    ///
    /// # Errors
    /// `NotFound` for another's exactly as for none.
    pub async fn see(
        &self,
        conversation: ConversationId,
        actor: Actor,
        site: Option<SiteNo>,
    ) -> Result<Conversation, Failure> {
        let found = self.store.read(FindConversation { conversation }).await?.ok_or(Refusal::NotFound)?;
        if site.is_some_and(|site| site != found.key.site) {
            return Err(Refusal::NotFound.into());
        }
        conversation::may_see(&found, actor)?;
        Ok(found)
    }

    /// The visitor's latest conversation, open or over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn latest_of(&self, visitor: VisitorKey) -> Result<Option<Conversation>, Failure> {
        self.store.read(LatestOf { visitor }).await
    }

    /// The queue, and this agent's open conversations.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lists(&self, agent: AgentNo) -> Result<Vec<ConversationCard>, Failure> {
        Ok(self.store.read(Lists { agent }).await?.into_iter().map(card).collect())
    }

    /// Tells the visitor that an agent types, or stopped. May be lost.
    pub fn agent_types(&self, conversation: &Conversation, on: bool) {
        let visitor = VisitorKey { site: conversation.key.site, number: conversation.visitor };
        let notice = Notice::Typing { conversation: conversation.id, by: Side::Agent, on };
        self.bus.publish(Topic::Visitor(visitor), &Arc::new(notice));
    }

    /// Shows what the visitor is writing to whoever reads the conversation, without what is not seen and as much as may be
    /// sent. May be lost, is never stored, and goes by a topic that carries nothing stored.
    pub fn preview(&self, conversation: ConversationId, text: &str) {
        let shown = |c: &char| !c.is_control() || *c == '\n';
        let text = text.chars().filter(shown).take(MAX_CHARS).collect();
        self.bus.publish(Topic::Preview(conversation), &Arc::new(Notice::Preview { conversation, text }));
    }

    /// A run of events in one side's counting, after authorisation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn range(
        &self,
        conversation: ConversationKey,
        side: Side,
        from: u64,
        limit: u64,
    ) -> Result<Vec<Event>, Failure> {
        self.store.read(Range { conversation, side, from, limit }).await
    }

    /// The id of the event with this number, to compare with a cursor's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn event_at(
        &self,
        conversation: ConversationKey,
        side: Side,
        number: u64,
    ) -> Result<Option<EventId>, Failure> {
        self.store.read(EventAt { conversation, side, number }).await
    }
}

/// What the lobby shows of a visitor with this conversation; nothing of one that is kept apart.
pub fn lobby_state(conversation: Option<&Conversation>) -> (VisitorState, Option<String>) {
    let conversation = conversation.filter(|conversation| conversation.apart.is_none());
    match conversation.map(|conversation| (conversation.state, &conversation.agent)) {
        Some((State::Waiting, _)) => (VisitorState::Queued, None),
        Some((State::Talking(_), agent)) => {
            (VisitorState::Chatting, agent.as_ref().map(|agent| agent.card.name.clone()))
        }
        Some((State::Ended(_), _)) | None => (VisitorState::Browsing, None),
    }
}

/// A row of the agents' lists.
pub(super) fn card(listed: Listed) -> ConversationCard {
    let Listed { conversation, site, last, unread } = listed;
    let state = match (conversation.state, conversation.agent) {
        (State::Talking(_), Some(agent)) => ConversationState::Talking(agent.card),
        (State::Waiting | State::Talking(_), _) => ConversationState::Waiting,
        (State::Ended(side), _) => ConversationState::Ended(side),
    };
    let last = last.map(|(side, text, time_ms)| {
        let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        LastWords { side, text: line.chars().take(LAST_WORDS_CHARS).collect(), time_ms }
    });
    ConversationCard {
        conversation: conversation.id,
        site,
        visitor: conversation.visitor,
        state,
        opened_ms: conversation.opened_ms,
        last,
        head: conversation.last_seq,
        read: conversation.marks.agent_read,
        unread,
    }
}
