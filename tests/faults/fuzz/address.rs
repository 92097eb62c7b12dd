//! Addresses of pages, referrers and browsers' names: whatever a page says, what is kept is a web address without the
//! secrets that were planted, and doing it twice changes nothing.

use lobby_server::domain::address::without_secrets;
use lobby_server::domain::campaign::campaign;
use lobby_server::domain::{engine, source, track};
use lobby_shared::page::Page;

use super::run;
use crate::dice::Dice;

/// Stands for what must not be kept: long, without words, as tokens are.
const CANARY: &str = "9f86d081884c7d659a2feaa0c55ad015";

const PIECES: [&str; 32] = [
    "https://",
    "http://",
    "javascript:",
    "HTTPS:",
    "shop.example",
    "user:pass@",
    "[::1]",
    ":8080",
    "/",
    "//",
    "?",
    "&",
    "=",
    "#",
    "#/",
    "#!/",
    "%",
    "%40",
    "%00",
    "token=",
    "x[password]=",
    "q=",
    ";",
    "\\",
    "帐",
    "\u{202e}",
    "..",
    " ",
    "\n",
    "é",
    "a",
    "@",
];

fn address(dice: &mut Dice) -> String {
    let begin = if dice.below(3) == 0 { "" } else { "https://shop.example/" };
    let pieces = (0..dice.below(14)).map(|_| PIECES[dice.below(PIECES.len())]);
    begin.chars().chain(pieces.flat_map(str::chars)).collect()
}

#[test]
fn addresses_keep_no_secret_and_are_cleaned_once() {
    run("addresses", |dice| {
        let plain = address(dice);
        let kept = without_secrets(&plain);
        assert!(kept.is_empty() || kept.starts_with("http://") || kept.starts_with("https://"), "{plain:?}: {kept:?}");
        assert_eq!(without_secrets(&kept), kept, "twice is once: {plain:?}");
        let url = url::Url::parse(&kept).ok();
        assert_eq!(url.is_some(), !kept.is_empty(), "{plain:?}: {kept:?}");
        let route =
            |url: &url::Url| url.fragment().is_none_or(|route| route.starts_with('/') || route.starts_with("!/"));
        let bare = |url: &url::Url| url.username().is_empty() && url.password().is_none() && route(url);
        assert!(url.is_none_or(|url| bare(&url)), "{plain:?}: {kept:?}");
        let planted = [
            format!("https://shop.example/{CANARY}?a=b"),
            format!("https://shop.example/a?{CANARY}&{}", plain.replace(['#', '/', '?'], "")),
            format!("https://shop.example/a?token={CANARY}-{}", plain.replace(['#', '&'], "")),
            format!("https://{CANARY}@shop.example/"),
            // What addresses drop must not make a route of it.
            format!("https://shop.example/#{}{CANARY}", plain.replace('\n', "").trim_start_matches(['/', '!'])),
            format!("https://shop.example/#/{CANARY}/{plain}"),
            format!("https://shop.example/#!/a?token={CANARY}-{}", plain.replace(['#', '&', '/', '?', ';'], "")),
        ];
        let planted = &planted[dice.below(planted.len())];
        let kept = without_secrets(planted);
        assert!(!kept.contains(CANARY), "{planted:?}: {kept:?}");
        let page = Page { address: plain.clone(), title: address(dice) }.clean();
        let referrer = source::referrer(&plain, &page.address);
        assert!(referrer.is_none_or(|host| !host.contains(['/', '?', '#', '@'])), "{plain:?}");
        let _ = source::client(&plain);
    });
}

#[test]
fn what_addresses_tell_of_searches_and_campaigns_is_short_and_no_secret() {
    run("campaigns", |dice| {
        let query = address(dice).replace(['#', '&'], "");
        let referrer = format!("https://www.bing.com/search?q={query}");
        let fits = |text: &String| {
            let unseen = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            !text.is_empty() && text.chars().count() <= 100 && !text.contains(CANARY) && !text.contains(unseen)
        };
        let search = engine::search(&referrer).expect("an engine");
        assert!(search.keyword.iter().all(fits), "{referrer:?}");
        let told = engine::search(&format!("https://www.bing.com/search?q={CANARY} {query}"));
        assert!(told.and_then(|search| search.keyword).is_none(), "{query:?}");
        let told =
            campaign(&format!("https://shop.example/?utm_source={query}&utm_campaign={CANARY}&utm_term={query}"));
        let told = told.iter().flat_map(|told| [&told.name, &told.source, &told.medium, &told.term, &told.content]);
        assert!(told.flatten().all(fits), "{query:?}");
        let _ = (engine::search(&address(dice)), campaign(&address(dice)));
        let shown = track::page(&Page { address: address(dice), title: address(dice) });
        assert_eq!(track::page(&shown), shown, "twice is once");
    });
}
