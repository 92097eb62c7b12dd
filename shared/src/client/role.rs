//! The two roles a client can have: which frames they speak, and how the core finds its part in them.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::event::{AgentAuthor, AgentEvent, VisitorAuthor, VisitorEvent};
use crate::id::{ConversationId, Epoch, InvitationId, SiteId, TabId, VisitorToken};
use crate::page::Page;
use crate::privacy::Privacy;
use crate::site::SiteKey;
use crate::visitor::Screen;
use crate::wire::agent::{AgentCommand, AgentHello, AgentPush};
use crate::wire::error::WireError;
use crate::wire::log::{LogCommand, LogPush};
use crate::wire::visitor::{VisitorCommand, VisitorHello, VisitorPush};
use crate::wire::{Cursor, VERSION, Welcome};

/// What differs between a widget and a console, as far as the client core is concerned.
pub trait Role: Clone + Debug + PartialEq + Send + Sync + Sized + 'static {
    /// Who did something, in this role's eyes.
    type Author: DeserializeOwned + Serialize + Clone + Debug + PartialEq + Send + Sync;
    /// What happened, in this role's eyes.
    type Event: DeserializeOwned + Serialize + Clone + Debug + PartialEq + Send + Sync;
    /// Frames to the server.
    type Command: DeserializeOwned + Serialize + Clone + Debug + PartialEq + Send + Sync;
    /// Frames from the server.
    type Push: DeserializeOwned + Serialize + Clone + Debug + PartialEq + Send + Sync;
    /// How this client introduces itself, cursors aside.
    type Introduction: Clone + Debug + Send + Sync;
    /// What is answered by `Done` or `Refused`, and may be repeated without harm.
    type Request: Clone + Debug + PartialEq + Send + Sync;

    /// The first frame.
    fn hello(introduction: &Self::Introduction, epoch: Option<Epoch>, cursors: Vec<Cursor>) -> Self::Command;
    /// A frame about conversations.
    fn log(command: LogCommand) -> Self::Command;
    /// A frame for a request.
    fn request(number: u32, request: &Self::Request) -> Self::Command;
    /// A probe.
    fn ping(number: u32) -> Self::Command;
    /// The answer to a probe.
    fn pong(number: u32) -> Self::Command;
    /// Finds the core's part in a frame.
    fn sort(push: Self::Push) -> Sorted<Self>;
    /// Whether the other side did it, so that receipts are owed.
    fn is_other_side(author: &Self::Author) -> bool;
    /// The conversation that is told from now on when this request is carried out.
    fn followed(_: &Self::Request) -> Option<ConversationId> {
        None
    }
    /// The frame that says that a conversation is of no interest any more; `None` where one is never left.
    fn unfollow(_: ConversationId) -> Option<Self::Command> {
        None
    }
}

/// A frame from the server, as the core sees it.
#[derive(Clone, Debug, PartialEq)]
pub enum Sorted<R: Role> {
    /// The welcome: the common part for the core, the whole for the shell.
    Welcome(Box<Welcome>, R::Push),
    /// About conversations.
    Log(LogPush<R::Author, R::Event>),
    /// A request was carried out.
    Done(u32),
    /// A request was refused.
    Refused(u32, WireError),
    /// A probe.
    Ping(u32),
    /// The answer to a probe.
    Pong(u32),
    /// The server goes away.
    Drain(u32),
    /// Nothing of the core's business.
    Other(R::Push),
}

/// A visitor's widget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitorRole;

/// How a widget introduces itself. The shell changes it as the page and the token change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitorIntroduction {
    /// The key in the tag.
    pub site: SiteKey,
    /// Who this was last time.
    pub token: Option<VisitorToken>,
    /// This tab.
    pub tab: TabId,
    /// The origin around the widget.
    pub origin: String,
    /// The page now.
    pub page: Page,
    /// The page that led to the site; empty when there was none.
    pub referrer: String,
    /// The tab is in the foreground.
    pub foreground: bool,
    /// What may be kept.
    pub privacy: Privacy,
    /// The screen, if known.
    pub screen: Option<Screen>,
    /// The browser's first language; empty while unknown.
    pub language: String,
}

/// What a visitor asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisitorRequest {
    /// End the conversation.
    End(ConversationId),
    /// Rather go on.
    DeclineEnd(ConversationId),
    /// Accept an invitation (`true`), or decline it.
    Answer(InvitationId, bool),
}

impl Role for VisitorRole {
    type Author = VisitorAuthor;
    type Event = VisitorEvent;
    type Command = VisitorCommand;
    type Push = VisitorPush;
    type Introduction = VisitorIntroduction;
    type Request = VisitorRequest;

    fn hello(introduction: &VisitorIntroduction, epoch: Option<Epoch>, cursors: Vec<Cursor>) -> VisitorCommand {
        let VisitorIntroduction { site, token, tab, origin, page, referrer, foreground, privacy, screen, language } =
            introduction.clone();
        VisitorCommand::Hello(VisitorHello {
            version: VERSION,
            site,
            token,
            tab,
            origin,
            page,
            referrer,
            foreground,
            privacy,
            screen,
            language,
            epoch,
            cursors,
        })
    }

    fn log(command: LogCommand) -> VisitorCommand {
        VisitorCommand::Log(command)
    }

