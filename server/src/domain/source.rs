//! Where a visitor comes from and with what, in the few words of a lobby's row.

use url::Url;
use woothee::parser::Parser;

/// Characters kept of a host or of a browser's name.
const MOST: usize = 80;

/// The host of the page that led here; `None` without one, and for the site's own pages, which lead nowhere new.
pub fn referrer(address: &str, page: &str) -> Option<String> {
    let from = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = from.host_str()?;
    let own = Url::parse(page).ok().and_then(|url| url.host_str().map(str::to_owned));
    (own.as_deref() != Some(host)).then(|| host.chars().take(MOST).collect())
}

/// Browser and system in words, such as `Chrome 141 · macOS`; `None` when the header says nothing that is known.
pub fn browser(user_agent: &str) -> Option<String> {
    const UNKNOWN: &str = "UNKNOWN";
    let found = Parser::new().parse(user_agent)?;
    if found.name == UNKNOWN {
        return None;
    }
    let major = found.version.split('.').next().filter(|version| version.bytes().all(|byte| byte.is_ascii_digit()));
    let version = major.filter(|version| !version.is_empty()).map_or(String::new(), |version| format!(" {version}"));
    let system = match found.os {
        UNKNOWN => String::new(),
        "Mac OSX" => " · macOS".to_owned(),
        other if other.starts_with("Windows") => " · Windows".to_owned(),
        other => format!(" · {other}"),
    };
    Some(format!("{}{version}{system}", found.name).chars().take(MOST).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_named_in_a_few_words() {
        let check = |header: &str, want: Option<&str>| assert_eq!(browser(header).as_deref(), want, "{header}");
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        check(
            &format!("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {webkit} Chrome/141.0.0.0 Safari/537.36"),
            Some("Chrome 141 · macOS"),
        );
        check("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", Some("Firefox 140 · Linux"));
        check(
            &format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0"),
            Some("Edge 141 · Windows"),
        );
        check("", None);
        check("<script>alert(1)</script>", None);
    }

    #[test]
    fn a_referrer_is_another_host() {
        let page = "https://shop.example/boots";
        assert_eq!(referrer("https://www.google.com/", page).as_deref(), Some("www.google.com"));
        assert_eq!(referrer("https://shop.example/", page), None);
        assert_eq!(referrer("", page), None);
        assert_eq!(referrer("javascript:alert(1)", page), None);
    }
}
