//! A site: one website with its own tag, the origins where its widget may start, and how it treats its visitors.

use std::net::IpAddr;

use lobby_shared::http::ProblemCode;
use lobby_shared::id::SiteId;
use lobby_shared::site::{SiteKey, SiteSettings, StartMode, TrailMode};

use super::key::SiteNo;
use super::network::Network;

/// Days for which trails are kept.
const KEEP_DAYS: std::ops::RangeInclusive<u16> = 1..=3_650;
/// Hours without an invitation after one was declined, at most: a year.
const MAX_REST_HOURS: u16 = 8_760;
/// Networks that are kept out, at most.
const MAX_KEPT_OUT: usize = 50;

/// One website.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Its row.
    pub no: SiteNo,
    /// Its id, for agents.
    pub id: SiteId,
    /// Its public key, in the tag.
    pub key: SiteKey,
    /// Its name.
    pub name: String,
    /// Where its widget may start. None means nowhere.
    pub origins: Vec<Origin>,
    /// How it treats its visitors.
    pub settings: Settings,
}

/// How a site treats its visitors: [`SiteSettings`], checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What becomes of trails.
    pub trail: TrailMode,
    /// For how many days trails are kept.
    pub keep_days: u16,
    /// When the widget starts.
    pub start: StartMode,
    /// Nobody is listed before they have consented.
    pub ask_consent: bool,
    /// Agents see what is typed before it is sent.
    pub preview: bool,
    /// Invitations of one visitor within 24 hours, at most.
    pub daily: u8,
    /// Hours without an invitation after one was declined.
    pub rest_hours: u16,
    /// List crawlers too.
    pub crawlers: bool,
    /// The site's own staff.
    pub keep_out: Vec<Network>,
}

impl Default for Settings {
    fn default() -> Self {
        let SiteSettings { trail, keep_days, start, ask_consent, preview, daily, rest_hours, crawlers, .. } =
            SiteSettings::default();
        Self { trail, keep_days, start, ask_consent, preview, daily, rest_hours, crawlers, keep_out: Vec::new() }
    }
}

impl Settings {
    /// Checks what an administrator says.
    ///
    /// # Errors
    /// What is out of its bounds, and which of several.
    pub fn parse(said: &SiteSettings) -> Result<Self, (ProblemCode, Option<u32>)> {
        if !KEEP_DAYS.contains(&said.keep_days) || said.rest_hours > MAX_REST_HOURS {
            return Err((ProblemCode::BadNumber, None));
        }
        let mut keep_out: Vec<Network> = Vec::new();
        for (place, text) in (0..).zip(&said.keep_out) {
            let bad = (ProblemCode::BadNetwork, Some(place));
            let network = Network::parse(text).filter(|_| keep_out.len() < MAX_KEPT_OUT).ok_or(bad)?;
            if !keep_out.contains(&network) {
                keep_out.push(network);
            }
        }
        let &SiteSettings { trail, keep_days, start, ask_consent, preview, daily, rest_hours, crawlers, .. } = said;
        Ok(Self { trail, keep_days, start, ask_consent, preview, daily, rest_hours, crawlers, keep_out })
    }

    /// As administrators read it.
    pub fn told(&self) -> SiteSettings {
        let &Self { trail, keep_days, start, ask_consent, preview, daily, rest_hours, crawlers, .. } = self;
        let keep_out = self.keep_out.iter().map(Network::to_text).collect();
        SiteSettings { trail, keep_days, start, ask_consent, preview, daily, rest_hours, crawlers, keep_out }
    }

    /// Whether this address is the site's own staff.
    pub fn keeps_out(&self, address: IpAddr) -> bool {
        self.keep_out.iter().any(|network| network.contains(address))
    }
}

impl Site {
    /// Whether the widget may start on a page of this origin.
    pub fn allows(&self, origin: &str) -> bool {
        self.origins.iter().any(|allowed| allowed.covers(origin))
    }

