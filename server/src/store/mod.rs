//! The store: the only place with SQL. Every operation is one body that runs on SQLite and on PostgreSQL, whole or not
//! at all, and is answered once it is durable.

pub mod agent;
pub mod block;
#[cfg(feature = "seeded-bugs")]
mod bug;
pub mod conversation;
mod dialect;
mod engine;
pub mod event;
pub mod failpoint;
mod failure;
mod folder;
mod identity;
pub mod invitation;
mod migration;
mod open_error;
mod operation;
mod postgres;
pub mod rule;
pub mod sign_in;
pub mod site;
mod sqlite;
pub mod table;
mod value;
pub mod visit;
pub mod visit_count;
pub mod visitor;
mod work;

pub use engine::{Store, Target};
pub use failure::{Failure, Fault};
pub use folder::{DataLock, lock};
pub use open_error::OpenError;
pub use operation::{Operation, Tx};
#[cfg(feature = "simulation")]
pub use sqlite::writer::disk::{Disk, Gathered};
pub use value::{Row, Value};
pub use work::Work;

/// Every statement of the store, for the test that prepares them all on both engines.
pub const STATEMENTS: &[&[&str]] = &[
    agent::ALL,
    block::ALL,
    conversation::ALL,
    conversation::LISTS,
    event::ALL,
    identity::ALL,
    invitation::ALL,
    migration::ALL,
    rule::ALL,
    sign_in::ALL,
    site::ALL,
    table::ALL,
    visit::ALL,
    visit_count::ALL,
    visitor::ALL,
];
