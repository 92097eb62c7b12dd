//! The two traits between operations and engines: an operation is written once and runs inside either engine's
//! transaction.

use std::future::Future;

use super::failure::{Failure, Fault};
use super::value::{Row, Value};

/// One thing that is done whole or not at all. It may be run again from its start, so it keeps nothing between runs.
pub trait Operation: Send + Sync + 'static {
    /// What it answers.
    type Output: Send + 'static;

    /// Does it inside a transaction; a failure rolls all of it back.
    fn run<T: Tx>(&self, tx: &mut T) -> impl Future<Output = Result<Self::Output, Failure>> + Send;
}

/// A transaction. Statements are constants with `$1`, `$2` … as parameters, whatever the engine.
pub trait Tx: Send {
    /// Runs a statement and answers all its rows.
    fn query(&mut self, sql: &'static str, values: &[Value]) -> impl Future<Output = Result<Vec<Row>, Fault>> + Send;

    /// Runs a statement and answers how many rows it changed.
    fn execute(&mut self, sql: &'static str, values: &[Value]) -> impl Future<Output = Result<u64, Fault>> + Send;

    /// Keeps the row that a select finds for this transaction alone until it is over. False: there is none, as far as
    /// the engine looks. Where one writer writes one transaction at a time nothing is looked up, and it answers true.
    fn lock(&mut self, sql: &'static str, values: &[Value]) -> impl Future<Output = Result<bool, Fault>> + Send {
        async move { Ok(self.query_opt(sql, values).await?.is_some()) }
    }

    /// Runs a statement and answers its first row, if any.
    fn query_opt(
        &mut self,
        sql: &'static str,
        values: &[Value],
    ) -> impl Future<Output = Result<Option<Row>, Fault>> + Send {
        async move { Ok(self.query(sql, values).await?.into_iter().next()) }
    }

    /// Runs a statement that always answers a row.
    fn query_one(&mut self, sql: &'static str, values: &[Value]) -> impl Future<Output = Result<Row, Fault>> + Send {
        async move { self.query_opt(sql, values).await?.ok_or_else(|| Fault::new("a statement answered no row")) }
    }
}
