//! The SQLite engine: one thread writes and groups what waits into one durable commit, four connections read.

mod checkpoint;
mod reader;
mod session;
pub(super) mod writer;

use std::path::Path;

use rusqlite::ErrorCode;

use super::failure::{Failure, Fault};
use super::folder;
use super::migration::{self, Migrate, Migrated};
use super::open_error::OpenError;
use super::operation::Operation;
use super::work::Work;
use checkpoint::Checkpointer;
use reader::Readers;
use session::Session;
use writer::Writer;

/// A database in one file.
pub(super) struct Sqlite {
    writer: Writer,
    readers: Readers,
}

impl Sqlite {
    /// Opens `<folder>/lobby.db`, makes it when it is missing, and brings it up to date.
    pub(super) async fn open(folder: &Path, work: &Work) -> Result<Self, OpenError> {
        let (folder, work) = (folder.to_owned(), work.clone());
        tokio::task::spawn_blocking(move || Self::open_here(&folder, &work)).await.map_err(|_| Fault::closed())?
    }

    fn open_here(folder: &Path, work: &Work) -> Result<Self, OpenError> {
        let (mut session, readers) = Self::prepare(folder, work)?;
        session.move_beside(Checkpointer::start(&folder::database_file(folder)?)?)?;
        Ok(Self { writer: Writer::start(session)?, readers })
    }

    /// The connections to an up-to-date database.
    fn prepare(folder: &Path, work: &Work) -> Result<(Session, Readers), OpenError> {
        let file = folder::database_file(folder)?;
        let unusable = |error: rusqlite::Error| match error.sqlite_error_code() {
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                folder::not_writable(folder, &error)
            }
            _ => OpenError::Broken(error.into()),
        };
        let mut session = Session::writing(&file, work).map_err(unusable)?;
        session.begin(session::Begin::Write).map_err(unusable)?;
        match session.alone(&Migrate { on_postgres: false })? {
            Migrated::Current => session.commit().map_err(unusable)?,
            Migrated::Newer(database) => {
                return Err(OpenError::Newer { database, program: migration::NEWEST });
            }
        }
        let readers = Readers::open(&file, work).map_err(unusable)?;
        Ok((session, readers))
    }

    /// Runs an operation in the next group; answers after the commit.
    pub(super) async fn write<O: Operation>(&self, operation: O) -> Result<O::Output, Failure> {
        self.writer.write(operation).await
    }

    /// Runs an operation that changes nothing.
    pub(super) async fn read<O: Operation>(&self, operation: O) -> Result<O::Output, Failure> {
        self.readers.read(operation).await
    }

    /// Finishes what is queued, then closes every connection.
    pub(super) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}