    /// The host that all of the site's hosts stand at or below, when there may be several: a visitor of one is the same
    /// visitor on the others. Two names at least; what is a registry's suffix the browser itself refuses.
    pub fn shared_host(&self) -> Option<String> {
        let hosts: Vec<&str> = self.origins.iter().map(Origin::host).collect();
        let star = self.origins.iter().any(|origin| origin.0.contains("*."));
        let first = hosts.first()?;
        if !star && hosts.iter().all(|host| host == first) {
            return None;
        }
        let mut shared: Vec<&str> = first.rsplit('.').collect();
        for host in &hosts {
            let same = shared.iter().zip(host.rsplit('.')).take_while(|(one, other)| *one == other).count();
            shared.truncate(same);
        }
        let a_name = |name: &&str| name.chars().any(|c| c.is_ascii_alphabetic());
        let named = shared.len() >= 2 && shared.first().is_some_and(a_name);
        shared.reverse();
        named.then(|| shared.join("."))
    }
}

/// A web origin, or all origins below a host (`https://*.shop.example`), in its serialised form: `scheme://host[:port]`, lower case, default port left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(String);

impl Origin {
    /// Reads an address as a person types it (`shop.example`, `https://shop.example/path`) and keeps its origin. An
    /// address without a scheme is taken as https.
    pub fn parse(address: &str) -> Option<Self> {
        let address = address.trim();
        let full = if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
        let url = url::Url::parse(&full).ok()?;
        let web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty());
        let host = url.host_str().unwrap_or_default();
        // A star stands for whole names below a host that has at least two of its own.
        let below = host.strip_prefix("*.").unwrap_or(host);
        let star = !below.contains('*') && (below == host || below.contains('.'));
        let plain = url.username().is_empty() && url.password().is_none() && star;
        (web && plain).then(|| Self(url.origin().ascii_serialization()))
    }

    /// Whether a page of this origin is meant: the same, or a host below the star's.
    pub fn covers(&self, origin: &str) -> bool {
        let Some((scheme, below)) = self.0.split_once("*.") else { return self.0 == origin };
        let names = origin.strip_prefix(scheme).and_then(|rest| rest.strip_suffix(below)?.strip_suffix('.'));
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        names.is_some_and(|names| !names.is_empty() && names.chars().all(plain))
    }

    /// The same as [`Self::covers`] in the form of a regular expression, for the loader in the page.
    pub fn pattern(&self) -> String {
        let mut pattern = String::new();
        for c in self.0.replace("*.", "*").chars() {
            match c {
                '*' => pattern.push_str("([A-Za-z0-9_-]+\\.)+"),
                'a'..='z' | 'A'..='Z' | '0'..='9' => pattern.push(c),
                other => pattern.extend(['\\', other]),
            }
        }
        pattern
    }

    /// The host, without scheme, star and port.
    fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or(self.0.as_str(), |(_, rest)| rest);
        let host = rest.strip_prefix("*.").unwrap_or(rest);
        host.rsplit_once(':')
            .filter(|(_, port)| port.bytes().all(|c| c.is_ascii_digit()))
            .map_or(host, |(host, _)| host)
    }

    /// The origin.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_origins() {
        let check = |typed: &str, want: Option<&str>| {
            assert_eq!(Origin::parse(typed).as_ref().map(Origin::as_str), want, "{typed}");
        };
        check("shop.example", Some("https://shop.example"));
        check(" https://Shop.Example:443/cart?x#y ", Some("https://shop.example"));
        check("http://shop.localhost:8080", Some("http://shop.localhost:8080"));
        check("ftp://shop.example", None);
        check("javascript://alert", None);
        check("https://user:secret@shop.example", None);
        check("", None);
        check("two words", None);
        check("*.shop.example", Some("https://*.shop.example"));
        check("https://*.example", None);
        check("https://a.*.example", None);
        check("https://*", None);
    }

    #[test]
    fn hosts_of_one_site_share_what_they_stand_below() {
        let check = |origins: &[&str], want: Option<&str>| {
            let origins = origins.iter().map(|origin| Origin::parse(origin).unwrap()).collect();
            let key = SiteKey::parse("demo").unwrap();
            let (no, id, settings) = (SiteNo(1), SiteId::from_bytes([1; 16]), Settings::default());
            let site = Site { no, id, key, name: "Shop".into(), origins, settings };
            assert_eq!(site.shared_host().as_deref(), want, "{:?}", site.origins);
        };
        check(&["*.shop.example"], Some("shop.example"));
        check(&["shop.example", "www.shop.example:8443"], Some("shop.example"));
        check(&["de.shop.co.uk", "fr.shop.co.uk"], Some("shop.co.uk"));
        check(&["shop.example"], None);
        check(&["http://shop.localhost:80", "https://shop.localhost:81"], None);
        check(&["shop.example", "shop.test"], None);
        check(&["shop.example", "evilshop.example"], None);
        check(&["http://10.0.0.1", "http://10.1.0.1"], None);
        check(&["http://1.2.0.1", "http://2.2.0.1"], None);
        check(&[], None);
    }

    #[test]
    fn settings_are_read_back_as_they_were_said_and_bad_ones_are_pointed_at() {
        let keep_out = vec!["192.0.2.7/24".into(), "2001:db8::/32".into(), "192.0.2.0/24".into()];
        let said = SiteSettings { keep_days: 1, keep_out, ..SiteSettings::default() };
        let settings = Settings::parse(&said).unwrap();
        assert_eq!(settings.told().keep_out, ["192.0.2.0/24", "2001:db8::/32"]);
        assert!(
            settings.keeps_out("192.0.2.200".parse().unwrap()) && !settings.keeps_out("192.0.3.1".parse().unwrap())
        );
        assert_eq!(Settings::parse(&SiteSettings::default()).unwrap(), Settings::default());
        let bad = |said: SiteSettings| Settings::parse(&said).unwrap_err();
        assert_eq!(bad(SiteSettings { keep_days: 0, ..said.clone() }), (ProblemCode::BadNumber, None));
        assert_eq!(bad(SiteSettings { keep_days: 3_651, ..said.clone() }), (ProblemCode::BadNumber, None));
        assert_eq!(bad(SiteSettings { rest_hours: 8_761, ..said.clone() }), (ProblemCode::BadNumber, None));
        let keep_out = vec!["10.0.0.0/8".into(), "shop.example".into()];
        assert_eq!(bad(SiteSettings { keep_out, ..said.clone() }), (ProblemCode::BadNetwork, Some(1)));
        let keep_out = (0..51).map(|at| format!("10.0.{at}.0/24")).collect();
        assert_eq!(bad(SiteSettings { keep_out, ..said }), (ProblemCode::BadNetwork, Some(50)));
    }

    #[test]
    fn patterns_are_plain_but_for_the_star() {
        let pattern = |address: &str| Origin::parse(address).unwrap().pattern();
        assert_eq!(pattern("https://shop.example:81"), r"https\:\/\/shop\.example\:81");
        assert_eq!(pattern("*.shop.example"), r"https\:\/\/([A-Za-z0-9_-]+\.)+shop\.example");
    }

    #[test]
    fn a_star_covers_hosts_below_and_nothing_else() {
        let star = Origin::parse("https://*.shop.example:8443").unwrap();
        assert!(star.covers("https://de.shop.example:8443"));
        assert!(star.covers("https://a.b.shop.example:8443"));
        for other in [
            "https://shop.example:8443",
            "https://evilshop.example:8443",
            "http://de.shop.example:8443",
            "https://de.shop.example",
            "https://evil.example/.shop.example:8443",
            "https://.shop.example:8443",
        ] {
            assert!(!star.covers(other), "{other}");
        }
    }
}
