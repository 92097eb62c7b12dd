//! Inviting visitors: one invitation stands at a time, for a minute; accepted it becomes a conversation with whoever
//! invited, without a queue.

use std::sync::Arc;

use lobby_shared::http::{InvitationWords, ProblemCode};
use lobby_shared::id::{ConversationId, EventId, InvitationId, SiteId};
use lobby_shared::invitation::{Invitation as Shown, Outcome};
use lobby_shared::visitor::VisitorState;

use super::Service;
use super::access::Denied;
use crate::auth::random;
use crate::domain::invitation::{By, Caps, Invitation, clean_words, usual_words};
use crate::domain::key::{AgentNo, SiteNo, VisitorKey};
use crate::domain::refusal::Refusal;
use crate::hub::Topic;
use crate::hub::notice::Notice;
use crate::store::Failure;
use crate::store::invitation::{Accept, AllStanding, EndInvitation, Invite, MarkShown, SetWords, WordsOf};
use crate::store::site::ListSites;

impl Service {
    /// An agent invites a visitor, with the agent's own words.
    ///
    /// # Errors
    /// `NotBrowsing`, `AlreadyInvited` or `Capped`; then nothing was changed.
    pub async fn invite(&self, agent: AgentNo, site: SiteId, number: u64) -> Result<(), Failure> {
        let site = self.site_no(site).await?.ok_or(Refusal::NotFound)?;
        let visitor = VisitorKey { site, number };
        let row = self.lobby.row(visitor).filter(|_| self.lobby.is_listed(visitor)).ok_or(Refusal::NotBrowsing)?;
        if row.blocked || !matches!(row.state, VisitorState::Browsing | VisitorState::Invited) {
            return Err(Refusal::NotBrowsing.into());
        }
        let own = self.store.read(WordsOf { agent }).await?;
        let usual = || usual_words(row.facts.language.as_deref().unwrap_or_default()).to_owned();
        let words = if own.is_empty() { usual() } else { own };
        let caps = self.caps_of(site).await?;
        self.invite_as(visitor, By { agent: Some(agent), rule: None }, words, caps).await
    }

    /// How often a site's visitors may be invited.
    pub(super) async fn caps_of(&self, site: SiteNo) -> Result<Caps, Failure> {
        let sites = self.store.read(ListSites).await?;
        let settings = &sites.iter().find(|there| there.no == site).ok_or(Refusal::NotFound)?.settings;
        Ok(Caps::of_site(settings.daily, settings.rest_hours))
    }

    /// Invites a visitor who is in the lobby, and shows it to everybody.
    pub(super) async fn invite_as(
        &self,
        visitor: VisitorKey,
        by: By,
        words: String,
        caps: Caps,
    ) -> Result<(), Failure> {
        let arrived_ms = self.lobby.row(visitor).ok_or(Refusal::NotBrowsing)?.arrived_ms;
        let id = InvitationId::from_bytes(random::draw());
        let invite = Invite { visitor, id, by, words, caps, arrived_ms, now: self.clock.now() };
        let standing = self.store.write(invite).await?;
        if standing.invitation.id != id {
            return Ok(());
        }
        let shown = standing.invitation.for_visitor();
        let agent = standing.invitation.agent.as_ref().map(|agent| agent.card.name.as_str());
        self.lobby.invite(visitor, agent);
        self.invitations.put(standing.site, standing.invitation);
        self.bus.publish(Topic::Visitor(visitor), &Arc::new(Notice::Invited(shown)));
        Ok(())
    }

    /// The visitor's invitation that stands, for a widget that has just come.
    pub fn invitation_of(&self, visitor: VisitorKey) -> Option<Shown> {
        let standing = self.invitations.of(visitor)?;
        (standing.until_ms > self.clock.now()).then(|| standing.for_visitor())
    }

    /// Shows in the lobby that a visitor who has come is invited, or blocked; rules look at them.
    pub(super) fn recall_standing(&self, visitor: VisitorKey) {
        if let Some(standing) = self.invitations.of(visitor) {
            let agent = standing.agent.as_ref().map(|agent| agent.card.name.as_str());
            self.lobby.invite(visitor, agent);
        }
        self.rules.touch(visitor);
        if self.blocks.cover(visitor, self.address_of(visitor).as_deref(), self.clock.now()) {
            self.lobby.block(visitor, true);
        }
    }

