//! A visitor shows up, moves from page to page, and leaves.

use std::net::IpAddr;

use lobby_shared::id::{OutboxKey, TabId, VisitorToken};
use lobby_shared::page::Page;
use lobby_shared::time::Millis;
use lobby_shared::trail::{RING, Track};
use lobby_shared::visitor::{Facts, Search};
use lobby_shared::wire::visitor::VisitorHello;
use url::Url;

use super::Service;
use super::conversation::lobby_state;
use crate::auth::{random, token};
use crate::domain::campaign::campaign;
use crate::domain::conversation::Conversation;
use crate::domain::key::VisitorKey;
use crate::domain::region::Regions;
use crate::domain::site::Site;
use crate::domain::visit::VisitKey;
use crate::domain::visitor::{Follow, Visitor};
use crate::domain::{engine, source, track};
use crate::hub::lobby::Arrival;
use crate::hub::present::Known;
use crate::hub::trail::{Before, Opening, Spot};
use crate::store::Failure;
use crate::store::visit::FindVisit;
use crate::store::visitor::{Arrive, Arrived, FindVisitor, Seen};

/// Who showed up.
pub enum Shown {
    /// Somebody known, or somebody new with the token to keep.
    Visitor(Visitor, Option<VisitorToken>),
    /// The token opens nothing here.
    UnknownToken,
}

/// Where visitors are, as far as the operator wants it known.
#[derive(Debug, Default)]
pub struct Places {
    /// Tells countries.
    pub regions: Regions,
    /// Addresses are kept without their last part.
    pub truncate: bool,
}

/// Who is at the other end of a visitor's link.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The address, behind listed proxies.
    pub address: Option<IpAddr>,
    /// The header `User-Agent`.
    pub user_agent: Option<String>,
}

/// A browser's tag for a language; nothing that is none.
fn language(tag: &str) -> Option<String> {
    let fits = (2..=35).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    fits.then(|| tag.to_owned())
}

