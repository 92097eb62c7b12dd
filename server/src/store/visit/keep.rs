//! Writing trails down: everybody's in one transaction, several rows a statement.

use std::sync::Arc;

use super::walked_values;
use crate::domain::visit::{Batch, VisitKey};
use crate::store::failure::{Failure, Fault};
use crate::store::operation::{Operation, Tx};
use crate::store::value::Value;

/// Rows written by one statement.
const AT_ONCE: usize = 16;

macro_rules! visit {
    ($site:literal $visitor:literal $number:literal $arrived:literal $facts:literal) => {
        concat!(
            "(cast($",
            $site,
            " as bigint), cast($",
            $visitor,
            " as bigint), cast($",
            $number,
            " as bigint), cast($",
            $arrived,
            " as bigint), cast($",
            $facts,
            " as text))"
        )
    };
}

macro_rules! step {
    ($site:literal $visitor:literal $visit:literal $number:literal $at:literal $seen:literal $kind:literal $name:literal
     $detail:literal) => {
        concat!(
            "(cast($",
            $site,
            " as bigint), cast($",
            $visitor,
            " as bigint), cast($",
            $visit,
            " as bigint), cast($",
            $number,
            " as bigint), cast($",
            $at,
            " as bigint), cast($",
            $seen,
            " as bigint), cast($",
            $kind,
            " as bigint), cast($",
            $name,
            " as text), cast($",
            $detail,
            " as text))"
        )
    };
}

macro_rules! left {
    ($site:literal $visitor:literal $number:literal $left:literal) => {
        concat!(
            "(cast($",
            $site,
            " as bigint), cast($",
            $visitor,
            " as bigint), cast($",
            $number,
            " as bigint), cast($",
            $left,
            " as bigint))"
        )
    };
}

// Rows that are short of AT_ONCE are null, and left out by the `where`.
pub(super) const VISITS: &str = concat!(
    "insert into visit (site_no, visitor, number, arrived_ms, facts) \
     select v.column1, v.column2, v.column3, v.column4, v.column5 from (values ",
    visit!(1 2 3 4 5),
    ", ",
    visit!(6 7 8 9 10),
    ", ",
    visit!(11 12 13 14 15),
    ", ",
    visit!(16 17 18 19 20),
    ", ",
    visit!(21 22 23 24 25),
    ", ",
    visit!(26 27 28 29 30),
    ", ",
    visit!(31 32 33 34 35),
    ", ",
    visit!(36 37 38 39 40),
    ", ",
    visit!(41 42 43 44 45),
    ", ",
    visit!(46 47 48 49 50),
    ", ",
    visit!(51 52 53 54 55),
    ", ",
    visit!(56 57 58 59 60),
    ", ",
    visit!(61 62 63 64 65),
    ", ",
    visit!(66 67 68 69 70),
    ", ",
    visit!(71 72 73 74 75),
    ", ",
    visit!(76 77 78 79 80),
    ") as v where v.column1 is not null on conflict (site_no, visitor, number) do nothing"
);
// A step is written once, when it is over; one that goes on after a restart, once more. What floods in takes the last one's
// place. None is written for a visit that
// retention has removed meanwhile.
pub(super) const STEPS: &str = concat!(
    "insert into step (site_no, visitor, visit, number, at_ms, seen_ms, kind, name, detail) \
     select v.column1, v.column2, v.column3, v.column4, v.column5, v.column6, v.column7, v.column8, v.column9 \
     from (values ",
    step!(1 2 3 4 5 6 7 8 9),
    ", ",
    step!(10 11 12 13 14 15 16 17 18),
    ", ",
    step!(19 20 21 22 23 24 25 26 27),
    ", ",
    step!(28 29 30 31 32 33 34 35 36),
    ", ",
    step!(37 38 39 40 41 42 43 44 45),
    ", ",
    step!(46 47 48 49 50 51 52 53 54),
    ", ",
    step!(55 56 57 58 59 60 61 62 63),
    ", ",
    step!(64 65 66 67 68 69 70 71 72),
    ", ",
    step!(73 74 75 76 77 78 79 80 81),
    ", ",
    step!(82 83 84 85 86 87 88 89 90),
    ", ",
    step!(91 92 93 94 95 96 97 98 99),
    ", ",
    step!(100 101 102 103 104 105 106 107 108),
    ", ",
    step!(109 110 111 112 113 114 115 116 117),
    ", ",
    step!(118 119 120 121 122 123 124 125 126),
    ", ",
    step!(127 128 129 130 131 132 133 134 135),
    ", ",
    step!(136 137 138 139 140 141 142 143 144),
    ") as v where exists (select 1 from visit t where t.site_no = v.column1 and t.visitor = v.column2 \
     and t.number = v.column3) on conflict (site_no, visitor, visit, number) do update set at_ms = excluded.at_ms, \
     seen_ms = excluded.seen_ms, name = excluded.name, detail = excluded.detail"
);
pub(super) const LEFT: &str = concat!(
    "update visit set left_ms = v.column4 from (values ",
    left!(1 2 3 4),
    ", ",
    left!(5 6 7 8),
    ", ",
    left!(9 10 11 12),
    ", ",
    left!(13 14 15 16),
    ", ",
    left!(17 18 19 20),
    ", ",
    left!(21 22 23 24),
    ", ",
    left!(25 26 27 28),
    ", ",
    left!(29 30 31 32),
    ", ",
    left!(33 34 35 36),
    ", ",
    left!(37 38 39 40),
    ", ",
    left!(41 42 43 44),
    ", ",
    left!(45 46 47 48),
    ", ",
    left!(49 50 51 52),
    ", ",
    left!(53 54 55 56),
    ", ",
    left!(57 58 59 60),
    ", ",
    left!(61 62 63 64),
    ") as v where visit.site_no = v.column1 and visit.visitor = v.column2 and visit.number = v.column3"
);
pub(super) const BEGUN: &str = "insert into visit_quarter (site_no, quarter, visits) values ($1, $2, $3) \
    on conflict (site_no, quarter) do update set visits = visit_quarter.visits + excluded.visits";

