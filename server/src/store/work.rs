//! What the database was asked to do, counted since the start: how the tests and the operator see a statement that
//! reads more than it should, and an idle visitor who writes.

use prometheus_client::metrics::counter::Counter;

/// Counters that every clone shares.
#[derive(Clone, Debug, Default)]
pub struct Work {
    /// Commits that changed something, one for a whole group. On PostgreSQL every writing transaction counts.
    pub commits: Counter,
    /// Rows changed; SQLite only.
    pub changes: Counter,
    /// Steps of SQLite's machine in all statements: each row that is looked at takes some, whether it is answered or
    /// not. SQLite only.
    pub steps: Counter,
}
