//! What somebody left in the form for browsers that cannot run the widget, and for whoever waits in vain.

use lobby_shared::id::{Cid, VisitorToken};
use lobby_shared::message::{Body, MessageText};
use lobby_shared::wire::log::Send;

use super::Service;
use crate::auth::token;
use crate::domain::refusal::Refusal;
use crate::domain::site::Site;
use crate::domain::visitor::Visitor;
use crate::store::Failure;
use crate::store::conversation::Sender;
use crate::store::visitor::{Arrive, Arrived, FindVisitor};

/// A form that was sent.
pub struct Left {
    /// Drawn for the form when it was shown: the same form is stored once, however often it is sent.
    pub form: Cid,
    /// Whose widget opened the form.
    pub visitor: Option<VisitorToken>,
    /// The words.
    pub message: MessageText,
    /// Where to answer.
    pub contact: MessageText,
    /// The network address that it came from, as blocks name it.
    pub address: String,
}

impl Service {
    /// Stores what was left as two messages: of the visitor whose widget opened the form, in the conversation that they
    /// have, so that blocks hold for them here as there; else of a visitor of the form's own, found again when it is sent
    /// again.
    ///
    /// # Errors
    /// When the database fails; sending the same form again is harmless.
    pub async fn keep_left(&self, site: &Site, left: Left) -> Result<(), Failure> {
        let greetings = std::sync::Arc::clone(&self.greetings);
        let _turn = greetings.acquire().await;
        let name = format!("{}:{}", site.no.0, left.form.to_text());
        let drawn = |purpose| token::keyed(self.store.secret(), purpose, name.as_bytes());
        let known = match left.visitor {
            Some(token) => self.find_visitor(site, token).await?,
            None => None,
        };
        let visitor = match known {
            Some(visitor) => visitor,
            None => self.visitor_of(site, VisitorToken::from_bytes(start(drawn("form visitor")))).await?,
        };
        let second = Cid::from_bytes(start(drawn("form contact")));
        for (cid, text) in [(left.form, left.message), (second, left.contact)] {
            let send = Send { cid, conversation: None, body: Body::Text(text.into_string()) };
            let stored = self.send_from(Sender::Visitor(visitor.key), Some(left.address.clone()), send).await?;
            self.refresh_card(stored.conversation).await;
        }
        self.overtake(visitor.key).await;
        Ok(())
    }

    async fn find_visitor(&self, site: &Site, token: VisitorToken) -> Result<Option<Visitor>, Failure> {
        self.store.read(FindVisitor { site: site.no, token_hash: token::hash(token.as_bytes()) }).await
    }

    async fn visitor_of(&self, site: &Site, token: VisitorToken) -> Result<Visitor, Failure> {
        if let Some(visitor) = self.find_visitor(site, token).await? {
            return Ok(visitor);
        }
        let token_hash = token::hash(token.as_bytes());
        let arrive = Arrive { site: site.no, token_hash: None, new_token_hash: token_hash, now: self.clock.now() };
        match self.store.write(arrive).await? {
            Arrived::New(visitor) | Arrived::Known(visitor) => Ok(visitor),
            Arrived::Unknown => Err(Refusal::NotFound.into()),
        }
    }
}

/// The beginning of a keyed hash, as long as the id that it becomes.
fn start<const N: usize>(hash: [u8; 32]) -> [u8; N] {
    let mut start = [0; N];
    start.iter_mut().zip(hash).for_each(|(byte, drawn)| *byte = drawn);
    start
}
