//! A site: one website with its own tag, and the origins where its widget may start.

use lobby_shared::id::SiteId;
use lobby_shared::site::SiteKey;

use super::key::SiteNo;

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
            let site = Site { no: SiteNo(1), id: SiteId::from_bytes([1; 16]), key, name: "Shop".into(), origins };
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
