//! What waits for one socket's task: notices, and perhaps the order to close. It takes no room while nothing waits, since
//! nearly every socket is idle.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use lobby_shared::wire::close::CloseCode;
use tokio::sync::Notify;

use super::notice::Notice;

/// Notices that wait for one socket, at most. When full, the socket is closed with `TooSlow` and resumes from the
/// database: notices are only hints, so nothing is lost.
pub const INBOX: usize = 256;
/// Room that an empty inbox keeps.
const KEPT: usize = 16;

/// The inbox of one task, which alone waits on it.
#[derive(Debug, Default)]
pub struct Inbox {
    waiting: Mutex<VecDeque<Arc<Notice>>>,
    filled: Notify,
    code: OnceLock<CloseCode>,
    closed: Notify,
}

impl Inbox {
    /// Puts a notice in; false when there is no room.
    pub(super) fn put(&self, notice: &Arc<Notice>) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= INBOX {
            return false;
        }
        waiting.push_back(Arc::clone(notice));
        drop(waiting);
        self.filled.notify_one();
        true
    }

    /// The next notice.
    pub async fn hear(&self) -> Arc<Notice> {
        loop {
            if let Some(notice) = self.take() {
                return notice;
            }
            self.filled.notified().await;
        }
    }

    /// Waits until a notice waits that is so; it stays where it is.
    pub async fn overhears(&self, so: impl Fn(&Notice) -> bool) {
        loop {
            if self.waiting.lock().unwrap_or_else(PoisonError::into_inner).iter().any(|notice| so(notice)) {
                return;
            }
            self.filled.notified().await;
        }
    }

    fn take(&self) -> Option<Arc<Notice>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let notice = waiting.pop_front();
        if waiting.is_empty() && waiting.capacity() > KEPT {
            waiting.shrink_to(KEPT);
        }
        notice
    }

    /// Tells the task to close its socket with this code; the first reason stays.
    pub fn close(&self, code: CloseCode) {
        let _ = self.code.set(code);
        self.closed.notify_one();
    }

    /// Whether somebody has said close.
    pub fn is_closed(&self) -> bool {
        self.code.get().is_some()
    }

    /// Waits until somebody says close.
    pub async fn closed(&self) -> CloseCode {
        loop {
            if let Some(code) = self.code.get() {
                return *code;
            }
            self.closed.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_came_while_nobody_waited_is_heard_in_order() {
        let inbox = Inbox::default();
        for available in [true, false] {
            assert!(inbox.put(&Arc::new(Notice::Available(available))));
        }
        assert!(matches!(*inbox.hear().await, Notice::Available(true)));
        assert!(matches!(*inbox.hear().await, Notice::Available(false)));
    }

    #[tokio::test]
    async fn an_inbox_that_was_full_gives_its_room_back() {
        let inbox = Inbox::default();
        let notice = Arc::new(Notice::Available(true));
        assert!((0..INBOX).all(|_| inbox.put(&notice)));
        assert!(!inbox.put(&notice));
        for _ in 0..INBOX {
            inbox.hear().await;
        }
        assert!(inbox.waiting.lock().unwrap().capacity() <= KEPT);
    }
}
