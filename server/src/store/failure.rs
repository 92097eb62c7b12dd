//! Why an operation did not happen: a rule said no, or the world broke. Either way nothing of it was kept.

use std::error::Error as _;
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
    /// The database server did not answer at all, or is just starting.
    WhenItAnswers,
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

    /// A fault of a database server that does not answer.
    pub(super) fn silent(text: impl Into<String>) -> Self {
        Self { text: text.into(), again: Again::WhenItAnswers }
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

    /// Whether the database server said nothing, so that it may do so later.
    pub(super) fn is_silent(&self) -> bool {
        self.again == Again::WhenItAnswers
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

/// It is starting, stopping, or has no connection left: another try later may find it.
const BUSY: [&str; 4] = ["57P01", "57P02", "57P03", "53300"];

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        // The message and the code only: details may quote what people wrote.
        let Some(told) = error.as_db_error() else {
            let text = format!("PostgreSQL: {error}");
            let cut_off = error.source().is_some_and(|source| source.is::<std::io::Error>());
            return if cut_off || error.is_closed() { Self::silent(text) } else { Self::new(text) };
        };
        let text = format!("PostgreSQL: {} ({})", told.message(), told.code().code());
        match told.code().code() {
            code if CONTENDED.contains(&code) => Self::contended(text),
            code if BUSY.contains(&code) => Self::silent(text),
            _ => Self::new(text),
        }
    }
}
