//! Why a recipe stopped: one message for a person, one exit code for a script.

use std::fmt::Display;
use std::path::Path;

/// The outcome of a recipe's step.
pub type Done<T = ()> = Result<T, Stop>;

/// A recipe that cannot go on.
#[derive(Debug)]
pub struct Stop {
    /// What happened and what to do. Empty when everything was said already.
    pub message: String,
    /// 1: the work failed. 2: something is missing on this machine, or the words were not understood.
    pub code: u8,
}

impl Stop {
    /// The work failed.
    pub fn failed(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 1 }
    }

    /// Something is missing on this machine; the message names it and the command that brings it.
    pub fn missing(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 2 }
    }

    /// The words after `cargo xtask` were not understood.
    pub fn usage(usage: &str) -> Self {
        Self { message: format!("these are the recipes:\n{usage}"), code: 2 }
    }

    /// A file could not be read or written.
    pub fn file(path: &Path, error: impl Display) -> Self {
        Self::failed(format!("{}: {error}", path.display()))
    }
}
