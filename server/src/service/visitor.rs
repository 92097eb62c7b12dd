//! A visitor shows up, moves from page to page, and leaves.

use lobby_shared::id::{OutboxKey, VisitorToken};
use lobby_shared::page::Page;
use lobby_shared::time::Millis;
use lobby_shared::visitor::Facts;

use super::Service;
use super::conversation::lobby_state;
use crate::auth::{random, token};
use crate::domain::address::without_secrets;
use crate::domain::conversation::Conversation;
use crate::domain::key::VisitorKey;
use crate::domain::site::Site;
use crate::domain::source;
use crate::domain::visitor::Visitor;
use crate::hub::lobby::Arrival;
use crate::store::Failure;
use crate::store::visitor::{Arrive, Arrived, FindVisitor, Seen};

/// Who showed up.
pub enum Shown {
    /// Somebody known, or somebody new with the token to keep.
    Visitor(Visitor, Option<VisitorToken>),
    /// The token opens nothing here.
    UnknownToken,
}

/// What a browser tells of where it is and comes from.
#[derive(Clone, Copy, Debug)]
pub struct From<'a> {
    /// The page.
    pub page: &'a Page,
    /// The page that led to the site.
    pub referrer: &'a str,
    /// The header `User-Agent`.
    pub user_agent: Option<&'a str>,
}

/// What is kept of a page: within the limits, and without the secrets in its address.
fn kept(page: &Page) -> Page {
    let Page { address, title } = page.clean();
    Page { address: without_secrets(&address), title }
}

impl Service {
    /// Finds out who shows up with this token, or makes a new visitor for nobody's. Whoever is still listed from an
    /// earlier socket is in the same visit, and nothing is written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn arrive(&self, site: &Site, token: Option<VisitorToken>) -> Result<Shown, Failure> {
        let token_hash = token.map(|token| token::hash(token.as_bytes()));
        if let Some(token_hash) = token_hash {
            let found = self.store.read(FindVisitor { site: site.no, token_hash }).await?;
            let Some(visitor) = found else { return Ok(Shown::UnknownToken) };
            if let Some((visits, arrived_ms)) = self.lobby.visit(visitor.key) {
                let same = Visitor { visits, arrived_ms, ..visitor };
                return Ok(Shown::Visitor(same, None));
            }
        }
        let fresh = VisitorToken::from_bytes(random::draw());
        let new_token_hash = token::hash(fresh.as_bytes());
        let arrive = Arrive { site: site.no, token_hash, new_token_hash, now: self.clock.now() };
        Ok(match self.store.write(arrive).await? {
            Arrived::Known(visitor) => Shown::Visitor(visitor, None),
            Arrived::New(visitor) => Shown::Visitor(visitor, Some(fresh)),
            Arrived::Unknown => Shown::UnknownToken,
        })
    }

    /// Lists the visitor, as their conversation stands.
    pub fn enter(&self, visitor: &Visitor, conversation: Option<&Conversation>, from: From<'_>) {
        let (state, agent) = lobby_state(conversation);
        let page = kept(from.page);
        let referrer = source::referrer(from.referrer, &page.address);
        let browser = from.user_agent.and_then(|header| source::client(header).browser);
        let facts = Facts { referrer, browser, ..Facts::default() };
        self.lobby.arrive(visitor, Arrival { state, agent, page: Some(page), pages: 1, facts, listed: true });
    }

    /// The visitor is on another page.
    pub fn view(&self, visitor: VisitorKey, page: &Page) {
        self.lobby.view(visitor, Some(kept(page)), 1);
    }

    /// A socket of the visitor closed.
    pub fn leave(&self, visitor: VisitorKey) {
        self.lobby.leave(visitor, self.clock.now());
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
