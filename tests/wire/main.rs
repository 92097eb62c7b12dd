//! The protocol's bytes: golden frames of every released version, and what hostile bytes may not do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod agent;
mod golden;
mod hostile;
mod log;
mod sample;
mod visitor;
