//! The campaign that led to a page, as the page's address tells it: `utm_*`, and the marks that advertising networks leave.

use lobby_shared::visitor::Campaign;
use url::Url;

use super::address::is_secret;
use super::track::is_unseen;

/// Characters kept of a value.
const MAX_CHARS: usize = 100;

/// Marks of advertising networks: the parameter, and the network when no `utm_source` names one.
const CLICKS: [(&str, &str); 20] = [
    ("gclid", "Google Ads"),
    ("gbraid", "Google Ads"),
    ("wbraid", "Google Ads"),
    ("dclid", "Google Display"),
    ("msclkid", "Microsoft Ads"),
    ("fbclid", "Meta"),
    ("igshid", "Instagram"),
    ("ttclid", "TikTok"),
    ("twclid", "X"),
    ("li_fat_id", "LinkedIn"),
    ("yclid", "Yandex Direct"),
    ("epik", "Pinterest"),
    ("sccid", "Snapchat"),
    ("rdt_cid", "Reddit"),
    ("bd_vid", "Baidu"),
    ("qhclickid", "360"),
    ("gdt_vid", "Tencent Ads"),
    ("qz_gdt", "Tencent Ads"),
    ("mc_cid", "Mailchimp"),
    ("_kx", "Klaviyo"),
];

/// The campaign of a page's address; `None` when it tells of none.
pub fn campaign(address: &str) -> Option<Campaign> {
    let url = Url::parse(address).ok()?;
    let clicked = || {
        let has = |name: &str| url.query_pairs().any(|(key, said)| key.eq_ignore_ascii_case(name) && !said.is_empty());
        CLICKS.iter().find(|(name, _)| has(name)).map(|(_, network)| (*network).to_owned())
    };
    let found = Campaign {
        name: value(&url, "utm_campaign"),
        source: value(&url, "utm_source").or_else(clicked),
        medium: value(&url, "utm_medium"),
        term: value(&url, "utm_term"),
        content: value(&url, "utm_content"),
    };
    (found != Campaign::default()).then_some(found)
}

/// The first value of a parameter that says something: cut, without what is not seen; nothing that is a secret, or in
/// another encoding than today's.
pub(super) fn value(url: &Url, name: &str) -> Option<String> {
    let said = url.query_pairs().find(|(key, said)| key.eq_ignore_ascii_case(name) && !said.trim().is_empty())?.1;
    let plain: String = said.chars().filter(|c| !c.is_control() && !is_unseen(*c)).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.is_empty() || plain.contains('\u{fffd}') || plain.split(' ').any(is_secret) {
        return None;
    }
    Some(plain.chars().take(MAX_CHARS).collect::<String>().trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn campaigns_are_told_by_their_marks() {
        let check = |query: &str, want: Option<[Option<&str>; 5]>| {
            let got = campaign(&format!("https://shop.example/tents?{query}"));
            let got = got.as_ref().map(|c| [&c.name, &c.source, &c.medium, &c.term, &c.content].map(Option::as_deref));
            assert_eq!(got, want, "{query}");
        };
        check(
            "utm_source=newsletter&utm_medium=email&utm_campaign=spring%20sale&utm_term=tent+two&utm_content=top",
            Some([Some("spring sale"), Some("newsletter"), Some("email"), Some("tent two"), Some("top")]),
        );
        check("gclid=EAIaIQobChMI8d3xmZ2Q_wIVk", Some([None, Some("Google Ads"), None, None, None]));
        check("utm_source=google&gclid=EAIaIQ", Some([None, Some("google"), None, None, None]));
        check("UTM_Campaign=Sale&fbclid=IwAR0", Some([Some("Sale"), Some("Meta"), None, None, None]));
        check("bd_vid=112233", Some([None, Some("Baidu"), None, None, None]));
        check("gclid=&q=tent", None);
        check("utm_campaign=%20%07", None);
        check("utm_campaign=jo@shop.example", None);
        check("utm_campaign=%3Cscript%3E", Some([Some("<script>"), None, None, None, None]));
        assert_eq!(campaign("no address"), None);
        let long = campaign(&format!("https://shop.example/?utm_campaign={}", "é".repeat(900))).unwrap();
        assert_eq!(long.name.unwrap().chars().count(), 100);
    }
}
