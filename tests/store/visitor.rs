//! Visitors: numbered per site, known again by their token, and silent within a visit.

use lobby_server::domain::key::SiteNo;
use lobby_server::domain::refusal::Refusal;
use lobby_server::domain::visitor::VISIT_ENDS_AFTER;
use lobby_server::store::visitor::{Arrive, Arrived, Seen};
use lobby_shared::time::Millis;

use crate::on_both;
use crate::scene::{Raw, Scene, bytes, put_site};

fn arrive(site: SiteNo, token_hash: Option<[u8; 32]>, new_token_hash: [u8; 32], now: u64) -> Arrive {
    Arrive { site, token_hash, new_token_hash, now: Millis(now) }
}

async fn row(scene: &Scene, number: u64) -> [u64; 3] {
    let sql = "select visits, arrived_ms, seen_ms from visitor where number = $1";
    let mut row = scene.read(Raw(sql, vec![number.into()])).await.remove(0);
    [row.count().unwrap(), row.count().unwrap(), row.count().unwrap()]
}

async fn visitors_are_numbered_from_one_on_each_site(scene: &Scene) {
    let shop = scene.site().await.no;
    let blog = scene.write(put_site("blog")).await.no;
    for (site, number) in [(shop, 1), (shop, 2), (blog, 1), (shop, 3)] {
        assert_eq!(scene.visitor(site).await.number, number);
    }
    assert_eq!(scene.refused(arrive(SiteNo(99), None, bytes(), 1)).await, Refusal::NotFound);
}

async fn a_page_view_within_a_visit_writes_nothing(scene: &Scene) {
    let site = scene.site().await.no;
    let token: [u8; 32] = bytes();
    scene.write(arrive(site, None, token, 1_000)).await;
    let Arrived::Known(visitor) = scene.write(arrive(site, Some(token), bytes(), 5_000)).await else {
        panic!("the token is known");
    };
    assert_eq!((visitor.key.number, visitor.visits, visitor.arrived_ms), (1, 1, Millis(1_000)));
    assert_eq!(row(scene, 1).await, [1, 1_000, 1_000]);
}

async fn after_a_long_silence_a_visit_begins_once(scene: &Scene) {
    let site = scene.site().await.no;
    let token: [u8; 32] = bytes();
    scene.write(arrive(site, None, token, 1_000)).await;
    let later = 1_001 + VISIT_ENDS_AFTER.0;
    let tabs = (0..10).map(|_| scene.write(arrive(site, Some(token), bytes(), later)));
    for arrived in futures_util::future::join_all(tabs).await {
        let Arrived::Known(visitor) = arrived else { panic!("the token is known") };
        assert_eq!((visitor.visits, visitor.arrived_ms), (2, Millis(later)));
    }
    assert_eq!(row(scene, 1).await, [2, later, later]);
}

async fn a_token_opens_nothing_on_another_site(scene: &Scene) {
    let shop = scene.site().await.no;
    let blog = scene.write(put_site("blog")).await.no;
    let token: [u8; 32] = bytes();
    scene.write(arrive(shop, None, token, 1)).await;
    assert_eq!(scene.write(arrive(blog, Some(token), bytes(), 2)).await, Arrived::Unknown);
    assert_eq!(scene.write(arrive(shop, Some(bytes()), bytes(), 2)).await, Arrived::Unknown);
    assert_eq!(scene.visitor(shop).await.number, 2, "no number was taken");
}

async fn many_new_visitors_at_once_get_dense_numbers(scene: &Scene) {
    let site = scene.site().await.no;
    let many = (0..40).map(|_| scene.visitor(site));
    let mut numbers: Vec<_> = futures_util::future::join_all(many).await.iter().map(|key| key.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
}

async fn when_somebody_was_seen_never_goes_back(scene: &Scene) {
    let site = scene.site().await.no;
    let mut visitors = Vec::new();
    for number in 1..=20 {
        visitors.push((scene.visitor(site).await, Millis(number * 100)));
    }
    visitors.push((visitors[0].0, Millis(50)));
    scene.write(Seen { visitors: visitors.clone() }).await;
    assert_eq!(row(scene, 1).await, [1, 1, 100]);
    assert_eq!(row(scene, 20).await, [1, 1, 2_000]);
    scene.write(Seen { visitors: vec![(visitors[19].0, Millis(7))] }).await;
    assert_eq!(row(scene, 20).await, [1, 1, 2_000]);
}

on_both!(
    visitors_are_numbered_from_one_on_each_site,
    a_page_view_within_a_visit_writes_nothing,
    after_a_long_silence_a_visit_begins_once,
    a_token_opens_nothing_on_another_site,
    many_new_visitors_at_once_get_dense_numbers,
    when_somebody_was_seen_never_goes_back,
);
