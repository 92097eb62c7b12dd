//! Search engines, by the referrers they leave: their names, and what was searched for where they still tell it.

use lobby_shared::visitor::Search;
use url::Url;

use super::campaign::value;

/// The names of a host's first part under which an engine with many endings searches too.
const FRONT: [&str; 7] = ["", "www", "m", "images", "image", "encrypted", "cn"];

/// Engines with an ending for each country: the name in the host, the engine, the parameters with the keyword.
const EVERYWHERE: [(&str, &str, &[&str]); 5] = [
    ("google", "Google", &["q", "as_q"]),
    ("yandex", "Yandex", &["text", "query"]),
    ("bing", "Bing", &["q"]),
    ("ecosia", "Ecosia", &["q"]),
    ("qwant", "Qwant", &["q"]),
];

/// Engines by host, `www.` left out: the host, the engine, the parameters with the keyword.
const HOSTS: [(&str, &str, &[&str]); 63] = [
    ("ask.com", "Ask", &["q"]),
    ("baidu.com", "Baidu", &["wd", "word", "kw"]),
    ("m.baidu.com", "Baidu", &["word", "wd"]),
    ("wap.baidu.com", "Baidu", &["word", "wd"]),
    ("image.baidu.com", "Baidu", &["word", "wd"]),
    ("news.baidu.com", "Baidu", &["word", "wd"]),
    ("zhidao.baidu.com", "Baidu", &["word"]),
    ("coccoc.com", "Cốc Cốc", &["query"]),
    ("dogpile.com", "Dogpile", &["q"]),
    ("duckduckgo.com", "DuckDuckGo", &["q"]),
    ("html.duckduckgo.com", "DuckDuckGo", &["q"]),
    ("lite.duckduckgo.com", "DuckDuckGo", &["q"]),
    ("go.mail.ru", "Mail.ru", &["q"]),
    ("haosou.com", "360", &["q"]),
    ("kagi.com", "Kagi", &["q"]),
    ("lemoteur.orange.fr", "Orange", &["kw"]),
    ("lite.qwant.com", "Qwant", &["q"]),
    ("global.bing.com", "Bing", &["q"]),
    ("m.haosou.com", "360", &["q"]),
    ("m.search.daum.net", "Daum", &["q"]),
    ("m.search.naver.com", "Naver", &["query"]),
    ("m.sm.cn", "Shenma", &["q", "keyword"]),
    ("m.so.com", "360", &["q"]),
    ("m.sogou.com", "Sogou", &["keyword", "query"]),
    ("metager.de", "MetaGer", &["eingabe"]),
    ("metager.org", "MetaGer", &["eingabe"]),
    ("mojeek.com", "Mojeek", &["q"]),
    ("nova.rambler.ru", "Rambler", &["query"]),
    ("perplexity.ai", "Perplexity", &["q"]),
    ("petalsearch.com", "Petal", &["query"]),
    ("presearch.com", "Presearch", &["q"]),
    ("quark.sm.cn", "Shenma", &["q"]),
    ("ricerca.virgilio.it", "Virgilio", &["qs"]),
    ("search.aol.com", "AOL", &["q"]),
    ("search.biglobe.ne.jp", "Biglobe", &["q"]),
    ("search.brave.com", "Brave", &["q"]),
    ("search.daum.net", "Daum", &["q"]),
    ("search.goo.ne.jp", "goo", &["MT"]),
    ("search.lycos.com", "Lycos", &["q"]),
    ("search.marginalia.nu", "Marginalia", &["query"]),
    ("search.nate.com", "Nate", &["q"]),
    ("search.naver.com", "Naver", &["query"]),
    ("search.seznam.cz", "Seznam", &["q"]),
    ("search.zum.com", "Zum", &["query"]),
    ("sm.cn", "Shenma", &["q"]),
    ("so.com", "360", &["q"]),
    ("so.m.sm.cn", "Shenma", &["q"]),
    ("so.toutiao.com", "Toutiao", &["keyword"]),
    ("sogou.com", "Sogou", &["query"]),
    ("startpage.com", "Startpage", &["query", "q"]),
    ("suche.gmx.net", "GMX", &["q", "su"]),
    ("suche.t-online.de", "T-Online", &["q"]),
    ("suche.web.de", "WEB.DE", &["q", "su"]),
    ("swisscows.com", "Swisscows", &["query"]),
    ("szukaj.onet.pl", "Onet", &["qt"]),
    ("szukaj.wp.pl", "WP", &["q"]),
    ("wap.sogou.com", "Sogou", &["keyword", "query"]),
    ("weixin.sogou.com", "Sogou", &["query"]),
    ("pic.sogou.com", "Sogou", &["query"]),
    ("ya.ru", "Yandex", &["text"]),
    ("yep.com", "Yep", &["q"]),
    ("you.com", "You.com", &["q"]),
    ("yz.m.sm.cn", "Shenma", &["q"]),
];

