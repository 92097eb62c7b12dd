//! Visits and their steps: written many at once, read in order, and removed by age.

use lobby_server::domain::key::{SiteNo, VisitorKey};
use lobby_server::domain::visit::{Batch, Begun, Step, Visit, VisitKey};
use lobby_server::store::visit::{FindVisit, KeepTrails, ListBegun, ListTrails, ListVisits, PurgeCounts, PurgeTrails};
use lobby_shared::page::Page;
use lobby_shared::time::Millis;
use lobby_shared::trail::{Track, Walked};
use lobby_shared::visitor::{Facts, Region};

use crate::on_both;
use crate::scene::{Raw, Scene, put_site};

fn key(visitor: u64, number: u64) -> VisitKey {
    VisitKey { visitor: VisitorKey { site: SiteNo(1), number: visitor }, number }
}

fn visit(key: VisitKey, arrived: u64) -> Visit {
    let region = Some(Region { country: "DE".into(), place: None });
    let facts = Facts { region, language: Some("de-AT".into()), ..Facts::default() };
    Visit { key, arrived_ms: Millis(arrived), left_ms: None, facts }
}

fn step(number: u32) -> Step {
    let what = if number.is_multiple_of(5) {
        Walked::Event(Track { name: format!("event {number}"), data: "{\"a\":1}".into() })
    } else {
        Walked::Page(Page { address: format!("https://shop.example/{number}"), title: "Zelte 帐篷 \0".into() })
    };
    Step { number, at_ms: Millis(u64::from(number) * 10), seen_ms: Millis(7), what }
}

async fn count(scene: &Scene, sql: &'static str) -> u64 {
    scene.read(Raw(sql, vec![])).await.remove(0).count().unwrap()
}

async fn a_batch_of_everybodys_steps_is_read_back_in_order(scene: &Scene) {
    scene.site().await;
    let visits = (1..=40).map(|visitor| visit(key(visitor, 1), visitor)).collect();
    let steps = (1..=40).flat_map(|visitor| (1..=9).rev().map(move |number| (key(visitor, 1), step(number)))).collect();
    let left = (1..=40).map(|visitor| (key(visitor, 1), Millis(1_000 + visitor))).collect();
    scene.write(KeepTrails(Batch { visits, steps, left, begun: Vec::new() }.into())).await;
    assert_eq!(count(scene, "select count(*) from step").await, 360);
    for visitor in [1, 17, 40] {
        let (trail, pages) = scene.read(FindVisit { visit: key(visitor, 1), most: 4 }).await.unwrap();
        assert_eq!(trail.visit, Visit { left_ms: Some(Millis(1_000 + visitor)), ..visit(key(visitor, 1), visitor) });
        let numbers: Vec<_> = trail.steps.iter().map(|step| step.number).collect();
        assert_eq!((numbers, pages), (vec![6, 7, 8, 9], 8), "the last steps, and pages but no events");
        let all = scene.read(ListVisits { visitor: key(visitor, 1).visitor, before: None, most: 10 }).await;
        assert_eq!(all[0].steps.len(), 9);
        assert_eq!(all[0].steps[4], step(5), "an event is one again");
        let Walked::Page(page) = &all[0].steps[0].what else { panic!("a page") };
        assert_eq!(page.title, "Zelte 帐篷 \u{fffd}", "PostgreSQL stores no NUL");
    }
    assert!(scene.read(FindVisit { visit: key(41, 1), most: 4 }).await.is_none());
}

async fn writing_a_batch_twice_changes_nothing_and_a_step_that_went_on_is_newer(scene: &Scene) {
    scene.site().await;
    let batch = Batch { visits: vec![visit(key(1, 1), 5)], steps: vec![(key(1, 1), step(1))], ..Batch::default() };
    scene.write(KeepTrails(batch.clone().into())).await;
    scene.write(KeepTrails(batch.into())).await;
    let longer = Step { seen_ms: Millis(9_000), ..step(1) };
    scene.write(KeepTrails(Batch { steps: vec![(key(1, 1), longer.clone())], ..Batch::default() }.into())).await;
    let trails = scene.read(ListVisits { visitor: key(1, 1).visitor, before: None, most: 10 }).await;
    assert_eq!((trails.len(), trails[0].steps.len(), trails[0].steps[0].seen_ms), (1, 1, longer.seen_ms));
}

