//! The conversation list: those that wait, those that are this agent's, and which of them is open.
//!
//! | the row's state | section | leaves when |
//! |---|---|---|
//! | waiting | Waiting | anybody accepts it, or it ends |
//! | talking with me | Mine | I end it |
//! | mine, the visitor ended it | Mine, grey | I close it |
//! | talking with a colleague | none | |

use lobby_shared::conversation::{ConversationCard, ConversationState, Side};
use lobby_shared::id::{AgentId, ConversationId, SiteId};
use lobby_shared::time::Millis;
use lobby_shared::wire::error::{ErrorCode, WireError};

use super::ordered::{Map, Set, sorted};
use super::toast::Notice;

/// How long a visitor's typing is believed.
const TYPING_LASTS: Millis = Millis(6_000);

/// Whose turn it is, which the row's bar shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// The visitor wrote last.
    Waiting,
    /// An agent wrote last.
    Answered,
    /// It is over.
    Gone,
}

/// The conversations in the order of what stands before them.
fn ids(rows: impl Iterator<Item = (Turn, u64, ConversationId)>) -> Vec<ConversationId> {
    sorted(rows).into_iter().map(|(_, _, id)| id).collect()
}

/// Whose turn it is in this conversation.
pub fn turn(card: &ConversationCard) -> Turn {
    match card.state {
        ConversationState::Ended(_) => Turn::Gone,
        ConversationState::Waiting | ConversationState::Talking(_) => match &card.last {
            Some(last) if last.side == Side::Agent => Turn::Answered,
            Some(_) | None => Turn::Waiting,
        },
    }
}

/// The lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conversations {
    /// Who I am, once known.
    pub me: Option<AgentId>,
    /// The lists have arrived.
    pub loaded: bool,
    /// The conversation on the screen.
    pub open: Option<ConversationId>,
    /// The conversation whose end is being confirmed.
    pub confirming: Option<ConversationId>,
    cards: Map<ConversationId, ConversationCard>,
    mine: Set<ConversationId>,
    followed: Set<ConversationId>,
    typing: Map<ConversationId, Millis>,
    previews: Map<ConversationId, String>,
}

/// What happens to the lists.
#[derive(Clone, Debug)]
pub enum Intent {
    /// A connection is there or on its way, for this agent; what the server was asked for must be asked again.
    Welcomed(AgentId),
    /// Rows, from the beginning when `first`.
    Cards {
        /// The rows.
        cards: Vec<ConversationCard>,
        /// Forget those there were.
        first: bool,
    },
    /// One row is new or changed.
    Card(ConversationCard),
    /// One row is nothing for this agent any more.
    CardGone {
        /// Which.
        id: ConversationId,
        /// It is known to be over; otherwise a colleague has it.
        over: bool,
    },
    /// The visitor types, or stopped.
    Typing(ConversationId, bool),
    /// What the visitor is writing; empty: nothing any more.
    Previewed(ConversationId, String),
    /// The visitor said something, and is not writing it any more.
    Said(ConversationId),
    /// This conversation is shown from now on.
    Opened(Option<ConversationId>),
    /// Accept was pressed.
    AcceptPressed(ConversationId),
    /// Accept the one that waits longest.
    AcceptOldestPressed,
    /// Ask to end was pressed.
    AskToEndPressed(ConversationId),
    /// End was pressed: ask first.
    EndPressed(ConversationId),
    /// The question was answered with no.
    EndCancelled,
    /// The question was answered with yes.
    EndConfirmed(ConversationId),
    /// × on a row was pressed.
    ClosePressed(ConversationId),
    /// The server accepted it for me.
    Accepted(ConversationId),
    /// The server ended it for me.
    Ended(ConversationId),
    /// The server refused a request about this conversation.
    Refused(ConversationId, Asked, WireError),
    /// Time went by.
    Ticked,
}

