//! Sites: made once per key, changed under the same key, found with their origins.

use lobby_server::domain::refusal::Refusal;
use lobby_server::domain::site::Origin;
use lobby_server::store::site::{FindSite, ListSites, PutSite};
use lobby_shared::site::SiteKey;

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

on_both!(
    a_site_is_found_by_its_key,
    putting_a_site_again_keeps_its_id_and_replaces_its_origins,
    all_sites_are_listed_oldest_first,
    an_id_belongs_to_one_key,
);
