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
