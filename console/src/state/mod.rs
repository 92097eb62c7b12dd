//! What the console knows and decides, noun by noun: plain values, no browser, tested natively.
//!
//! **Invariant:** each noun's `update` is the only way its state changes, and it performs nothing: it returns effects.

pub mod block;
pub mod block_list;
pub mod column;
pub mod condition;
pub mod conversation;
pub mod draft;
pub mod entry;
pub mod figure;
pub mod invitation;
pub mod key;
pub mod layout;
pub mod link;
pub mod offer;
pub mod ordered;
pub mod preference;
pub mod route;
pub mod rule;
pub mod seat;
pub mod setting;
pub mod site;
pub mod step;
pub mod stream;
pub mod table;
pub mod toast;
pub mod trail;
pub mod unsent;
pub mod visitor;
pub mod watch;
pub mod world;

use lobby_shared::agent::AgentState;
use lobby_shared::id::{Cid, SiteId};

/// What lies over the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overlay {
    /// Nothing.
    #[default]
    None,
    /// The palette of everything that can be done.
    Palette,
    /// The sheet of keys.
    Sheet,
    /// The question whether to block this visitor.
    Block(SiteId, u64),
    /// The words of the agent's own invitations.
    Words,
}

/// What somebody did, anywhere in the console.
pub enum Intent {
    /// Before the console itself.
    Entry(entry::Intent),
    /// About the lobby.
    Lobby(visitor::Intent),
    /// About the visitor who is looked at.
    Trail(trail::Intent),
    /// About a block.
    Block(block::Intent),
    /// About the sites.
    Site(site::Intent),
    /// About a site's settings.
    Setting(setting::Intent),
    /// About the rules.
    Rule(rule::Intent),
    /// About the list of blocks.
    Blocks(block_list::Intent),
    /// About the words of the agent's own invitations.
    Words(invitation::Intent),
    /// About the conversation list.
    Conversation(conversation::Intent),
    /// About what is being written.
    Draft(draft::Intent),
    /// About what is offered.
    Offer(offer::Intent),
    /// About this browser's choices.
    Preference(preference::Intent),
    /// Show this over the screen, or nothing.
    Over(Overlay),
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
    trail, Trail;
    block, Block;
    rule, Rule;
    block_list, Blocks;
    site, Site;
    setting, Setting;
    invitation, Words;
    conversation, Conversation;
    draft, Draft;
    offer, Offer;
    preference, Preference;
    toast, Toast;
}
