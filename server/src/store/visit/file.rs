//! Reading trails: of a visitor who comes back, of one whose card is open, and of a day.

use lobby_shared::time::Millis;

use super::{step_of, visit_of};
use crate::domain::key::{SiteNo, VisitorKey};
use crate::domain::visit::{Begun, Step, Visit, VisitKey};
use crate::store::failure::{Failure, Fault};
use crate::store::operation::{Operation, Tx};
use crate::store::value::Value;

pub(super) const VISIT: &str = "select visitor, number, arrived_ms, left_ms, facts from visit \
    where site_no = $1 and visitor = $2 and number = $3";
pub(super) const VISITS: &str = "select visitor, number, arrived_ms, left_ms, facts from visit \
    where site_no = $1 and visitor = $2 and number < $3 order by number desc limit $4";
pub(super) const BETWEEN: &str = "select visitor, number, arrived_ms, left_ms, facts from visit \
    where site_no = $1 and arrived_ms >= $2 and arrived_ms < $3 and (arrived_ms, visitor, number) > ($4, $5, $6) \
    order by arrived_ms, visitor, number limit $7";
pub(super) const STEPS: &str = "select number, at_ms, seen_ms, kind, name, detail from step \
    where site_no = $1 and visitor = $2 and visit = $3 order by number";
pub(super) const LAST_STEPS: &str = "select number, at_ms, seen_ms, kind, name, detail from step \
    where site_no = $1 and visitor = $2 and visit = $3 order by number desc limit $4";
pub(super) const COUNT: &str =
    "select count(*) from step where site_no = $1 and visitor = $2 and visit = $3 and kind = 0";
pub(super) const BEGUN: &str =
    "select quarter, visits from visit_quarter where site_no = $1 and quarter >= $2 order by quarter";

/// A visit with its steps in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trail {
    /// The visit.
    pub visit: Visit,
    /// The steps.
    pub steps: Vec<Step>,
}

/// One visit as it was left, with its last steps and how many of its steps were pages.
pub struct FindVisit {
    /// Which.
    pub visit: VisitKey,
    /// Steps, at most.
    pub most: usize,
}

impl Operation for FindVisit {
    type Output = Option<(Trail, u64)>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Output, Failure> {
        let VisitKey { visitor: VisitorKey { site, number }, number: visit } = self.visit;
        let key: [Value; 3] = [site.0.into(), number.into(), visit.into()];
        let Some(mut row) = tx.query_opt(VISIT, &key).await? else { return Ok(None) };
        let visit = visit_of(site, &mut row)?;
        let pages = tx.query_one(COUNT, &key).await?.count()?;
        let [a, b, c] = key;
        let rows = tx.query(LAST_STEPS, &[a, b, c, count(self.most)]).await?;
        let mut steps = rows.into_iter().map(step_of).collect::<Result<Vec<_>, Fault>>()?;
        steps.reverse();
        Ok(Some((Trail { visit, steps }, pages)))
    }
}

/// A visitor's visits before `before` with all their steps, the latest first.
pub struct ListVisits {
    /// Whose.
    pub visitor: VisitorKey,
    /// Only earlier ones than this.
    pub before: Option<u64>,
    /// At most.
    pub most: usize,
}

impl Operation for ListVisits {
    type Output = Vec<Trail>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Vec<Trail>, Failure> {
        let VisitorKey { site, number } = self.visitor;
        let before = self.before.unwrap_or(u64::MAX);
        let rows = tx.query(VISITS, &[site.0.into(), number.into(), before.into(), count(self.most)]).await?;
        let visits = rows.into_iter().map(|mut row| visit_of(site, &mut row)).collect::<Result<Vec<_>, Fault>>()?;
        with_steps(tx, visits).await
    }
}

/// Visits of a site that began in a span and whose trail is kept, in the order of arrival, some at a time.
pub struct ListTrails {
    /// The site.
    pub site: SiteNo,
    /// From this moment on.
    pub from_ms: Millis,
    /// Before this one.
    pub until_ms: Millis,
    /// After this visit: the last of those read before, by arrival and key.
    pub after: Option<(Millis, VisitKey)>,
    /// At most.
    pub most: usize,
}

impl Operation for ListTrails {
    type Output = Vec<Trail>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Vec<Trail>, Failure> {
        let (arrived, visitor, number) =
            self.after.map_or((0, 0, 0), |(arrived, key)| (arrived.0, key.visitor.number, key.number));
        let values = [
            self.site.0.into(),
            self.from_ms.into(),
            self.until_ms.into(),
            arrived.into(),
            visitor.into(),
            number.into(),
            count(self.most),
        ];
        let rows = tx.query(BETWEEN, &values).await?;
        let visits =
            rows.into_iter().map(|mut row| visit_of(self.site, &mut row)).collect::<Result<Vec<_>, Fault>>()?;
        with_steps(tx, visits).await
    }
}

async fn with_steps<T: Tx>(tx: &mut T, visits: Vec<Visit>) -> Result<Vec<Trail>, Failure> {
    let mut trails = Vec::with_capacity(visits.len());
    for visit in visits {
        let VisitKey { visitor: VisitorKey { site, number }, number: visit_number } = visit.key;
        let rows = tx.query(STEPS, &[site.0.into(), number.into(), visit_number.into()]).await?;
        let steps = rows.into_iter().map(step_of).collect::<Result<_, Fault>>()?;
        trails.push(Trail { visit, steps });
    }
    Ok(trails)
}

/// How many visits began on a site, quarter by quarter, those without any left out.
pub struct ListBegun {
    /// The site.
    pub site: SiteNo,
    /// From this moment on.
    pub since: Millis,
}

impl Operation for ListBegun {
    type Output = Vec<Begun>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Vec<Begun>, Failure> {
        let rows = tx.query(BEGUN, &[self.site.0.into(), self.since.into()]).await?;
        let begun = |mut row: crate::store::value::Row| {
            Ok(Begun { site: self.site, from_ms: row.time()?, visits: row.count()? })
        };
        rows.into_iter().map(begun).collect()
    }
}

fn count(most: usize) -> Value {
    u64::try_from(most).unwrap_or(u64::MAX).into()
}
