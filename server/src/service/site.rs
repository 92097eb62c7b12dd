//! Sites: found by key, listed for agents, settled by administrators, and the demo's own.

use std::sync::Arc;

use lobby_shared::http::{ProblemCode, SiteForm};
use lobby_shared::id::SiteId;
use lobby_shared::site::{SiteCard, SiteKey, SiteSettings};

use super::Service;
use super::access::{Denied, clean_name};
use crate::auth::random;
use crate::domain::key::SiteNo;
use crate::domain::site::{Origin, Settings, Site};
use crate::hub::Topic;
use crate::hub::notice::Notice;
use crate::store::site::{FindSite, ListSites, PutSite, SettleSite};
use crate::store::{Failure, Fault};

/// The key in the demo shop's tag.
pub const DEMO_KEY: &str = "demo";
/// Addresses of one site, at most: they all stand in the loader and in a header.
const MAX_ADDRESSES: usize = 50;
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

fn checked(form: &SiteForm) -> Result<(String, Vec<Origin>), Denied> {
    let name = clean_name(&form.name).ok_or(Denied::code(ProblemCode::BadSiteName))?;
    let mut origins = Vec::new();
    for (place, address) in (0..).zip(&form.addresses) {
        let bad = Denied::at(ProblemCode::BadSiteAddress, place);
        if usize::try_from(place).is_ok_and(|place| place >= MAX_ADDRESSES) {
            return Err(bad);
        }
        let origin = Origin::parse(address).ok_or(bad)?;
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    if origins.is_empty() { Err(Denied::code(ProblemCode::NoSiteAddress)) } else { Ok((name, origins)) }
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

    /// Makes a site with a random key.
    ///
    /// # Errors
    /// [`Denied`] with the field's code; nothing was made.
    pub async fn add_site(&self, form: SiteForm) -> Result<SiteCard, Denied> {
        let (name, origins) = checked(&form)?;
        let key = draw_key().ok_or_else(|| Failure::from(Fault::new("no site key could be made")))?;
        let site = PutSite { id: SiteId::from_bytes(random::draw()), key, name, origins, now: self.clock.now() };
        let site = self.store.write(site).await?;
        self.tell_sites().await?;
        Ok(card(&site))
    }

    /// Changes a site's name and the addresses where its widget may start. Who is there already stays.
    ///
    /// # Errors
    /// [`Denied`] with the field's code; nothing was changed.
    pub async fn change_site(&self, id: SiteId, form: SiteForm) -> Result<SiteCard, Denied> {
        let (name, origins) = checked(&form)?;
        let there = self.store.read(ListSites).await?.into_iter().find(|site| site.id == id);
        let there = there.ok_or(Denied::code(ProblemCode::NoSuchSite))?;
        let site = PutSite { id, key: there.key, name, origins, now: self.clock.now() };
        let site = self.store.write(site).await?;
        self.tell_sites().await?;
        Ok(card(&site))
    }

    /// How a site treats its visitors.
    ///
    /// # Errors
    /// [`Denied`] when there is no such site.
    pub async fn site_settings(&self, id: SiteId) -> Result<SiteSettings, Denied> {
        let site = self.store.read(ListSites).await?.into_iter().find(|site| site.id == id);
        Ok(site.ok_or(Denied::code(ProblemCode::NoSuchSite))?.settings.told())
    }

    /// A site treats its visitors so from now on, also those who are there.
    ///
    /// # Errors
    /// [`Denied`] with what is out of its bounds; nothing was changed.
    pub async fn settle_site(&self, id: SiteId, said: &SiteSettings) -> Result<SiteSettings, Denied> {
        let settings = Settings::parse(said).map_err(|(code, place)| match place {
            Some(place) => Denied::at(code, place),
            None => Denied::code(code),
        })?;
        let no = self.site_no(id).await?.ok_or(Denied::code(ProblemCode::NoSuchSite))?;
        if !self.store.write(SettleSite { id, settings: settings.clone() }).await? {
            return Err(Denied::code(ProblemCode::NoSuchSite));
        }
        let told = settings.told();
        self.bus.publish(Topic::VisitorsOf(no), &Arc::new(Notice::Settled(settings)));
        Ok(told)
    }

    async fn tell_sites(&self) -> Result<(), Failure> {
        let sites = self.sites().await?;
        self.bus.publish(Topic::Agents, &Arc::new(Notice::Sites(sites)));
        Ok(())
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