/// Programs for Android that open pages from a search, as `android-app://` names them.
const PROGRAMS: [(&str, &str); 4] = [
    ("com.google.android.googlequicksearchbox", "Google"),
    ("com.baidu.searchbox", "Baidu"),
    ("com.duckduckgo.mobile.android", "DuckDuckGo"),
    ("ru.yandex.searchplugin", "Yandex"),
];

/// The search that left this referrer; `None` when it is no search engine's.
pub fn search(referrer: &str) -> Option<Search> {
    let url = Url::parse(referrer).ok()?;
    let host = url.host_str()?;
    if url.scheme() == "android-app" {
        let (_, engine) = PROGRAMS.iter().find(|(program, _)| *program == host)?;
        return Some(Search { engine: (*engine).to_owned(), keyword: None });
    }
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let (engine, parameters) = engine(host)?;
    let keyword = parameters.iter().find_map(|name| value(&url, name));
    Some(Search { engine: engine.to_owned(), keyword })
}

fn engine(host: &str) -> Option<(&'static str, &'static [&'static str])> {
    let bare = host.strip_prefix("www.").unwrap_or(host);
    if let Some((_, engine, parameters)) = HOSTS.iter().find(|(known, ..)| *known == bare) {
        return Some((engine, parameters));
    }
    if is_yahoo(host) {
        return Some(("Yahoo", &["p"]));
    }
    EVERYWHERE.iter().find_map(|(name, engine, parameters)| {
        let (front, ending) = if let Some(ending) = host.strip_prefix(name) {
            ("", ending)
        } else {
            let (front, rest) = host.split_once('.')?;
            (front, rest.strip_prefix(name)?)
        };
        (FRONT.contains(&front) && is_ending(ending.strip_prefix('.')?)).then_some((*engine, *parameters))
    })
}

/// `search.yahoo.com`, `de.search.yahoo.com`, `search.yahoo.co.jp`.
fn is_yahoo(host: &str) -> bool {
    let Some((front, ending)) = host.split_once("search.yahoo.") else { return false };
    let front = front.strip_suffix('.').unwrap_or(front);
    front.len() <= 6 && !front.contains('.') && is_ending(ending)
}

/// Whether this is what countries end a name with: `com`, `de`, `co.uk`, `com.br`.
fn is_ending(ending: &str) -> bool {
    let plain = |part: &str| (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_lowercase());
    match ending.split_once('.') {
        None => plain(ending),
        Some((kind, country)) => matches!(kind, "co" | "com" | "net" | "org") && country.len() == 2 && plain(country),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a referrer, as browsers have sent it, tells.
    fn check(referrer: &str, want: Option<(&str, Option<&str>)>) {
        let got = search(referrer);
        let got = got.as_ref().map(|search| (search.engine.as_str(), search.keyword.as_deref()));
        assert_eq!(got, want, "{referrer}");
    }

    #[test]
    fn engines_of_the_west_are_known_by_their_referrers() {
        check("https://www.google.com/", Some(("Google", None)));
        check("https://www.google.co.uk/", Some(("Google", None)));
        check(
            "http://www.google.de/url?sa=t&rct=j&q=zelt%20f%C3%BCr%20zwei&esrc=s&source=web&cd=1",
            Some(("Google", Some("zelt für zwei"))),
        );
        check(
            "https://www.google.com.br/search?q=barraca+de+camping&hl=pt-BR",
            Some(("Google", Some("barraca de camping"))),
        );
        check("https://images.google.fr/", Some(("Google", None)));
        check("android-app://com.google.android.googlequicksearchbox/", Some(("Google", None)));
        check("https://www.bing.com/", Some(("Bing", None)));
        check("https://www.bing.com/search?q=tents&form=QBLH&sp=-1", Some(("Bing", Some("tents"))));
        check("https://cn.bing.com/search?q=%E5%B8%90%E7%AF%B7", Some(("Bing", Some("帐篷"))));
        check("https://duckduckgo.com/", Some(("DuckDuckGo", None)));
        check("https://html.duckduckgo.com/html?q=two+person+tent", Some(("DuckDuckGo", Some("two person tent"))));
        check("https://search.yahoo.com/", Some(("Yahoo", None)));
        check("https://de.search.yahoo.com/search?p=zelt&fr=yfp-t", Some(("Yahoo", Some("zelt"))));
        check(
            "https://search.yahoo.co.jp/search?p=%E3%83%86%E3%83%B3%E3%83%88&ei=UTF-8",
            Some(("Yahoo", Some("テント"))),
        );
        check("https://www.ecosia.org/search?q=tent", Some(("Ecosia", Some("tent"))));
        check("https://www.startpage.com/", Some(("Startpage", None)));
        check("https://search.brave.com/", Some(("Brave", None)));
        check("https://search.seznam.cz/?q=stan", Some(("Seznam", Some("stan"))));
    }

    #[test]
    fn engines_of_the_east_are_known_by_their_referrers() {
        check("https://www.baidu.com/link?url=Zx81k&wd=&eqid=a1b2c3", Some(("Baidu", None)));
        check(
            "https://www.baidu.com/s?ie=utf-8&f=8&wd=%E5%8F%8C%E4%BA%BA%E5%B8%90%E7%AF%B7&rsv_pq=f1",
            Some(("Baidu", Some("双人帐篷"))),
        );
        check("https://m.baidu.com/from=844b/s?word=%E5%B8%90%E7%AF%B7&ts=0", Some(("Baidu", Some("帐篷"))));
        check("http://www.baidu.com/s?wd=%D5%CA%C5%F1&ie=gb2312", Some(("Baidu", None)));
        check("https://www.sogou.com/web?query=%E5%B8%90%E7%AF%B7&_asf=www.sogou.com", Some(("Sogou", Some("帐篷"))));
        check("https://m.sogou.com/web/searchList.jsp?keyword=%E5%B8%90%E7%AF%B7", Some(("Sogou", Some("帐篷"))));
        check("https://www.so.com/s?ie=utf-8&q=%E5%B8%90%E7%AF%B7&src=home", Some(("360", Some("帐篷"))));
        check("https://www.so.com/link?m=bXk%2Bq", Some(("360", None)));
        check("https://m.so.com/s?q=tent", Some(("360", Some("tent"))));
        check(
            "https://yandex.ru/search/?text=%D0%BF%D0%B0%D0%BB%D0%B0%D1%82%D0%BA%D0%B0&lr=213",
            Some(("Yandex", Some("палатка"))),
        );
        check("https://yandex.com.tr/", Some(("Yandex", None)));
        check("https://ya.ru/", Some(("Yandex", None)));
        check(
            "https://search.naver.com/search.naver?where=nexearch&query=%ED%85%90%ED%8A%B8",
            Some(("Naver", Some("텐트"))),
        );
        check(
            "https://m.search.naver.com/search.naver?query=%ED%85%90%ED%8A%B8&sm=mtp_hty",
            Some(("Naver", Some("텐트"))),
        );
        check("https://m.sm.cn/s?q=%E5%B8%90%E7%AF%B7&from=ucframe", Some(("Shenma", Some("帐篷"))));
    }

    #[test]
    fn what_only_looks_like_an_engine_is_none() {
        for referrer in [
            "",
            "https://shop.example/?q=tent",
            "https://mail.google.com/mail/u/0/",
            "https://accounts.google.com/",
            "https://google.com.evil.example/search?q=x",
            "https://notgoogle.com/search?q=x",
            "https://google.example/search?q=x",
            "https://mail.yahoo.com/",
            "https://research.yahoo.com.evil.example/",
            "https://blog.naver.com/jo",
            "https://tieba.baidu.com/p/1",
            "android-app://com.example.mail/",
            "javascript:alert(1)",
        ] {
            assert_eq!(search(referrer), None, "{referrer}");
        }
    }

    #[test]
    fn a_keyword_is_cut_and_keeps_no_secret() {
        let keyword = |referrer: &str| search(referrer).unwrap().keyword;
        assert_eq!(keyword("https://www.bing.com/search?q=jo%40shop.example"), None);
        assert_eq!(
            keyword(&format!("https://www.bing.com/search?q={}", "x%20".repeat(300))).unwrap().chars().count(),
            99
        );
        assert_eq!(keyword("https://www.bing.com/search?q=a%E2%80%AEb%07c").as_deref(), Some("abc"));
    }

    #[test]
    fn every_host_stands_once_and_is_found() {
        for (at, (host, engine, _)) in HOSTS.iter().enumerate() {
            assert_eq!(search(&format!("https://www.{host}/")).unwrap().engine, *engine);
            assert!(HOSTS.iter().skip(at + 1).all(|(other, ..)| other != host), "{host}");
        }
    }
}
