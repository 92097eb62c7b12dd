//! Why a measurement stopped: any error, with a sentence for the person who runs it.

use std::error::Error;

/// The outcome of a step.
pub type Done<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// Puts what was being done in front of an error.
pub fn doing<T, E: Into<Box<dyn Error + Send + Sync>>>(what: &str, done: Result<T, E>) -> Done<T> {
    done.map_err(|error| format!("{what}: {}", error.into()).into())
}