/// Writes a batch down.
pub struct KeepTrails(
    /// The batch, shared with whoever takes it back when it cannot be written.
    pub Arc<Batch>,
);

impl Operation for KeepTrails {
    type Output = ();

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<(), Failure> {
        let visits = self.0.visits.iter().map(|visit| {
            let facts = serde_json::to_string(&visit.facts).map_err(|_| Fault::new("facts that are no JSON"))?;
            let [site, visitor, number] = key_values(visit.key);
            Ok([site, visitor, number, visit.arrived_ms.into(), facts.as_str().into()])
        });
        fill(tx, VISITS, visits).await?;
        let steps = self.0.steps.iter().map(|(visit, step)| {
            let [site, visitor, visit] = key_values(*visit);
            let (kind, name, detail) = walked_values(&step.what);
            let number = u64::from(step.number).into();
            let (at, seen) = (step.at_ms.into(), step.seen_ms.into());
            Ok([site, visitor, visit, number, at, seen, kind.into(), name.into(), detail.into()])
        });
        fill(tx, STEPS, steps).await?;
        let left = self.0.left.iter().map(|(visit, left)| {
            let [site, visitor, number] = key_values(*visit);
            Ok([site, visitor, number, Value::from(*left)])
        });
        fill(tx, LEFT, left).await?;
        for begun in &self.0.begun {
            tx.execute(BEGUN, &[begun.site.0.into(), begun.from_ms.into(), begun.visits.into()]).await?;
        }
        Ok(())
    }
}

fn key_values(key: VisitKey) -> [Value; 3] {
    [key.visitor.site.0.into(), key.visitor.number.into(), key.number.into()]
}

/// Runs a statement for [`AT_ONCE`] rows at a time, and has no more of them in hand.
async fn fill<T: Tx, const N: usize>(
    tx: &mut T,
    sql: &'static str,
    mut rows: impl Iterator<Item = Result<[Value; N], Fault>> + Send,
) -> Result<(), Fault> {
    loop {
        let some = rows.by_ref().take(AT_ONCE).collect::<Result<Vec<_>, _>>()?;
        if some.is_empty() {
            return Ok(());
        }
        let mut values: Vec<Value> = some.into_iter().flatten().collect();
        values.resize(AT_ONCE * N, Value::Null);
        tx.execute(sql, &values).await?;
    }
}
