//! Visitors: the permanent number, given once per browser and site, and when they were there.

use std::collections::BTreeMap;

use lobby_shared::time::Millis;

use super::failure::{Failure, Fault};
use super::operation::{Operation, Tx};
use super::value::{Row, Value};
use crate::domain::key::{SiteNo, VisitorKey};
use crate::domain::refusal::Refusal;
use crate::domain::visitor::Visitor;

/// Visitors written by one statement of [`Seen`].
const AT_ONCE: usize = 8;

const FIND: &str = "select number, visits, arrived_ms, seen_ms from visitor where site_no = $1 and token_hash = $2";
const NUMBER: &str = "update site set last_visitor = last_visitor + 1 where no = $1 returning last_visitor";
const INSERT: &str = "insert into visitor (site_no, number, token_hash, visits, arrived_ms, seen_ms, first_ms) \
    values ($1, $2, $3, $4, $5, $6, $5)";
const VISIT: &str = "update visitor set visits = $3, arrived_ms = $4, seen_ms = $5 \
    where site_no = $1 and number = $2 and visits = $6";
const SEEN: &str = "update visitor set seen_ms = v.column3 from (values \
    (cast($1 as bigint), cast($2 as bigint), cast($3 as bigint)), \
    (cast($4 as bigint), cast($5 as bigint), cast($6 as bigint)), \
    (cast($7 as bigint), cast($8 as bigint), cast($9 as bigint)), \
    (cast($10 as bigint), cast($11 as bigint), cast($12 as bigint)), \
    (cast($13 as bigint), cast($14 as bigint), cast($15 as bigint)), \
    (cast($16 as bigint), cast($17 as bigint), cast($18 as bigint)), \
    (cast($19 as bigint), cast($20 as bigint), cast($21 as bigint)), \
    (cast($22 as bigint), cast($23 as bigint), cast($24 as bigint))) as v \
    where visitor.site_no = v.column1 and visitor.number = v.column2 and visitor.seen_ms < v.column3";

const FIRST: &str = "select first_ms, visits from visitor where site_no = $1 and number = $2";

/// Every statement of this file.
pub const ALL: &[&str] = &[FIND, NUMBER, INSERT, VISIT, SEEN, FIRST];

/// When a visitor's first visit began, and how many there were; `None` when nobody has this number.
pub struct FirstOf {
    /// Who.
    pub visitor: VisitorKey,
}

impl Operation for FirstOf {
    type Output = Option<(Millis, u64)>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Output, Failure> {
        let VisitorKey { site, number } = self.visitor;
        let row = tx.query_opt(FIRST, &[site.0.into(), number.into()]).await?;
        Ok(row.map(|mut row| Ok::<_, Fault>((row.time()?, row.count()?))).transpose()?)
    }
}

/// The visitor whom a token opens, as last written down. Writes nothing.
pub struct FindVisitor {
    /// The site.
    pub site: SiteNo,
    /// Of the token.
    pub token_hash: [u8; 32],
}

impl Operation for FindVisitor {
    type Output = Option<Visitor>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Option<Visitor>, Failure> {
        let found = tx.query_opt(FIND, &[self.site.0.into(), (&self.token_hash).into()]).await?;
        Ok(found.map(|row| visitor_of(self.site, row)).transpose()?)
    }
}

/// A browser has come to a site. Within a visit this writes nothing.
pub struct Arrive {
    /// The site.
    pub site: SiteNo,
    /// Of the token it brought, if any.
    pub token_hash: Option<[u8; 32]>,
    /// Of the token it gets when it brought none.
    pub new_token_hash: [u8; 32],
    /// When.
    pub now: Millis,
}

/// Who came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrived {
    /// A visitor from before.
    Known(Visitor),
    /// A new one, with the next number.
    New(Visitor),
    /// A token that opens nothing on this site. Nothing was written.
    Unknown,
}

impl Operation for Arrive {
    type Output = Arrived;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Arrived, Failure> {
        let Some(token_hash) = &self.token_hash else {
            return self.welcome(tx).await.map(Arrived::New);
        };
        loop {
            let found = tx.query_opt(FIND, &[self.site.0.into(), token_hash.into()]).await?;
            let Some(row) = found else {
                return Ok(Arrived::Unknown);
            };
            let before = visitor_of(self.site, row)?;
            let visitor = before.arrive(self.now);
            // Of two tabs that begin one visit the second finds it begun, and looks again.
            if visitor.visits == before.visits || begin_visit(tx, &before, &visitor).await? {
                return Ok(Arrived::Known(visitor));
            }
        }
    }
}

impl Arrive {
    async fn welcome<T: Tx>(&self, tx: &mut T) -> Result<Visitor, Failure> {
        let number = tx.query_opt(NUMBER, &[self.site.0.into()]).await?.ok_or(Refusal::NotFound)?.count()?;
        let key = VisitorKey { site: self.site, number };
        let visitor = Visitor { key, visits: 1, arrived_ms: self.now, seen_ms: self.now };
        let row = [
            self.site.0.into(),
            number.into(),
            (&self.new_token_hash).into(),
            visitor.visits.into(),
            self.now.into(),
            self.now.into(),
        ];
        tx.execute(INSERT, &row).await?;
        Ok(visitor)
    }
}

async fn begin_visit<T: Tx>(tx: &mut T, before: &Visitor, visitor: &Visitor) -> Result<bool, Fault> {
    let row = [
        visitor.key.site.0.into(),
        visitor.key.number.into(),
        visitor.visits.into(),
        visitor.arrived_ms.into(),
        visitor.seen_ms.into(),
        before.visits.into(),
    ];
    Ok(tx.execute(VISIT, &row).await? == 1)
}

fn visitor_of(site: SiteNo, mut row: Row) -> Result<Visitor, Fault> {
    Ok(Visitor {
        key: VisitorKey { site, number: row.count()? },
        visits: row.count()?,
        arrived_ms: row.time()?,
        seen_ms: row.time()?,
    })
}

/// When these visitors were last known to be there; never goes back.
pub struct Seen {
    /// Who, and when.
    pub visitors: Vec<(VisitorKey, Millis)>,
}

impl Operation for Seen {
    type Output = ();

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<(), Failure> {
        let mut latest = BTreeMap::new();
        for (key, time) in &self.visitors {
            let kept = latest.entry(*key).or_insert(*time);
            *kept = (*kept).max(*time);
        }
        let rows: Vec<_> = latest.into_iter().collect();
        for some in rows.chunks(AT_ONCE) {
            let mut values: Vec<Value> = Vec::with_capacity(AT_ONCE * 3);
            for (key, time) in some {
                values.extend([key.site.0.into(), key.number.into(), Value::from(*time)]);
            }
            values.resize(AT_ONCE * 3, Value::Null);
            tx.execute(SEEN, &values).await?;
        }
        Ok(())
    }
}