impl Service {
    /// Finds out who shows up with this token, or makes a new visitor for nobody's. Whoever is still listed from an
    /// earlier socket is in the same visit, and nothing is written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn arrive(&self, site: &Site, token: Option<VisitorToken>) -> Result<Shown, Failure> {
        let token_hash = token.map(|token| token::hash(token.as_bytes()));
        let mut visits = None;
        if let Some(token_hash) = token_hash {
            let found = self.store.read(FindVisitor { site: site.no, token_hash }).await?;
            let Some(visitor) = found else { return Ok(Shown::UnknownToken) };
            if let Some((visits, arrived_ms)) = self.lobby.visit(visitor.key) {
                let same = Visitor { visits, arrived_ms, ..visitor };
                return Ok(Shown::Visitor(same, None));
            }
            visits = Some(visitor.visits);
        }
        let fresh = VisitorToken::from_bytes(random::draw());
        let new_token_hash = token::hash(fresh.as_bytes());
        let now = self.clock.now();
        let arrive = Arrive { site: site.no, token_hash, new_token_hash, now };
        let (visitor, token) = match self.store.write(arrive).await? {
            Arrived::Known(visitor) => (visitor, None),
            Arrived::New(visitor) => (visitor, Some(fresh)),
            Arrived::Unknown => return Ok(Shown::UnknownToken),
        };
        if visits != Some(visitor.visits) {
            self.trails.begin(site.no, now);
        }
        Ok(Shown::Visitor(visitor, token))
    }

    /// What is known of a visit from its first hello.
    pub fn facts(&self, site: &Site, hello: &VisitorHello, caller: &Caller) -> Facts {
        let client = caller.user_agent.as_deref().map(source::client).unwrap_or_default();
        let own = Url::parse(&hello.referrer).is_ok_and(|url| site.allows(&url.origin().ascii_serialization()));
        let referrer = if own { "" } else { hello.referrer.as_str() };
        let campaign = campaign(&hello.page.address);
        let search = engine::search(referrer).map(|search| {
            let keyword = search.keyword.or_else(|| campaign.as_ref().and_then(|campaign| campaign.term.clone()));
            Search { keyword, ..search }
        });
        Facts {
            address: caller.address.map(|address| self.address_text(address)),
            region: caller.address.and_then(|address| self.places.regions.find(address)),
            referrer: source::referrer(referrer, &hello.page.address),
            search,
            campaign,
            browser: client.browser,
            system: client.system,
            device: client.device,
            language: language(&hello.language),
            screen: hello.screen.filter(|screen| screen.width > 0 && screen.height > 0),
        }
    }

    /// Lists the visitor, as their conversation stands, and walks with them from this page on. What is known of the visit
    /// stays as its first page told it, also over a restart.
    ///
    /// # Errors
    /// When the database fails; then nothing has changed.
    pub async fn enter(
        &self,
        visitor: &Visitor,
        conversation: Option<&Conversation>,
        follow: Follow,
        opening: Opening,
        facts: Facts,
    ) -> Result<(), Failure> {
        let visit = VisitKey { visitor: visitor.key, number: visitor.visits };
        let again = follow == Follow::Lasting && visitor.arrived_ms < self.clock.now();
        let before = if again && !self.trails.knows(visitor.key, visitor.visits) {
            self.store.read(FindVisit { visit, most: RING }).await?
        } else {
            None
        };
        let known = Known::of(before.as_ref().map_or(&facts, |(trail, _)| &trail.visit.facts));
        let before =
            before.map(|(trail, pages)| Before { steps: trail.steps, pages: u32::try_from(pages).unwrap_or(u32::MAX) });
        let opening = Opening { page: track::page(&opening.page), ..opening };
        let Spot { page, pages } = self.trails.open(visitor, follow, &known, before, opening, self.clock.now());
        let (state, agent) = lobby_state(conversation);
        let listed = follow > Follow::Counted;
        self.lobby.arrive(visitor, Arrival { state, agent, page, pages, known, listed });
        self.recall_standing(visitor.key);
        Ok(())
    }

    /// The visitor is on another page.
    pub fn view(&self, visitor: VisitorKey, tab: TabId, page: &Page) {
        let spot = self.trails.view(visitor, tab, track::page(page), self.clock.now());
        self.stand(visitor, spot);
    }

    /// A tab came to the foreground, or went to the background.
    pub fn look_at(&self, visitor: VisitorKey, tab: TabId, foreground: bool) {
        let spot = self.trails.look(visitor, tab, foreground, self.clock.now());
        self.stand(visitor, spot);
    }

    /// The page said that something happened. Answers what it said, within its limits.
    pub fn track(&self, visitor: VisitorKey, said: &Track) -> Option<Track> {
        let said = track::event(said)?;
        self.trails.track(visitor, said.clone(), self.clock.now());
        Some(said)
    }

    /// The visitor, or the site, has another mind about being followed.
    pub fn follow(&self, visitor: &Visitor, follow: Follow) {
        let known = self.lobby.known(visitor.key);
        let spot = self.trails.follow(visitor, follow, &known, self.clock.now());
        self.stand(visitor.key, spot);
        self.lobby.list(visitor.key, follow > Follow::Counted);
    }

    fn stand(&self, visitor: VisitorKey, spot: Option<Spot>) {
        if let Some(Spot { page, pages }) = spot {
            self.lobby.view(visitor, page, pages);
            self.rules.touch(visitor);
        }
    }

    /// A socket of the visitor closed.
    pub fn leave(&self, visitor: VisitorKey, tab: TabId) {
        let now = self.clock.now();
        self.trails.close(visitor, tab, now);
        self.lobby.leave(visitor, now);
    }

    /// Keeps when visitors were last there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_seen(&self, visitors: Vec<(VisitorKey, Millis)>) -> Result<(), Failure> {
        if visitors.is_empty() { Ok(()) } else { self.store.write(Seen { visitors }).await }
    }

    /// The key under which this visitor's unsent words are kept in the host page's storage; the same for ever.
    pub fn outbox_key(&self, visitor: VisitorKey) -> OutboxKey {
        let name = format!("{}:{}", visitor.site.0, visitor.number);
        OutboxKey::from_bytes(token::keyed(self.store.secret(), "outbox", name.as_bytes()))
    }
}
