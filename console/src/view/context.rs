//! What every view is given: the state to read, as signals, and one way to say what somebody did.

use leptos::prelude::*;
use lobby_shared::time::Millis;

use crate::state::route::Route;
use crate::state::{Intent, entry, toast};

/// Handed to every component. Views read the signals and never write them; they say what happened through
/// [`Self::intend`].
#[derive(Clone, Copy)]
pub struct Context {
    /// The screens before the console itself.
    pub entry: RwSignal<entry::Entry>,
    /// Which screen of the console is shown.
    pub route: RwSignal<Route>,
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
    /// Says what somebody did.
    pub fn intend(&self, intent: impl Into<Intent>) {
        self.intend.run(intent.into());
    }
}
