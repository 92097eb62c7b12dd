//! Where a visitor comes from and with what, in the few words of a lobby's row.

use lobby_shared::visitor::Device;
use url::Url;
use woothee::parser::Parser;

/// Characters kept of a host or of a browser's name.
const MOST: usize = 80;
const UNKNOWN: &str = "UNKNOWN";

/// The host of the page that led here; `None` without one, and for the site's own pages, which lead nowhere new.
pub fn referrer(address: &str, page: &str) -> Option<String> {
    let from = Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = from.host_str()?;
    let own = Url::parse(page).ok().and_then(|url| url.host_str().map(str::to_owned));
    (own.as_deref() != Some(host)).then(|| host.chars().take(MOST).collect())
}

/// What a header `User-Agent` tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    /// The browser in words, such as `Chrome 141`.
    pub browser: Option<String>,
    /// The operating system, such as `macOS`.
    pub system: Option<String>,
    /// What they hold in their hands.
    pub device: Option<Device>,
    /// It is a crawler, by its own words.
    pub crawler: bool,
}

/// Reads a header `User-Agent`; what it does not say, or what is not known, is left out.
pub fn client(user_agent: &str) -> Client {
    let Some(found) = Parser::new().parse(user_agent) else { return Client::default() };
    let cut = |text: String| -> String { text.chars().take(MOST).collect() };
    let major = found.version.split('.').next().filter(|version| version.bytes().all(|byte| byte.is_ascii_digit()));
    let version = major.filter(|version| !version.is_empty()).map_or(String::new(), |version| format!(" {version}"));
    Client {
        browser: (found.name != UNKNOWN).then(|| cut(format!("{}{version}", found.name))),
        system: system(found.os).map(|name| cut(name.to_owned())),
        device: device(found.category, found.os, user_agent),
        crawler: found.category == "crawler" || crawls(user_agent),
    }
}

/// Whether a header says in its own words what the table does not know yet.
fn crawls(user_agent: &str) -> bool {
    let words = user_agent.to_ascii_lowercase();
    ["spider", "crawler", "bot/", "bot;"].iter().any(|word| words.contains(word))
}

fn system(os: &str) -> Option<&str> {
    match os {
        "" | UNKNOWN => None,
        "Mac OSX" => Some("macOS"),
        "iPhone" | "iPod" | "iOS" => Some("iOS"),
        "iPad" => Some("iPadOS"),
        windows if windows.starts_with("Windows Phone") => Some("Windows Phone"),
        windows if windows.starts_with("Windows") => Some("Windows"),
        other => Some(other),
    }
}

fn device(category: &str, os: &str, user_agent: &str) -> Option<Device> {
    match (category, os) {
        (_, "iPad") => Some(Device::Tablet),
        // Android's own rule: phones say `Mobile`, tablets do not.
        ("smartphone", "Android") if !user_agent.contains("Mobile") => Some(Device::Tablet),
        ("smartphone" | "mobilephone", _) => Some(Device::Phone),
        ("pc", _) => Some(Device::Computer),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEBKIT: &str = "AppleWebKit/537.36 (KHTML, like Gecko)";

    #[test]
    fn browsers_are_named_in_a_few_words() {
        let check = |header: &str, browser: Option<&str>, system: Option<&str>, device: Option<Device>| {
            let found = client(header);
            let got = (found.browser.as_deref(), found.system.as_deref(), found.device, found.crawler);
            assert_eq!(got, (browser, system, device, false), "{header}");
        };
        check(
            &format!("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Chrome/141.0.0.0 Safari/537.36"),
            Some("Chrome 141"),
            Some("macOS"),
            Some(Device::Computer),
        );
        check(
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            Some("Firefox 140"),
            Some("Linux"),
            Some(Device::Computer),
        );
        check(
            &format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0"),
            Some("Edge 141"),
            Some("Windows"),
            Some(Device::Computer),
        );
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
            Some("Safari 18"),
            Some("iOS"),
            Some(Device::Phone),
        );
        check(
            "Mozilla/5.0 (iPad; CPU OS 15_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 Mobile/15E148 Safari/604.1",
            Some("Safari 15"),
            Some("iPadOS"),
            Some(Device::Tablet),
        );
        check(
            &format!("Mozilla/5.0 (Linux; Android 15; Pixel 9) {WEBKIT} Chrome/141.0.0.0 Mobile Safari/537.36"),
            Some("Chrome 141"),
            Some("Android"),
            Some(Device::Phone),
        );
        check(
            &format!("Mozilla/5.0 (Linux; Android 14; SM-X910) {WEBKIT} Chrome/141.0.0.0 Safari/537.36"),
            Some("Chrome 141"),
            Some("Android"),
            Some(Device::Tablet),
        );
        check(
            &format!("Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} HeadlessChrome/141.0.0.0 Safari/537.36"),
            Some("Chrome 141"),
            Some("Linux"),
            Some(Device::Computer),
        );
        check("", None, None, None);
        check("<script>alert(1)</script>", None, None, None);
    }

    #[test]
    fn crawlers_say_so_themselves() {
        for header in [
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36",
            "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
            "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
            "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)",
        ] {
            assert!(client(header).crawler, "{header}");
        }
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