/// What was asked and refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// To follow.
    Follow,
    /// To accept.
    Accept,
    /// To ask the visitor.
    AskToEnd,
    /// To end.
    End,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask for its events.
    Follow(ConversationId),
    /// No longer.
    Unfollow(ConversationId),
    /// Accept it.
    Accept(ConversationId),
    /// Ask the visitor.
    AskToEnd(ConversationId),
    /// End it.
    End(ConversationId),
    /// Show this conversation, or none.
    Show(Option<ConversationId>),
    /// Show a notice.
    Notify(Notice),
    /// Somebody new waits.
    NewlyWaiting,
    /// The visitor of this own conversation wrote.
    NewWords(ConversationId),
}

impl Conversations {
    /// One row.
    pub fn card(&self, id: ConversationId) -> Option<&ConversationCard> {
        self.cards.get(&id)
    }

    /// The conversation with this visitor, if one is in the lists.
    pub fn with_visitor(&self, site: Option<SiteId>, number: u64) -> Option<ConversationId> {
        let of = |card: &&ConversationCard| Some(card.site) == site && card.visitor == number;
        self.cards.values().find(of).map(|card| card.conversation)
    }

    /// Whether this agent talks in it.
    pub fn is_mine(&self, id: ConversationId) -> bool {
        self.mine.contains(&id)
    }

    /// Whether the visitor types in it.
    pub fn types(&self, id: ConversationId) -> bool {
        self.typing.contains_key(&id)
    }

    /// What the visitor writes in it and has not sent yet; empty when nothing.
    pub fn preview(&self, id: ConversationId) -> &str {
        self.previews.get(&id).map_or("", String::as_str)
    }

    /// Whether a visitor types in any.
    pub fn any_types(&self) -> bool {
        !self.typing.is_empty()
    }

    /// A conversation's visitor; 0 while unknown.
    pub fn number(&self, id: ConversationId) -> u64 {
        self.card(id).map_or(0, |card| card.visitor)
    }

    /// The queue: those that wait longest first, or else last.
    pub fn waiting(&self, longest: bool) -> Vec<ConversationId> {
        let waiting = self.cards.values().filter(|card| card.state == ConversationState::Waiting);
        let opened = |card: &ConversationCard| if longest { card.opened_ms.0 } else { u64::MAX - card.opened_ms.0 };
        ids(waiting.map(|card| (Turn::Waiting, opened(card), card.conversation)))
    }

    /// This agent's. The longest wait first: those whose visitor waits, then the answered, latest first, then the gone.
    /// Else all by their last words, the newest first.
    pub fn own(&self, longest: bool) -> Vec<ConversationId> {
        let own = self.cards.values().filter(|card| self.is_mine(card.conversation));
        ids(own.map(|card| {
            let last = card.last.as_ref().map_or(card.opened_ms, |last| last.time_ms).0;
            let turn = if longest { turn(card) } else { Turn::Gone };
            (turn, if turn == Turn::Waiting { last } else { u64::MAX - last }, card.conversation)
        }))
    }

    /// What calls for this agent: conversations that wait, and own ones with something unread.
    pub fn calls(&self) -> usize {
        let unread = |card: &&ConversationCard| self.is_mine(card.conversation) && card.unread > 0;
        self.waiting(true).len() + self.cards.values().filter(unread).count()
    }

    /// What this change of a row is to ears.
    fn alert(&self, card: &ConversationCard) -> Option<Effect> {
        let (id, before) = (card.conversation, self.card(card.conversation));
        let unread = before.map_or(0, |before| before.unread);
        if card.state == ConversationState::Waiting {
            return before.is_none().then_some(Effect::NewlyWaiting);
        }
        (self.is_mine(id) && card.unread > unread).then_some(Effect::NewWords(id))
    }