    fn request(number: u32, request: &VisitorRequest) -> VisitorCommand {
        match *request {
            VisitorRequest::End(conversation) => VisitorCommand::End { request: number, conversation },
            VisitorRequest::DeclineEnd(conversation) => VisitorCommand::DeclineEnd { request: number, conversation },
            VisitorRequest::Answer(invitation, accept) => {
                VisitorCommand::AnswerInvitation { request: number, invitation, accept }
            }
        }
    }

    fn ping(number: u32) -> VisitorCommand {
        VisitorCommand::Ping(number)
    }

    fn pong(number: u32) -> VisitorCommand {
        VisitorCommand::Pong(number)
    }

    fn sort(push: VisitorPush) -> Sorted<Self> {
        match push {
            VisitorPush::Welcome(welcome) => {
                Sorted::Welcome(Box::new(welcome.link.clone()), VisitorPush::Welcome(welcome))
            }
            VisitorPush::Log(log) => Sorted::Log(log),
            VisitorPush::Done(request) => Sorted::Done(request),
            VisitorPush::Refused { request, error } => Sorted::Refused(request, error),
            VisitorPush::Ping(number) => Sorted::Ping(number),
            VisitorPush::Pong(number) => Sorted::Pong(number),
            VisitorPush::Drain(spread_ms) => Sorted::Drain(spread_ms),
            other @ (VisitorPush::Available(_)
            | VisitorPush::Typing(_)
            | VisitorPush::Invited(_)
            | VisitorPush::InvitationOver(_)
            | VisitorPush::Busy(_)) => Sorted::Other(other),
        }
    }

    fn is_other_side(author: &VisitorAuthor) -> bool {
        matches!(author, VisitorAuthor::Agent(_))
    }
}

/// An agent's console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgentRole;

/// How a console introduces itself; its cookie says the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentIntroduction {
    /// This tab.
    pub tab: TabId,
}

/// What an agent asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgentRequest {
    /// Show me this conversation from now on.
    Follow(ConversationId),
    /// Take it.
    Accept(ConversationId),
    /// Ask whether it may end.
    AskToEnd(ConversationId),
    /// End it.
    End(ConversationId),
    /// Invite this visitor of this site.
    Invite(SiteId, u64),
}

impl Role for AgentRole {
    type Author = AgentAuthor;
    type Event = AgentEvent;
    type Command = AgentCommand;
    type Push = AgentPush;
    type Introduction = AgentIntroduction;
    type Request = AgentRequest;

    fn hello(introduction: &AgentIntroduction, epoch: Option<Epoch>, cursors: Vec<Cursor>) -> AgentCommand {
        AgentCommand::Hello(AgentHello { version: VERSION, tab: introduction.tab, epoch, cursors })
    }

    fn log(command: LogCommand) -> AgentCommand {
        AgentCommand::Log(command)
    }

    fn request(number: u32, request: &AgentRequest) -> AgentCommand {
        match *request {
            AgentRequest::Follow(conversation) => AgentCommand::Follow { request: number, conversation },
            AgentRequest::Accept(conversation) => AgentCommand::Accept { request: number, conversation },
            AgentRequest::AskToEnd(conversation) => AgentCommand::AskToEnd { request: number, conversation },
            AgentRequest::End(conversation) => AgentCommand::End { request: number, conversation },
            AgentRequest::Invite(site, visitor) => AgentCommand::Invite { request: number, site, visitor },
        }
    }

    fn ping(number: u32) -> AgentCommand {
        AgentCommand::Ping(number)
    }

    fn pong(number: u32) -> AgentCommand {
        AgentCommand::Pong(number)
    }

    fn sort(push: AgentPush) -> Sorted<Self> {
        match push {
            AgentPush::Welcome(welcome) => Sorted::Welcome(Box::new(welcome.link.clone()), AgentPush::Welcome(welcome)),
            AgentPush::Log(log) => Sorted::Log(log),
            AgentPush::Done(request) => Sorted::Done(request),
            AgentPush::Refused { request, error } => Sorted::Refused(request, error),
            AgentPush::Ping(number) => Sorted::Ping(number),
            AgentPush::Pong(number) => Sorted::Pong(number),
            AgentPush::Drain(spread_ms) => Sorted::Drain(spread_ms),
            other @ (AgentPush::Cards { .. }
            | AgentPush::Card(_)
            | AgentPush::CardGone(_)
            | AgentPush::Lobby(_)
            | AgentPush::Counts(_)
            | AgentPush::Overview(_)
            | AgentPush::Trail(_)
            | AgentPush::Invitation { .. }
            | AgentPush::Preview { .. }
            | AgentPush::Typing { .. }
            | AgentPush::State(_)
            | AgentPush::Sites(_)
            | AgentPush::ListsChanged) => Sorted::Other(other),
        }
    }

    fn is_other_side(author: &AgentAuthor) -> bool {
        matches!(author, AgentAuthor::Visitor)
    }

    fn followed(request: &AgentRequest) -> Option<ConversationId> {
        match *request {
            AgentRequest::Follow(conversation) => Some(conversation),
            AgentRequest::Accept(_) | AgentRequest::AskToEnd(_) | AgentRequest::End(_) | AgentRequest::Invite(..) => {
                None
            }
        }
    }

    fn unfollow(conversation: ConversationId) -> Option<AgentCommand> {
        Some(AgentCommand::Unfollow(conversation))
    }
}
