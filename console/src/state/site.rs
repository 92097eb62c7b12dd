//! The agent's sites and the tags that stand in their pages.

use lobby_shared::id::SiteId;
use lobby_shared::site::SiteCard;

/// The sites.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sites {
    /// The sites; `None` before they arrived.
    pub sites: Option<Vec<SiteCard>>,
    /// Where the tags point to, once known.
    pub public_url: Option<String>,
}

impl Sites {
    /// A site's name; empty while unknown.
    pub fn name(&self, site: SiteId) -> String {
        let found = self.sites.iter().flatten().find(|card| card.site == site);
        found.map(|card| card.name.clone()).unwrap_or_default()
    }
}

/// The tag of a site, as it is pasted into a page.
pub fn tag(public_url: &str, key: &str) -> String {
    format!(r#"<script async src="{}/lobby/{key}.js"></script>"#, public_url.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_points_to_the_public_address() {
        let want = r#"<script async src="https://chat.example/lobby/demo.js"></script>"#;
        assert_eq!(tag("https://chat.example", "demo"), want);
        assert_eq!(tag("https://chat.example/", "demo"), want);
    }
}
