//! A visitor's session: one widget's frames, bound to one visitor of one site.

mod greet;
mod invitation;
mod walk;

use std::sync::Arc;

use bytes::Bytes;
use lobby_shared::bug::{self, Bug};
use lobby_shared::conversation::Side;
use lobby_shared::event::{Kind, VisitorEvent};
use lobby_shared::id::{ConnectionId, ConversationId};
use lobby_shared::message::{MAX_BYTES, MAX_CHARS};
use lobby_shared::wire::close::CloseCode;
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::error::{ErrorCode, WireError};
use lobby_shared::wire::log::{LogCommand, LogPush, Nack, Pull};
use lobby_shared::wire::visitor::{VisitorCommand, VisitorPush};
use lobby_shared::wire::{Head, Limits, MAX_FRAME_BYTES, MAX_PULL};

use super::budget::Budget;
use super::page::first;
use super::run::{Flow, Session};
use crate::auth::random;
use crate::domain::conversation::{Act, Actor, Conversation};
use crate::domain::event::{Author, Reader};
use crate::domain::key::VisitorKey;
use crate::hub::notice::Notice;
use crate::hub::{Listener, Topic};
use crate::metrics::Reason;
use crate::service::Service;
use crate::service::visitor::Caller;
use crate::store::conversation::Sender;
use crate::store::{Failure, Fault};
use walk::Present;

/// Frames at once and per second; a widget needs a tenth of it.
type Frames = Budget<120, 20>;
/// Messages at once and per second; more are refused with a time and go out by themselves.
type Messages = Budget<20, 2>;
/// What is being written, at once and per second; a widget tells it twice a second.
type Previews = Budget<6, 3>;
/// Custom events at once and per second; more are dropped.
type Tracks = Budget<20, 2>;
/// Ticks without a word from the widget, although it was asked, after which it is gone.
const SILENT_TICKS: u64 = 14;

/// The limits that `welcome` tells.
pub(super) fn limits() -> Limits {
    let short = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Limits {
        message_chars: short(MAX_CHARS),
        message_bytes: short(MAX_BYTES),
        frame_bytes: short(MAX_FRAME_BYTES),
        pull: u32::try_from(MAX_PULL).unwrap_or(u32::MAX),
    }
}

/// One widget's session.
pub struct VisitorSession {
    service: Service,
    codec: Codec,
    listener: Listener,
    connection: ConnectionId,
    /// Until the hello.
    caller: Option<Box<Caller>>,
    frames: Frames,
    messages: Messages,
    previews: Previews,
    tracks: Tracks,
    present: Option<Present>,
    heard: u64,
    ticks: u64,
    /// The conversation whose card the agents' lists are still to be told.
    stale: Option<ConversationId>,
    out: Vec<Bytes>,
}

impl VisitorSession {
    /// A session that waits for its hello.
    pub fn new(service: Service, codec: Codec, caller: Caller) -> Self {
        let now = service.clock.now();
        Self {
            listener: service.hub.listener(),
            connection: ConnectionId::from_bytes(random::draw()),
            frames: Frames::new(now),
            caller: Some(Box::new(caller)),
            messages: Messages::new(now),
            previews: Previews::new(now),
            tracks: Tracks::new(now),
            present: None,
            heard: 0,
            ticks: 0,
            stale: None,
            out: Vec::new(),
            service,
            codec,
        }
    }

    fn push(&mut self, push: &VisitorPush) {
        self.out.push(self.codec.encode(push).into());
    }

    fn refuse(&self, reason: Reason, code: CloseCode) -> Flow {
        self.service.metrics.refuse(reason);
        Flow::Close(code)
    }

    async fn range(&mut self, conversation: &Conversation, from: u64, limit: u64) -> Result<(), Failure> {
        let limit = limit.min(MAX_PULL);
        let events = self.service.range(conversation.key, Side::Visitor, from, limit).await?;
        let events = events.iter().filter_map(|event| event.for_visitor(event.sent_by(Reader::Visitor))).collect();
        let range = first(conversation.id, events, conversation.last_pseq, words);
        self.push(&VisitorPush::Log(LogPush::Range(range)));
        Ok(())
    }

