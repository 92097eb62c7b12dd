//! Stories: what people do with Lobby, told through its public doors, one file a noun.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "tests"
)]

mod access;
mod agent;
mod block;
mod conversation;
mod embed;
mod form;
mod invitation;
mod lobby;
mod message;
mod operate;
mod plain;
mod preview;
mod rule;
mod site;
mod socket;
mod table;
mod trail;
mod trail_fact;
mod trail_privacy;
mod visitor;

/// Writes each story once and runs it on both databases.
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($engine:ident: Engine) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn story($engine: Engine) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                story(Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgresql() {
                story(Engine::Postgres).await;
            }
        }
    )*};
}

pub(crate) use on_both;
