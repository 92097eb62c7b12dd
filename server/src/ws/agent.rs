//! An agent's session: one console's frames, bound to one sign-in.

mod follow;
mod look;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::Bytes;
use lobby_shared::bug::{self, Bug};
use lobby_shared::conversation::{ConversationCard, ConversationState, Side};
use lobby_shared::event::AgentEvent;
use lobby_shared::id::{ConnectionId, ConversationId};
use lobby_shared::lobby::Watch;
use lobby_shared::wire::agent::{AgentCommand, AgentHello, AgentPush, AgentWelcome};
use lobby_shared::wire::close::CloseCode;
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::error::{ErrorCode, WireError};
use lobby_shared::wire::log::{LogCommand, LogPush, Nack, Pull, Send};
use lobby_shared::wire::{Cursor, HEARTBEAT, Head, MAX_PULL, VERSION, Welcome};

use super::budget::Budget;
use super::page::first;
use super::run::{DRAIN_SPREAD_MS, Flow, Session};
use super::visitor::{allowed, limits};
use super::watch::Watcher;
use crate::auth::random;
use crate::domain::agent::Agent;
use crate::domain::conversation::{Act, Actor, Conversation};
use crate::domain::event::{Author, Reader};
use crate::domain::key::{AgentNo, SiteNo};
use crate::hub::bell::Bell;
use crate::hub::notice::Notice;
use crate::hub::{Listener, Topic};
use crate::metrics::Reason;
use crate::service::Service;
use crate::service::trail::Look;
use crate::store::Failure;
use crate::store::conversation::Sender;

/// Frames at once and per second.
type Frames = Budget<400, 60>;
/// Messages at once and per second: several conversations, phrases, fast typists.
type Messages = Budget<60, 10>;
/// Conversations followed at once, and cursors read from a hello; more are refused.
const MAX_FOLLOWED: usize = 256;
/// Rows in one piece of the lobby or of the lists: stays well under the frame limit.
const ROWS: usize = 20;
/// Ticks without a word from the console, although it was asked, after which it is gone.
const SILENT_TICKS: u64 = 14;

/// One console's session.
pub struct AgentSession {
    service: Service,
    codec: Codec,
    agent: Agent,
    sign_in: [u8; 32],
    listener: Listener,
    connection: ConnectionId,
    frames: Frames,
    messages: Messages,
    followed: BTreeMap<ConversationId, SiteNo>,
    watcher: Watcher,
    /// The visitor who is looked at.
    look: Option<Look>,
    greeted: bool,
    heard: u64,
    ticks: u64,
    /// The conversation whose card the agents' lists are still to be told.
    stale: Option<ConversationId>,
    /// The cards that this console has: only of these must it be told that they are gone.
    listed: BTreeSet<ConversationId>,
    out: Vec<Bytes>,
}

impl AgentSession {
    /// A session of this sign-in that waits for its hello.
    pub fn new(service: Service, codec: Codec, agent: Agent, sign_in: [u8; 32]) -> Self {
        let now = service.clock.now();
        let mut listener = service.hub.listener();
        // From the first moment, so that a sign-out cannot fall between handshake and hello.
        listener.listen(Topic::Agent(agent.no));
        // Both or none: a card to this agent alone must not outlive the later one to all.
        listener.listen(Topic::Agents);
        Self {
            listener,
            connection: ConnectionId::from_bytes(random::draw()),
            frames: Frames::new(now),
            messages: Messages::new(now),
            followed: BTreeMap::new(),
            watcher: Watcher::default(),
            look: None,
            greeted: false,
            heard: 0,
            ticks: 0,
            stale: None,
            listed: BTreeSet::new(),
            out: Vec::new(),
            service,
            codec,
            agent,
            sign_in,
        }
    }

    fn push(&mut self, push: &AgentPush) {
        self.out.push(self.codec.encode(push).into());
    }

    const fn actor(&self) -> Actor {
        Actor::Agent(self.agent.no)
    }

