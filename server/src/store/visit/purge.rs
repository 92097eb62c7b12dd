//! Removing trails by age, some at a time, so that nobody waits behind it.

use lobby_shared::time::Millis;

use crate::domain::key::SiteNo;
use crate::store::failure::Failure;
use crate::store::operation::{Operation, Tx};

/// Visits removed at a time, with their steps: messages wait behind each piece.
const AT_ONCE: u64 = 25;

pub(super) const STEPS: &str = "delete from step where (site_no, visitor, visit) in (select site_no, visitor, number \
    from visit where site_no = $1 and arrived_ms < $2 order by arrived_ms, visitor, number limit $3)";
pub(super) const VISITS: &str = "delete from visit where (site_no, visitor, number) in (select site_no, visitor, number \
    from visit where site_no = $1 and arrived_ms < $2 order by arrived_ms, visitor, number limit $3)";
pub(super) const COUNTS: &str = "delete from visit_quarter where quarter < $1";

/// Removes some of the oldest visits of a site that began before a moment. Answers whether there may be more.
pub struct PurgeTrails {
    /// The site.
    pub site: SiteNo,
    /// The moment.
    pub before: Millis,
}

impl Operation for PurgeTrails {
    type Output = bool;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<bool, Failure> {
        let values = [self.site.0.into(), self.before.into(), AT_ONCE.into()];
        tx.execute(STEPS, &values).await?;
        Ok(tx.execute(VISITS, &values).await? >= AT_ONCE)
    }
}

/// Removes the counts of quarters before a moment.
pub struct PurgeCounts {
    /// The moment.
    pub before: Millis,
}

impl Operation for PurgeCounts {
    type Output = ();

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<(), Failure> {
        tx.execute(COUNTS, &[self.before.into()]).await?;
        Ok(())
    }
}
