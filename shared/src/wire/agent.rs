//! The frames between an agent's console and the server. The cookie and an exact Origin at the handshake say who it is.

use serde::{Deserialize, Serialize};

use super::error::WireError;
use super::log::{LogCommand, LogPush};
use super::{Cursor, Welcome};
use crate::agent::{AgentCard, AgentState};
use crate::conversation::ConversationCard;
use crate::event::{AgentAuthor, AgentEvent};
use crate::id::{ConversationId, Epoch, SiteId, TabId};
use crate::invitation::Outcome;
use crate::lobby::{LobbyCounts, LobbyOverview, LobbyPage, Watch};
use crate::site::SiteCard;
use crate::trail::LiveTrail;

/// From the console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AgentCommand {
    /// First, within five seconds.
    Hello(AgentHello),
    /// About conversations.
    Log(LogCommand),
    /// Send me this conversation's events from now on; `Range`s bring what is there. Answered by `Done` or `Refused`.
    Follow {
        /// Chosen by the client, to know the answer by.
        request: u32,
        /// Which.
        conversation: ConversationId,
    },
    /// No longer.
    Unfollow(ConversationId),
    /// Take this waiting conversation. Answered by `Done` or `Refused`; taking one's own again is `Done`.
    Accept {
        /// Chosen by the client, to know the answer by.
        request: u32,
        /// Which.
        conversation: ConversationId,
    },
    /// Ask the visitor whether the conversation may end. Answered by `Done` or `Refused`.
    AskToEnd {
        /// Chosen by the client, to know the answer by.
        request: u32,
        /// Which.
        conversation: ConversationId,
    },
    /// End the conversation. Answered by `Done` or `Refused`.
    End {
        /// Chosen by the client, to know the answer by.
        request: u32,
        /// Which.
        conversation: ConversationId,
    },
    /// Show me this window of a lobby from now on; `None`: no longer. A whole `Lobby` answers, and `Counts`.
    Watch(Option<Watch>),
    /// The agent types in this conversation, or stopped.
    Typing {
        /// Which.
        conversation: ConversationId,
        /// Types.
        on: bool,
    },
    /// Is anybody there? Answered by `Pong` with the same number.
    Ping(u32),
    /// The answer to `Ping`.
    Pong(u32),
    /// From now on the agent is in this state, in all their consoles. Kept over restarts; a new sign-in is Available.
    SetState(AgentState),
    /// Invite this visitor, who is browsing, with the agent's own words. Answered by `Done` or `Refused`.
    Invite {
        /// Chosen by the client, to know the answer by.
        request: u32,
        /// On which site.
        site: SiteId,
        /// The visitor's number.
        visitor: u64,
    },
    /// Tell me this visitor's trail from now on; `None`: no longer. A whole `Trail` answers.
    Look(Option<(SiteId, u64)>),
}

/// A console introduces itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentHello {
    /// The client's protocol version.
    pub version: u16,
    /// This tab.
    pub tab: TabId,
    /// The history that the cursors belong to.
    pub epoch: Option<Epoch>,
    /// How far this client has come in the conversations it follows; at most 64 are read.
    pub cursors: Vec<Cursor>,
}

/// To the console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AgentPush {
    /// The answer to `Hello`. The queue and this agent's own conversations follow as `Cards`.
    Welcome(AgentWelcome),
    /// About conversations.
    Log(LogPush<AgentAuthor, AgentEvent>),
    /// The whole of this agent's lists, in one or more pieces: their open conversations and those that wait.
    Cards {
        /// The rows.
        cards: Vec<ConversationCard>,
        /// The lists begin anew: forget the rows there were.
        first: bool,
    },
    /// One row is new or changed.
    Card(ConversationCard),
    /// This row is nothing for this agent any more.
    CardGone(ConversationId),
    /// The watched window of the lobby.
    Lobby(LobbyPage),
    /// The watched site's figures.
    Counts(LobbyCounts),
    /// The watched site's figures for map and heat view, when they are asked for.
    Overview(LobbyOverview),
    /// The trail of the visitor who is looked at.
    Trail(Box<LiveTrail>),
    /// What became of an invitation of this agent's.
    Invitation {
        /// On which site.
        site: SiteId,
        /// The visitor's number.
        visitor: u64,
        /// What.
        outcome: Outcome,
    },
    /// What the visitor of this conversation is writing; empty: nothing any more. Forget it when a message comes.
    Preview {
        /// Which.
        conversation: ConversationId,
        /// The words so far.
        text: String,
    },
    /// The visitor of this conversation types, or stopped. Forget it after six seconds.
    Typing {
        /// Which.
        conversation: ConversationId,
        /// Types.
        on: bool,
    },
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
    /// This agent's state is another now, set here or in another of their consoles.
    State(AgentState),
    /// The sites have changed: all of them, as they are now.
    Sites(Vec<SiteCard>),
    /// The rules or the blocks of a site, or what came of them, have changed: ask again for the list that is on the screen.
    ListsChanged,
}

/// The answer to an agent's `Hello`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentWelcome {
    /// What both roles get.
    pub link: Welcome,
    /// Who this is.
    pub agent: AgentCard,
    /// Their state.
    pub state: AgentState,
    /// The sites they work for.
    pub sites: Vec<SiteCard>,
    /// The words of their invitations; empty: the server's usual words, in the language of whoever is invited.
    pub invitation: String,
    /// How they have arranged the lobby's table, in whichever browser; empty: they have not.
    pub table: String,
}
