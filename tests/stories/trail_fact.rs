//! Facts of a visit: where somebody is, which search and campaign led here, and with what they came.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use lobby_server::app;
use lobby_server::domain::region::Regions;
use lobby_shared::client::VisitorIntroduction;
use lobby_shared::page::Page;
use lobby_shared::site::SiteCard;
use lobby_shared::visitor::{Device, Facts, Screen};
use lobby_shared::wire::codec::Codec;
use lobby_tests::database::{Database, Engine};
use lobby_tests::dial::Door;
use lobby_tests::mmdb::{self, Value, flat, nested};
use lobby_tests::people::{Visitor, introduction};
use lobby_tests::server::{SHOP, TestServer, settings};
use tempfile::TempDir;

use crate::trail::{greeted, looked_at, looking};

const CHROME: &str = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 \
    Mobile Safari/537.36";

/// A region file in a folder of its own.
fn region_file(folder: &TempDir, kind: &'static str, networks: &[(Ipv4Addr, u8, Value)]) -> PathBuf {
    let path = folder.path().join("region.mmdb");
    std::fs::write(&path, mmdb::file(kind, networks)).unwrap();
    path
}

fn flat_file(folder: &TempDir) -> PathBuf {
    let network = |a, b, c| Ipv4Addr::new(a, b, c, 0);
    let known = [
        (network(10, 0, 0), 8, flat("pl")),
        (network(192, 0, 2), 24, flat("DE")),
        (network(198, 51, 100), 24, flat("ZZ")),
    ];
    region_file(folder, "test country", &known)
}

