//! The PostgreSQL engine: an operation is one transaction, tried again when another came between, and a database that
//! is down is a fault within seconds that heals by itself.
//!
//! Isolation is chosen: writes run in READ COMMITTED and lock the row they decide on first (`for no key update`), so fifty
//! agents who accept one conversation queue up at its row and each decides on the newest state, where REPEATABLE READ
//! would send forty-nine of them round again. What is left to retry are deadlocks and unique names taken in between.
//! Reads run in READ ONLY, REPEATABLE READ: one snapshot, which can never fail to serialize.

use std::future::Future;
use std::time::Duration;

use bytes::BytesMut;
use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime, Transaction};
use tokio::time::{sleep, timeout};
use tokio_postgres::config::Host;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Config, IsolationLevel, NoTls};

use super::dialect;
use super::failpoint::{self, Failpoint};
use super::failure::{Failure, Fault};
use super::migration::{self, Migrate, Migrated};
use super::open_error::OpenError;
use super::operation::{Operation, Tx};
use super::value::{Row, Value};
use super::work::Work;

/// Connections at once. All busy: the caller waits up to [`PATIENCE`].
const CONNECTIONS: usize = 10;
/// Longest wait for a connection.
const PATIENCE: Duration = Duration::from_secs(2);
/// Longest wait for a transaction, from begin to commit.
const TRANSACTION: Duration = Duration::from_secs(4);
/// Longest wait for the tables to be brought up to date.
const MIGRATION: Duration = Duration::from_secs(3_600);
/// How often an operation that lost a race starts again.
const ATTEMPTS: u32 = 8;
/// The pause before the second attempt; each further one may take twice as long.
const PAUSE_MS: u64 = 2;
/// Durable commits, and an end to statements and transactions that hang.
const SESSION: &str = "set synchronous_commit = on; set statement_timeout = 4000; \
    set idle_in_transaction_session_timeout = 10000; set client_min_messages = warning";

/// A PostgreSQL database.
pub(super) struct Postgres {
    pool: Pool,
    work: Work,
}

#[derive(Clone, Copy)]
enum Mode {
    Read,
    Write,
    Migrate,
}

