//! Addresses of pages, referrers and browsers' names: whatever a page says, what is kept is a web address without the
//! secrets that were planted, and doing it twice changes nothing.

use lobby_server::domain::address::without_secrets;
use lobby_server::domain::source;
use lobby_shared::page::Page;

use super::run;
use crate::dice::Dice;

/// Stands for what must not be kept: long, without words, as tokens are.
const CANARY: &str = "9f86d081884c7d659a2feaa0c55ad015";

const PIECES: [&str; 30] = [
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
        let bare = |url: &url::Url| url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        assert!(url.is_none_or(|url| bare(&url)), "{plain:?}: {kept:?}");
        let planted = [
            format!("https://shop.example/{CANARY}?a=b"),
            format!("https://shop.example/a?{CANARY}&{}", plain.replace(['#', '/', '?'], "")),
            format!("https://shop.example/a?token={CANARY}-{}", plain.replace(['#', '&'], "")),
            format!("https://{CANARY}@shop.example/"),
            format!("https://shop.example/#{plain}{CANARY}"),
        ];
        let planted = &planted[dice.below(planted.len())];
        let kept = without_secrets(planted);
        assert!(!kept.contains(CANARY), "{planted:?}: {kept:?}");
        let page = Page { address: plain.clone(), title: address(dice) }.clean();
        let referrer = source::referrer(&plain, &page.address);
        assert!(referrer.is_none_or(|host| !host.contains(['/', '?', '#', '@'])), "{plain:?}");
        let _ = source::browser(&plain);
    });
}
