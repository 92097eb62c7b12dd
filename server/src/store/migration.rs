//! The tables, as a numbered list of steps that only ever grows; a database of any age is brought up to date.
//!
//! A released step is never changed. Every statement runs on both engines.

use super::dialect;
use super::failure::Failure;
use super::operation::{Operation, Tx};

const CREATE: &str = "create table if not exists migration (version bigint primary key)";
const VERSION: &str = "select coalesce(max(version), 0) from migration";
const RECORD: &str = "insert into migration (version) values ($1)";

/// Every statement of this file that needs no older tables.
pub const ALL: &[&str] = &[CREATE, VERSION, RECORD];

/// All steps; the first is version 1.
const STEPS: &[&str] = &[
    include_str!("migration/1.sql"),
    include_str!("migration/2.sql"),
    include_str!("migration/3.sql"),
    include_str!("migration/4.sql"),
    include_str!("migration/5.sql"),
    include_str!("migration/6.sql"),
];

/// The version of an up-to-date database.
pub(super) const NEWEST: u64 = STEPS.len() as u64;

/// Brings the tables up to date.
pub(super) struct Migrate {
    /// Where two servers may start at once, and where statements have a time limit.
    pub(super) on_postgres: bool,
}

/// What [`Migrate`] found or made.
pub(super) enum Migrated {
    /// The tables are those of this program.
    Current,
    /// A newer program was here; nothing was changed.
    Newer(u64),
}

impl Operation for Migrate {
    type Output = Migrated;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Migrated, Failure> {
        if self.on_postgres {
            tx.execute(dialect::MIGRATION_TIME, &[]).await?;
            tx.query(dialect::MIGRATION_LOCK, &[]).await?;
        }
        tx.execute(CREATE, &[]).await?;
        let version = tx.query_one(VERSION, &[]).await?.count()?;
        if version > NEWEST {
            return Ok(Migrated::Newer(version));
        }
        for (step, number) in STEPS.iter().zip(1..).skip_while(|(_, number)| *number <= version) {
            for statement in statements(step) {
                tx.execute(statement, &[]).await?;
            }
            tx.execute(RECORD, &[number.into()]).await?;
        }
        Ok(Migrated::Current)
    }
}

/// The statements of a step: each ends with a semicolon at the end of its line.
fn statements(step: &'static str) -> impl Iterator<Item = &'static str> {
    step.split(";\n").map(str::trim).filter(|statement| !statement.is_empty())
}
