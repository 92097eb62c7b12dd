//! The blocks that hold, in memory, so that whoever comes to a site costs no question to the database. Whether a
//! conversation is kept apart the database decides.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use lobby_shared::id::BlockId;
use lobby_shared::time::Millis;

use crate::domain::block::Held;
use crate::domain::key::{SiteNo, VisitorKey};

/// The blocks of all sites.
#[derive(Debug, Default)]
pub struct Blocks(RwLock<BTreeMap<SiteNo, Vec<Held>>>);

impl Blocks {
    /// This one holds now.
    pub fn put(&self, held: Held) {
        let mut sites = self.0.write().unwrap_or_else(PoisonError::into_inner);
        sites.entry(held.visitor.site).or_default().push(held);
    }

    /// This one holds no longer.
    pub fn lift(&self, site: SiteNo, id: BlockId) {
        if let Some(held) = self.0.write().unwrap_or_else(PoisonError::into_inner).get_mut(&site) {
            held.retain(|held| held.id != id);
        }
    }

    /// Whether one holds for this visitor, who comes from this address.
    pub fn cover(&self, visitor: VisitorKey, address: Option<&str>, now: Millis) -> bool {
        let sites = self.0.read().unwrap_or_else(PoisonError::into_inner);
        sites.get(&visitor.site).is_some_and(|held| held.iter().any(|held| held.covers(visitor, address, now)))
    }

    /// Those whose time is over.
    pub fn ended(&self, now: Millis) -> Vec<Held> {
        let sites = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let ended = |held: &&Held| held.until_ms.is_some_and(|until| until <= now);
        sites.values().flatten().filter(ended).cloned().collect()
    }
}
