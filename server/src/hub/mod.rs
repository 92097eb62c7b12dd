//! Who listens on this node, and to what. Delivering never waits: a listener whose inbox is full is told to close.

pub mod bell;
pub mod lobby;
pub mod notice;
pub mod staff;

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use lobby_shared::bug::{self, Bug};
use lobby_shared::id::ConversationId;
use lobby_shared::wire::close::CloseCode;
use tokio::sync::{Notify, mpsc};

use crate::domain::key::{AgentNo, SiteNo, VisitorKey};
use notice::Notice;

/// Notices that wait for one socket, at most. When full, the socket is closed with `TooSlow` and resumes from the
/// database: notices are only hints, so nothing is lost.
pub const INBOX: usize = 256;
const SHARDS: usize = 16;

/// What can be listened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// One conversation, for the agents who follow it.
    Conversation(ConversationId),
    /// One visitor's own things, for all their tabs.
    Visitor(VisitorKey),
    /// What every visitor of a site is told.
    VisitorsOf(SiteNo),
    /// What every agent is told: cards.
    Agents,
    /// One agent's own things, for all their tabs.
    Agent(AgentNo),
    /// The lobby of a site.
    Watch(SiteNo),
}

#[derive(Debug)]
struct Ear {
    id: u64,
    inbox: mpsc::Sender<Arc<Notice>>,
    kick: Arc<Kick>,
}

/// Tells a socket's task to close, from outside.
#[derive(Debug, Default)]
pub struct Kick {
    code: OnceLock<CloseCode>,
    notify: Notify,
}

impl Kick {
    /// Close with this code; the first reason stays.
    pub fn close(&self, code: CloseCode) {
        let _ = self.code.set(code);
        self.notify.notify_one();
    }

    /// Waits until somebody says close.
    pub async fn wait(&self) -> CloseCode {
        loop {
            if let Some(code) = self.code.get() {
                return *code;
            }
            self.notify.notified().await;
        }
    }
}

/// The listeners of this node.
#[derive(Debug)]
pub struct Hub {
    shards: Vec<Mutex<HashMap<Topic, Vec<Ear>>>>,
    hasher: RandomState,
    next: AtomicU64,
}

impl Default for Hub {
    fn default() -> Self {
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect();
        Self { shards, hasher: RandomState::new(), next: AtomicU64::new(1) }
    }
}

impl Hub {
    fn shard(&self, topic: Topic) -> Option<&Mutex<HashMap<Topic, Vec<Ear>>>> {
        let at = usize::try_from(self.hasher.hash_one(topic) % SHARDS as u64).unwrap_or(0);
        self.shards.get(at)
    }

    /// Gives a notice to everyone on this node who listens to a topic.
    pub fn deliver(&self, topic: Topic, notice: &Arc<Notice>) {
        let Some(shard) = self.shard(topic) else { return };
        let map = shard.lock().unwrap_or_else(PoisonError::into_inner);
        for ear in map.get(&topic).into_iter().flatten() {
            if ear.inbox.try_send(Arc::clone(notice)).is_err() && !bug::on(Bug::SilentOverflow) {
                ear.kick.close(CloseCode::TooSlow);
            }
        }
    }

    /// Whether anyone on this node listens to a topic.
    pub fn has(&self, topic: Topic) -> bool {
        let Some(shard) = self.shard(topic) else { return false };
        shard.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&topic)
    }

    /// Starts a listener that hears nothing yet.
    pub fn listener(self: &Arc<Self>) -> Listener {
        let (sender, inbox) = mpsc::channel(INBOX);
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        Listener { hub: Arc::clone(self), id, sender, inbox, kick: Arc::default(), topics: HashSet::new() }
    }

    fn remove(&self, topic: Topic, id: u64) {
        let Some(shard) = self.shard(topic) else { return };
        let mut map = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ears) = map.get_mut(&topic) {
            ears.retain(|ear| ear.id != id);
            if ears.is_empty() {
                map.remove(&topic);
            }
        }
    }
}

/// One socket's ear; hears until it is dropped.
#[derive(Debug)]
pub struct Listener {
    hub: Arc<Hub>,
    id: u64,
    sender: mpsc::Sender<Arc<Notice>>,
    inbox: mpsc::Receiver<Arc<Notice>>,
    kick: Arc<Kick>,
    topics: HashSet<Topic>,
}

impl Listener {
    /// From now on hears a topic. Read the database after this, not before, and nothing falls between.
    pub fn listen(&mut self, topic: Topic) {
        if !self.topics.insert(topic) {
            return;
        }
        let ear = Ear { id: self.id, inbox: self.sender.clone(), kick: Arc::clone(&self.kick) };
        if let Some(shard) = self.hub.shard(topic) {
            shard.lock().unwrap_or_else(PoisonError::into_inner).entry(topic).or_default().push(ear);
        }
    }

    /// No longer hears a topic.
    pub fn ignore(&mut self, topic: Topic) {
        if self.topics.remove(&topic) {
            self.hub.remove(topic, self.id);
        }
    }

    /// The next notice.
    pub async fn hear(&mut self) -> Option<Arc<Notice>> {
        self.inbox.recv().await
    }

    /// The handle that closes this socket from outside.
    pub fn kick(&self) -> Arc<Kick> {
        Arc::clone(&self.kick)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        for topic in &self.topics {
            self.hub.remove(*topic, self.id);
        }
    }
}

#[cfg(test)]
mod tests {
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
        assert_eq!(slow.kick().wait().await, CloseCode::TooSlow);
        assert!(quick.hear().await.is_some());
        assert!(quick.kick.code.get().is_none());
    }

    #[test]
    fn a_dropped_listener_leaves_nothing_behind() {
        let hub = Arc::new(Hub::default());
        let mut listener = hub.listener();
        listener.listen(Topic::Watch(SiteNo(1)));
        assert!(hub.has(Topic::Watch(SiteNo(1))));
        drop(listener);
        assert!(!hub.has(Topic::Watch(SiteNo(1))));
    }
}
