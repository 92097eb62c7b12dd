//! Who listens on this node, and to what. Delivering never waits: a listener whose inbox is full is told to close.

pub mod bell;
pub mod block;
mod column;
pub mod inbox;
pub mod invitation;
pub mod lobby;
pub mod notice;
mod overview;
pub mod present;
pub mod rule;
mod sieve;
mod site;
mod sorted;
pub mod staff;
mod tally;
pub mod trail;
mod window;

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use lobby_shared::bug::{self, Bug};
use lobby_shared::id::ConversationId;
use lobby_shared::wire::close::CloseCode;

use crate::domain::key::{AgentNo, SiteNo, VisitorKey};
use inbox::Inbox;
use notice::Notice;

const SHARDS: usize = 16;
/// What a visitor's socket listens to: the visitor's own things, and the site's.
const OF_VISITOR: usize = 2;

/// What can be listened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// One conversation, for the agents who follow it.
    Conversation(ConversationId),
    /// What the visitor of a conversation is writing, for the agents who follow it. Nothing that is stored travels here.
    Preview(ConversationId),
    /// One visitor's own things, for all their tabs.
    Visitor(VisitorKey),
    /// What every visitor of a site is told.
    VisitorsOf(SiteNo),
    /// What every agent is told: cards.
    Agents,
    /// One agent's own things, for all their tabs.
    Agent(AgentNo),
    /// One window of a site's lobby, by its name.
    Window(SiteNo, u64),
    /// The figures of a site.
    Counts(SiteNo),
    /// The figures of a site for map and heat view.
    Overview(SiteNo),
    /// The trail of one visitor, for the agents who look at it.
    Trail(VisitorKey),
}

/// Who listens to what.
type Shard = Mutex<HashMap<Topic, Ears>>;

/// Those who listen to one topic, the latest last. Nearly always it is one: a visitor's own tab.
#[derive(Debug)]
enum Ears {
    One(Arc<Inbox>),
    Many(Vec<Arc<Inbox>>),
}

impl Ears {
    fn all(&self) -> &[Arc<Inbox>] {
        match self {
            Self::One(inbox) => std::slice::from_ref(inbox),
            Self::Many(all) => all,
        }
    }

    fn add(&mut self, inbox: &Arc<Inbox>) {
        match self {
            Self::One(first) => *self = Self::Many(vec![Arc::clone(first), Arc::clone(inbox)]),
            Self::Many(all) => all.push(Arc::clone(inbox)),
        }
    }

    /// Whether anybody is left without this one.
    fn remove(&mut self, inbox: &Arc<Inbox>) -> bool {
        match self {
            Self::One(last) => !Arc::ptr_eq(last, inbox),
            Self::Many(all) => {
                all.retain(|other| !Arc::ptr_eq(other, inbox));
                !all.is_empty()
            }
        }
    }
}

/// The listeners of this node.
#[derive(Debug)]
pub struct Hub {
    shards: Vec<Shard>,
    hasher: RandomState,
}

impl Default for Hub {
    fn default() -> Self {
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect();
        Self { shards, hasher: RandomState::new() }
    }
}

impl Hub {
    fn shard(&self, topic: Topic) -> Option<&Shard> {
        let at = usize::try_from(self.hasher.hash_one(topic) % SHARDS as u64).unwrap_or(0);
        self.shards.get(at)
    }

    /// Gives a notice to everyone on this node who listens to a topic.
    pub fn deliver(&self, topic: Topic, notice: &Arc<Notice>) {
        let Some(shard) = self.shard(topic) else { return };
        let map = shard.lock().unwrap_or_else(PoisonError::into_inner);
        for inbox in map.get(&topic).map(Ears::all).into_iter().flatten() {
            if !inbox.put(notice) && !bug::on(Bug::SilentOverflow) {
                inbox.close(CloseCode::TooSlow);
            }
        }
    }

    /// Keeps the newest `most` listeners of a topic on this node, and closes the others.
    pub fn thin_out(&self, topic: Topic, most: usize, code: CloseCode) {
        let Some(shard) = self.shard(topic) else { return };
        let map = shard.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(listening) = map.get(&topic).map(Ears::all) else { return };
        for inbox in listening.iter().take(listening.len().saturating_sub(most)) {
            inbox.close(code);
        }
    }

