//! Visits and their steps: written in batches behind the visitors, read by agents, removed by age.
//!
//! No foreign keys lead here: a batch holds everybody's, and nobody's row may keep the others' from being written.

mod file;
mod keep;
mod purge;

use lobby_shared::page::Page;
use lobby_shared::trail::{Track, Walked};

use super::failure::Fault;
use super::value::Row;
use crate::domain::key::{SiteNo, VisitorKey};
use crate::domain::visit::{Step, Visit, VisitKey};

pub use file::{FindVisit, ListBegun, ListTrails, ListVisits, Trail};
pub use keep::KeepTrails;
pub use purge::{PurgeCounts, PurgeTrails};

/// Every statement of these files.
pub const ALL: &[&str] = &[
    keep::VISITS,
    keep::STEPS,
    keep::LEFT,
    keep::BEGUN,
    file::VISIT,
    file::VISITS,
    file::BETWEEN,
    file::STEPS,
    file::LAST_STEPS,
    file::COUNT,
    file::BEGUN,
    purge::STEPS,
    purge::VISITS,
    purge::COUNTS,
];

const PAGE: i64 = 0;
const EVENT: i64 = 1;

/// A step as the columns kind, name, detail.
fn walked_values(what: &Walked) -> (i64, &str, &str) {
    match what {
        Walked::Page(page) => (PAGE, &page.address, &page.title),
        Walked::Event(track) => (EVENT, &track.name, &track.data),
    }
}

/// A visit of a site, from the columns visitor, number, arrived_ms, left_ms, facts.
fn visit_of(site: SiteNo, row: &mut Row) -> Result<Visit, Fault> {
    let key = VisitKey { visitor: VisitorKey { site, number: row.count()? }, number: row.count()? };
    let (arrived_ms, left_ms) = (row.time()?, row.opt_count()?.map(lobby_shared::time::Millis));
    // Facts of another version of this program are worth less than the rest of the visit.
    let facts = serde_json::from_str(&row.text()?).unwrap_or_default();
    Ok(Visit { key, arrived_ms, left_ms, facts })
}

/// A step, from the columns number, at_ms, seen_ms, kind, name, detail.
fn step_of(mut row: Row) -> Result<Step, Fault> {
    let number = u32::try_from(row.count()?).map_err(|_| Fault::unreadable("a step's number"))?;
    let (at_ms, seen_ms, kind) = (row.time()?, row.time()?, row.int()?);
    let (name, detail) = (row.text()?, row.text()?);
    let what = match kind {
        PAGE => Walked::Page(Page { address: name, title: detail }),
        EVENT => Walked::Event(Track { name, data: detail }),
        _ => return Err(Fault::unreadable("a step's kind")),
    };
    Ok(Step { number, at_ms, seen_ms, what })
}
