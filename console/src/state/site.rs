//! The agent's sites and the tags that stand in their pages.

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