    /// An invitation is on a screen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invitation_shown(&self, visitor: VisitorKey, invitation: InvitationId) -> Result<(), Failure> {
        if self.invitations.show(visitor, invitation) {
            self.store.write(MarkShown { visitor, invitation, now: self.clock.now() }).await?;
            self.tell_lists_changed();
        }
        Ok(())
    }

    /// The visitor accepts an invitation, or declines it. The same answer again changes nothing.
    ///
    /// # Errors
    /// `InvitationOver`; then nothing was changed.
    pub async fn answer_invitation(
        &self,
        visitor: VisitorKey,
        invitation: InvitationId,
        accept: bool,
    ) -> Result<(), Failure> {
        if !accept {
            return match self.end_invitation(visitor, invitation, Outcome::Declined).await? {
                Outcome::Declined => Ok(()),
                Outcome::Accepted | Outcome::Expired | Outcome::Gone | Outcome::Overtaken => {
                    Err(Refusal::InvitationOver.into())
                }
            };
        }
        let now = self.clock.now();
        let inviting = self.invitations.of(visitor).and_then(|standing| standing.agent);
        let begun = Accept {
            visitor,
            invitation,
            agent_there: inviting.is_some_and(|agent| self.staff.is_there(agent.no, now)),
            address: self.address_of(visitor),
            now,
            conversation: ConversationId::from_bytes(random::draw()),
            events: std::array::from_fn(|_| EventId::from_bytes(random::draw())),
        };
        let Some(begun) = self.store.write(begun).await? else { return Ok(()) };
        self.over(visitor, invitation, Outcome::Accepted);
        self.tell_lists_changed();
        self.announce(&begun.conversation, begun.events);
        self.refresh_card(begun.conversation.id).await;
        Ok(())
    }

    /// An invitation is over, other than by acceptance; whatever became of it, everybody is told.
    async fn end_invitation(
        &self,
        visitor: VisitorKey,
        invitation: InvitationId,
        outcome: Outcome,
    ) -> Result<Outcome, Failure> {
        let end = EndInvitation { visitor, invitation, outcome, now: self.clock.now() };
        let outcome = self.store.write(end).await?;
        self.over(visitor, invitation, outcome);
        Ok(outcome)
    }

    /// Tells everybody that an invitation is over.
    fn over(&self, visitor: VisitorKey, invitation: InvitationId, outcome: Outcome) {
        let Some((site, invitation)) = self.invitations.take(visitor, invitation) else { return };
        self.lobby.uninvite(visitor);
        self.bus.publish(Topic::Visitor(visitor), &Arc::new(Notice::InvitationOver(invitation.id)));
        if let Some(agent) = invitation.agent {
            let notice = Notice::Invitation { site, visitor: visitor.number, outcome };
            self.bus.publish(Topic::Agent(agent.no), &Arc::new(notice));
        }
    }

    /// The visitor has begun a conversation by themself.
    pub(super) async fn overtake(&self, visitor: VisitorKey) {
        self.drop_invitation(visitor, Outcome::Overtaken).await;
    }

    /// Ends the visitor's standing invitation, if there is one.
    pub(super) async fn drop_invitation(&self, visitor: VisitorKey, outcome: Outcome) {
        let Some(standing) = self.invitations.of(visitor) else { return };
        if let Err(failure) = self.end_invitation(visitor, standing.id, outcome).await {
            self.tell(&failure);
        }
    }

    /// Ends the invitations whose time is up, and those whose visitors have left or begun to talk. Looks at those that
    /// stand and at nobody else.
    ///
    /// # Errors
    /// When the database fails; the next beat ends what this one did not.
    pub(super) async fn end_due_invitations(&self) -> Result<(), Failure> {
        let now = self.clock.now();
        for Invitation { visitor, id, until_ms, .. } in self.invitations.all() {
            let outcome = match self.lobby.state(visitor) {
                Some(VisitorState::Queued | VisitorState::Chatting) => Outcome::Overtaken,
                _ if until_ms <= now => Outcome::Expired,
                Some(VisitorState::Gone) => Outcome::Gone,
                // Not there yet, since the server has just started, or there.
                None | Some(VisitorState::Browsing | VisitorState::Invited | VisitorState::LeavingMessage) => continue,
            };
            self.end_invitation(visitor, id, outcome).await?;
        }
        Ok(())
    }

    /// Reads the invitations that stand, when the server starts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_invitations(&self) -> Result<(), Failure> {
        for standing in self.store.read(AllStanding).await? {
            self.invitations.put(standing.site, standing.invitation);
        }
        Ok(())
    }

    /// The agent's own words for invitations; empty for the usual ones.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invitation_words(&self, agent: AgentNo) -> Result<String, Failure> {
        self.store.read(WordsOf { agent }).await
    }

    /// Gives an agent other words for their invitations.
    ///
    /// # Errors
    /// `BadWords` when they are too long.
    pub async fn set_invitation_words(
        &self,
        agent: AgentNo,
        typed: InvitationWords,
    ) -> Result<InvitationWords, Denied> {
        let blank = typed.words.trim().is_empty();
        let words = if blank { Some(String::new()) } else { clean_words(&typed.words) };
        let words = words.ok_or(Denied::code(ProblemCode::BadWords))?;
        self.store.write(SetWords { agent, words: words.clone() }).await?;
        Ok(InvitationWords { words })
    }
}
