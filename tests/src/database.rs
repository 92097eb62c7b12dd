//! A fresh database for each test: a temporary folder, or a newly made database on the PostgreSQL server of the run.

use std::sync::atomic::{AtomicU32, Ordering};

use lobby_server::store::Target;
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

/// The variable that names the PostgreSQL server of the run, such as `postgres://postgres@127.0.0.1:5432/postgres`.
pub const SERVER: &str = "LOBBY_TEST_POSTGRES";

/// Which engine a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// A database of a test's own.
pub struct Database {
    /// Where it is.
    pub target: Target,
    kept: Kept,
}

enum Kept {
    Folder(TempDir),
    Named(String),
}

impl Database {
    /// Makes an empty one.
    ///
    /// # Panics
    /// When it cannot be made, telling what to do.
    pub async fn create(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let folder = TempDir::new().expect("a temporary folder");
                Self { target: Target::Sqlite { folder: folder.path().join("data") }, kept: Kept::Folder(folder) }
            }
            Engine::Postgres => {
                let name = fresh_name();
                Self::say(&format!("create database {name} encoding 'UTF8' template template0")).await;
                // Two operations that lock each other out are a fault in the test, not a second of silence and a retry.
                Self::say(&format!("alter database {name} set deadlock_timeout = '60s'")).await;
                Self { target: Target::Postgres { url: Self::url(&name) }, kept: Kept::Named(name) }
            }
        }
    }

    /// Takes it away with all it holds. A test that fails leaves its database to the end of the server.
    ///
    /// # Panics
    /// When it cannot be removed.
    pub async fn remove(self) {
        match self.kept {
            Kept::Folder(folder) => folder.close().expect("the folder goes"),
            Kept::Named(name) => Self::say(&format!("drop database {name} with (force)")).await,
        }
    }

    /// The address of a database on the run's PostgreSQL server.
    ///
    /// # Panics
    /// When the run has no such server.
    pub fn url(name: &str) -> String {
        let server = server();
        let (front, _) = server.rsplit_once('/').expect("the server's address ends with a database");
        format!("{front}/{name}")
    }

    /// Runs one statement on the run's PostgreSQL server itself.
    ///
    /// # Panics
    /// When the server does not do it.
    pub async fn say(sql: &str) {
        client(&server()).await.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }
}

/// A plain connection, past the store.
///
/// # Panics
/// When the server does not answer.
#[expect(clippy::disallowed_methods, reason = "the connection's task ends with the client")]
pub async fn client(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .unwrap_or_else(|error| panic!("{SERVER} names a PostgreSQL server that does not answer: {error}"));
    tokio::task::spawn(connection);
    client
}

#[expect(clippy::disallowed_methods, reason = "the one place where tests learn of the run's PostgreSQL server")]
fn server() -> String {
    std::env::var(SERVER).unwrap_or_else(|_| {
        panic!("{SERVER} is not set: run `cargo xtask test`, which starts a PostgreSQL server for the tests")
    })
}

/// Drawn, so that several test programs may use one server at once.
fn fresh_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("lobby_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}
