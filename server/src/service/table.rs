//! How agents have arranged the lobby's table: kept for all their browsers, and never read here.

use lobby_shared::http::{MAX_TABLE_BYTES, ProblemCode};

use super::Service;
use super::access::Denied;
use crate::domain::key::AgentNo;
use crate::store::Failure;
use crate::store::table::{SetTable, TableOf};

impl Service {
    /// How an agent has arranged the lobby's table; empty when they have not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn table(&self, agent: AgentNo) -> Result<String, Failure> {
        self.store.read(TableOf { agent }).await
    }

    /// Keeps how an agent has arranged the lobby's table.
    ///
    /// # Errors
    /// `BadTable` when it is empty, too long or no text.
    pub async fn keep_table(&self, agent: AgentNo, table: String) -> Result<(), Denied> {
        if !is_table(&table) {
            return Err(Denied::code(ProblemCode::BadTable));
        }
        Ok(self.store.write(SetTable { agent, table }).await?)
    }
}

/// PostgreSQL keeps no NUL, and nobody arranges a table with other control characters.
fn is_table(text: &str) -> bool {
    let is_text = text.chars().all(|one| one == '\n' || !one.is_control());
    !text.is_empty() && text.len() <= MAX_TABLE_BYTES && is_text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrangement_is_text_of_some_length() {
        let check = |text: &str, want: bool| assert_eq!(is_table(text), want, "{text:?}");
        check("columns=page,state\nsort=-stay\ngroup=", true);
        check(&"x".repeat(MAX_TABLE_BYTES), true);
        check(&"é".repeat(MAX_TABLE_BYTES), false);
        check("", false);
        check("columns=page\0", false);
        check("columns=page\r\n", false);
    }
}
