//! The test harness.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a harness that cannot go on says so")]

pub mod database;
