//! What the console knows and decides, noun by noun: plain values, no browser, tested natively.
//!
//! **Invariant:** each noun's `update` is the only way its state changes, and it performs nothing: it returns effects.

pub mod entry;
pub mod route;
pub mod site;
pub mod toast;

/// What somebody did, anywhere in the console.
#[derive(Clone)]
pub enum Intent {
    /// Before the console itself.
    Entry(entry::Intent),
    /// About the notices.
    Toast(toast::Intent),
    /// Go to this screen.
    Go(route::Route),
    /// Put this text on the clipboard.
    CopyPressed(String),
}

impl From<entry::Intent> for Intent {
    fn from(intent: entry::Intent) -> Self {
        Self::Entry(intent)
    }
}

impl From<toast::Intent> for Intent {
    fn from(intent: toast::Intent) -> Self {
        Self::Toast(intent)
    }
}

impl From<route::Route> for Intent {
    fn from(route: route::Route) -> Self {
        Self::Go(route)
    }
}
