//! What every view is given: the state to read, as signals, and one way to say what somebody did.

use leptos::prelude::*;
use lobby_shared::agent::AgentState;
use lobby_shared::time::Millis;

use super::signal::RwSignal;

use crate::state::route::Route;
use crate::state::{
    Intent, Overlay, block, block_list, conversation, draft, entry, invitation, link, offer, preference, rule, setting,
    site, stream, toast, trail, visitor,
};

/// Handed to every component. Views read the signals and never write them; they say what happened through
/// [`Self::intend`].
#[derive(Clone, Copy)]
pub struct Context {
    /// The screens before the console itself.
    pub entry: RwSignal<entry::Entry>,
    /// Which screen of the console is shown.
    pub route: RwSignal<Route>,
    /// How the link is.
    pub link: RwSignal<link::Link>,
    /// Whether this agent wants conversations, as the server has it.
    pub agent_state: RwSignal<AgentState>,
    /// The agent's sites.
    pub sites: RwSignal<site::Sites>,
    /// The site's settings that are open.
    pub settings: RwSignal<setting::Settings>,
    /// The rules that invite.
    pub rules: RwSignal<rule::Rules>,
    /// Who is blocked.
    pub blocks: RwSignal<block_list::Blocks>,
    /// The words of the agent's own invitations.
    pub words: RwSignal<invitation::Words>,
    /// Who is on the watched site.
    pub lobby: RwSignal<visitor::Lobby>,
    /// The visitor who is looked at.
    pub trail: RwSignal<trail::Trail>,
    /// The question whether to block somebody.
    pub blocking: RwSignal<block::Blocking>,
    /// The conversation list.
    pub conversations: RwSignal<conversation::Conversations>,
    /// The open conversation.
    pub stream: RwSignal<stream::Stream>,
    /// What is being written.
    pub drafts: RwSignal<draft::Drafts>,
    /// What was declined here.
    pub offers: RwSignal<offer::Offers>,
    /// This browser's choices.
    pub preferences: RwSignal<preference::Preferences>,
    /// The tag of the language that was picked; empty: as the browser has it.
    pub language: RwSignal<String>,
    /// What lies over the screen.
    pub overlay: RwSignal<Overlay>,
    /// The notices.
    pub toasts: RwSignal<toast::Toasts>,
    /// The server's time, once a second.
    pub now: RwSignal<Millis>,
    /// A set-up token that came with the address.
    pub token: RwSignal<Option<String>>,
    /// Where this page came from, for a tag while the public address is unknown.
    pub origin: StoredValue<String>,
    /// Carries an intent out.
    pub intend: Callback<Intent>,
}

impl Context {
    /// Everything at its beginning.
    pub fn new(route: Route, now: Millis, token: Option<String>, origin: String) -> Self {
        Self {
            entry: RwSignal::default(),
            route: RwSignal::new(route),
            link: RwSignal::default(),
            agent_state: RwSignal::default(),
            sites: RwSignal::default(),
            settings: RwSignal::default(),
            rules: RwSignal::default(),
            blocks: RwSignal::default(),
            words: RwSignal::default(),
            lobby: RwSignal::default(),
            trail: RwSignal::default(),
            blocking: RwSignal::default(),
            conversations: RwSignal::default(),
            stream: RwSignal::default(),
            drafts: RwSignal::default(),
            offers: RwSignal::default(),
            preferences: RwSignal::default(),
            language: RwSignal::default(),
            overlay: RwSignal::default(),
            toasts: RwSignal::default(),
            now: RwSignal::new(now),
            token: RwSignal::new(token),
            origin: StoredValue::new(origin),
            intend: Callback::new(|_| {}),
        }
    }

    /// Says what somebody did.
    pub fn intend(&self, intent: impl Into<Intent>) {
        self.intend.run(intent.into());
    }

    /// The open conversation, when the conversations are on the screen.
    pub fn open(&self) -> Option<lobby_shared::id::ConversationId> {
        match self.route.get() {
            Route::Conversations(open) => open,
            Route::Lobby | Route::Sites | Route::Blocks(_) | Route::Rules(_) => None,
        }
    }
}
