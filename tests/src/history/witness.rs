//! Stands beside one client core and writes down what goes in, what comes out, and what is on the screen afterwards. The
//! shells of sockets and of simulations use the same one.

use std::collections::{BTreeMap, BTreeSet};

use lobby_shared::client::{AgentRole, Client, Delivery, Effect, Input, Role, Sorted, VisitorRequest, VisitorRole};
use lobby_shared::event::{AgentEvent, VisitorEvent};
use lobby_shared::id::{Cid, ConversationId, InvitationId};
use lobby_shared::time::Millis;
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::error::ErrorCode;
use lobby_shared::wire::log::LogPush;
use lobby_shared::wire::visitor::{VisitorCommand, VisitorPush};

use super::{Recorder, What, marks};

/// What a role's event says.
pub trait Words: Role {
    /// The words of an event, if it has any.
    fn words(event: &Self::Event) -> Option<&str>;
    /// The words that a frame shows before they are sent.
    fn typed(_: &Self::Command) -> Option<&str> {
        None
    }
    /// The invitation that a frame brings.
    fn invited(_: &Self::Push) -> Option<InvitationId> {
        None
    }
    /// The invitation that a request accepts.
    fn agreed(_: &Self::Request) -> Option<InvitationId> {
        None
    }
}

impl Words for VisitorRole {
    fn words(event: &VisitorEvent) -> Option<&str> {
        match event {
            VisitorEvent::Message { text } => Some(text),
            _ => None,
        }
    }

    fn typed(command: &VisitorCommand) -> Option<&str> {
        if let VisitorCommand::Preview(text) = command { Some(text) } else { None }
    }

    fn invited(push: &VisitorPush) -> Option<InvitationId> {
        match push {
            VisitorPush::Welcome(welcome) => welcome.invitation.as_ref().map(|invitation| invitation.id),
            VisitorPush::Invited(invitation) => Some(invitation.id),
            _ => None,
        }
    }

    fn agreed(request: &VisitorRequest) -> Option<InvitationId> {
        if let VisitorRequest::Answer(invitation, true) = request { Some(*invitation) } else { None }
    }
}

impl Words for AgentRole {
    fn words(event: &AgentEvent) -> Option<&str> {
        match event {
            AgentEvent::Message { text } | AgentEvent::Note { text } => Some(text),
            _ => None,
        }
    }
}

/// The witness of one client.
#[derive(Debug)]
pub struct Witness {
    recorder: Recorder,
    place: usize,
    codec: Codec,
    applied: BTreeMap<ConversationId, usize>,
    failed: BTreeMap<Cid, ErrorCode>,
    /// Asked to be told, and not left since: the answer may come when nobody wants it any more.
    asked: BTreeSet<ConversationId>,
}

impl Witness {
    /// A witness of the client at this place, whose page is loaded just now.
    pub fn new(recorder: &Recorder, place: usize, codec: Codec, now: Millis) -> Self {
        recorder.write(now, place, What::Loaded);
        Self {
            recorder: recorder.clone(),
            place,
            codec,
            applied: BTreeMap::new(),
            failed: BTreeMap::new(),
            asked: BTreeSet::new(),
        }
    }

    fn write(&self, now: Millis, what: What) {
        self.recorder.write(now, self.place, what);
    }

    /// Gives the client an input at its own time `now`, and writes down at the run's time `at` what that was and did.
    pub fn handle<R: Words>(
        &mut self,
        client: &mut Client<R>,
        at: Millis,
        now: Millis,
        input: Input<R>,
    ) -> Vec<Effect<R>> {
        self.before::<R>(at, &input);
        let effects = client.handle(now, input);
        self.after(at, client);
        for effect in &effects {
            if let Effect::Done(request) = effect
                && let Some(conversation) = R::followed(request)
                && self.asked.contains(&conversation)
            {
                self.write(at, What::Followed(conversation));
            }
        }
        effects
    }

    fn before<R: Words>(&mut self, now: Millis, input: &Input<R>) {
        match input {
            Input::Send(entry) => {
                self.write(
                    now,
                    What::Pressed { cid: entry.cid, lane: entry.conversation, text: entry.text.trim().to_owned() },
                );
            }
            Input::Request(request) => {
                self.asked.extend(R::followed(request));
                if let Some(invitation) = R::agreed(request) {
                    self.write(now, What::Agreed(invitation));
                }
            }
            Input::Tell(command) => {
                if let Some(text) = R::typed(command) {
                    self.write(now, What::Typed(text.to_owned()));
                }
            }
            Input::Discard(cid) => self.write(now, What::GivenUp(*cid)),
            Input::Closed(Some(code)) => self.write(now, What::Cut(*code)),
            Input::Frame(bytes) => self.hear::<R>(now, bytes),
            Input::Leave(conversation) => {
                self.applied.remove(conversation);
                self.asked.remove(conversation);
                self.write(now, What::Left(*conversation));
            }
            _ => {}
        }
    }

    fn hear<R: Words>(&mut self, now: Millis, bytes: &[u8]) {
        let heard = marks(bytes);
        if !heard.is_empty() {
            self.write(now, What::Heard(heard));
        }
        let Ok(push) = self.codec.decode::<R::Push>(bytes) else { return };
        if let Some(invitation) = R::invited(&push) {
            self.write(now, What::Invited(invitation));
        }
        match R::sort(push) {
            Sorted::Welcome(..) => self.write(now, What::Welcomed),
            Sorted::Log(LogPush::Ack(ack)) => self.write(
                now,
                What::Acked { cid: ack.cid, conversation: ack.conversation, number: ack.number, event: ack.id },
            ),
            Sorted::Log(LogPush::Reset(_)) => {
                self.applied.clear();
                self.write(now, What::Forgot);
            }
            _ => {}
        }
    }

    fn after<R: Words>(&mut self, now: Millis, client: &Client<R>) {
        for (conversation, log) in client.logs() {
            let seen = self.applied.entry(conversation).or_default();
            for event in log.events().iter().skip(*seen) {
                let said = event.kind.known().and_then(R::words).map(str::to_owned);
                let (number, event, cid) = (event.number, event.id, event.cid);
                self.recorder.write(now, self.place, What::Applied { conversation, number, event, cid, said });
            }
            *seen = log.events().len();
        }
        for pending in client.outbox().entries() {
            if let Delivery::Failed(code) = pending.delivery
                && self.failed.insert(pending.entry.cid, code) != Some(code)
            {
                self.write(now, What::Failed(pending.entry.cid, code));
            }
        }
    }

    /// The run is over: writes down how everything stands here.
    pub fn end<R: Words>(&self, client: &Client<R>, now: Millis) {
        for (conversation, log) in client.logs() {
            let (received, read) = (log.other_received(), log.other_read());
            self.write(now, What::Stands { conversation, applied: log.last(), received, read });
        }
        for pending in client.outbox().entries() {
            if matches!(pending.delivery, Delivery::Saving | Delivery::Queued(_) | Delivery::InFlight(_)) {
                self.write(now, What::Pending(pending.entry.cid));
            }
        }
    }

    /// The page is closed.
    pub fn close(&self, now: Millis) {
        self.write(now, What::Closed);
    }

    /// An agent's lists at the end.
    pub fn lists(&self, now: Millis, lists: Vec<(ConversationId, bool)>) {
        self.write(now, What::Lists(lists));
    }
}
