//! Trails: walked with live, written down in batches, read from disk, and removed when their time is over.

use std::sync::Arc;

use lobby_shared::id::SiteId;
use lobby_shared::time::Millis;
use lobby_shared::trail::{LiveTrail, Step, Visit, VisitorFile};
use lobby_shared::visitor::VisitorRow;
use lobby_shared::wire::agent::AgentPush;

use super::Service;
use super::conversation::card;
use crate::domain::key::VisitorKey;
use crate::domain::visit::COUNTED_FOR;
use crate::hub::Topic;
use crate::hub::notice::{Broadcast, Notice};
use crate::store::Failure;
use crate::store::conversation::ListedOf;
use crate::store::site::ListSites;
use crate::store::visit::{KeepTrails, ListVisits, PurgeCounts, PurgeTrails, Trail};
use crate::store::visitor::FirstOf;

/// Visits in one piece of a visitor's file.
const VISITS: usize = 10;
/// Conversations in a visitor's file.
const CONVERSATIONS: u64 = 10;
/// Rows in one write: messages wait behind them, and they are in memory a second time.
const ROWS: usize = 1_000;
/// Pieces of a site's old trails that are removed at a time, once a minute: seven million visits a day, and a server that
/// stops does not wait for more.
const PIECES: usize = 200;
const DAY: Millis = Millis(24 * 3_600_000);

/// An agent looks at a visitor for as long as this lives.
pub struct Look {
    service: Service,
    /// At whom.
    pub visitor: VisitorKey,
}

impl Drop for Look {
    fn drop(&mut self) {
        self.service.trails.unwatch(self.visitor);
    }
}

impl Service {
    /// An agent looks at a visitor from now on: listen to [`Topic::Trail`] first. The whole trail answers; what changes
    /// comes as [`Notice::Trail`].
    pub fn look(&self, site: SiteId, visitor: VisitorKey) -> (Look, LiveTrail) {
        self.trails.watch(visitor);
        let trail = self.trails.snapshot(site, visitor, self.listed_row(visitor), self.clock.now());
        (Look { service: self.clone(), visitor }, trail)
    }

    fn listed_row(&self, visitor: VisitorKey) -> Option<VisitorRow> {
        if self.lobby.is_listed(visitor) { self.lobby.row(visitor) } else { None }
    }

    /// Once a second: lets go of who has gone, and tells what changed of the trails that are looked at.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tell_trails(&self) -> Result<(), Failure> {
        let now = self.clock.now();
        self.trails.sweep(now);
        let watched = self.trails.watched();
        if watched.is_empty() {
            return Ok(());
        }
        let sites = self.store.read(ListSites).await?;
        for visitor in watched {
            let Some(site) = sites.iter().find(|site| site.no == visitor.site) else { continue };
            if let Some(trail) = self.trails.news(site.id, visitor, self.listed_row(visitor), now) {
                let notice = Notice::Trail(Broadcast::new(AgentPush::Trail(Box::new(trail))));
                self.bus.publish(Topic::Trail(visitor), &Arc::new(notice));
            }
        }
        Ok(())
    }

    /// Writes down what trails have gathered. With `all`, what goes on as well: the server stops.
    ///
    /// # Errors
    /// When the database fails; what was not written waits for the next time.
    pub async fn keep_trails(&self, all: bool) -> Result<(), Failure> {
        let mut gathered = self.trails.gather(all, self.clock.now());
        while let Some(piece) = self.trails.piece(&mut gathered, ROWS) {
            let piece = Arc::new(piece);
            if let Err(failure) = self.store.write(KeepTrails(Arc::clone(&piece))).await {
                self.trails.give_back(Arc::unwrap_or_clone(piece), gathered);
                return Err(failure);
            }
        }
        Ok(())
    }

    /// Removes some of the trails whose site keeps them no longer, and counts that no figure shows any more.
    ///
    /// # Errors
    /// When the database fails; the next time removes what is left.
    pub async fn drop_old_trails(&self) -> Result<(), Failure> {
        let now = self.clock.now();
        for site in self.store.read(ListSites).await? {
            let before = Millis(now.since(Millis(DAY.0 * u64::from(site.settings.keep_days))).0);
            for _ in 0..PIECES {
                if !self.store.write(PurgeTrails { site: site.no, before }).await? {
                    break;
                }
            }
        }
        self.store.write(PurgeCounts { before: Millis(now.since(COUNTED_FOR).0) }).await
    }

    /// What is on disk of a visitor; `None` when nobody has this number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn visitor_file(&self, visitor: VisitorKey, before: Option<u64>) -> Result<Option<VisitorFile>, Failure> {
        let Some((first_ms, visits)) = self.store.read(FirstOf { visitor }).await? else { return Ok(None) };
        let mut trails = self.store.read(ListVisits { visitor, before, most: VISITS + 1 }).await?;
        let more = trails.len() > VISITS;
        trails.truncate(VISITS);
        let there = self.lobby.row(visitor).filter(|row| row.visits == visits);
        let present = there.filter(|row| row.state != lobby_shared::visitor::VisitorState::Gone).map(|row| row.visits);
        let listed = self.store.read(ListedOf { visitor, most: CONVERSATIONS }).await?;
        let conversations = listed.into_iter().map(card).collect();
        let visits = trails.into_iter().map(|trail| told(trail, present)).collect();
        Ok(Some(VisitorFile { first_ms, visits, more, conversations }))
    }
}

fn told(trail: Trail, present: Option<u64>) -> Visit {
    let Trail { visit, steps } = trail;
    let left_ms = if present == Some(visit.key.number) { None } else { Some(visit.ended(&steps)) };
    let step = |step: crate::domain::visit::Step| {
        let crate::domain::visit::Step { number, at_ms, seen_ms, what } = step;
        Step { number, at_ms, seen_ms, now: false, what }
    };
    Visit {
        number: visit.key.number,
        arrived_ms: visit.arrived_ms,
        left_ms,
        facts: visit.facts,
        steps: steps.into_iter().map(step).collect(),
    }
}
