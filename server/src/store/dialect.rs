//! The only places where the two engines differ in their words. Everything else in the store is said the same way.
//!
//! | what | PostgreSQL | SQLite |
//! |---|---|---|
//! | parameter | `$1` | `?1`, for `$1` would be a *name* there, numbered by first appearance |
//! | row lock | ` for no key update` at the end of a select | nothing: one writer, one transaction at a time |
//! | one migration at a time | an advisory lock | nothing: `begin immediate` |
//! | time for a migration | the session's limit lifted | nothing: no limit |

/// Ends a select that locks the rows it finds until the transaction is over. Not `for update`: that would also shut out
/// who only checks a foreign key to such a row, and of two rows locked in turn make a deadlock.
const FOR_UPDATE: &str = " for no key update";

/// Keeps two servers from migrating one PostgreSQL database at once. The number is Lobby's own, drawn once.
pub const MIGRATION_LOCK: &str = "select 1 from (select pg_advisory_xact_lock(5018264039271)) as held";

/// Lets a migration, and the wait for another server's, take longer than an operation may.
pub const MIGRATION_TIME: &str = "set local statement_timeout = 0";

/// The encoding in which PostgreSQL keeps the database.
pub const SERVER_ENCODING: &str = "show server_encoding";

/// The same statement in SQLite's words. Statements hold no string literal with a `$`.
pub fn for_sqlite(sql: &str) -> String {
    sql.strip_suffix(FOR_UPDATE).unwrap_or(sql).replace('$', "?")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_keep_their_numbers_and_row_locks_go() {
        assert_eq!(for_sqlite("select $2, $1, $10"), "select ?2, ?1, ?10");
        assert_eq!(
            for_sqlite("select no from site where no = $1 for no key update"),
            "select no from site where no = ?1"
        );
    }

    #[test]
    fn sqlite_binds_by_number_whatever_comes_first() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        let read = |sql: &str| {
            connection
                .query_row(sql, ["a", "b"], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
                .unwrap()
        };
        assert_eq!(read(&for_sqlite("select $2, $1")), ("b".into(), "a".into()));
        assert_eq!(read("select $2, $1"), ("a".into(), "b".into()), "the reason for the rewriting");
    }
}
