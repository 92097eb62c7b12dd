//! The disk of a simulation: the writer without its thread, so that a driver decides when a group of writes is on disk,
//! and whether. What is decided, written and read is the released code; no release has this.

use std::path::Path;

use tokio::sync::{mpsc, oneshot};

use super::{Group, Message, QUEUE, Writer};
use crate::store::failure::Fault;
use crate::store::identity::{Identity, KeepIdentity};
use crate::store::open_error::OpenError;
use crate::store::sqlite::Sqlite;
use crate::store::sqlite::session::Session;
use crate::store::work::Work;

/// The connection that writes and what waits for it, in the driver's hand.
pub struct Disk {
    session: Session,
    queue: mpsc::Receiver<Message>,
    closing: Vec<oneshot::Sender<()>>,
}

/// Writes that have run in one open transaction and are not on disk yet.
pub struct Gathered(Group);

impl Sqlite {
    /// Opens a database like [`Self::open`], on this thread alone.
    pub(in crate::store) fn open_by_hand(folder: &Path, work: &Work) -> Result<(Self, Disk, Identity), OpenError> {
        let (mut session, mut readers) = Self::prepare(folder, work)?;
        readers.at_once = true;
        let identity = session.alone(&KeepIdentity(Identity::draw()?))?;
        let (queue, waiting) = mpsc::channel(QUEUE);
        let disk = Disk { session, queue: waiting, closing: Vec::new() };
        Ok((Self { writer: Writer { queue }, readers }, disk, identity))
    }
}

impl Disk {
    /// Waits for writes and runs all that there are in one transaction; `None` when the store was closed.
    pub async fn gather(&mut self) -> Option<Gathered> {
        loop {
            match self.queue.recv().await? {
                Message::Run(job) => {
                    let Self { session, queue, closing } = self;
                    return Some(Gathered(Group::gather(session, queue, closing, job)));
                }
                Message::Close(answer) => self.closing.push(answer),
            }
            self.queue.close();
        }
    }

    /// The commit succeeds. Tells whether SQLite was asked to wait for the disk, so that a power cut spares it.
    pub fn commit(&mut self, gathered: Gathered) -> bool {
        gathered.0.commit(&mut self.session);
        if !self.closing.is_empty() {
            self.queue.close();
        }
        self.session.is_durable()
    }

    /// The commit fails, as on a full disk.
    pub fn fail(&mut self, gathered: Gathered) {
        let mut group = gathered.0;
        group.lost = group.lost.or_else(|| Some(Fault::new("the simulated disk failed")));
        group.commit(&mut self.session);
    }

    /// Closes the file and tells those who wait for that.
    pub fn close(self) {
        let Self { session, closing, .. } = self;
        drop(session);
        for answer in closing {
            let _ = answer.send(());
        }
    }
}
