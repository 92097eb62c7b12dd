//! One website: its public key, and what visitors and agents are told of it.

use serde::{Deserialize, Serialize};

use crate::id::SiteId;

/// The public name of a site, which stands in its script tag: 4–40 of `a–z`, `0–9` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SiteKey(String);

impl SiteKey {
    /// Reads a key.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (4..=40).contains(&text.len());
        let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        (fits && plain).then(|| Self(text.to_owned()))
    }

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a visitor is told of the site they write to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteFace {
    /// The name in the widget's header.
    pub name: String,
}

/// What an agent is told of a site they work for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteCard {
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub name: String,
    /// The key in its tag.
    pub key: SiteKey,
    /// The origins where its widget may start, such as `https://shop.example`.
    pub origins: Vec<String>,
}

/// What becomes of trails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrailMode {
    /// Nobody is followed: agents see that a visitor is there, and no page.
    Off,
    /// Followed while the visit lasts; nothing is written down.
    Visit,
    /// Written down, and kept for [`SiteSettings::keep_days`].
    #[default]
    Lasting,
}

/// When the widget starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum StartMode {
    /// When the page is idle: needed for the lobby and for invitations.
    #[default]
    Idle,
    /// Only on a click on the launcher; until then the visitor is not seen.
    Click,
}

/// `GET` and `PUT /console/api/sites/SITE_ID/settings`: how a site treats its visitors. For administrators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteSettings {
    /// What becomes of trails.
    pub trail: TrailMode,
    /// For how many days trails are kept, 1–3,650.
    pub keep_days: u16,
    /// When the widget starts.
    pub start: StartMode,
    /// Nothing is stored in the browser, and nobody is listed, before the page says `consent(true)`.
    pub ask_consent: bool,
    /// Agents see what is typed before it is sent, and visitors are told so.
    pub preview: bool,
    /// Invitations of one visitor within 24 hours, at most; 0: none.
    pub daily: u8,
    /// Hours without an invitation after one was declined.
    pub rest_hours: u16,
    /// List crawlers too.
    pub crawlers: bool,
    /// Visitors from these networks are not listed, such as `192.0.2.0/24`: the site's own staff. At most 50.
    pub keep_out: Vec<String>,
}

impl Default for SiteSettings {
    fn default() -> Self {
        Self {
            trail: TrailMode::Lasting,
            keep_days: 90,
            start: StartMode::Idle,
            ask_consent: false,
            preview: true,
            daily: 3,
            rest_hours: 24,
            crawlers: false,
            keep_out: Vec::new(),
        }
    }
}
