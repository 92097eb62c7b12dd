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

/// Writes each fault once and runs it on both databases.
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($engine:ident: Engine) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn fault($engine: Engine) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                fault(Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgresql() {
                fault(Engine::Postgres).await;
            }
        }
    )*};
}

mod alarm;
mod bad_day;
mod clock;
mod cluster;
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
mod speak;