    async fn greet(&mut self, hello: AgentHello) -> Result<(), Failure> {
        let sites = self.service.sites().await?;
        let lists = self.service.lists(self.agent.no).await?;
        let mut resumed = Vec::new();
        for cursor in hello.cursors.iter().take(MAX_FOLLOWED) {
            self.hear_of(cursor.conversation);
            match allowed(self.service.see(cursor.conversation, self.actor(), None).await)? {
                Some(conversation) => resumed.push((*cursor, conversation)),
                None => self.ignore(cursor.conversation),
            }
        }
        let head = |conversation: &Conversation| Head { conversation: conversation.id, number: conversation.last_seq };
        let link = Welcome {
            version: VERSION,
            reload: hello.version < VERSION,
            connection: self.connection,
            epoch: self.service.store.epoch(),
            now_ms: self.service.clock.now(),
            heartbeat_ms: u32::try_from(HEARTBEAT.0).unwrap_or(u32::MAX),
            limits: limits(),
            heads: resumed.iter().map(|(_, conversation)| head(conversation)).collect(),
        };
        self.push(&AgentPush::Welcome(AgentWelcome {
            link,
            agent: self.agent.card(),
            state: self.agent.state,
            sites,
            invitation: self.service.invitation_words(self.agent.no).await?,
            table: self.service.table(self.agent.no).await?,
        }));
        self.push_lists(&lists);
        let from = self.places(&hello, &resumed).await?;
        for ((_, conversation), from) in resumed.iter().zip(from) {
            self.resume(from, conversation).await?;
        }
        self.service.staff.arrive(self.agent.no, self.sign_in, self.agent.state);
        self.greeted = true;
        Ok(())
    }

    fn push_lists(&mut self, lists: &[ConversationCard]) {
        self.listed = lists.iter().map(|card| card.conversation).collect();
        let mut first = true;
        for cards in lists.chunks(ROWS) {
            self.push(&AgentPush::Cards { cards: cards.to_vec(), first: std::mem::take(&mut first) });
        }
        if first {
            self.push(&AgentPush::Cards { cards: Vec::new(), first });
        }
    }

    /// From which number each conversation is to be told. One void cursor voids all: the client forgets everything at
    /// a reset, so that is said first and then everything told from the beginning.
    async fn places(&mut self, hello: &AgentHello, resumed: &[(Cursor, Conversation)]) -> Result<Vec<u64>, Failure> {
        if hello.epoch != Some(self.service.store.epoch()) {
            return Ok(vec![1; resumed.len()]);
        }
        let mut from = Vec::new();
        for (cursor, conversation) in resumed {
            let there = self.service.event_at(conversation.key, Side::Agent, cursor.number).await?;
            if there != Some(cursor.event) {
                self.push(&AgentPush::Log(LogPush::Reset(self.service.store.epoch())));
                return Ok(vec![1; resumed.len()]);
            }
            from.push(cursor.number + 1);
        }
        Ok(from)
    }

    /// Follows a conversation and tells it from this number on.
    async fn resume(&mut self, from: u64, conversation: &Conversation) -> Result<(), Failure> {
        self.followed.insert(conversation.id, conversation.key.site);
        if from <= conversation.last_seq {
            self.range(conversation, from, MAX_PULL).await?;
        }
        let receipt = self.service.receipt_for(Side::Agent, conversation).await?;
        self.push(&AgentPush::Log(LogPush::Receipt(receipt)));
        Ok(())
    }

    async fn range(&mut self, conversation: &Conversation, from: u64, limit: u64) -> Result<(), Failure> {
        let reader = Reader::Agent(self.agent.no);
        let events = self.service.range(conversation.key, Side::Agent, from, limit.min(MAX_PULL)).await?;
        let events = events.iter().map(|event| event.for_agent(event.sent_by(reader))).collect();
        let range = first(conversation.id, events, conversation.last_seq, words);
        self.push(&AgentPush::Log(LogPush::Range(range)));
        Ok(())
    }

    async fn command(&mut self, command: AgentCommand) -> Result<Flow, Failure> {
        match command {
            AgentCommand::Hello(_) => return Ok(Flow::Close(CloseCode::Malformed)),
            AgentCommand::Log(LogCommand::Send(send)) => self.send(send).await,
            AgentCommand::Log(command) => self.log(command).await?,
            AgentCommand::Follow { request, conversation } => {
                let done = self.follow(conversation).await;
                self.answer(request, done);
            }
            AgentCommand::Unfollow(conversation) => self.unfollow(conversation),
            AgentCommand::Accept { request, conversation } => self.act(request, conversation, Act::Accept).await,
            AgentCommand::AskToEnd { request, conversation } => self.act(request, conversation, Act::AskToEnd).await,
            AgentCommand::End { request, conversation } => self.act(request, conversation, Act::End).await,
            AgentCommand::Watch(watch) => self.watch(watch).await?,
            AgentCommand::Typing { conversation, on } => {
                let seen = self.service.see(conversation, self.actor(), None).await;
                if let Some(conversation) = allowed(seen)? {
                    self.service.agent_types(&conversation, on);
                }
            }
            AgentCommand::SetState(state) => self.service.set_state(self.agent.no, state).await?,
            AgentCommand::Ping(number) => self.push(&AgentPush::Pong(number)),
            AgentCommand::Invite { request, site, visitor } => {
                let done = self.service.invite(self.agent.no, site, visitor).await;
                self.answer(request, done);
            }
            AgentCommand::Look(at) => self.look(at).await?,
            AgentCommand::Pong(_) => {}
        }
        Ok(Flow::On)
    }

