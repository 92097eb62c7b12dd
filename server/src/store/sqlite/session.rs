//! One SQLite connection and how operations run on it: polled once, for nothing here ever waits.

use std::collections::HashMap;
use std::future::Future;
use std::path::Path;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use lobby_shared::bug::{self, Bug};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OpenFlags, Statement, StatementStatus, ToSql, params_from_iter};

use super::checkpoint::{self, Checkpointer};
use crate::store::dialect;
use crate::store::failure::{Failure, Fault};
use crate::store::operation::{Operation, Tx};
use crate::store::value::{Row, Value};
use crate::store::work::Work;

/// How long a statement waits for another process, such as `lobby agent add` beside a running server.
const BUSY: Duration = Duration::from_secs(5);
/// Prepared statements kept per connection; more than there are.
const STATEMENTS: usize = 256;

/// A connection with its rewritten statements.
pub(super) struct Session {
    connection: Connection,
    /// By where the constant stands and how long it is: most statements are longer than what they do is long.
    texts: HashMap<(usize, usize), String>,
    work: Work,
    /// Rows changed by this connection before the transaction that is open.
    changed: u64,
    checkpointer: Option<Checkpointer>,
}

/// What a transaction is for.
#[derive(Clone, Copy)]
pub(super) enum Begin {
    Read,
    Write,
}

impl Session {
    /// The connection that writes: in WAL mode, and durable at each commit.
    pub(super) fn writing(file: &Path, work: &Work) -> rusqlite::Result<Self> {
        let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.busy_timeout(BUSY)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", if bug::on(Bug::SynchronousOff) { "off" } else { "full" })?;
        connection.pragma_update(None, "foreign_keys", true)?;
        Ok(Self::new(connection, work))
    }

    /// A connection that cannot write.
    pub(super) fn reading(file: &Path, work: &Work) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags)?;
        connection.busy_timeout(BUSY)?;
        Ok(Self::new(connection, work))
    }

    fn new(connection: Connection, work: &Work) -> Self {
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        Self { connection, texts: HashMap::new(), work: work.clone(), changed: 0, checkpointer: None }
    }

    /// From now on a thread moves the log into the database file, and this connection only when that falls far behind.
    pub(super) fn move_beside(&mut self, checkpointer: Checkpointer) -> Result<(), Fault> {
        self.connection.pragma_update(None, "wal_autocheckpoint", checkpoint::MOST_PAGES)?;
        self.checkpointer = Some(checkpointer);
        Ok(())
    }

    pub(super) fn begin(&mut self, kind: Begin) -> rusqlite::Result<()> {
        self.say(match kind {
            Begin::Read => "begin",
            Begin::Write => "begin immediate",
        })
    }

    pub(super) fn commit(&mut self) -> rusqlite::Result<()> {
        self.say("commit")?;
        let changed = self.connection.total_changes();
        if changed > self.changed {
            self.work.commits.inc();
            self.work.changes.inc_by(changed - self.changed);
            if let Some(checkpointer) = &mut self.checkpointer {
                checkpointer.committed(changed - self.changed);
            }
        }
        self.changed = changed;
        Ok(())
    }

    /// Gives up the transaction, if there still is one.
    pub(super) fn roll_back(&mut self) {
        if self.in_transaction() && self.say("rollback").is_err() {
            tracing::error!("SQLite could not roll back");
        }
        // It goes on counting what was rolled back.
        self.changed = self.connection.total_changes();
    }

    /// False when SQLite itself has rolled everything back, as it may when the disk is full or broken.
    pub(super) fn in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    /// Runs an operation in the transaction that is open, with no savepoint of its own.
    pub(super) fn alone<O: Operation>(&mut self, operation: &O) -> Result<O::Output, Failure> {
        let mut tx = SqliteTx { session: self };
        at_once(operation.run(&mut tx))
    }

    /// Runs an operation in the transaction that is open; when it fails, what it did is undone and nothing else.
    pub(super) fn apart<O: Operation>(&mut self, operation: &O) -> Result<O::Output, Failure> {
        self.say("savepoint operation").map_err(Fault::from)?;
        let done = self.alone(operation);
        if self.in_transaction() {
            if done.is_err() {
                self.say("rollback to operation").map_err(Fault::from)?;
            }
            self.say("release operation").map_err(Fault::from)?;
        }
        done
    }

    /// Runs an operation as [`Self::alone`] does, and tells whether it failed after it had written something, which
    /// then still stands in the transaction.
    pub(super) fn bare<O: Operation>(&mut self, operation: &O) -> (Result<O::Output, Failure>, bool) {
        let before = self.connection.total_changes();
        let done = self.alone(operation);
        let left = done.is_err() && self.connection.total_changes() != before;
        (done, left)
    }

    /// Whether a commit of this connection waits for the disk.
    #[cfg(feature = "simulation")]
    pub(super) fn is_durable(&self) -> bool {
        let level = self.connection.pragma_query_value(None, "synchronous", |row| row.get::<_, i64>(0));
        level.is_ok_and(|level| level >= 2)
    }

    /// A statement in SQLite's words, prepared once, and where to count what it does.
    fn prepare(&mut self, sql: &'static str) -> rusqlite::Result<(CachedStatement<'_>, &Work)> {
        let Self { connection, texts, work, .. } = self;
        let text = texts.entry((sql.as_ptr().addr(), sql.len())).or_insert_with(|| dialect::for_sqlite(sql));
        Ok((connection.prepare_cached(text)?, work))
    }

    fn say(&mut self, sql: &'static str) -> rusqlite::Result<()> {
        self.connection.prepare_cached(sql)?.execute([]).map(|_| ())
    }
}

/// The answer of a future that never waits.
fn at_once<T>(future: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => Err(Fault::new("an operation waited for something that is not the database").into()),
    }
}

struct SqliteTx<'s> {
    session: &'s mut Session,
}

impl Tx for SqliteTx<'_> {
    async fn query(&mut self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>, Fault> {
        let (mut statement, work) = self.session.prepare(sql)?;
        let columns = statement.column_count();
        let mut found = statement.query(params_from_iter(values))?;
        let mut rows = Vec::new();
        while let Some(row) = found.next()? {
            let read = (0..columns).map(|at| value_of(row.get_ref(at)?)).collect::<Result<_, Fault>>()?;
            rows.push(Row::new(read));
        }
        drop(found);
        count(work, &statement);
        Ok(rows)
    }

    async fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64, Fault> {
        let (mut statement, work) = self.session.prepare(sql)?;
        let changed = statement.execute(params_from_iter(values))?;
        count(work, &statement);
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }

    async fn lock(&mut self, _: &'static str, _: &[Value]) -> Result<bool, Fault> {
        Ok(true)
    }
}

/// Counts what a statement has just done.
fn count(work: &Work, statement: &Statement<'_>) {
    work.steps.inc_by(u64::try_from(statement.reset_status(StatementStatus::VmStep)).unwrap_or(0));
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn value_of(value: ValueRef<'_>) -> Result<Value, Fault> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Real(_) => return Err(Fault::unreadable("a whole number")),
        ValueRef::Text(text) => Value::Text(String::from_utf8(text.to_vec()).map_err(|_| Fault::unreadable("text"))?),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    })
}