/// What agents see of a visitor who comes through this door.
async fn facts(
    more: &[&str],
    headers: &[(&'static str, &str)],
    change: impl FnOnce(&mut VisitorIntroduction),
) -> Facts {
    let server = TestServer::start_with(Engine::Sqlite, more).await;
    let (site, cookie) = server.make_administrator().await;
    let mut introduction = introduction(&site.key, None);
    change(&mut introduction);
    let visitor = come(&server, &site, headers, introduction);
    greeted(&visitor).await;
    let agent = looking(&server, &site, &cookie).await;
    let view = agent.sees("the visitor", |view| looked_at(view).0.is_some()).await;
    server.end().await;
    looked_at(&view).0.unwrap().facts
}

pub fn come(
    server: &TestServer,
    site: &SiteCard,
    headers: &[(&'static str, &str)],
    introduction: VisitorIntroduction,
) -> Visitor {
    assert_eq!(introduction.site, site.key);
    let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    let door = Door { headers, ..Door::visitor(server.address()) };
    Visitor::start(door, introduction, Codec::Postcard, BTreeMap::new())
}

fn region(facts: &Facts) -> Option<(&str, Option<&str>)> {
    facts.region.as_ref().map(|region| (region.country.as_str(), region.place.as_deref()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_region_is_told_by_the_address_behind_the_proxies_and_by_no_forged_header() {
    let folder = TempDir::new().unwrap();
    let file = format!("--region-file={}", flat_file(&folder).display());
    let trusted = [file.as_str()];
    let seen = facts(&trusted, &[("x-forwarded-for", "192.0.2.7")], |_| {}).await;
    assert_eq!((seen.address.as_deref(), region(&seen)), (Some("192.0.2.7"), Some(("DE", None))));
    // What the visitor writes there themselves stands to the left of what the proxy has seen.
    let seen = facts(&trusted, &[("x-forwarded-for", "10.1.1.1, 192.0.2.7")], |_| {}).await;
    assert_eq!((seen.address.as_deref(), region(&seen)), (Some("192.0.2.7"), Some(("DE", None))));
    let seen = facts(&trusted, &[("x-forwarded-for", "192.0.2.7, nonsense")], |_| {}).await;
    assert_eq!((seen.address.as_deref(), region(&seen)), (Some("127.0.0.1"), None));
    let seen = facts(&trusted, &[("x-forwarded-for", "198.51.100.9")], |_| {}).await;
    assert_eq!(region(&seen), None, "a country of nobody is none");
    let nobody = [file.as_str(), "--trusted-proxy="];
    let seen = facts(&nobody, &[("x-forwarded-for", "192.0.2.7")], |_| {}).await;
    assert_eq!((seen.address.as_deref(), region(&seen)), (Some("127.0.0.1"), None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_maxminds_shape_tells_places_and_addresses_can_be_truncated() {
    let folder = TempDir::new().unwrap();
    let known = [
        (Ipv4Addr::new(10, 0, 0, 0), 8, nested("PL", "Mazovia", "Warsaw")),
        (Ipv4Addr::new(192, 0, 2, 64), 26, nested("DE", "Bavaria", "Munich")),
    ];
    let file = format!("--region-file={}", region_file(&folder, "GeoLite2-City", &known).display());
    let seen = facts(&[&file, "--truncate-addresses"], &[("x-forwarded-for", "192.0.2.77")], |_| {}).await;
    assert_eq!(seen.address.as_deref(), Some("192.0.2.0/24"), "the last number is known to nobody");
    assert_eq!(region(&seen), Some(("DE", Some("Bavaria, Munich"))), "the place is found before that");
    let seen = facts(&[&file, "--truncate-addresses"], &[("x-forwarded-for", "2001:db8:1:2::3")], |_| {}).await;
    assert_eq!((seen.address.as_deref(), region(&seen)), (Some("2001:db8:1::/48"), None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_named_region_file_that_is_missing_or_broken_stops_the_start_and_says_why() {
    let folder = TempDir::new().unwrap();
    let whole = std::fs::read(flat_file(&folder)).unwrap();
    let names = mmdb::file("ASN", &[(Ipv4Addr::new(10, 0, 0, 0), 8, Value::Map(vec![("as_name", Value::Text("X"))]))]);
    let check = async |name: &str, content: Option<&[u8]>, words: &str| {
        let path = folder.path().join(name);
        if let Some(content) = content {
            std::fs::write(&path, content).unwrap();
        }
        let database = Database::create(Engine::Sqlite).await;
        let config = settings(&database.target, &[&format!("--region-file={}", path.display())]);
        let started = app::start(config, lobby_server::clock::Clock::System).await;
        let error = started.err().unwrap_or_else(|| panic!("{name} was taken")).to_string();
        assert!(error.contains(words) && error.contains(name) && error.starts_with("region-file: "), "{error}");
        database.remove().await;
    };
    check("missing.mmdb", None, "No such file").await;
    check("empty.mmdb", Some(b""), "no MMDB file").await;
    check("picture.mmdb", Some(b"GIF89a, and more of it"), "no MMDB file").await;
    check("half.mmdb", Some(&whole[..whole.len() / 2]), "no MMDB file").await;
    check("tail.mmdb", Some(&whole[whole.len() / 2..]), "cannot be used").await;
    check("asn.mmdb", Some(&names), "tells no countries").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn search_campaign_browser_language_and_screen_are_told() {
    let seen = facts(&[], &[("user-agent", CHROME)], |from| {
        from.referrer = "https://www.baidu.com/s?ie=utf-8&wd=%E5%8F%8C%E4%BA%BA%E5%B8%90%E7%AF%B7".into();
        from.page.address = format!("{SHOP}/tents?utm_campaign=spring&utm_source=mail&gclid=x&token=hunter2");
        from.language = "zh-CN".into();
        from.screen = Some(Screen { width: 390, height: 844 });
    })
    .await;
    let search = seen.search.unwrap();
    assert_eq!((search.engine.as_str(), search.keyword.as_deref()), ("Baidu", Some("双人帐篷")));
    let campaign = seen.campaign.unwrap();
    assert_eq!((campaign.name.as_deref(), campaign.source.as_deref()), (Some("spring"), Some("mail")));
    assert_eq!((seen.browser.as_deref(), seen.system.as_deref()), (Some("Chrome 141"), Some("Android")));
    assert_eq!((seen.device, seen.language.as_deref()), (Some(Device::Phone), Some("zh-CN")));
    assert_eq!(
        (seen.screen, seen.referrer.as_deref()),
        (Some(Screen { width: 390, height: 844 }), Some("www.baidu.com"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_facts_are_none_and_no_text_steers_the_screen() {
    let seen = facts(&[], &[("user-agent", "<script>alert(1)</script>")], |from| {
        from.referrer = "javascript:alert(1)".into();
        let address =
            format!("{SHOP}/?utm_campaign=%E2%80%AE%3Cb%3Esale&utm_source=jo@shop.example&x={}", "y".repeat(8_192));
        from.page = Page { address, title: "\u{202e}slaf\u{7}".into() };
        from.language = "en\"><script>".into();
        from.screen = Some(Screen { width: 0, height: 9 });
    })
    .await;
    let campaign = seen.campaign.clone().unwrap();
    assert_eq!((campaign.name.as_deref(), campaign.source), (Some("<b>sale"), None), "text, and no secret");
    let ip: IpAddr = seen.address.clone().unwrap().parse().unwrap();
    assert!(ip.is_loopback());
    let nothing = Facts { address: seen.address.clone(), campaign: seen.campaign.clone(), ..Facts::default() };
    assert_eq!(seen, nothing);
}

#[test]
fn the_country_file_of_a_release_knows_countries() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/region/package/geo-whois-asn-country.mmdb");
    let Ok(content) = std::fs::read(file) else {
        println!("not checked: `cargo xtask assets` has not fetched the country file here");
        return;
    };
    let regions = Regions::read(content.into()).unwrap();
    let country = |address: &str| regions.find(address.parse().unwrap()).map(|region| region.country);
    for (address, want) in [
        ("8.8.8.8", Some("US")),
        ("::ffff:8.8.8.8", Some("US")),
        ("2001:4860:4860::8888", Some("US")),
        ("114.114.114.114", Some("CN")),
        ("193.0.6.139", Some("NL")),
        ("127.0.0.1", None),
        ("10.1.2.3", None),
        ("::1", None),
    ] {
        assert_eq!(country(address).as_deref(), want, "{address}");
    }
}