    /// Whether anyone on this node listens to a topic.
    pub fn has(&self, topic: Topic) -> bool {
        let Some(shard) = self.shard(topic) else { return false };
        shard.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&topic)
    }

    /// Starts a listener that hears nothing yet.
    pub fn listener(self: &Arc<Self>) -> Listener {
        Listener { hub: Arc::clone(self), inbox: Arc::default(), topics: Vec::new() }
    }

    fn remove(&self, topic: Topic, inbox: &Arc<Inbox>) {
        let Some(shard) = self.shard(topic) else { return };
        let mut map = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if map.get_mut(&topic).is_some_and(|listening| !listening.remove(inbox)) {
            map.remove(&topic);
        }
    }
}

/// One socket's ear; hears until it is dropped.
#[derive(Debug)]
pub struct Listener {
    hub: Arc<Hub>,
    inbox: Arc<Inbox>,
    /// [`OF_VISITOR`], or some hundred for an agent at most.
    topics: Vec<Topic>,
}

impl Listener {
    /// From now on hears a topic. Read the database after this, not before, and nothing falls between.
    pub fn listen(&mut self, topic: Topic) {
        if self.topics.contains(&topic) {
            return;
        }
        if self.topics.is_empty() {
            self.topics.reserve_exact(OF_VISITOR);
        }
        self.topics.push(topic);
        if let Some(shard) = self.hub.shard(topic) {
            let mut map = shard.lock().unwrap_or_else(PoisonError::into_inner);
            let inbox = &self.inbox;
            map.entry(topic).and_modify(|ears| ears.add(inbox)).or_insert_with(|| Ears::One(Arc::clone(inbox)));
        }
    }

    /// No longer hears a topic.
    pub fn ignore(&mut self, topic: Topic) {
        if let Some(at) = self.topics.iter().position(|heard| *heard == topic) {
            self.topics.swap_remove(at);
            self.hub.remove(topic, &self.inbox);
        }
    }

    /// What waits to be heard.
    pub fn inbox(&self) -> Arc<Inbox> {
        Arc::clone(&self.inbox)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        for topic in &self.topics {
            self.hub.remove(*topic, &self.inbox);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::inbox::INBOX;
    use super::*;

    #[tokio::test]
    async fn a_full_inbox_closes_its_own_socket_only() {
        let hub = Arc::new(Hub::default());
        let (mut slow, mut quick) = (hub.listener(), hub.listener());
        slow.listen(Topic::Agents);
        let notice = Arc::new(Notice::Available(true));
        for _ in 0..INBOX {
            hub.deliver(Topic::Agents, &notice);
        }
        quick.listen(Topic::Agents);
        hub.deliver(Topic::Agents, &notice);
        assert_eq!(slow.inbox().closed().await, CloseCode::TooSlow);
        assert!(matches!(*quick.inbox().hear().await, Notice::Available(true)));
        assert!(!quick.inbox().is_closed());
    }

    #[tokio::test]
    async fn all_who_listen_are_told_until_they_do_no_longer() {
        let hub = Arc::new(Hub::default());
        let mut listeners = [hub.listener(), hub.listener(), hub.listener()];
        let notice = Arc::new(Notice::Available(true));
        listeners.iter_mut().for_each(|listener| listener.listen(Topic::Agents));
        hub.deliver(Topic::Agents, &notice);
        listeners[1].ignore(Topic::Agents);
        hub.deliver(Topic::Agents, &notice);
        hub.thin_out(Topic::Agents, 1, CloseCode::Crowded);
        let heard = listeners.each_ref().map(|listener| (listener.inbox().waiting(), listener.inbox().is_closed()));
        assert_eq!(heard, [(2, true), (1, false), (2, false)], "the oldest one goes");
        drop(listeners);
        assert!(!hub.has(Topic::Agents));
    }

    #[test]
    fn a_dropped_listener_leaves_nothing_behind() {
        let hub = Arc::new(Hub::default());
        let mut listener = hub.listener();
        listener.listen(Topic::Counts(SiteNo(1)));
        assert!(hub.has(Topic::Counts(SiteNo(1))));
        drop(listener);
        assert!(!hub.has(Topic::Counts(SiteNo(1))));
    }
}
