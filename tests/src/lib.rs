//! The test harness: fresh databases, servers on free ports, and people who run the real client core.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::type_complexity,
    clippy::ok_expect,
    reason = "a harness that cannot go on says so"
)]

pub mod database;
pub mod dial;
pub mod history;
pub mod mmdb;
pub mod people;
pub mod person;
pub mod program;
pub mod proxy;
pub mod raw;
pub mod server;
