//! A widget's hello: who may come in, who that is, and what they have missed.

use lobby_shared::conversation::Side;
use lobby_shared::id::VisitorToken;
use lobby_shared::site::SiteFace;
use lobby_shared::wire::close::CloseCode;
use lobby_shared::wire::log::LogPush;
use lobby_shared::wire::visitor::{VisitorHello, VisitorPush, VisitorWelcome};
use lobby_shared::wire::{HEARTBEAT, Head, MAX_PULL, VERSION, Welcome};

use super::walk::{BUSY_AFTER, Present};
use super::{VisitorSession, allowed, limits};
use crate::domain::conversation::{Actor, Conversation, State};
use crate::domain::site::Site;
use crate::domain::source;
use crate::domain::visitor::Visitor;
use crate::hub::Topic;
use crate::hub::trail::Opening;
use crate::metrics::Reason;
use crate::service::visitor::{Caller, Shown};
use crate::store::Failure;
use crate::ws::run::Flow;

/// Characters of a foreign origin that the log shows.
const MAX_SHOWN: usize = 200;
/// Cursors that are read from a hello.
const MAX_CURSORS: usize = 16;
/// Sockets of one visitor on this node. One more closes the oldest, not the newest: on a link that breaks often the oldest
/// are the dead ones, and whoever reloads a page must get in. A living tab that is closed so waits until it is looked at.
const SOCKETS: usize = 20;

impl VisitorSession {
    pub(super) async fn greet(&mut self, hello: VisitorHello) -> Result<Flow, Failure> {
        let Some(site) = self.service.find_site(hello.site.as_str()).await? else {
            tracing::warn!(key = hello.site.as_str(), "a widget asked for a site that does not exist");
            return Ok(self.refuse(Reason::Site, CloseCode::Site));
        };
        if !site.allows(&hello.origin) {
            let shown: String = hello.origin.chars().take(MAX_SHOWN).collect();
            tracing::warn!(site = site.key.as_str(), origin = ?shown, "a widget was refused: the origin is not among the site's");
            return Ok(self.refuse(Reason::Origin, CloseCode::Origin));
        }
        let caller = self.caller.take().unwrap_or_default();
        if !site.settings.crawlers && caller.user_agent.as_deref().is_some_and(|header| source::client(header).crawler)
        {
            tracing::debug!(site = site.key.as_str(), "a crawler was kept out");
            return Ok(self.refuse(Reason::Site, CloseCode::Site));
        }
        let (visitor, token) = match self.service.arrive(&site, hello.token).await? {
            Shown::Visitor(visitor, token) => (visitor, token),
            Shown::UnknownToken => return Ok(self.refuse(Reason::Token, CloseCode::Token)),
        };
        self.listener.listen(Topic::Visitor(visitor.key));
        self.service.hub.thin_out(Topic::Visitor(visitor.key), SOCKETS, CloseCode::Crowded);
        self.listener.listen(Topic::VisitorsOf(site.no));
        let conversation = self.service.latest_of(visitor.key).await?;
        let present = self.present_of(&site, &hello, visitor, conversation.as_ref(), &caller);
        let opening = Opening { tab: hello.tab, page: hello.page.clone(), foreground: hello.foreground };
        let facts = self.service.facts(&site, &hello, &caller);
        self.service.enter(&visitor, conversation.as_ref(), present.follow(), opening, facts).await?;
        self.welcome(&hello, &site, &present, token, conversation.as_ref());
        self.present = Some(present);
        self.resume(&hello, conversation).await?;
        Ok(Flow::On)
    }

    fn present_of(
        &self,
        site: &Site,
        hello: &VisitorHello,
        visitor: Visitor,
        conversation: Option<&Conversation>,
        caller: &Caller,
    ) -> Present {
        let waiting = conversation.filter(|conversation| conversation.state == State::Waiting);
        let waits = waiting.map(|conversation| conversation.opened_ms);
        let now = self.service.clock.now();
        Present {
            visitor,
            tab: hello.tab,
            conversation: conversation.map(|conversation| (conversation.id, conversation.key)),
            waits,
            busy: waits.is_some_and(|since| now.since(since) >= BUSY_AFTER),
            showing: false,
            privacy: hello.privacy,
            opened: conversation.is_some_and(|conversation| !matches!(conversation.state, State::Ended(_))),
            trail: site.settings.trail,
            address: caller.address,
            kept_out: caller.address.is_some_and(|address| site.settings.keeps_out(address)),
            previewed: site.settings.preview,
        }
    }

    fn welcome(
        &mut self,
        hello: &VisitorHello,
        site: &Site,
        present: &Present,
        token: Option<VisitorToken>,
        conversation: Option<&Conversation>,
    ) {
        let head = |conversation: &Conversation| Head { conversation: conversation.id, number: conversation.last_pseq };
        let now = self.service.clock.now();
        let link = Welcome {
            version: VERSION,
            reload: hello.version < VERSION,
            connection: self.connection,
            epoch: self.service.store.epoch(),
            now_ms: now,
            heartbeat_ms: u32::try_from(HEARTBEAT.0).unwrap_or(u32::MAX),
            limits: limits(),
            heads: conversation.map(head).into_iter().collect(),
        };
        let welcome = VisitorWelcome {
            link,
            token,
            outbox_key: self.service.outbox_key(present.visitor.key),
            site: SiteFace { name: site.name.clone() },
            available: self.service.staff.told(),
            previewed: present.previewed,
            invitation: self.service.invitation_of(present.visitor.key),
            busy: present.busy,
        };
        self.push(&VisitorPush::Welcome(welcome));
    }

    /// Sends what the widget missed: of the latest conversation, and of the earlier ones it has cursors for, since one may
    /// have gone on in another tab while this one slept. One void cursor voids all: the widget forgets everything at a
    /// reset, so that is said first and then everything told from the beginning.
    async fn resume(&mut self, hello: &VisitorHello, latest: Option<Conversation>) -> Result<(), Failure> {
        let Some(key) = self.present.as_ref().map(|present| present.visitor.key) else { return Ok(()) };
        let same_history = hello.epoch == Some(self.service.store.epoch());
        let mut void = false;
        let mut places = Vec::new();
        for cursor in hello.cursors.iter().take(MAX_CURSORS) {
            let seen = self.service.see(cursor.conversation, Actor::Visitor(key.number), Some(key.site)).await;
            let Some(conversation) = allowed(seen)? else { continue };
            let there = self.service.event_at(conversation.key, Side::Visitor, cursor.number).await?;
            void |= same_history && there != Some(cursor.event);
            places.push((conversation, cursor.number + 1));
        }
        if let Some(latest) = latest
            && places.iter().all(|(conversation, _)| conversation.id != latest.id)
        {
            places.push((latest, 1));
        }
        if void {
            self.push(&VisitorPush::Log(LogPush::Reset(self.service.store.epoch())));
        }
        for (conversation, from) in places {
            let from = if same_history && !void { from } else { 1 };
            if from <= conversation.last_pseq {
                self.range(&conversation, from, MAX_PULL).await?;
            }
            let receipt = self.service.receipt_for(Side::Visitor, &conversation).await?;
            self.push(&VisitorPush::Log(LogPush::Receipt(receipt)));
        }
        Ok(())
    }
}
