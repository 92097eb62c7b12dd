//! `kill -9` under load, again and again, on both databases.

use std::time::Instant;

use lobby_tests::database::{Database, Engine};

use crate::crowd::Crowd;
use crate::dice::Dice;
use crate::serving::Plan;
use crate::settings::{self, Settings};

/// Visitors of a round in CI; a long run brings more, since one visitor may not write faster than two a second.
const VISITORS: u64 = 30;

async fn survives_kills(engine: Engine) {
    let Settings { rounds, messages, seed } = settings::read();
    let mut dice = Dice::new(seed ^ engine as u64);
    let database = Database::create(engine).await;
    let mut plan = Plan::new(database.target.clone());
    let mut serving = plan.start().await;
    let (site, cookie) = plan.set_up(&mut serving).await;
    let crowd = Crowd::at(&plan, &site, &cookie, VISITORS.max(messages / 15));
    let begin = Instant::now();
    for round in 0..rounds {
        let before = crowd.acked();
        crowd.say(messages);
        crowd.until_acked(before + dice.below(usize::try_from(messages).unwrap())).await;
        serving.kill().await;
        if dice.below(2) == 0 {
            crowd.reload(5, dice.below(5)).await;
        }
        serving = plan.start().await;
        crowd.nudge().await;
        // The next kill strikes while the last of this round is still under way.
        crowd.until_acked(before + usize::try_from(messages * 9 / 10).unwrap()).await;
        if round % 10 == 9 {
            println!("{engine:?}: {} kills, {} acknowledged, {:.0?}", round + 1, crowd.acked(), begin.elapsed());
        }
    }
    crowd.converges().await;
    let acked = crowd.acked();
    assert_eq!(serving.terminate().await.0, Some(0));
    let kept = crowd.settle(&database.target).await;
    println!("{engine:?}: {rounds} kills, seed {seed}: {acked} acknowledged, {kept} in the log, 0 lost or doubled");
    assert!(acked as u64 >= rounds * messages * 9 / 10, "most of it was acknowledged: {acked}");
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_under_load_lose_double_and_reorder_nothing_on_sqlite() {
    survives_kills(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_under_load_lose_double_and_reorder_nothing_on_postgresql() {
    survives_kills(Engine::Postgres).await;
}