    async fn act(&mut self, request: u32, conversation: ConversationId, act: Act) {
        let done = self.service.act(conversation, self.actor(), act, None).await;
        self.answer(request, done);
    }

    fn answer(&mut self, request: u32, done: Result<(), Failure>) {
        let push = match done {
            Ok(()) => AgentPush::Done(request),
            Err(failure) => AgentPush::Refused { request, error: self.service.tell(&failure) },
        };
        self.push(&push);
    }

    async fn send(&mut self, send: Send) {
        let cid = send.cid;
        let sent = match self.messages.take(self.service.clock.now()) {
            Ok(()) => {
                let sent = self.service.send(Sender::Agent(self.agent.no), send).await;
                sent.map_err(|failure| self.service.tell(&failure))
            }
            Err(after_ms) => Err(WireError::passing(ErrorCode::TooFast, after_ms)),
        };
        self.stale = sent.as_ref().ok().map(|ack| ack.conversation);
        self.push(&AgentPush::Log(match sent {
            Ok(ack) => LogPush::Ack(ack),
            Err(error) => LogPush::Nack(Nack { cid, error }),
        }));
    }

    async fn log(&mut self, command: LogCommand) -> Result<(), Failure> {
        match command {
            LogCommand::Send(send) => self.send(send).await,
            LogCommand::Pull(Pull { conversation, from, limit }) => {
                let seen = self.service.see(conversation, self.actor(), None).await;
                if let Some(conversation) = allowed(seen)? {
                    self.range(&conversation, from.max(1), limit).await?;
                }
            }
            LogCommand::Received(head) => {
                allowed(self.service.mark(head, self.actor(), None, false).await)?;
            }
            LogCommand::Read(head) => {
                allowed(self.service.mark(head, self.actor(), None, true).await)?;
            }
        }
        Ok(())
    }

    async fn watch(&mut self, watch: Option<Watch>) -> Result<(), Failure> {
        for push in self.watcher.watch(&self.service, &mut self.listener, watch).await? {
            self.push(&push);
        }
        Ok(())
    }

    fn hear(&mut self, notice: &Notice) -> Flow {
        match notice {
            Notice::Happened(bell) => self.hear_bell(bell),
            Notice::Marked { by: Side::Visitor, receipt } if self.followed.contains_key(&receipt.conversation) => {
                self.push(&AgentPush::Log(LogPush::Receipt(*receipt)))
            }
            Notice::Typing { conversation, by: Side::Visitor, on } if self.followed.contains_key(conversation) => {
                self.push(&AgentPush::Typing { conversation: *conversation, on: *on });
            }
            Notice::Card { card, agent } => self.hear_card(card, *agent),
            Notice::Lobby(broadcast) => self.out.push(broadcast.frame(self.codec)),
            Notice::State(state) => {
                self.agent.state = *state;
                self.push(&AgentPush::State(*state));
            }
            Notice::Sites(sites) => self.push(&AgentPush::Sites(sites.clone())),
            Notice::ListsChanged => self.push(&AgentPush::ListsChanged),
            Notice::SignedOut(_) if self.ends(notice) => {
                self.service.staff.sign_out(self.agent.no, self.sign_in);
                return Flow::Close(CloseCode::SignedOut);
            }
            Notice::Invitation { site, visitor, outcome } => {
                self.push(&AgentPush::Invitation { site: *site, visitor: *visitor, outcome: *outcome });
            }
            Notice::Apart(conversation) => {
                self.unfollow(*conversation);
                if self.listed.remove(conversation) {
                    self.push(&AgentPush::CardGone(*conversation));
                }
            }
            Notice::Trail(change) => self.out.push(change.frame(self.codec)),
            Notice::Preview { conversation, text } if self.followed.contains_key(conversation) => {
                self.push(&AgentPush::Preview { conversation: *conversation, text: text.clone() });
            }
            Notice::Marked { .. }
            | Notice::Typing { .. }
            | Notice::Preview { .. }
            | Notice::Settled(_)
            | Notice::Available(_)
            | Notice::SignedOut(_)
            | Notice::Invited(_)
            | Notice::InvitationOver(_) => {}
        }
        Flow::On
    }

    fn hear_bell(&mut self, bell: &Bell) {
        // What was rung before a colleague accepted may still lie in the inbox after it.
        if !self.followed.contains_key(&bell.event.conversation) {
            return;
        }
        let own = bell.event.sent_by(Reader::Agent(self.agent.no));
        self.out.push(bell.for_agent(self.codec, own));
        let accepted = matches!(bell.event.kind.known(), Some(AgentEvent::Accepted {}));
        let by_other = matches!(&bell.event.author, Author::Agent(agent) if agent.no != self.agent.no);
        if accepted && by_other {
            // From here on it is the other's conversation; what was heard so far was the queue's.
            self.unfollow(bell.event.conversation);
        }
    }

