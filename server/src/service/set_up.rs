//! The first run: a token printed by the server makes the first administrator, once. Nothing has a default password.

use std::sync::{Mutex, PoisonError};

use lobby_shared::agent::AgentRole;
use lobby_shared::http::{ProblemCode, SetUp};
use lobby_shared::id::{AgentId, FaceId, SiteId};
use lobby_shared::site::SiteCard;

use super::Service;
use super::access::{Denied, Granted, clean_email, clean_name};
use crate::auth::{password, random, token};
use crate::domain::refusal::Refusal;
use crate::domain::site::Origin;
use crate::store::agent::{AddAgent, HasAdministrator};
use crate::store::site::{ListSites, PutSite};
use crate::store::{Failure, Fault};

/// The token that opens the first-run page; in memory only, a new one at each start until it was used.
#[derive(Debug, Default)]
pub struct SetUpToken(Mutex<Option<String>>);

impl SetUpToken {
    fn fits(&self, typed: &str) -> bool {
        let token = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        token.as_ref().is_some_and(|token| token::same(token, typed.trim()))
    }

    fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Service {
    /// The token to print, when there is no administrator yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn offer_set_up(&self) -> Result<Option<String>, Failure> {
        if self.store.read(HasAdministrator).await? {
            return Ok(None);
        }
        let token = random::draw_text();
        *self.set_up_token.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
        Ok(Some(token))
    }

    /// Makes the first administrator and the first site, and signs in.
    ///
    /// # Errors
    /// [`Denied`] with the field's code; nothing was made.
    pub async fn set_up(&self, typed: SetUp) -> Result<(Granted, SiteCard), Denied> {
        if self.store.read(HasAdministrator).await? {
            return Err(Denied::code(ProblemCode::SetUpDone));
        }
        if !self.set_up_token.fits(&typed.token) {
            return Err(Denied::code(ProblemCode::SetUpToken));
        }
        let name = clean_name(&typed.name).ok_or(Denied::code(ProblemCode::BadName))?;
        let email = clean_email(&typed.email).ok_or(Denied::code(ProblemCode::BadEmail))?;
        password::check(&typed.password).map_err(Denied::code)?;
        let site_name = clean_name(&typed.site_name).ok_or(Denied::code(ProblemCode::BadSiteName))?;
        let origin = Origin::parse(&typed.site_address).ok_or(Denied::code(ProblemCode::BadSiteAddress))?;
        let password_hash = self.passwords.hash(typed.password).await?;
        let site = self.first_site(site_name, origin).await?;
        let now = self.clock.now();
        let id = AgentId::from_bytes(random::draw());
        let face = FaceId::from_bytes(random::draw());
        let role = AgentRole::Administrator;
        let agent = AddAgent { id, face, name, email, role, password_hash, must_change: false, now };
        let made = self.store.write(crate::store::agent::SetUp { agent, site }).await;
        let (agent, site) = made.map_err(|failure| match failure {
            Failure::Refusal(Refusal::SetUpDone) => Denied::code(ProblemCode::SetUpDone),
            other @ (Failure::Refusal(_) | Failure::Fault(_)) => other.into(),
        })?;
        self.set_up_token.clear();
        tracing::info!(agent = ?agent.id, site = site.key.as_str(), "the first administrator and site were made");
        let granted = self.grant(agent, false).await?;
        Ok((granted, super::site::card(&site)))
    }

    /// The site of the form: the one that has this origin already (the demo's), or a new one with a random key.
    async fn first_site(&self, name: String, origin: Origin) -> Result<PutSite, Denied> {
        let now = self.clock.now();
        let sites = self.store.read(ListSites).await?;
        if let Some(site) = sites.into_iter().find(|site| site.allows(origin.as_str())) {
            return Ok(PutSite { id: site.id, key: site.key, name, origins: site.origins, now });
        }
        let key = super::site::draw_key().ok_or_else(|| Failure::from(Fault::new("no site key could be made")))?;
        Ok(PutSite { id: SiteId::from_bytes(random::draw()), key, name, origins: vec![origin], now })
    }
}
