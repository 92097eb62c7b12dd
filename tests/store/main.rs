//! The store's conformance suite: every case runs on SQLite and on PostgreSQL, and both must do the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "these are tests")]

mod agent;
mod conversation;
mod engine;
mod event;
mod invitation;
mod open;
mod outage;
mod race;
mod scene;
mod sign_in;
mod site;
mod sql;
mod table;
mod visit;
mod visit_count;
mod visitor;

/// Makes two tests of each case, one per engine.
macro_rules! on_both {
    ($($case:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                crate::scene::Scene::play(lobby_tests::database::Engine::Sqlite, super::$case).await;
            })*
        }

        mod postgresql {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                crate::scene::Scene::play(lobby_tests::database::Engine::Postgres, super::$case).await;
            })*
        }
    };
}
pub(crate) use on_both;
