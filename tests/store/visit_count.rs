//! How many were there minute by minute, from visits that came, went, stayed, and were never ended.

use lobby_server::store::visit_count::CountThere;
use lobby_shared::time::Millis;

use crate::on_both;
use crate::scene::{Raw, Scene};

const MINUTE: u64 = 60_000;

async fn each_minute_counts_who_was_there_in_it(scene: &Scene) {
    let site = scene.site().await.no;
    let now = 10_000 * MINUTE + 30_000;
    let at = |ago: u64| 10_000 * MINUTE - ago * MINUTE + 5_000;
    // Arrived and left so many minutes before the one that goes on.
    let visits = [
        (5, Some(4)),
        (4, Some(4)),
        (200, Some(3)),
        (2, None),
        (300, None),
        (1, Some(0)),
        (3_000, Some(1)),
        (700, Some(600)),
    ];
    for (visitor, (came, left)) in (1u64..).zip(visits) {
        let sql = "insert into visit (site_no, visitor, number, arrived_ms, left_ms, facts) \
            values ($1, $2, 1, $3, $4, '{}') returning number";
        let left = left.map(|ago: u64| Millis(at(ago)));
        scene.write(Raw(sql, vec![site.0.into(), visitor.into(), at(came).into(), left.into()])).await;
    }
    let counts = scene.read(CountThere { site, minutes: 5, now: Millis(now) }).await;
    assert_eq!(counts, [2, 3, 1, 1, 2, 2]);
}

on_both![each_minute_counts_who_was_there_in_it];
