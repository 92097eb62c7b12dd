//! What the server itself keeps for one client: the notices in its inbox and the frames in its session's hands. The most
//! that there ever were of either, over all sockets of a place, told when the run is over.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Bytes;
use lobby_server::hub::Listener;
use lobby_server::hub::inbox::Inbox;
use lobby_server::hub::notice::Notice;
use lobby_server::ws::{Flow, Session};

/// The most that waited for one place.
#[derive(Clone, Debug, Default)]
pub struct Weight(Arc<AtomicUsize>);

impl Weight {
    /// The most so far.
    pub fn most(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    fn see(&self, waiting: usize) {
        self.0.fetch_max(waiting, Ordering::Relaxed);
    }
}

/// A session on the scales. The run loop takes what there is to say before and after each notice, frame and tick, and hears
/// one notice at a time: what is seen then is all there was.
pub struct Weighed<S> {
    session: S,
    inbox: Arc<Inbox>,
    weight: Weight,
}

impl<S: Session> Weighed<S> {
    /// Puts a session on the scales.
    pub fn new(mut session: S, weight: Weight) -> Self {
        let inbox = session.listener().inbox();
        Self { session, inbox, weight }
    }
}

impl<S: Session> Session for Weighed<S> {
    async fn hello(&mut self, bytes: &[u8]) -> Flow {
        self.session.hello(bytes).await
    }

    async fn frame(&mut self, bytes: &[u8]) -> Flow {
        self.session.frame(bytes).await
    }

    async fn notice(&mut self, notice: Arc<Notice>) -> Flow {
        // This one was among them until now.
        self.weight.see(self.inbox.waiting() + 1);
        self.session.notice(notice).await
    }

    fn ends(&self, notice: &Notice) -> bool {
        self.session.ends(notice)
    }

    async fn tick(&mut self, count: u64) -> Flow {
        self.session.tick(count).await
    }

    fn drain(&mut self) {
        self.session.drain();
    }

    fn listener(&mut self) -> &mut Listener {
        self.session.listener()
    }

    fn take(&mut self) -> Vec<Bytes> {
        let frames = self.session.take();
        self.weight.see(frames.len());
        self.weight.see(self.inbox.waiting());
        frames
    }

    fn owes(&self) -> bool {
        self.session.owes()
    }

    async fn settle(&mut self) {
        self.session.settle().await;
    }

    fn leave(&mut self) {
        self.weight.see(self.inbox.waiting());
        self.session.leave();
    }
}