    fn put(&mut self, card: ConversationCard) -> Vec<Effect> {
        let id = card.conversation;
        let last = card.last.as_ref().filter(|last| last.side == Side::Visitor);
        if last.is_some() && last != self.card(id).and_then(|before| before.last.as_ref()) {
            self.previews.remove(&id);
        }
        match &card.state {
            ConversationState::Talking(agent) if self.me == Some(agent.agent) => {
                self.mine.insert(id);
            }
            ConversationState::Waiting | ConversationState::Talking(_) => {
                self.mine.remove(&id);
            }
            ConversationState::Ended(Side::Agent) => return self.drop_row(id),
            ConversationState::Ended(Side::Visitor) if !self.is_mine(id) => return self.drop_row(id),
            ConversationState::Ended(Side::Visitor) => {}
        }
        self.cards.insert(id, card);
        if self.is_mine(id) { self.follow(id) } else { Vec::new() }
    }

    fn follow(&mut self, id: ConversationId) -> Vec<Effect> {
        if self.followed.insert(id) { vec![Effect::Follow(id)] } else { Vec::new() }
    }

    fn unfollow(&mut self, id: ConversationId) -> Vec<Effect> {
        self.previews.remove(&id);
        if self.followed.remove(&id) { vec![Effect::Unfollow(id)] } else { Vec::new() }
    }

    fn drop_row(&mut self, id: ConversationId) -> Vec<Effect> {
        self.cards.remove(&id);
        self.mine.remove(&id);
        self.typing.remove(&id);
        self.previews.remove(&id);
        if self.confirming == Some(id) {
            self.confirming = None;
        }
        if self.open == Some(id) { vec![Effect::Show(None)] } else { self.unfollow(id) }
    }

    fn open(&mut self, id: Option<ConversationId>) -> Vec<Effect> {
        let before = std::mem::replace(&mut self.open, id);
        let mut effects = Vec::new();
        if let Some(before) = before.filter(|before| Some(*before) != id && !self.is_mine(*before)) {
            effects.extend(self.unfollow(before));
        }
        if before != id {
            self.confirming = self.confirming.filter(|confirming| Some(*confirming) == id);
        }
        if let Some(id) = id.filter(|_| self.me.is_some()) {
            effects.extend(self.follow(id));
        }
        effects
    }

    /// The row goes, and a notice says to whom.
    fn lose(&mut self, id: ConversationId, notice: fn(u64) -> Notice) -> Vec<Effect> {
        let notice = self.card(id).map(|card| Effect::Notify(notice(card.visitor)));
        self.drop_row(id).into_iter().chain(notice).collect()
    }
}

/// Decides what an intent changes.
pub fn update(lists: &mut Conversations, intent: Intent, now: Millis) -> Vec<Effect> {
    match intent {
        Intent::Welcomed(me) => {
            lists.me = Some(me);
            lists.previews.clear();
            // A request that a broken link swallowed is asked again; one that stands is answered twice, harmlessly.
            let mut again = std::mem::take(&mut lists.followed);
            if let Some(open) = lists.open {
                again.insert(open);
            }
            again.into_iter().flat_map(|id| lists.follow(id)).collect()
        }
        Intent::Cards { cards, first } => {
            if first {
                lists.loaded = true;
                lists.cards.retain(|_, card| turn(card) == Turn::Gone);
                let kept = &lists.cards;
                lists.mine.retain(|id| kept.contains_key(id));
            }
            cards.into_iter().flat_map(|card| lists.put(card)).collect()
        }
        Intent::Card(card) => {
            let alert = lists.alert(&card);
            lists.put(card).into_iter().chain(alert).collect()
        }
        Intent::CardGone { id, over } => gone(lists, id, over),
        Intent::Typing(id, true) => {
            lists.typing.insert(id, now + TYPING_LASTS);
            Vec::new()
        }
        Intent::Typing(id, false) => {
            lists.typing.remove(&id);
            Vec::new()
        }
        Intent::Previewed(id, text) if !text.trim().is_empty() => {
            lists.previews.insert(id, text);
            Vec::new()
        }
        Intent::Previewed(id, _) | Intent::Said(id) => {
            lists.previews.remove(&id);
            Vec::new()
        }
        Intent::Ticked => {
            lists.typing.retain(|_, until| *until > now);
            Vec::new()
        }
        Intent::Opened(id) => lists.open(id),
        pressed @ (Intent::AcceptPressed(_)
        | Intent::AcceptOldestPressed
        | Intent::AskToEndPressed(_)
        | Intent::EndPressed(_)
        | Intent::EndCancelled
        | Intent::EndConfirmed(_)
        | Intent::ClosePressed(_)) => press(lists, pressed),
        Intent::Accepted(id) => vec![Effect::Show(Some(id))],
        Intent::Ended(id) => lists.drop_row(id),
        Intent::Refused(id, asked, error) => refused(lists, id, asked, error),
    }
}

