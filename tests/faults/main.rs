//! Faults on the real program: killed, stopped, starved, cut off and lied to, it loses and doubles nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    clippy::ok_expect,
    clippy::disallowed_methods,
    reason = "tests, whose parties are tasks and whose time is real"
)]

mod bad_day;
mod crowd;
mod dice;
mod disk;
mod failpoint;
mod fuzz;
mod halt;
mod kill;
mod ledger;
mod link;
mod outage;
mod party;
mod record;
mod revoke;
mod serving;
mod settings;
