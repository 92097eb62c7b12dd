//! What waits for one socket's task: notices, and perhaps the order to close. It takes no room while nothing waits, since
//! nearly every socket is idle.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use lobby_shared::bug::{self, Bug};
use lobby_shared::wire::close::CloseCode;

use super::notice::Notice;

/// Notices that wait for one socket, at most. When full, the socket is closed with `TooSlow` and resumes from the
/// database: notices are only hints, so nothing is lost.
pub const INBOX: usize = 256;

/// The inbox of one task, which alone waits on it, for whatever comes first: one waker is enough.
#[derive(Debug, Default)]
pub struct Inbox(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Arc<Notice>>,
    code: Option<CloseCode>,
    task: Option<Waker>,
}

impl State {
    fn take(&mut self) -> Option<Arc<Notice>> {
        let notice = self.waiting.pop_front();
        if self.waiting.is_empty() {
            self.waiting = VecDeque::new();
        }
        notice
    }
}

impl Inbox {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a notice in; false when there is no room.
    pub(super) fn put(&self, notice: &Arc<Notice>) -> bool {
        let mut state = self.state();
        if state.waiting.len() >= INBOX && !bug::on(Bug::NoMeasure) {
            return false;
        }
        state.waiting.push_back(Arc::clone(notice));
        Self::wake(state);
        true
    }

    fn wake(mut state: MutexGuard<'_, State>) {
        let task = state.task.take();
        drop(state);
        if let Some(task) = task {
            task.wake();
        }
    }

    /// Waits until there is what is looked for.
    async fn until<T>(&self, mut look: impl FnMut(&mut State) -> Option<T>) -> T {
        poll_fn(|cx| {
            let mut state = self.state();
            if let Some(found) = look(&mut state) {
                return Poll::Ready(found);
            }
            if !state.task.as_ref().is_some_and(|task| task.will_wake(cx.waker())) {
                state.task = Some(cx.waker().clone());
            }
            Poll::Pending
        })
        .await
    }

    /// The next notice.
    pub async fn hear(&self) -> Arc<Notice> {
        self.until(State::take).await
    }

    /// Waits until a notice waits that is so; it stays where it is.
    pub async fn overhears(&self, so: impl Fn(&Notice) -> bool) {
        self.until(|state| state.waiting.iter().any(|notice| so(notice)).then_some(())).await;
    }

    /// Notices that wait.
    #[cfg(any(test, feature = "simulation"))]
    pub fn waiting(&self) -> usize {
        self.state().waiting.len()
    }

    /// Tells the task to close its socket with this code; the first reason stays.
    pub fn close(&self, code: CloseCode) {
        let mut state = self.state();
        state.code.get_or_insert(code);
        Self::wake(state);
    }

    /// Whether somebody has said close.
    pub fn is_closed(&self) -> bool {
        self.state().code.is_some()
    }

    /// Waits until somebody says close.
    pub async fn closed(&self) -> CloseCode {
        self.until(|state| state.code).await
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
    async fn whoever_waits_for_several_things_is_woken_by_each() {
        let inbox = Inbox::default();
        let wait = async || {
            tokio::select! {
                biased;
                code = inbox.closed() => Err(code),
                notice = inbox.hear() => Ok(notice),
            }
        };
        let first = async { tokio::join!(wait(), async { inbox.put(&Arc::new(Notice::Available(true))) }).0 };
        assert!(first.await.is_ok());
        let second = async { tokio::join!(wait(), async { inbox.close(CloseCode::Crowded) }).0 };
        assert_eq!(second.await.unwrap_err(), CloseCode::Crowded);
        inbox.close(CloseCode::TooSlow);
        assert_eq!(inbox.closed().await, CloseCode::Crowded, "the first reason stays");
    }

    #[test]
    fn an_empty_inbox_takes_little_room() {
        assert!(size_of::<Inbox>() <= 72, "{} bytes", size_of::<Inbox>());
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
        assert_eq!(inbox.state().waiting.capacity(), 0);
    }
}
