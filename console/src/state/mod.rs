//! What the console knows and decides, noun by noun: plain values, no browser, tested natively.
//!
//! **Invariant:** each noun's `update` is the only way its state changes, and it performs nothing: it returns effects.

pub mod conversation;
pub mod draft;
pub mod entry;
pub mod link;
pub mod route;
pub mod site;
pub mod stream;
pub mod toast;
pub mod visitor;

use lobby_shared::agent::AgentState;
use lobby_shared::id::Cid;

/// What somebody did, anywhere in the console.
#[derive(Clone)]
pub enum Intent {
    /// Before the console itself.
    Entry(entry::Intent),
    /// About the lobby.
    Lobby(visitor::Intent),
    /// About the sites.
    Site(site::Intent),
    /// About the conversation list.
    Conversation(conversation::Intent),
    /// About what is being written.
    Draft(draft::Intent),
    /// Take this state.
    StatePressed(AgentState),
    /// About the notices.
    Toast(toast::Intent),
    /// Go to this screen.
    Go(route::Route),
    /// Put this text on the clipboard.
    CopyPressed(String),
    /// Send a failed message again.
    RetryPressed(Cid),
    /// Give up a failed message.
    DiscardPressed(Cid),
    /// The newest message came into view, or left it.
    EndInView(bool),
    /// Load the page anew.
    ReloadPressed,
}

macro_rules! from {
    ($($noun:ident, $variant:ident;)*) => {$(
        impl From<$noun::Intent> for Intent {
            fn from(intent: $noun::Intent) -> Self {
                Self::$variant(intent)
            }
        }
    )*};
}

from! {
    entry, Entry;
    visitor, Lobby;
    site, Site;
    conversation, Conversation;
    draft, Draft;
    toast, Toast;
}
