//! Sites: found by key, listed for agents, and the demo's own.

use lobby_shared::id::SiteId;
use lobby_shared::site::{SiteCard, SiteKey};

use super::Service;
use crate::auth::random;
use crate::domain::key::SiteNo;
use crate::domain::site::{Origin, Site};
use crate::store::Failure;
use crate::store::site::{FindSite, ListSites, PutSite};

/// The key in the demo shop's tag.
pub const DEMO_KEY: &str = "demo";
const DEMO_NAME: &str = "Trek Supply";

/// A site as agents see it.
pub fn card(site: &Site) -> SiteCard {
    let origins = site.origins.iter().map(|origin| origin.as_str().to_owned()).collect();
    SiteCard { site: site.id, name: site.name.clone(), key: site.key.clone(), origins }
}

/// A random key for a new site.
pub fn draw_key() -> Option<SiteKey> {
    SiteKey::parse(random::draw_text().get(..20).unwrap_or_default())
}

impl Service {
    /// The site of a tag.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_site(&self, key: &str) -> Result<Option<Site>, Failure> {
        match SiteKey::parse(key) {
            Some(key) => self.store.read(FindSite { key }).await,
            None => Ok(None),
        }
    }

    /// Every site.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sites(&self) -> Result<Vec<SiteCard>, Failure> {
        Ok(self.store.read(ListSites).await?.iter().map(card).collect())
    }

    /// The row of a site.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn site_no(&self, id: SiteId) -> Result<Option<SiteNo>, Failure> {
        Ok(self.store.read(ListSites).await?.into_iter().find(|site| site.id == id).map(|site| site.no))
    }

    /// Makes the demo's site if it is missing, and lets its widget start on the shop's present address.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_demo_site(&self, origins: Vec<Origin>) -> Result<(), Failure> {
        let Some(key) = SiteKey::parse(DEMO_KEY) else { return Ok(()) };
        let there = self.store.read(FindSite { key: key.clone() }).await?;
        let name = there.as_ref().map_or_else(|| DEMO_NAME.to_owned(), |site| site.name.clone());
        let id = there.map_or_else(|| SiteId::from_bytes(random::draw()), |site| site.id);
        self.store.write(PutSite { id, key, name, origins, now: self.clock.now() }).await?;
        Ok(())
    }
}
