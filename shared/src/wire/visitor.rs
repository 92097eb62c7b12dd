//! The frames between a visitor's widget and the server. Nothing that only agents may know has a place in these types.

use serde::{Deserialize, Serialize};

use super::error::WireError;
use super::log::{LogCommand, LogPush};
use super::{Cursor, Welcome};
use crate::event::{VisitorAuthor, VisitorEvent};
use crate::id::{ConversationId, Epoch, InvitationId, OutboxKey, TabId, VisitorToken};
use crate::invitation::{Invitation, Signal};
use crate::page::Page;
use crate::privacy::Privacy;
use crate::site::{SiteFace, SiteKey};
use crate::trail::Track;
use crate::visitor::Screen;

/// From the widget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VisitorCommand {
    /// First, within five seconds.
    Hello(VisitorHello),
    /// About conversations.
    Log(LogCommand),
    /// This tab shows this page now. The address of before with another title only changes the title.
    View(Page),
    /// The panel was opened or closed.
    Show(bool),
    /// The visitor types, or stopped.
    Typing(bool),
    /// End the conversation. Answered by `Done` or `Refused` with the same request number.
    End {
        /// Chosen by the client, to know the answer by.
        request: u32,
        /// Which.
        conversation: ConversationId,
    },
    /// The visitor would rather go on than end. Answered like `End`.
    DeclineEnd {
        /// Chosen by the client, to know the answer by.
        request: u32,
        /// Which.
        conversation: ConversationId,
    },
    /// Is anybody there? Answered by `Pong` with the same number.
    Ping(u32),
    /// The answer to `Ping`.
    Pong(u32),
    /// This tab came to the foreground, or went to the background. Time on a page counts in the foreground only.
    Foreground(bool),
    /// The page said that something happened.
    Track(Track),
    /// The browser noticed something that rules may ask for.
    Signal(Signal),
    /// What stands in the composer, at most [`crate::message::MAX_CHARS`]; empty when it was sent or deleted. Shown to
    /// the agent in the conversation, never stored; at most two a second.
    Preview(String),
    /// This invitation is on a screen now.
    InvitationShown(InvitationId),
    /// The visitor accepts an invitation, or declines it. Answered like `End`; one that is over is refused.
    AnswerInvitation {
        /// Chosen by the client, to know the answer by.
        request: u32,
        /// Which.
        invitation: InvitationId,
        /// Yes.
        accept: bool,
    },
    /// The visitor's mind about being followed has changed.
    Consent(Privacy),
}

/// A widget introduces itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorHello {
    /// The client's protocol version.
    pub version: u16,
    /// The key in the site's tag.
    pub site: SiteKey,
    /// Who this was last time.
    pub token: Option<VisitorToken>,
    /// This tab.
    pub tab: TabId,
    /// The origin of the page around the widget, as the browser told it.
    pub origin: String,
    /// The page.
    pub page: Page,
    /// The page that led to the site, as the browser told the host page; empty when there was none.
    pub referrer: String,
    /// The tab is in the foreground.
    pub foreground: bool,
    /// What may be kept.
    pub privacy: Privacy,
    /// The screen, if known.
    pub screen: Option<Screen>,
    /// The browser's first language; empty while unknown.
    pub language: String,
    /// The history that the cursors belong to.
    pub epoch: Option<Epoch>,
    /// How far this client has come; at most 16 are read.
    pub cursors: Vec<Cursor>,
}

/// To the widget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VisitorPush {
    /// The answer to `Hello`.
    Welcome(VisitorWelcome),
    /// About conversations.
    Log(LogPush<VisitorAuthor, VisitorEvent>),
    /// Whether an agent is there to answer.
    Available(bool),
    /// An agent types, or stopped. Forget it after six seconds.
    Typing(bool),
    /// The command with this request number was carried out.
    Done(u32),
    /// The command with this request number was refused.
    Refused {
        /// Which.
        request: u32,
        /// Why.
        error: WireError,
    },
    /// Is anybody there? To be answered by `Pong` with the same number.
    Ping(u32),
    /// The answer to `Ping`.
    Pong(u32),
    /// The server goes away: come back after a random part of this many milliseconds.
    Drain(u32),
    /// An invitation: to be shown in the tab that is in the foreground.
    Invited(Invitation),
    /// This invitation is over, here or in another tab: take it away.
    InvitationOver(InvitationId),
    /// Whoever waits has waited in vain so far, and reads that all agents are busy.
    Busy(bool),
}

/// The answer to a visitor's `Hello`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorWelcome {
    /// What both roles get.
    pub link: Welcome,
    /// Once, for a new visitor: what to show next time.
    pub token: Option<VisitorToken>,
    /// Encrypts unsent words where the host page keeps them.
    pub outbox_key: OutboxKey,
    /// The site.
    pub site: SiteFace,
    /// Whether an agent is there to answer.
    pub available: bool,
    /// What is typed can be seen before it is sent, and the visitor is told so.
    pub previewed: bool,
    /// The invitation that stands.
    pub invitation: Option<Invitation>,
    /// Whoever waits has waited in vain so far.
    pub busy: bool,
}
