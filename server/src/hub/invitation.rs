//! The invitations that stand, in memory, so that nobody asks the database each second whether one is over. The database
//! decides; this only knows where to look.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use lobby_shared::id::{InvitationId, SiteId};

use crate::domain::invitation::Invitation;
use crate::domain::key::VisitorKey;

/// The standing invitations of all sites, one a visitor at most.
#[derive(Debug, Default)]
pub struct Invitations(Mutex<BTreeMap<VisitorKey, (SiteId, Invitation)>>);

impl Invitations {
    fn with<T>(&self, work: impl FnOnce(&mut BTreeMap<VisitorKey, (SiteId, Invitation)>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// This one stands now.
    pub fn put(&self, site: SiteId, invitation: Invitation) {
        self.with(|standing| standing.insert(invitation.visitor, (site, invitation)));
    }

    /// The visitor's invitation that stands.
    pub fn of(&self, visitor: VisitorKey) -> Option<Invitation> {
        self.with(|standing| standing.get(&visitor).map(|(_, invitation)| invitation.clone()))
    }

    /// It was on a screen; true for the first time.
    pub fn show(&self, visitor: VisitorKey, id: InvitationId) -> bool {
        self.with(|standing| match standing.get_mut(&visitor) {
            Some((_, invitation)) if invitation.id == id => !std::mem::replace(&mut invitation.shown, true),
            Some(_) | None => false,
        })
    }

    /// It is over, and whoever takes it out tells everybody; `None` when somebody has done so already.
    pub fn take(&self, visitor: VisitorKey, id: InvitationId) -> Option<(SiteId, Invitation)> {
        self.with(|standing| {
            let same = standing.get(&visitor).is_some_and(|(_, invitation)| invitation.id == id);
            if same { standing.remove(&visitor) } else { None }
        })
    }

    /// All that stand.
    pub fn all(&self) -> Vec<Invitation> {
        self.with(|standing| standing.values().map(|(_, invitation)| invitation.clone()).collect())
    }
}
