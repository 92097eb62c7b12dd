//! Moving what is durable in the log on into the database file, on a thread of its own: the thread that writes goes on
//! committing meanwhile, and nobody's acknowledgement waits for the move.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use rusqlite::{Connection, OpenFlags};

use crate::store::failure::Fault;

/// Rows changed between two moves: about a thousand messages, which dirty up to seven pages of 4 KiB each. A page that was
/// dirtied by many of them is moved once, so that seldom is cheaper than often.
const EVERY_ROWS: u64 = 2_000;
/// Pages in the log from which on a commit moves them itself (64 MiB): the log starts over only when all of it is moved,
/// and a writer that never pauses can keep this thread from ever getting so far.
pub(super) const MOST_PAGES: u32 = 16_000;

/// The way to the thread; it ends when this is dropped, with its connection closed.
pub(super) struct Checkpointer {
    rows: u64,
    /// Holds one nudge: while a move goes on, one more is enough.
    nudge: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpointer {
    /// Starts the thread with a connection of its own to this file.
    pub(super) fn start(file: &Path) -> Result<Self, Fault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags)?;
        connection.pragma_update(None, "synchronous", "full")?;
        let (nudge, nudged) = sync_channel(1);
        let thread = thread::Builder::new()
            .name("store-checkpoint".into())
            .spawn(move || serve(&connection, &nudged))
            .map_err(|error| Fault::new(format!("no thread for the database: {error}")))?;
        Ok(Self { rows: 0, nudge: Some(nudge), thread: Some(thread) })
    }

    /// So many rows were committed.
    pub(super) fn committed(&mut self, rows: u64) {
        self.rows += rows;
        if self.rows >= EVERY_ROWS {
            self.rows = 0;
            // Full: it is about to move everything anyway.
            let _ = self.nudge.as_ref().map(|nudge| nudge.try_send(()));
        }
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        self.nudge = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(connection: &Connection, nudged: &Receiver<()>) {
    while nudged.recv().is_ok() {
        // As far as it can without waiting for anybody.
        let moved = connection.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()));
        if let Err(error) = moved {
            // Nothing is lost: it stays in the log, and a later move or commit tries again.
            tracing::warn!(%error, "SQLite's log could not be moved into the database file");
        }
    }
}