    async fn command(&mut self, command: VisitorCommand) -> Result<Flow, Failure> {
        let Some(present) = &mut self.present else { return Ok(Flow::Close(CloseCode::Malformed)) };
        let key = present.visitor.key;
        match command {
            VisitorCommand::Hello(_) => return Ok(self.refuse(Reason::Malformed, CloseCode::Malformed)),
            VisitorCommand::Log(command) => self.log(command, key).await?,
            VisitorCommand::View(page) => self.service.view(key, present.tab, &page),
            VisitorCommand::Show(showing) => {
                present.showing = showing;
                if showing {
                    self.opened();
                }
            }
            VisitorCommand::Typing(on) => {
                if let Some((conversation, _)) = present.conversation {
                    let notice = Notice::Typing { conversation, by: Side::Visitor, on };
                    self.service.bus.publish(Topic::Conversation(conversation), &Arc::new(notice));
                }
            }
            VisitorCommand::End { request, conversation } => self.act(request, conversation, Act::End).await,
            VisitorCommand::DeclineEnd { request, conversation } => {
                self.act(request, conversation, Act::DeclineEnd).await
            }
            VisitorCommand::Ping(number) => self.push(&VisitorPush::Pong(number)),
            VisitorCommand::Foreground(foreground) => self.service.look_at(key, present.tab, foreground),
            VisitorCommand::Track(track) => {
                if self.tracks.take(self.service.clock.now()).is_ok() {
                    self.service.tracked(key, &track).await?;
                }
            }
            VisitorCommand::Preview(text) => self.preview(&text),
            VisitorCommand::Consent(privacy) => {
                present.privacy = privacy;
                let (visitor, follow) = (present.visitor, present.follow());
                self.service.follow(&visitor, follow);
            }
            VisitorCommand::InvitationShown(invitation) => self.service.invitation_shown(key, invitation).await?,
            VisitorCommand::AnswerInvitation { request, invitation, accept } => {
                self.answer_invitation(request, invitation, accept).await;
            }
            VisitorCommand::Signal(signal) => self.service.signal(key, signal).await?,
            VisitorCommand::Pong(_) => {}
        }
        Ok(Flow::On)
    }

    async fn act(&mut self, request: u32, conversation: ConversationId, act: Act) {
        let Some(key) = self.present.as_ref().map(|present| present.visitor.key) else { return };
        // Each act is an event on disk, as a message is.
        let acted = match self.messages.take(self.service.clock.now()) {
            Ok(()) => {
                let acted = self.service.act(conversation, Actor::Visitor(key.number), act, Some(key.site)).await;
                acted.map_err(|failure| self.service.tell(&failure))
            }
            Err(after_ms) => Err(WireError::passing(ErrorCode::TooFast, after_ms)),
        };
        self.answer(request, acted);
    }

    fn answer(&mut self, request: u32, done: Result<(), WireError>) {
        let push = match done {
            Ok(()) => VisitorPush::Done(request),
            Err(error) => VisitorPush::Refused { request, error },
        };
        self.push(&push);
    }

    async fn log(&mut self, command: LogCommand, key: VisitorKey) -> Result<(), Failure> {
        let (actor, site) = (Actor::Visitor(key.number), Some(key.site));
        match command {
            LogCommand::Send(send) => {
                let cid = send.cid;
                let sent = match self.messages.take(self.service.clock.now()) {
                    Ok(()) => self
                        .service
                        .send(Sender::Visitor(key), send)
                        .await
                        .map_err(|failure| self.service.tell(&failure)),
                    Err(after_ms) => Err(WireError::passing(ErrorCode::TooFast, after_ms)),
                };
                self.stale = sent.as_ref().ok().map(|ack| ack.conversation);
                self.push(&VisitorPush::Log(match sent {
                    Ok(ack) => LogPush::Ack(ack),
                    Err(error) => LogPush::Nack(Nack { cid, error }),
                }));
            }
            LogCommand::Pull(Pull { conversation, from, limit }) => {
                if let Some(conversation) = allowed(self.service.see(conversation, actor, site).await)? {
                    self.range(&conversation, from.max(1), limit).await?;
                }
            }
            LogCommand::Received(head) => {
                allowed(self.service.mark(head, actor, site, false).await)?;
            }
            LogCommand::Read(head) => {
                allowed(self.service.mark(head, actor, site, true).await)?;
            }
        }
        Ok(())
    }

