//! The store as the rest of the server sees it: a cheap handle that runs operations on whichever engine was opened.

use std::path::PathBuf;
use std::sync::Arc;

use lobby_shared::id::Epoch;

use super::failure::{Failure, Fault};
use super::identity::{FindIdentity, Identity, KeepIdentity};
use super::open_error::OpenError;
use super::operation::Operation;
use super::postgres::Postgres;
use super::sqlite::Sqlite;
use super::work::Work;

/// Where the data are.
#[derive(Clone)]
pub enum Target {
    /// In `lobby.db` in this folder.
    Sqlite {
        /// The data folder.
        folder: PathBuf,
    },
    /// In a PostgreSQL database.
    Postgres {
        /// `postgres://user:password@host:port/database`.
        url: String,
    },
}

/// A handle on the database. Clones share everything.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    engine: Engine,
    identity: Identity,
    work: Work,
}

enum Engine {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Engine {
    async fn write<O: Operation>(&self, operation: O) -> Result<O::Output, Failure> {
        match self {
            Self::Sqlite(sqlite) => sqlite.write(operation).await,
            Self::Postgres(postgres) => postgres.write(operation).await,
        }
    }

    async fn read<O: Operation>(&self, operation: O) -> Result<O::Output, Failure> {
        match self {
            Self::Sqlite(sqlite) => sqlite.read(operation).await,
            Self::Postgres(postgres) => postgres.read(operation).await,
        }
    }
}

impl Store {
    /// Opens the database, makes or updates its tables, and on first use draws its epoch and its secret.
    ///
    /// # Errors
    /// [`OpenError`], whose text tells what to do.
    pub async fn open(target: &Target) -> Result<Self, OpenError> {
        let work = Work::default();
        let engine = match target {
            Target::Sqlite { folder } => Engine::Sqlite(Sqlite::open(folder, &work).await?),
            Target::Postgres { url } => Engine::Postgres(Postgres::open(url, &work).await?),
        };
        let identity = engine.write(KeepIdentity(Identity::draw()?)).await?;
        Ok(Self(Arc::new(Inner { engine, identity, work })))
    }

    /// Opens a SQLite database on this thread alone, with its disk in the caller's hand: for simulations.
    ///
    /// # Errors
    /// [`OpenError`].
    #[cfg(feature = "simulation")]
    pub fn open_by_hand(folder: &std::path::Path) -> Result<(Self, super::Disk), OpenError> {
        let work = Work::default();
        let (sqlite, disk, identity) = Sqlite::open_by_hand(folder, &work)?;
        Ok((Self(Arc::new(Inner { engine: Engine::Sqlite(sqlite), identity, work })), disk))
    }

    /// Runs an operation that may change something; answers once it is durable.
    ///
    /// # Errors
    /// [`Failure`]: nothing of it was kept. (A fault of a PostgreSQL connection at the moment of its commit leaves that
    /// open; operations that people repeat are harmless to repeat.)
    pub async fn write<O: Operation>(&self, operation: O) -> Result<O::Output, Failure> {
        self.0.engine.write(operation).await
    }

    /// Runs an operation that changes nothing, on one snapshot.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn read<O: Operation>(&self, operation: O) -> Result<O::Output, Failure> {
        self.0.engine.read(operation).await
    }

    /// Whether the database can be read and would take a write.
    ///
    /// # Errors
    /// When it does not, within about five seconds.
    pub async fn ping(&self) -> Result<(), Fault> {
        let told = |failure| match failure {
            Failure::Fault(fault) => fault,
            Failure::Refusal(refusal) => Fault::new(format!("refused: {refusal:?}")),
        };
        self.read(FindIdentity).await.map_err(told)?;
        self.write(FindIdentity).await.map_err(told)?;
        Ok(())
    }

    /// What the database was asked to do so far.
    pub fn work(&self) -> &Work {
        &self.0.work
    }

    /// The name of this database's history.
    pub fn epoch(&self) -> Epoch {
        self.0.identity.epoch
    }

    /// 32 random bytes that never leave the server; keys are derived from them.
    pub fn secret(&self) -> &[u8; 32] {
        &self.0.identity.secret
    }

    /// Finishes what is queued, then closes.
    pub async fn close(&self) {
        match &self.0.engine {
            Engine::Sqlite(sqlite) => sqlite.close().await,
            Engine::Postgres(postgres) => postgres.close(),
        }
    }

    /// `sqlite` or `postgresql`, for the log.
    pub fn engine(&self) -> &'static str {
        match self.0.engine {
            Engine::Sqlite(_) => "sqlite",
            Engine::Postgres(_) => "postgresql",
        }
    }
}
