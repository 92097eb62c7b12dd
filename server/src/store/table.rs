//! How agents have arranged the lobby's table: one text each.

use super::failure::Failure;
use super::operation::{Operation, Tx};
use crate::domain::key::AgentNo;
use crate::domain::refusal::Refusal;

const TABLE: &str = "select lobby_table from agent where no = $1";
const SET_TABLE: &str = "update agent set lobby_table = $2 where no = $1";

/// Every statement of this file.
pub const ALL: &[&str] = &[TABLE, SET_TABLE];

/// How an agent has arranged the table; empty when they have not.
pub struct TableOf {
    /// Whose.
    pub agent: AgentNo,
}

impl Operation for TableOf {
    type Output = String;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<String, Failure> {
        Ok(tx.query_opt(TABLE, &[self.agent.0.into()]).await?.ok_or(Refusal::NotFound)?.text()?)
    }
}

/// Keeps how an agent has arranged the table. Refuses with `NotFound`.
pub struct SetTable {
    /// Who.
    pub agent: AgentNo,
    /// Their arrangement from now on.
    pub table: String,
}

impl Operation for SetTable {
    type Output = ();

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<(), Failure> {
        let changed = tx.execute(SET_TABLE, &[self.agent.0.into(), self.table.as_str().into()]).await?;
        if changed == 0 { Err(Refusal::NotFound.into()) } else { Ok(()) }
    }
}
