//! The frames between a visitor's widget and the server. Nothing that only agents may know has a place in these types.

use serde::{Deserialize, Serialize};

use super::error::WireError;
use super::log::{LogCommand, LogPush};
use super::{Cursor, Welcome};
use crate::event::{VisitorAuthor, VisitorEvent};
use crate::id::{ConversationId, Epoch, OutboxKey, TabId, VisitorToken};
use crate::page::Page;
use crate::site::{SiteFace, SiteKey};

/// From the widget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VisitorCommand {
    /// First, within five seconds.
    Hello(VisitorHello),
    /// About conversations.
    Log(LogCommand),
    /// The visitor is on this page now.
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
}
