//! Why the store does not open, each with what to do about it.

use std::fmt;
use std::path::PathBuf;

use super::failure::{Failure, Fault};

/// Why there is no store. Never holds a password.
#[derive(Debug)]
pub enum OpenError {
    /// The data folder cannot be made or written.
    NotWritable {
        /// Which folder.
        folder: PathBuf,
        /// The user this program runs as.
        user: String,
        /// What the system says.
        reason: String,
    },
    /// Another server works on this folder.
    Locked {
        /// Which folder.
        folder: PathBuf,
    },
    /// The address of the database cannot be read.
    BadUrl,
    /// The database server does not answer, or lets nobody in.
    Unreachable {
        /// Its host.
        host: String,
        /// The database on it.
        database: String,
        /// What it says, if anything.
        reason: String,
        /// It said nothing, or that it is just starting, so it may be reached later; not when it let nobody in.
        later: bool,
    },
    /// A newer Lobby has worked on this database.
    Newer {
        /// The database's version.
        database: u64,
        /// The newest version that this program knows.
        program: u64,
    },
    /// The PostgreSQL database does not keep text as UTF-8.
    Encoding {
        /// What it keeps instead.
        found: String,
    },
    /// Anything else.
    Broken(Fault),
}

impl OpenError {
    /// Whether the database may be reached later without anybody changing a setting.
    pub const fn is_for_now(&self) -> bool {
        matches!(self, Self::Unreachable { later: true, .. })
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotWritable { folder, user, reason } => write!(
                f,
                "The data folder {} cannot be written by the user {user}: {reason}. Give the folder to that user (chown), or choose another with --data.",
                folder.display()
            ),
            Self::Locked { folder } => write!(
                f,
                "Another Lobby server is running on the data folder {}. Stop it first, or choose another folder with --data.",
                folder.display()
            ),
            Self::BadUrl => f.write_str(
                "The database URL cannot be read. It looks like postgres://user:password@host:5432/database; special characters in the password are written as %40 and the like.",
            ),
            Self::Unreachable { host, database, reason, later: _ } => write!(
                f,
                "The PostgreSQL database {database} on {host} cannot be reached: {reason}. Check that the server runs, that this machine may connect, and the user, password and name in --database-url.",
            ),
            Self::Newer { database, program } => write!(
                f,
                "This database was last used by a newer Lobby (its version is {database}, this program knows {program}). Install that version or a later one, or restore a backup made before the update.",
            ),
            Self::Encoding { found } => write!(
                f,
                "The PostgreSQL database keeps text as {found}, Lobby needs UTF8. Create one with: create database lobby encoding 'UTF8' template template0;",
            ),
            Self::Broken(fault) => write!(f, "The database cannot be opened: {fault}."),
        }
    }
}

impl std::error::Error for OpenError {}

impl From<Fault> for OpenError {
    fn from(fault: Fault) -> Self {
        Self::Broken(fault)
    }
}

impl From<Failure> for OpenError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Fault(fault) => Self::Broken(fault),
            Failure::Refusal(refusal) => Self::Broken(Fault::new(format!("refused: {refusal:?}"))),
        }
    }
}
