//! Visitors and agents, with the words in which stories speak of them.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use lobby_shared::client::{
    AgentIntroduction, AgentRequest, AgentRole, Entry, Input, VisitorIntroduction, VisitorRole,
};
use lobby_shared::conversation::ConversationCard;
use lobby_shared::event::{AgentEvent, Kind, VisitorEvent};
use lobby_shared::id::{Cid, ConversationId, SiteId, TabId, VisitorToken};
use lobby_shared::lobby::{self, MAX_ROWS, Watch};
use lobby_shared::page::Page;
use lobby_shared::privacy::Privacy;
use lobby_shared::site::SiteKey;
use lobby_shared::time::Millis;
use lobby_shared::wire::agent::{AgentCommand, AgentPush};
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::visitor::VisitorPush;

use crate::dial::Door;
use crate::person::{Person, Remember, View};
use crate::server::{Cookie, SHOP};

/// A visitor.
pub type Visitor = Person<VisitorRole>;
/// An agent.
pub type Agent = Person<AgentRole>;

impl Remember for VisitorRole {
    fn remember(introduction: &VisitorIntroduction, push: &VisitorPush) -> Option<VisitorIntroduction> {
        match push {
            VisitorPush::Welcome(welcome) => {
                welcome.token.map(|token| VisitorIntroduction { token: Some(token), ..introduction.clone() })
            }
            _ => None,
        }
    }
}

impl Remember for AgentRole {
    fn remember(_: &AgentIntroduction, _: &AgentPush) -> Option<AgentIntroduction> {
        None
    }
}

static NEXT: AtomicU64 = AtomicU64::new(1);

/// A cid that no other of this process has.
pub fn cid() -> Cid {
    let mut bytes = [0xc1; 16];
    bytes[..8].copy_from_slice(&NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    Cid::from_bytes(bytes)
}

/// The first rows of a site's lobby, the latest arrival first.
pub fn watch(site: SiteId) -> AgentCommand {
    AgentCommand::Watch(Some(Watch { site, view: lobby::View::default(), from: 0, rows: MAX_ROWS, overview: false }))
}

/// How a visitor of this site introduces their widget.
pub fn introduction(site: &SiteKey, token: Option<VisitorToken>) -> VisitorIntroduction {
    VisitorIntroduction {
        site: site.clone(),
        token,
        tab: TabId::from_bytes([7; 16]),
        origin: SHOP.into(),
        page: Page { address: format!("{SHOP}/boots"), title: "Boots".into() },
        referrer: "https://www.example.com/search?q=boots".into(),
        foreground: true,
        privacy: Privacy::Lasting,
        screen: None,
        language: String::new(),
    }
}

impl Visitor {
    /// Comes to the shop for the first time.
    pub fn come(address: SocketAddr, site: &SiteKey) -> Self {
        Self::come_with(address, site, None, BTreeMap::new(), Codec::Postcard)
    }

    /// Comes with a token and with what the browser kept.
    pub fn come_with(
        address: SocketAddr,
        site: &SiteKey,
        token: Option<VisitorToken>,
        kept: BTreeMap<Cid, Entry>,
        codec: Codec,
    ) -> Self {
        Self::start(Door::visitor(address), introduction(site, token), codec, kept)
    }

    /// The token that the server gave out.
    pub async fn token(&self) -> VisitorToken {
        let token = |view: &View<VisitorRole>| {
            view.pushes.iter().find_map(|push| match push {
                VisitorPush::Welcome(welcome) => welcome.token,
                _ => None,
            })
        };
        let view = self.sees("a token", |view| token(view).is_some()).await;
        token(&view).unwrap()
    }

    /// Writes a message; returns its cid.
    pub async fn write(&self, text: &str) -> Cid {
        say(self, None, text).await
    }

    /// Waits until these are all the words of the conversation, in this order, and nothing is on its way.
    pub async fn sees_words(&self, words: &[&str]) -> View<VisitorRole> {
        self.sees(&format!("{words:?}"), |view| visitor_words(view) == words && view.outbox.is_empty()).await
    }

    /// The conversation, once there is one.
    pub async fn conversation(&self) -> ConversationId {
        let view = self.sees("a conversation", |view| !view.logs.is_empty()).await;
        *view.logs.keys().next_back().unwrap()
    }
}

impl Agent {
    /// Opens the console.
    pub fn open(address: SocketAddr, cookie: &Cookie) -> Self {
        let introduction = AgentIntroduction { tab: TabId::from_bytes([9; 16]) };
        Self::start(Door::agent(address, cookie.clone()), introduction, Codec::Json, BTreeMap::new())
    }

    /// Waits for a conversation in the queue.
    pub async fn sees_waiting(&self) -> ConversationId {
        let view = self.sees("a waiting conversation", |view| !waiting(view).is_empty()).await;
        waiting(&view)[0].conversation
    }

    /// Takes a conversation and follows it.
    pub async fn accept(&self, conversation: ConversationId) {
        self.feed(Input::Request(AgentRequest::Accept(conversation))).await;
        self.feed(Input::Request(AgentRequest::Follow(conversation))).await;
        let done = AgentRequest::Follow(conversation);
        self.sees("the accepted conversation", |view| view.done.contains(&done)).await;
    }

    /// Writes a message; returns its cid.
    pub async fn write(&self, conversation: ConversationId, text: &str) -> Cid {
        say(self, Some(conversation), text).await
    }

    /// Waits until these are all the words of a conversation, in this order, and nothing is on its way.
    pub async fn sees_words(&self, conversation: ConversationId, words: &[&str]) -> View<AgentRole> {
        let so = |view: &View<AgentRole>| agent_words(view, conversation) == words && view.outbox.is_empty();
        self.sees(&format!("{words:?}"), so).await
    }
}

async fn say<R: Remember>(person: &Person<R>, conversation: Option<ConversationId>, text: &str) -> Cid {
    let cid = cid();
    let made_ms = Millis(NEXT.fetch_add(1, Ordering::Relaxed));
    person.feed(Input::Send(Entry { cid, conversation, text: text.into(), made_ms })).await;
    cid
}

/// Everything said, as the visitor reads it.
pub fn visitor_words(view: &View<VisitorRole>) -> Vec<&str> {
    let events = view.logs.values().flatten();
    events
        .filter_map(|event| match &event.kind {
            Kind::Known(VisitorEvent::Message { text }) => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

/// Everything said in a conversation, as the agent reads it.
pub fn agent_words(view: &View<AgentRole>, conversation: ConversationId) -> Vec<&str> {
    let events = view.logs.get(&conversation).into_iter().flatten();
    events
        .filter_map(|event| match &event.kind {
            Kind::Known(AgentEvent::Message { text }) => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

/// The agent's lists, as the pushes so far make them.
pub fn cards(view: &View<AgentRole>) -> BTreeMap<ConversationId, ConversationCard> {
    let mut rows = BTreeMap::new();
    for push in &view.pushes {
        match push {
            AgentPush::Cards { cards, first } => {
                if *first {
                    rows.clear();
                }
                rows.extend(cards.iter().map(|card| (card.conversation, card.clone())));
            }
            AgentPush::Card(card) => {
                rows.insert(card.conversation, card.clone());
            }
            AgentPush::CardGone(conversation) => {
                rows.remove(conversation);
            }
            _ => {}
        }
    }
    rows
}

/// The queue, as the agent sees it.
pub fn waiting(view: &View<AgentRole>) -> Vec<ConversationCard> {
    let waits = |card: &ConversationCard| card.state == lobby_shared::conversation::ConversationState::Waiting;
    cards(view).into_values().filter(waits).collect()
}
