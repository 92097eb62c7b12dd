//! Where tasks start: counted, so that a drain can wait until the last one is done.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

/// The running tasks of one server.
#[derive(Clone, Debug)]
pub struct Tasks {
    running: Arc<watch::Sender<usize>>,
    draining: Arc<watch::Sender<bool>>,
}

impl Default for Tasks {
    fn default() -> Self {
        Self { running: Arc::new(watch::Sender::new(0)), draining: Arc::new(watch::Sender::new(false)) }
    }
}

struct Counted(Arc<watch::Sender<usize>>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.send_modify(|running| *running = running.saturating_sub(1));
    }
}

impl Tasks {
    /// Starts a task.
    #[expect(clippy::disallowed_methods, reason = "this is the home of tasks")]
    pub fn start(&self, task: impl Future<Output = ()> + Send + 'static) {
        let counted = self.count();
        tokio::spawn(async move {
            let _counted = counted;
            task.await;
        });
    }

    /// Starts a task that holds its own [`Self::count`]. Nothing is put around it, which would take its room once more.
    #[expect(clippy::disallowed_methods, reason = "this is the home of tasks")]
    pub fn start_bare(task: impl Future<Output = ()> + Send + 'static) {
        tokio::spawn(task);
    }

    /// Counts something that is not started here, such as a socket's task, for as long as the value lives.
    pub fn count(&self) -> impl Send + 'static + use<> {
        self.running.send_modify(|running| *running += 1);
        Counted(Arc::clone(&self.running))
    }

    /// Tells every task that the server goes away.
    pub fn drain(&self) {
        self.draining.send_replace(true);
    }

    /// Turns true when the server goes away.
    pub fn draining(&self) -> watch::Receiver<bool> {
        self.draining.subscribe()
    }

    /// Whether the server is going away.
    pub fn is_draining(&self) -> bool {
        *self.draining.borrow()
    }

    /// Waits until no task runs, at most this long; tells whether that came true.
    pub async fn finish(&self, at_most: Duration) -> bool {
        let mut running = self.running.subscribe();
        tokio::time::timeout(at_most, running.wait_for(|running| *running == 0)).await.is_ok_and(|done| done.is_ok())
    }
}