impl Postgres {
    /// Connects, checks the encoding and brings the tables up to date.
    pub(super) async fn open(url: &str, work: &Work) -> Result<Self, OpenError> {
        let mut config: Config = url.parse().map_err(|_| OpenError::BadUrl)?;
        config.connect_timeout(PATIENCE).tcp_user_timeout(PATIENCE).keepalives_idle(Duration::from_secs(30));
        config.application_name("lobby");
        let (Some(host), Some(database)) = (host_of(&config), config.get_dbname().map(str::to_owned)) else {
            return Err(OpenError::BadUrl);
        };
        let manager = Manager::from_config(config, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let set_up = Hook::async_fn(|client, _| {
            Box::pin(async move { client.batch_execute(SESSION).await.map_err(HookError::Backend) })
        });
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .post_create(set_up)
            .build()
            .map_err(|error| Fault::new(format!("PostgreSQL: {error}")))?;
        let postgres = Self { pool, work: work.clone() };
        let client = postgres.client().await.map_err(|fault| OpenError::Unreachable {
            host,
            database,
            reason: fault.to_string(),
            later: fault.is_silent(),
        })?;
        let found: String = client.query_one(dialect::SERVER_ENCODING, &[]).await.map_err(Fault::from)?.get(0);
        drop(client);
        if found != "UTF8" {
            return Err(OpenError::Encoding { found });
        }
        match postgres.attempt(&Migrate { on_postgres: true }, Mode::Migrate).await? {
            Migrated::Current => Ok(postgres),
            Migrated::Newer(database) => Err(OpenError::Newer { database, program: migration::NEWEST }),
        }
    }

    /// Runs an operation and commits it.
    pub(super) async fn write<O: Operation>(&self, operation: O) -> Result<O::Output, Failure> {
        for attempt in 1..ATTEMPTS {
            match self.attempt(&operation, Mode::Write).await {
                Err(Failure::Fault(fault)) if fault.is_contended() => sleep(pause(attempt)?).await,
                done => return self.counted(done),
            }
        }
        self.counted(self.attempt(&operation, Mode::Write).await)
    }

    fn counted<T>(&self, done: Result<T, Failure>) -> Result<T, Failure> {
        if done.is_ok() {
            failpoint::reach(Failpoint::Committed);
            self.work.commits.inc();
        }
        done
    }

    /// Runs an operation that changes nothing.
    pub(super) async fn read<O: Operation>(&self, operation: O) -> Result<O::Output, Failure> {
        self.attempt(&operation, Mode::Read).await
    }

    /// Closes every connection as it comes back.
    pub(super) fn close(&self) {
        self.pool.close();
    }

    async fn client(&self) -> Result<Object, Fault> {
        let told = |error: deadpool_postgres::PoolError| match error {
            deadpool_postgres::PoolError::Backend(error) => Fault::from(error),
            deadpool_postgres::PoolError::PostCreateHook(HookError::Backend(error)) => Fault::from(error),
            deadpool_postgres::PoolError::Timeout(_) => Fault::silent("PostgreSQL: no connection in time"),
            deadpool_postgres::PoolError::Closed => Fault::closed(),
            error @ (deadpool_postgres::PoolError::PostCreateHook(_)
            | deadpool_postgres::PoolError::NoRuntimeSpecified) => Fault::new(format!("PostgreSQL: {error}")),
        };
        self.pool.get().await.map_err(told)
    }

    /// One transaction from begin to commit. Connections on which not even that begins were closed by the other end and
    /// are put aside; there are as many as the pool holds.
    async fn attempt<O: Operation>(&self, operation: &O, mode: Mode) -> Result<O::Output, Failure> {
        let mut closed = 0;
        loop {
            let mut client = self.client().await?;
            match in_time(mode, once(&mut client, operation, mode)).await {
                Attempt::Done(done) => return done,
                Attempt::NotBegun(fault) => {
                    drop(Object::take(client));
                    closed += 1;
                    if closed > CONNECTIONS {
                        return Err(fault.into());
                    }
                }
                Attempt::TooLong => {
                    // Its state is unknown, and it may hang for longer: it does not go back into the pool.
                    drop(Object::take(client));
                    return Err(Fault::new("PostgreSQL: no answer in time").into());
                }
            }
        }
    }
}

enum Attempt<T> {
    Done(Result<T, Failure>),
    NotBegun(Fault),
    TooLong,
}

async fn in_time<T>(mode: Mode, work: impl Future<Output = Attempt<T>>) -> Attempt<T> {
    let patience = match mode {
        Mode::Read | Mode::Write => TRANSACTION,
        Mode::Migrate => MIGRATION,
    };
    timeout(patience, work).await.unwrap_or(Attempt::TooLong)
}

async fn once<O: Operation>(client: &mut Object, operation: &O, mode: Mode) -> Attempt<O::Output> {
    let builder = match mode {
        Mode::Read => client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true),
        Mode::Write | Mode::Migrate => client.build_transaction().isolation_level(IsolationLevel::ReadCommitted),
    };
    let transaction = match builder.start().await {
        Ok(transaction) => transaction,
        Err(error) => return Attempt::NotBegun(error.into()),
    };
    let mut tx = PostgresTx { transaction };
    Attempt::Done(match operation.run(&mut tx).await {
        Ok(output) => {
            if matches!(mode, Mode::Write) {
                failpoint::reach(Failpoint::Run);
            }
            tx.transaction.commit().await.map(|()| output).map_err(|error| Fault::from(error).into())
        }
        Err(failure) => {
            // When even this fails the connection is gone, and the server has rolled back by itself.
            let _ = tx.transaction.rollback().await;
            Err(failure)
        }
    })
}

/// A random pause, up to twice as long after each attempt, so that two losers do not meet again.
fn pause(attempt: u32) -> Result<Duration, Fault> {
    let drawn = getrandom::u32().map_err(|error| Fault::new(format!("no random bytes: {error}")))?;
    Ok(Duration::from_millis(1 + u64::from(drawn) % (PAUSE_MS << attempt)))
}

fn host_of(config: &Config) -> Option<String> {
    Some(match config.get_hosts().first()? {
        Host::Tcp(host) => host.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    })
}

struct PostgresTx<'c> {
    transaction: Transaction<'c>,
}

impl Tx for PostgresTx<'_> {
    async fn query(&mut self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>, Fault> {
        let statement = self.transaction.prepare_cached(sql).await?;
        let found = self.transaction.query(&statement, &parameters(values)).await?;
        found
            .iter()
            .map(|row| {
                let columns = (0..row.len()).map(|at| Ok(row.try_get::<_, Option<Value>>(at)?.unwrap_or(Value::Null)));
                columns.collect::<Result<_, tokio_postgres::Error>>().map(Row::new).map_err(Fault::from)
            })
            .collect()
    }

    async fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64, Fault> {
        let statement = self.transaction.prepare_cached(sql).await?;
        Ok(self.transaction.execute(&statement, &parameters(values)).await?)
    }
}

fn parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

type AnyError = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, AnyError> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) => number.to_sql_checked(ty, out),
            Self::Text(text) => text.to_sql_checked(ty, out),
            Self::Blob(bytes) => bytes.to_sql_checked(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        [Type::INT8, Type::TEXT, Type::BYTEA].contains(ty)
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, AnyError> {
        Ok(match *ty {
            Type::INT4 => Self::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT8 => Self::Int(i64::from_sql(ty, raw)?),
            Type::BYTEA => Self::Blob(Vec::from_sql(ty, raw)?),
            _ => Self::Text(String::from_sql(ty, raw)?),
        })
    }

    fn accepts(ty: &Type) -> bool {
        [Type::INT4, Type::INT8, Type::TEXT, Type::BYTEA].contains(ty)
    }
}
