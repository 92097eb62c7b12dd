//! The database goes away under load and comes back: whoever sends meanwhile is refused with another try, `/readyz` tells,
//! and everything goes on by itself.

use std::path::Path;
use std::time::Instant;

use lobby_server::app;
use lobby_server::clock::Clock;
use lobby_server::store::Target;
use lobby_shared::time::Millis;
use lobby_tests::database::{Database, Engine};
use lobby_tests::people::{self, introduction};
use lobby_tests::server::settings;
use rusqlite::Connection;

use crate::alarm::Alarm;
use crate::cluster::Cluster;
use crate::crowd::Crowd;
use crate::party::PATIENCE;
use crate::serving::Plan;
use crate::settings::not_tried;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_killed_and_started_again_under_load_loses_and_doubles_nothing() {
    let Some(mut postgres) = Cluster::make() else {
        not_tried("no PostgreSQL server to start here");
        return;
    };
    let target = postgres.target();
    let mut plan = Plan::new(target.clone());
    // Without its database it is alive, not ready, and begins by itself.
    let waiting = plan.spawn();
    plan.until_ready_is(503).await;
    assert_eq!(plan.get("/healthz").await, Some(200));
    assert_eq!(plan.get("/console/").await, Some(503));
    assert_eq!(waiting.terminate().await.0, Some(0));
    assert!(plan.log().contains("waiting for the database. The PostgreSQL database postgres on 127.0.0.1"));
    let mut serving = plan.spawn();
    plan.until_ready_is(503).await;
    postgres.start().await;
    // One that answers and has no such database is not waited for.
    let mut mistaken = Plan::new(Target::Postgres { url: format!("{}_of_nobody", postgres.url()) });
    let words = mistaken.try_start().await.err().expect("it does not start");
    assert!(words.contains("postgres_of_nobody on 127.0.0.1 cannot be reached"), "{words}");
    let (site, cookie) = plan.set_up(&mut serving).await;
    let crowd = Crowd::at(&plan, &site, &cookie, 8);
    for round in 1..=4 {
        let before = crowd.refusals();
        crowd.say(80);
        crowd.until_acked(round * 50).await;
        if round == 3 {
            postgres.kill_a_connection().await;
        } else {
            postgres.kill();
            plan.until_ready_is(503).await;
            crowd.until_refused(before).await;
            postgres.start().await;
        }
        plan.until_ready_is(200).await;
        crowd.converges().await;
    }
    let (acked, refused) = (crowd.acked(), crowd.refusals());
    println!("PostgreSQL killed 4 times: {acked} acknowledged, {refused} refused with another try");
    assert_eq!(serving.terminate().await.0, Some(0));
    crowd.settle(&target).await;
}

/// When the first visitor was last there, and how to make that column unwritable.
struct Seen(Connection);

impl Seen {
    fn of(folder: &Path) -> Self {
        let connection = Connection::open(folder.join("lobby.db")).unwrap();
        connection.busy_timeout(PATIENCE).unwrap();
        Self(connection)
    }

    fn say(&self, sql: &str) {
        self.0.execute_batch(sql).unwrap();
    }

    fn ms(&self) -> i64 {
        self.0.query_row("select seen_ms from visitor where number = 1", [], |row| row.get(0)).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_departure_that_could_not_be_written_is_written_later() {
    let _alarm = Alarm::set();
    let database = Database::create(Engine::Sqlite).await;
    let Target::Sqlite { folder } = &database.target else { panic!("it is on SQLite") };
    let clock = Clock::fixed(Clock::System.now());
    let running = app::start(settings(&database.target, &["--demo"]), clock.clone()).await.unwrap();
    let address = running.address;
    let demo = lobby_shared::site::SiteKey::parse("demo").unwrap();
    let origin = format!("http://shop.localhost:{}", address.port());
    let introduction = lobby_shared::client::VisitorIntroduction { origin, ..introduction(&demo, None) };
    let door = lobby_tests::dial::Door::visitor(address);
    let codec = lobby_shared::wire::codec::Codec::Json;
    let visitor = people::Visitor::start(door, introduction, codec, std::collections::BTreeMap::new());
    visitor.token().await;
    let seen = Seen::of(folder);
    let came = seen.ms();
    seen.say("create trigger broken before update on visitor begin select raise(abort, 'broken'); end");
    clock.advance(Millis(5_000));
    drop(visitor);
    let begin = Instant::now();
    while running.service.lobby.connected() > 0 {
        assert!(begin.elapsed() < PATIENCE, "the visitor never left");
        tokio::task::yield_now().await;
    }
    clock.advance(Millis(15_000));
    let begin = Instant::now();
    while running.service.beat().await.is_ok() {
        assert!(begin.elapsed() < PATIENCE, "the beat never failed");
    }
    assert_eq!(seen.ms(), came, "it could not be written");
    seen.say("drop trigger broken");
    running.service.beat().await.unwrap();
    assert_eq!(seen.ms(), came + 5_000, "the moment at which they left, whenever it was written");
    running.stop().await;
    database.remove().await;
}