fn gone(lists: &mut Conversations, id: ConversationId, over: bool) -> Vec<Effect> {
    let card = lists.card(id);
    let state = card.map(|card| &card.state);
    match state {
        // What the visitor ended stays, grey, until this agent closes it.
        Some(ConversationState::Ended(Side::Visitor)) if lists.is_mine(id) => Vec::new(),
        Some(ConversationState::Waiting) if lists.open == Some(id) => {
            let notice = if over { Notice::EndedFirst } else { Notice::TakenFirst };
            lists.lose(id, notice)
        }
        Some(_) | None => lists.drop_row(id),
    }
}

fn press(lists: &mut Conversations, intent: Intent) -> Vec<Effect> {
    match intent {
        Intent::AcceptPressed(id) => vec![Effect::Accept(id)],
        Intent::AcceptOldestPressed => lists.waiting(true).first().map(|id| Effect::Accept(*id)).into_iter().collect(),
        Intent::AskToEndPressed(id) => vec![Effect::AskToEnd(id)],
        Intent::EndCancelled => {
            lists.confirming = None;
            Vec::new()
        }
        Intent::EndConfirmed(id) => {
            lists.confirming = None;
            vec![Effect::End(id)]
        }
        Intent::ClosePressed(id) if lists.card(id).is_none_or(|card| turn(card) == Turn::Gone) => lists.drop_row(id),
        Intent::ClosePressed(id) | Intent::EndPressed(id) => {
            lists.confirming = Some(id);
            if lists.open == Some(id) { Vec::new() } else { vec![Effect::Show(Some(id))] }
        }
        Intent::Welcomed(_)
        | Intent::Cards { .. }
        | Intent::Card(_)
        | Intent::CardGone { .. }
        | Intent::Typing(..)
        | Intent::Previewed(..)
        | Intent::Said(_)
        | Intent::Opened(_)
        | Intent::Accepted(_)
        | Intent::Ended(_)
        | Intent::Refused(..)
        | Intent::Ticked => Vec::new(),
    }
}

fn refused(lists: &mut Conversations, id: ConversationId, asked: Asked, error: WireError) -> Vec<Effect> {
    match (asked, error.code) {
        (Asked::Accept, ErrorCode::AlreadyAccepted) => lists.lose(id, Notice::TakenFirst),
        // Ended meanwhile: the row's own change says so.
        (Asked::End | Asked::AskToEnd, ErrorCode::Ended) => Vec::new(),
        (Asked::Follow, code) => {
            lists.followed.remove(&id);
            let mut effects = vec![Effect::Notify(Notice::Refused(code))];
            if lists.open == Some(id) {
                effects.push(Effect::Show(None));
            }
            effects
        }
        (Asked::Accept, code @ (ErrorCode::Ended | ErrorCode::NotFound)) => {
            lists.drop_row(id).into_iter().chain([Effect::Notify(Notice::Refused(code))]).collect()
        }
        (Asked::Accept | Asked::AskToEnd | Asked::End, code) => vec![Effect::Notify(Notice::Refused(code))],
    }
}

#[cfg(test)]
#[path = "conversation_test.rs"]
mod tests;
