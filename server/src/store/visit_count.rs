//! How many visitors were on a site minute by minute, from what is written down of their visits: so that the figures of
//! the last hour outlive a restart.

use std::collections::BTreeMap;

use lobby_shared::time::Millis;

use super::failure::{Failure, Fault};
use super::operation::{Operation, Tx};
use super::value::{Row, Value};
use crate::domain::key::SiteNo;

const CAME: &str = "select arrived_ms / 60000, count(*) from visit where site_no = $1 and arrived_ms >= $2 \
    group by arrived_ms / 60000";
const WENT: &str = "select left_ms / 60000, count(*) from visit where site_no = $1 and arrived_ms >= $2 \
    and left_ms >= $3 group by left_ms / 60000";
const STAYED: &str = "select count(*) from visit where site_no = $1 and arrived_ms >= $2 and arrived_ms < $3 \
    and left_ms >= $3";

/// Every statement of this file.
pub const ALL: &[&str] = &[CAME, WENT, STAYED];

/// Whoever arrived earlier is not looked for.
const REACH: Millis = Millis(24 * 3_600_000);

/// Visitors who were there in each of the last full minutes and, as the last number, in the one that goes on. A visit whose end was not written down
/// counts to the end when it began among these minutes, and not at all when it is older.
pub struct CountThere {
    /// The site.
    pub site: SiteNo,
    /// How many full minutes.
    pub minutes: u32,
    /// The present moment.
    pub now: Millis,
}

impl Operation for CountThere {
    type Output = Vec<u32>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Vec<u32>, Failure> {
        let last = self.now.0 / Millis::MINUTE.0;
        let first = last.saturating_sub(self.minutes.into());
        let since = Millis(first * Millis::MINUTE.0);
        let reach = Millis(since.0.saturating_sub(REACH.0));
        let site = Value::from(self.site.0);
        let came = by_minute(tx.query(CAME, &[site.clone(), since.into()]).await?)?;
        let went = by_minute(tx.query(WENT, &[site.clone(), reach.into(), since.into()]).await?)?;
        let stayed = tx.query_one(STAYED, &[site, reach.into(), since.into()]).await?.count()?;
        let (mut there, mut counts) = (stayed, Vec::new());
        for minute in first..=last {
            there += came.get(&minute).copied().unwrap_or(0);
            counts.push(u32::try_from(there).unwrap_or(u32::MAX));
            there = there.saturating_sub(went.get(&minute).copied().unwrap_or(0));
        }
        Ok(counts)
    }
}

fn by_minute(rows: Vec<Row>) -> Result<BTreeMap<u64, u64>, Fault> {
    rows.into_iter().map(|mut row| Ok((row.count()?, row.count()?))).collect()
}
