//! Reading beside the writer: a few read-only connections, used off the threads that serve sockets.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use super::session::{Begin, Session};
use crate::store::failure::{Failure, Fault};
use crate::store::operation::Operation;
use crate::store::work::Work;

/// Connections that read at once. All busy: the caller waits, first come, first served.
const CONNECTIONS: u32 = 4;

/// The connections at rest; a permit stands for each.
pub(super) struct Readers {
    free: Arc<Semaphore>,
    resting: Arc<Mutex<Vec<Session>>>,
    /// A simulation has one thread, on which it reads at once.
    #[cfg(feature = "simulation")]
    pub(super) at_once: bool,
}

impl Readers {
    /// Opens all of them, on a file that exists and is up to date.
    pub(super) fn open(file: &Path, work: &Work) -> rusqlite::Result<Self> {
        let sessions = (0..CONNECTIONS).map(|_| Session::reading(file, work)).collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(Self {
            free: Arc::new(Semaphore::new(sessions.len())),
            resting: Arc::new(Mutex::new(sessions)),
            #[cfg(feature = "simulation")]
            at_once: false,
        })
    }

    /// Runs an operation on one snapshot of the database.
    pub(super) async fn read<O: Operation>(&self, operation: O) -> Result<O::Output, Failure> {
        let permit = Arc::clone(&self.free).acquire_owned().await.map_err(|_| Fault::closed())?;
        let resting = Arc::clone(&self.resting);
        let work = move || {
            let taken = resting.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut session = taken.ok_or_else(Fault::closed)?;
            let done = snapshot(&mut session, &operation);
            resting.lock().unwrap_or_else(PoisonError::into_inner).push(session);
            drop(permit);
            done
        };
        #[cfg(feature = "simulation")]
        if self.at_once {
            return work();
        }
        tokio::task::spawn_blocking(work).await.map_err(|_| Fault::new("a reading operation broke off"))?
    }

    /// Waits for who reads, then closes all of them.
    pub(super) async fn close(&self) {
        let all = self.free.acquire_many(CONNECTIONS).await;
        self.free.close();
        drop(all);
        self.resting.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

fn snapshot<O: Operation>(session: &mut Session, operation: &O) -> Result<O::Output, Failure> {
    session.begin(Begin::Read).map_err(Fault::from)?;
    let done = session.alone(operation);
    session.roll_back();
    done
}
