//! Blocking visitors: what they write is stored and kept apart, and they never learn of it.

use std::net::IpAddr;

use lobby_shared::block::{BlockForm, Blocks};
use lobby_shared::http::ProblemCode;
use lobby_shared::id::{BlockId, ConversationId, SiteId};
use lobby_shared::invitation::Outcome;
use lobby_shared::visitor::VisitorState;

use super::Service;
use super::access::Denied;
use crate::auth::random;
use crate::domain::block::{Held, clean_reason, ends};
use crate::domain::key::{AgentNo, SiteNo, VisitorKey};
use crate::domain::network::truncated;
use crate::domain::refusal::Refusal;
use crate::store::Failure;
use crate::store::block::{AllMade, LiftBlock, ListBlocks, MakeBlock, RestoreBlock};

impl Service {
    /// The network address that a visitor who is there has, as the lobby shows it and blocks name it.
    pub(super) fn address_of(&self, visitor: VisitorKey) -> Option<String> {
        self.lobby.row(visitor).and_then(|row| row.facts.address)
    }

    /// A network address as the lobby shows it and blocks name it; where addresses are truncated, the network that is left.
    pub fn address_text(&self, address: IpAddr) -> String {
        if self.places.truncate { truncated(address).to_text() } else { address.to_canonical().to_string() }
    }

    async fn site_of(&self, site: SiteId) -> Result<SiteNo, Denied> {
        self.site_no(site).await?.ok_or(Denied::code(ProblemCode::NoSuchSite))
    }

    /// The blocks of a site that hold; all of them, or those after one.
    ///
    /// # Errors
    /// [`Denied`] when there is no such site, or never was such a block.
    pub async fn blocks(&self, site: SiteId, after: Option<BlockId>) -> Result<Blocks, Denied> {
        let site = self.site_of(site).await?;
        self.blocks_of(site, after).await
    }

    async fn blocks_of(&self, site: SiteNo, after: Option<BlockId>) -> Result<Blocks, Denied> {
        self.store.read(ListBlocks { site, after, now: self.clock.now() }).await.map_err(gone)
    }

    /// Blocks a visitor. An invitation of theirs is over, and what they wait for in the queue is kept apart.
    ///
    /// # Errors
    /// [`Denied`] with what is wrong; then nothing was changed.
    pub async fn block(&self, agent: AgentNo, site: SiteId, form: BlockForm) -> Result<Blocks, Denied> {
        let site = self.site_of(site).await?;
        let reason = clean_reason(&form.reason).ok_or(Denied::code(ProblemCode::BadWords))?;
        let visitor = VisitorKey { site, number: form.visitor };
        let address = if form.address { self.address_of(visitor) } else { None };
        if !form.identity && !form.address || form.address && address.is_none() {
            return Err(Denied::code(ProblemCode::BadBlock));
        }
        let now = self.clock.now();
        let id = BlockId::from_bytes(random::draw());
        let held = Held { visitor, id, identity: form.identity, address, until_ms: ends(form.span, now) };
        let apart = self.store.write(MakeBlock { held: held.clone(), reason, agent, now }).await.map_err(gone)?;
        self.holds_now(held, apart).await;
        self.blocks_of(site, None).await
    }

    /// A block holds from now on: invitations of those whom it covers are over, and what they wait for is kept apart.
    async fn holds_now(&self, held: Held, apart: Vec<(ConversationId, VisitorKey)>) {
        let visitor = held.visitor;
        self.blocks.put(held);
        let covered = self.mark_blocked(visitor.site);
        self.tell_lists_changed();
        for visitor in covered.into_iter().chain([visitor]) {
            self.drop_invitation(visitor, Outcome::Gone).await;
        }
        for (conversation, visitor) in apart {
            self.refresh_card(conversation).await;
            self.lobby.converse(visitor, VisitorState::Browsing, None);
        }
    }

    /// Puts a block back that was lifted.
    ///
    /// # Errors
    /// [`Denied`]: `Gone` when it was not lifted, or its time is over.
    pub async fn restore(&self, site: SiteId, block: BlockId) -> Result<Blocks, Denied> {
        let site = self.site_of(site).await?;
        let restored = self.store.write(RestoreBlock { site, block, now: self.clock.now() }).await;
        let (held, apart) = restored.map_err(gone)?;
        self.holds_now(held, apart).await;
        self.blocks_of(site, None).await
    }

    /// Lifts a block. What waited apart waits like any other from now on.
    ///
    /// # Errors
    /// [`Denied`]: `Gone` when it holds no longer.
    pub async fn lift(&self, site: SiteId, block: BlockId) -> Result<Blocks, Denied> {
        let site = self.site_of(site).await?;
        self.release(site, block).await.map_err(gone)?;
        self.blocks_of(site, None).await
    }

    /// A block holds no longer: everybody is told who waits now.
    async fn release(&self, site: SiteNo, block: BlockId) -> Result<(), Failure> {
        let released = self.store.write(LiftBlock { site, block, now: self.clock.now() }).await;
        if !matches!(released, Err(Failure::Fault(_))) {
            self.blocks.lift(site, block);
            self.mark_blocked(site);
            self.tell_lists_changed();
        }
        for (conversation, visitor) in released? {
            self.lobby.converse(visitor, VisitorState::Queued, None);
            self.refresh_card(conversation).await;
        }
        Ok(())
    }

    /// Shows in the lobby who of those there is blocked now, and who no longer; answers the former.
    fn mark_blocked(&self, site: SiteNo) -> Vec<VisitorKey> {
        let now = self.clock.now();
        let mut covered = Vec::new();
        for visitor in self.lobby.present().into_iter().filter(|visitor| visitor.site == site) {
            let Some(row) = self.lobby.row(visitor) else { continue };
            let blocked = self.blocks.cover(visitor, row.facts.address.as_deref(), now);
            if row.blocked != blocked {
                self.lobby.block(visitor, blocked);
                covered.extend(blocked.then_some(visitor));
            }
        }
        covered
    }

    /// Ends the blocks whose time is over.
    ///
    /// # Errors
    /// When the database fails; the next beat ends what this one did not.
    pub(super) async fn end_due_blocks(&self) -> Result<(), Failure> {
        let mut all = Ok(());
        for held in self.blocks.ended(self.clock.now()) {
            match self.release(held.visitor.site, held.id).await {
                // Somebody has lifted it meanwhile.
                Ok(()) | Err(Failure::Refusal(_)) => {}
                failure @ Err(Failure::Fault(_)) => all = failure,
            }
        }
        all
    }

    /// Reads the blocks, when the server starts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_blocks(&self) -> Result<(), Failure> {
        for held in self.store.read(AllMade).await? {
            self.blocks.put(held);
        }
        Ok(())
    }
}

/// There is no such visitor, or no such block.
fn gone(failure: Failure) -> Denied {
    match failure {
        Failure::Refusal(Refusal::NotFound) => Denied::code(ProblemCode::Gone),
        Failure::Refusal(_) | Failure::Fault(_) => failure.into(),
    }
}