    fn hear(&mut self, notice: &Notice) -> Flow {
        match notice {
            Notice::Happened(bell) => {
                let key = bell.event.key;
                if let Some(present) = &mut self.present
                    && present.conversation.is_none_or(|(_, latest)| latest.no <= key.no)
                {
                    present.conversation = Some((bell.event.conversation, key));
                }
                // To every tab of the sender with the cid: whichever tab holds the outbox entry settles it.
                let own = bell.event.author == Author::Visitor;
                self.out.extend(bell.for_visitor(self.codec, own));
                if let Kind::Known(event) = &bell.event.kind {
                    self.waits(event, bell.event.time_ms);
                }
                if own {
                    self.opened();
                }
            }
            Notice::Marked { by: Side::Agent, receipt } => self.push(&VisitorPush::Log(LogPush::Receipt(*receipt))),
            Notice::Typing { by: Side::Agent, on, .. } => self.push(&VisitorPush::Typing(*on)),
            Notice::Available(available) => self.push(&VisitorPush::Available(*available)),
            Notice::Settled(settings) => self.obey(settings),
            Notice::Invited(invitation) => self.push(&VisitorPush::Invited(invitation.clone())),
            Notice::InvitationOver(invitation) => self.push(&VisitorPush::InvitationOver(*invitation)),
            Notice::Marked { .. }
            | Notice::Typing { .. }
            | Notice::Card { .. }
            | Notice::Trail(_)
            | Notice::Preview { .. }
            | Notice::Lobby(_)
            | Notice::State(_)
            | Notice::Sites(_)
            | Notice::ListsChanged
            | Notice::SignedOut(_)
            | Notice::Invitation { .. }
            | Notice::Apart(_) => {}
        }
        Flow::On
    }

    async fn head(&mut self) -> Result<(), Failure> {
        if bug::on(Bug::NoHeads) {
            return Ok(());
        }
        let Some(present) = &self.present else { return Ok(()) };
        let (Some((id, _)), key) = (present.conversation, present.visitor.key) else { return Ok(()) };
        let seen = self.service.see(id, Actor::Visitor(key.number), Some(key.site)).await;
        if let Some(conversation) = allowed(seen)? {
            let head = Head { conversation: conversation.id, number: conversation.last_pseq };
            self.push(&VisitorPush::Log(LogPush::Head(head)));
        }
        Ok(())
    }

    /// A fault while reading is no reason to drop the link: the head or the next pull repairs it.
    fn after(&self, done: Result<Flow, Failure>) -> Flow {
        done.unwrap_or_else(|failure| {
            self.service.tell(&failure);
            if self.present.is_some() { Flow::On } else { Flow::Close(CloseCode::Fault) }
        })
    }
}

/// What a refusal leaves out; a fault stays one.
pub(super) fn allowed<T>(outcome: Result<T, Failure>) -> Result<Option<T>, Fault> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(Failure::Refusal(_)) => Ok(None),
        Err(Failure::Fault(fault)) => Err(fault),
    }
}

fn words(event: &VisitorEvent) -> usize {
    match event {
        VisitorEvent::Message { text } => text.len(),
        VisitorEvent::Opened {}
        | VisitorEvent::Accepted {}
        | VisitorEvent::EndAsked {}
        | VisitorEvent::EndDeclined {}
        | VisitorEvent::Ended { .. } => 0,
    }
}

impl Session for VisitorSession {
    async fn hello(&mut self, bytes: &[u8]) -> Flow {
        match self.codec.decode::<VisitorCommand>(bytes) {
            Ok(VisitorCommand::Hello(hello)) => {
                let greetings = Arc::clone(&self.service.greetings);
                let _turn = greetings.acquire().await;
                // Boxed after the turn has come: of a crowd that waits, nobody takes the room of the work yet.
                let done = Box::pin(self.greet(hello)).await;
                self.after(done)
            }
            Ok(_) | Err(_) => self.refuse(Reason::Malformed, CloseCode::Malformed),
        }
    }

    async fn frame(&mut self, bytes: &[u8]) -> Flow {
        self.heard = self.ticks;
        if self.frames.take(self.service.clock.now()).is_err() {
            return self.refuse(Reason::TooFast, CloseCode::TooFast);
        }
        match self.codec.decode::<VisitorCommand>(bytes) {
            Ok(command) => {
                let done = self.command(command).await;
                self.after(done)
            }
            Err(_) => self.refuse(Reason::Malformed, CloseCode::Malformed),
        }
    }

    async fn notice(&mut self, notice: Arc<Notice>) -> Flow {
        self.hear(&notice)
    }

    async fn tick(&mut self, count: u64) -> Flow {
        self.ticks += 1;
        if self.ticks - self.heard > SILENT_TICKS {
            return Flow::Close(CloseCode::Silent);
        }
        self.tell_busy();
        let slow = (count + u64::from(self.connection.as_bytes()[0])).is_multiple_of(4);
        if slow {
            self.push(&VisitorPush::Ping(u32::try_from(count & 0xffff).unwrap_or_default()));
        }
        if slow || self.present.as_ref().is_some_and(|present| present.showing) {
            let done = self.head().await.map(|()| Flow::On);
            return self.after(done);
        }
        Flow::On
    }

    fn drain(&mut self) {
        self.push(&VisitorPush::Drain(super::run::DRAIN_SPREAD_MS));
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
        if let Some(present) = self.present.take() {
            self.service.leave(present.visitor.key, present.tab);
        }
    }
}
