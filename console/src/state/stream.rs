//! The open conversation as it reads: events and what is on its way, as rows that group and keep their identity.
//!
//! **Invariant:** events stand in the order of their numbers, and what is on its way stands behind them all.

use lobby_shared::client::{AgentRole, Delivery, Log, Pending};
use lobby_shared::conversation::Side;
use lobby_shared::event::{AgentAuthor, AgentEnvelope, AgentEvent, Kind};
use lobby_shared::id::{AgentId, Cid, ConversationId};
use lobby_shared::time::Millis;
use lobby_shared::wire::error::ErrorCode;

/// Messages of one author this close together read as one.
const GROUP_WITHIN: Millis = Millis::MINUTE;

/// One row of the stream.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Item {
    /// Somebody said something.
    Bubble(Bubble),
    /// How far the bubbles above are.
    Delivery(Reach),
    /// One did not go out.
    Failed {
        /// Which.
        cid: Cid,
        /// Why.
        reason: ErrorCode,
    },
    /// Something happened.
    Line {
        /// The event's number.
        number: u64,
        /// What.
        line: Line,
        /// When.
        time_ms: Millis,
    },
    /// Text that only agents see.
    Note {
        /// The event's number.
        number: u64,
        /// The text.
        text: String,
        /// Who wrote it.
        name: String,
    },
    /// A kind that this console is too old to know.
    Unknown(u64),
}

/// Somebody's words.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bubble {
    /// Tells it from all others, before and after it is stored.
    pub key: Key,
    /// The visitor's or the agents'.
    pub side: SideOf,
    /// The words.
    pub text: String,
    /// When.
    pub time_ms: Millis,
    /// Nobody else, and no pause, came between this and the one before.
    pub joined: bool,
}

/// What a bubble is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// Its number in the conversation.
    Number(u64),
    /// The name it got when Send was pressed here.
    Cid(Cid),
}

/// Who said it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SideOf {
    /// The visitor.
    Visitor,
    /// This agent.
    Me,
    /// A colleague, by name.
    Colleague(String),
    /// The site itself, by a rule that invites.
    Site,
}

/// How far one's own last words are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Not on the server's disk yet.
    Sending,
    /// There.
    Sent,
    /// In the visitor's browser.
    Delivered,
    /// On the visitor's screen.
    Read,
}

/// Something that happened, as a line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Line {
    /// The visitor began it.
    Opened,
    /// Somebody accepted it; `None`: this agent.
    Accepted(Option<String>),
    /// Somebody asked to end; `None`: this agent.
    EndAsked(Option<String>),
    /// The visitor would rather go on.
    EndDeclined,
    /// The visitor ended it.
    EndedByVisitor,
    /// The agents ended it.
    EndedByAgent,
}

/// The open conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    /// Which.
    pub conversation: Option<ConversationId>,
    /// Its rows.
    pub items: Vec<Item>,
    /// Nothing of it has arrived yet. What is missing at its end comes by itself, and takes no place meanwhile.
    pub loading: bool,
    /// It is over.
    pub ended: bool,
    /// An end was asked for and not answered.
    pub end_asked: bool,
    /// The last number shown, to notice news by.
    pub last: u64,
}

impl Stream {
    /// Whether the visitor has said something in it since it was like this.
    pub fn has_heard_since(&self, before: &Self) -> bool {
        self.conversation.is_some() && self.conversation == before.conversation && self.heard() > before.heard()
    }

    fn heard(&self) -> usize {
        let visitors = |item: &&Item| matches!(item, Item::Bubble(said) if said.side == SideOf::Visitor);
        self.items.iter().filter(visitors).count()
    }
}

