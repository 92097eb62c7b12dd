//! Why an operation did not happen: a rule said no, or the world broke. Either way nothing of it was kept.

use std::fmt;

use crate::domain::refusal::Refusal;

/// What an operation ends with when it does not succeed. It is rolled back.
#[derive(Debug)]
pub enum Failure {
    /// A rule said no.
    Refusal(Refusal),
    /// The world broke; trying again later may help.
    Fault(Fault),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// The database did not do its part. Shown in the log only; never holds an address' password or a stored text.
#[derive(Clone, Debug)]
pub struct Fault {
    text: String,
    again: Again,
}

/// Whether the same operation may simply be tried once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Again {
    AtOnce,
    Later,
}

impl Fault {
    /// A fault told by `text`, which must hold nothing secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), again: Again::Later }
    }

    /// A fault of two operations in each other's way: the loser tries again.
    pub(super) fn contended(text: impl Into<String>) -> Self {
        Self { text: text.into(), again: Again::AtOnce }
    }

    /// Something stored is not what was written.
    pub(super) fn unreadable(wanted: &str) -> Self {
        Self::new(format!("the database holds something that is not {wanted}"))
    }

    /// The store was closed, or the one who should have answered is gone.
    pub(super) fn closed() -> Self {
        Self::new("the store is closed")
    }

    /// Whether trying again at once makes sense.
    pub(super) fn is_contended(&self) -> bool {
        self.again == Again::AtOnce
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Fault {}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::new(format!("SQLite: {error}"))
    }
}

/// Serialization failure, deadlock, and two rows of one unique name: another transaction came between.
const CONTENDED: [&str; 3] = ["40001", "40P01", "23505"];

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        // The message and the code only: details may quote what people wrote.
        let Some(told) = error.as_db_error() else {
            return Self::new(format!("PostgreSQL: {error}"));
        };
        let text = format!("PostgreSQL: {} ({})", told.message(), told.code().code());
        if CONTENDED.contains(&told.code().code()) { Self::contended(text) } else { Self::new(text) }
    }
}