async fn a_step_of_a_visit_that_was_removed_is_not_written(scene: &Scene) {
    scene.site().await;
    scene.write(KeepTrails(Batch { steps: vec![(key(1, 1), step(1))], ..Batch::default() }.into())).await;
    assert_eq!(count(scene, "select count(*) from step").await, 0);
}

async fn visits_come_latest_first_before_the_one_asked_for(scene: &Scene) {
    scene.site().await;
    let visits = (1..=25).map(|number| visit(key(1, number), number * 100)).collect();
    scene.write(KeepTrails(Batch { visits, ..Batch::default() }.into())).await;
    let numbers = async |before| {
        let trails = scene.read(ListVisits { visitor: key(1, 1).visitor, before, most: 10 }).await;
        trails.iter().map(|trail| trail.visit.key.number).collect::<Vec<_>>()
    };
    assert_eq!(numbers(None).await, (16..=25).rev().collect::<Vec<_>>());
    assert_eq!(numbers(Some(16)).await, (6..=15).rev().collect::<Vec<_>>());
    assert_eq!(numbers(Some(1)).await, Vec::<u64>::new());
}

async fn a_days_trails_are_read_piece_by_piece(scene: &Scene) {
    scene.site().await;
    let visits = (1..=30).map(|visitor| visit(key(visitor, 1), 1_000 + visitor / 3)).collect();
    scene.write(KeepTrails(Batch { visits, ..Batch::default() }.into())).await;
    let (site, from_ms, until_ms) = (SiteNo(1), Millis(1_001), Millis(1_010));
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let piece = scene.read(ListTrails { site, from_ms, until_ms, after, most: 7 }).await;
        let Some(last) = piece.last() else { break };
        after = Some((last.visit.arrived_ms, last.visit.key));
        seen.extend(piece.iter().map(|trail| trail.visit.key.visitor.number));
    }
    assert_eq!(seen, (3..=29).collect::<Vec<_>>());
}

async fn old_trails_go_some_at_a_time_and_other_sites_stay(scene: &Scene) {
    scene.site().await;
    scene.write(put_site("blog")).await;
    let blog = VisitKey { visitor: VisitorKey { site: SiteNo(2), number: 1 }, number: 1 };
    let mut visits: Vec<_> = (1..=250).map(|visitor| visit(key(visitor, 1), visitor)).collect();
    visits.push(visit(blog, 1));
    let steps = visits.iter().flat_map(|visit| [(visit.key, step(1)), (visit.key, step(2))]).collect();
    scene.write(KeepTrails(Batch { visits, steps, ..Batch::default() }.into())).await;
    let purge = PurgeTrails { site: SiteNo(1), before: Millis(241) };
    let mut rounds = 0;
    while scene.write(PurgeTrails { ..purge }).await {
        rounds += 1;
    }
    assert_eq!(rounds, 9);
    assert_eq!(count(scene, "select count(*) from visit").await, 11);
    assert_eq!(count(scene, "select count(*) from step").await, 22);
}

async fn visits_are_counted_by_quarters_and_added_up(scene: &Scene) {
    scene.site().await;
    let begun = |from: u64, visits| Begun { site: SiteNo(1), from_ms: Millis(from), visits };
    scene.write(KeepTrails(Batch { begun: vec![begun(900_000, 2), begun(0, 1)], ..Batch::default() }.into())).await;
    scene.write(KeepTrails(Batch { begun: vec![begun(900_000, 3)], ..Batch::default() }.into())).await;
    assert_eq!(scene.read(ListBegun { site: SiteNo(1), since: Millis(1) }).await, [begun(900_000, 5)]);
    scene.write(PurgeCounts { before: Millis(900_000) }).await;
    assert_eq!(scene.read(ListBegun { site: SiteNo(1), since: Millis(0) }).await, [begun(900_000, 5)]);
}

on_both!(
    a_batch_of_everybodys_steps_is_read_back_in_order,
    writing_a_batch_twice_changes_nothing_and_a_step_that_went_on_is_newer,
    a_step_of_a_visit_that_was_removed_is_not_written,
    visits_come_latest_first_before_the_one_asked_for,
    a_days_trails_are_read_piece_by_piece,
    old_trails_go_some_at_a_time_and_other_sites_stay,
    visits_are_counted_by_quarters_and_added_up,
);
