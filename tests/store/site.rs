//! Sites: made once per key, changed under the same key, found with their origins.

use lobby_server::domain::network::Network;
use lobby_server::domain::refusal::Refusal;
use lobby_server::domain::site::{Origin, Settings};
use lobby_server::store::site::{FindSite, ListSites, PutSite, SettleSite};
use lobby_shared::site::{SiteKey, StartMode, TrailMode};

use crate::on_both;
use crate::scene::{Scene, put_site};

async fn a_site_is_found_by_its_key(scene: &Scene) {
    let site = scene.site().await;
    assert_eq!(scene.read(FindSite { key: site.key.clone() }).await, Some(site));
    assert_eq!(scene.read(FindSite { key: SiteKey::parse("nowhere").unwrap() }).await, None);
}

async fn putting_a_site_again_keeps_its_id_and_replaces_its_origins(scene: &Scene) {
    let first = scene.site().await;
    let origins: Vec<_> = ["http://b.example:81", "a.example"].into_iter().filter_map(Origin::parse).collect();
    let again = PutSite { name: "Another name\0".into(), origins: origins.clone(), ..put_site("shop") };
    let second = scene.write(again).await;
    assert_eq!((second.no, second.id), (first.no, first.id));
    assert_eq!(second.name, "Another name\u{fffd}", "PostgreSQL stores no NUL");
    assert_eq!(second.origins, origins);
}

async fn all_sites_are_listed_oldest_first(scene: &Scene) {
    assert_eq!(scene.read(ListSites).await, []);
    let shop = scene.site().await;
    let blog = scene.write(put_site("blog")).await;
    assert_eq!(scene.read(ListSites).await, [shop, blog]);
}

async fn an_id_belongs_to_one_key(scene: &Scene) {
    let site = scene.site().await;
    let thief = PutSite { id: site.id, ..put_site("another") };
    assert_eq!(scene.refused(thief).await, Refusal::KeyTaken);
}

async fn settings_are_kept_and_another_sites_stay(scene: &Scene) {
    let (shop, blog) = (scene.site().await, scene.write(put_site("blog")).await);
    assert_eq!(shop.settings, Settings::default());
    let settings = Settings {
        trail: TrailMode::Off,
        keep_days: 3_650,
        start: StartMode::Click,
        ask_consent: true,
        preview: false,
        daily: 255,
        rest_hours: 8_760,
        crawlers: true,
        keep_out: ["192.0.2.0/24", "2001:db8::1"].iter().filter_map(|text| Network::parse(text)).collect(),
    };
    assert!(scene.write(SettleSite { id: shop.id, settings: settings.clone() }).await);
    let found = scene.read(ListSites).await;
    assert_eq!((&found[0].settings, &found[1].settings), (&settings, &blog.settings));
    let again = scene.write(put_site("shop")).await;
    assert_eq!(again.settings, settings, "another name or address changes no settings");
    let nobody = SettleSite { id: lobby_shared::id::SiteId::from_bytes([9; 16]), settings };
    assert!(!scene.write(nobody).await);
}

on_both!(
    settings_are_kept_and_another_sites_stay,
    a_site_is_found_by_its_key,
    putting_a_site_again_keeps_its_id_and_replaces_its_origins,
    all_sites_are_listed_oldest_first,
    an_id_belongs_to_one_key,
);