    fn hear_card(&mut self, card: &ConversationCard, agent: Option<AgentNo>) {
        let mine = agent == Some(self.agent.no);
        let shown = match card.state {
            ConversationState::Waiting => true,
            ConversationState::Talking(_) | ConversationState::Ended(_) => mine,
        };
        if shown {
            self.listed.insert(card.conversation);
            self.push(&AgentPush::Card(card.clone()));
        } else if self.listed.remove(&card.conversation) {
            self.push(&AgentPush::CardGone(card.conversation));
        }
    }

    async fn heads(&mut self) -> Result<(), Failure> {
        if bug::on(Bug::NoHeads) {
            return Ok(());
        }
        let followed: Vec<ConversationId> = self.followed.keys().copied().collect();
        for id in followed {
            match allowed(self.service.see(id, self.actor(), None).await)? {
                Some(conversation) => {
                    let head = Head { conversation: id, number: conversation.last_seq };
                    self.push(&AgentPush::Log(LogPush::Head(head)));
                }
                None => self.unfollow(id),
            }
        }
        Ok(())
    }

    fn after(&self, done: Result<Flow, Failure>) -> Flow {
        done.unwrap_or_else(|failure| {
            self.service.tell(&failure);
            if self.greeted { Flow::On } else { Flow::Close(CloseCode::Fault) }
        })
    }
}

fn words(event: &AgentEvent) -> usize {
    match event {
        AgentEvent::Message { text } | AgentEvent::Note { text } => text.len(),
        AgentEvent::Opened {}
        | AgentEvent::Accepted {}
        | AgentEvent::EndAsked {}
        | AgentEvent::EndDeclined {}
        | AgentEvent::Ended { .. } => 0,
    }
}

impl Session for AgentSession {
    async fn hello(&mut self, bytes: &[u8]) -> Flow {
        match self.codec.decode::<AgentCommand>(bytes) {
            Ok(AgentCommand::Hello(hello)) => {
                let done = self.greet(hello).await.map(|()| Flow::On);
                self.after(done)
            }
            Ok(_) | Err(_) => {
                self.service.metrics.refuse(Reason::Malformed);
                Flow::Close(CloseCode::Malformed)
            }
        }
    }

    async fn frame(&mut self, bytes: &[u8]) -> Flow {
        self.heard = self.ticks;
        if self.frames.take(self.service.clock.now()).is_err() {
            self.service.metrics.refuse(Reason::TooFast);
            return Flow::Close(CloseCode::TooFast);
        }
        match self.codec.decode::<AgentCommand>(bytes) {
            Ok(command) => {
                let done = self.command(command).await;
                self.after(done)
            }
            Err(_) => {
                self.service.metrics.refuse(Reason::Malformed);
                Flow::Close(CloseCode::Malformed)
            }
        }
    }

    async fn notice(&mut self, notice: Arc<Notice>) -> Flow {
        if self.greeted || matches!(*notice, Notice::SignedOut(_)) { self.hear(&notice) } else { Flow::On }
    }

    fn ends(&self, notice: &Notice) -> bool {
        matches!(notice, Notice::SignedOut(sign_in) if sign_in.is_none_or(|hash| hash == self.sign_in))
    }

    async fn tick(&mut self, count: u64) -> Flow {
        self.ticks += 1;
        if self.ticks - self.heard > SILENT_TICKS {
            return Flow::Close(CloseCode::Silent);
        }
        if (count + u64::from(self.connection.as_bytes()[0])).is_multiple_of(4) {
            self.push(&AgentPush::Ping(u32::try_from(count & 0xffff).unwrap_or_default()));
        }
        let done = self.heads().await.map(|()| Flow::On);
        self.after(done)
    }

    fn drain(&mut self) {
        self.push(&AgentPush::Drain(DRAIN_SPREAD_MS));
    }

    fn listener(&mut self) -> &mut Listener {
        &mut self.listener
    }

    fn take(&mut self) -> Vec<Bytes> {
        std::mem::take(&mut self.out)
    }

    fn owes(&self) -> bool {
        self.stale.is_some()
    }

    async fn settle(&mut self) {
        if let Some(conversation) = self.stale.take() {
            self.service.refresh_words(conversation).await;
        }
    }

    fn leave(&mut self) {
        if std::mem::take(&mut self.greeted) {
            self.service.staff.leave(self.agent.no, self.sign_in, self.service.clock.now());
        }
    }
}