/// Reads a conversation. `log` is `None` before anything of it arrived.
pub fn read(
    conversation: ConversationId,
    log: Option<&Log<AgentRole>>,
    outbox: &[Pending],
    me: Option<AgentId>,
) -> Stream {
    let events = log.map_or(&[][..], Log::events);
    let (received, read) = log.map_or((0, 0), |log| (log.other_received(), log.other_read()));
    let mut writer = Writer { me, items: Vec::new(), before: None };
    let mut own_last = None;
    let mut end_asked = false;
    let mut ended = false;
    for event in events {
        if writer.event(event) {
            own_last = Some((writer.items.len(), event.number));
        }
        match event.kind.known() {
            Some(AgentEvent::EndAsked {}) => end_asked = true,
            Some(AgentEvent::EndDeclined {} | AgentEvent::Message { .. }) => end_asked = false,
            Some(AgentEvent::Ended { .. }) => ended = true,
            Some(AgentEvent::Opened {} | AgentEvent::Accepted {} | AgentEvent::Note { .. }) | None => {}
        }
    }
    let pending: Vec<&Pending> =
        outbox.iter().filter(|pending| pending.entry.conversation == Some(conversation)).collect();
    if let Some((at, number)) = own_last {
        let state = if read >= number {
            Reach::Read
        } else if received >= number {
            Reach::Delivered
        } else {
            Reach::Sent
        };
        // Under the last own bubble, unless newer words of one's own stand below and say more.
        if pending.is_empty() {
            writer.items.insert(at, Item::Delivery(state));
        }
    }
    for entry in pending {
        writer.pending(entry);
    }
    let last = events.last().map_or(0, |event| event.number);
    let loading = log.is_none_or(|log| log.last() == 0);
    Stream { conversation: Some(conversation), items: writer.items, loading, ended, end_asked, last }
}

struct Writer {
    me: Option<AgentId>,
    items: Vec<Item>,
    before: Option<(SideOf, Millis)>,
}

impl Writer {
    /// Adds an event's row; returns whether it is this side's words.
    fn event(&mut self, event: &AgentEnvelope) -> bool {
        let Kind::Known(kind) = &event.kind else {
            self.row(Item::Unknown(event.number));
            return false;
        };
        let name = self.name(&event.author);
        let line = match kind {
            AgentEvent::Message { text } => {
                let key = event.cid.map_or(Key::Number(event.number), Key::Cid);
                let side = self.side(&event.author);
                let own = side != SideOf::Visitor;
                self.bubble(key, side, text, event.time_ms);
                return own;
            }
            AgentEvent::Note { text } => {
                let name = name.unwrap_or_default();
                self.row(Item::Note { number: event.number, text: text.clone(), name });
                return false;
            }
            AgentEvent::Opened {} => Line::Opened,
            AgentEvent::Accepted {} => Line::Accepted(name),
            AgentEvent::EndAsked {} => Line::EndAsked(name),
            AgentEvent::EndDeclined {} => Line::EndDeclined,
            AgentEvent::Ended { by: Side::Visitor } => Line::EndedByVisitor,
            AgentEvent::Ended { by: Side::Agent } => Line::EndedByAgent,
        };
        self.row(Item::Line { number: event.number, line, time_ms: event.time_ms });
        false
    }

    fn pending(&mut self, pending: &Pending) {
        let entry = &pending.entry;
        self.bubble(Key::Cid(entry.cid), SideOf::Me, &entry.text, entry.made_ms);
        // One line under the last of them is enough, unless one failed.
        if let Some(at) = self.items.iter().rposition(|item| *item == Item::Delivery(Reach::Sending)) {
            self.items.remove(at);
        }
        match pending.delivery {
            Delivery::Saving | Delivery::Queued(_) | Delivery::InFlight(_) => {
                self.items.push(Item::Delivery(Reach::Sending));
            }
            Delivery::Acked(..) => self.items.push(Item::Delivery(Reach::Sent)),
            Delivery::Failed(code) => self.row(Item::Failed { cid: entry.cid, reason: code }),
        }
    }

    fn bubble(&mut self, key: Key, side: SideOf, text: &str, time_ms: Millis) {
        let joined =
            self.before.as_ref().is_some_and(|(before, at)| *before == side && time_ms.since(*at).0 <= GROUP_WITHIN.0);
        self.before = Some((side.clone(), time_ms));
        self.items.push(Item::Bubble(Bubble { key, side, text: text.to_owned(), time_ms, joined }));
    }

    fn row(&mut self, item: Item) {
        self.before = None;
        self.items.push(item);
    }

    fn side(&self, author: &AgentAuthor) -> SideOf {
        match author {
            AgentAuthor::Visitor => SideOf::Visitor,
            AgentAuthor::Agent(agent) if Some(agent.agent) == self.me => SideOf::Me,
            AgentAuthor::Agent(agent) => SideOf::Colleague(agent.name.clone()),
            AgentAuthor::System => SideOf::Site,
        }
    }

    /// A colleague's name; `None` for this agent.
    fn name(&self, author: &AgentAuthor) -> Option<String> {
        match author {
            AgentAuthor::Agent(agent) if Some(agent.agent) == self.me => None,
            AgentAuthor::Agent(agent) => Some(agent.name.clone()),
            AgentAuthor::Visitor | AgentAuthor::System => Some(String::new()),
        }
    }
}

#[cfg(test)]
#[path = "stream_test.rs"]
mod tests;
