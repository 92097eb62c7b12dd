//! What is to be written down, handed out in pieces: a crowd's steps weigh more than the crowd itself, and must not all be
//! in memory a second time at once.

use std::collections::VecDeque;
use std::sync::PoisonError;

use lobby_shared::time::Millis;

use super::walk::stored;
use super::{Fresh, Trails};
use crate::domain::key::VisitorKey;
use crate::domain::visit::{Batch, Begun, VisitKey};
use crate::domain::visitor::Follow;

/// Rows that wait for a database that is away, at most; the oldest go.
const MAX_OWED: usize = 100_000;

/// What was to be written down at one moment, and is not yet.
#[derive(Debug)]
pub struct Gathered {
    /// What is known as it will be written.
    rows: Batch,
    /// Visits that began.
    fresh: VecDeque<(VisitorKey, Fresh)>,
    /// Who may have steps that are over.
    dirty: VecDeque<VisitorKey>,
    /// Steps that go on are written too.
    all: bool,
    now: Millis,
}

impl Trails {
    /// What is to be written down: visits that began, steps that are over, visitors who have gone. With `all`, also what
    /// goes on: the server stops.
    pub fn gather(&self, all: bool, now: Millis) -> Gathered {
        let mut rows = std::mem::take(&mut *self.owed.lock().unwrap_or_else(PoisonError::into_inner));
        let begun = std::mem::take(&mut *self.begun.lock().unwrap_or_else(PoisonError::into_inner));
        rows.begun.extend(begun.into_iter().map(|((site, from_ms), visits)| Begun { site, from_ms, visits }));
        let (mut fresh, mut dirty) = (VecDeque::new(), VecDeque::new());
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        for (no, site) in sites.iter_mut() {
            let key = |number| VisitorKey { site: *no, number };
            fresh.extend(std::mem::take(&mut site.fresh).into_iter().map(|(number, fresh)| (key(number), fresh)));
            rows.steps.append(&mut site.steps);
            let changed = std::mem::take(&mut site.dirty);
            if all {
                dirty.extend(site.walks.keys().copied().map(key));
                for (number, walk) in &site.walks {
                    if walk.follow == Follow::Lasting && !walk.is_over() {
                        let visit = VisitKey { visitor: key(*number), number: walk.visit };
                        site.left.insert(visit, walk.left().unwrap_or(now));
                    }
                }
            } else {
                dirty.extend(changed.into_iter().map(key));
            }
            rows.left.extend(std::mem::take(&mut site.left));
        }
        Gathered { rows, fresh, dirty, all, now }
    }

    /// The next piece of what was gathered, about so many rows; `None` when that was all. A visit's row comes before its
    /// steps and its end, which find nothing to belong to otherwise.
    pub fn piece(&self, gathered: &mut Gathered, rows: usize) -> Option<Batch> {
        let Gathered { rows: known, fresh, dirty, all, now } = gathered;
        let mut piece = Batch { begun: std::mem::take(&mut known.begun), ..Batch::default() };
        piece.visits.extend(known.visits.drain(..known.visits.len().min(rows)));
        let room = rows - piece.visits.len();
        piece.visits.extend(fresh.drain(..fresh.len().min(room)).map(|(key, fresh)| fresh.visit(key)));
        if piece.visits.is_empty() {
            piece.left.extend(known.left.drain(..known.left.len().min(rows)));
            piece.steps.extend(known.steps.drain(..known.steps.len().min(rows)));
            while piece.steps.len() < rows
                && let Some(key) = dirty.pop_front()
            {
                self.steps_of(key, *all, *now, &mut piece);
            }
        }
        (!piece.is_empty()).then_some(piece)
    }

    fn steps_of(&self, key: VisitorKey, all: bool, now: Millis, piece: &mut Batch) {
        self.with(key.site, |site| {
            // One who has begun another visit meanwhile: it is not on disk yet, and they are dirty for the next time.
            if site.fresh.contains_key(&key.number) {
                return;
            }
            let Some(walk) = site.walks.get_mut(&key.number) else { return };
            let visit = VisitKey { visitor: key, number: walk.visit };
            piece.steps.extend(walk.unwritten(all, now).iter().map(|kept| (visit, stored(kept))));
        });
    }

    /// This could not be written down: it waits for the next time, and so does what is left of what was gathered.
    pub fn give_back(&self, piece: Batch, gathered: Gathered) {
        let Gathered { rows, fresh, dirty, .. } = gathered;
        for key in dirty {
            self.with(key.site, |site| site.dirty.insert(key.number));
        }
        let mut owed = self.owed.lock().unwrap_or_else(PoisonError::into_inner);
        owed.extend(piece);
        owed.visits.extend(fresh.into_iter().map(|(key, fresh)| fresh.visit(key)));
        owed.extend(rows);
        let Batch { visits, steps, left, begun: _ } = &mut *owed;
        let over = steps.len().saturating_sub(MAX_OWED);
        steps.drain(..over);
        let over = visits.len().saturating_sub(MAX_OWED);
        visits.drain(..over);
        let over = left.len().saturating_sub(MAX_OWED);
        left.drain(..over);
    }
}
