//! `kill -9` under load, again and again, on both databases.

use std::time::Instant;

use lobby_tests::database::{Database, Engine};
use lobby_tests::dial::Door;

use crate::crowd::{self, Crowd};
use crate::dice::Dice;
use crate::record::Run;
use crate::serving::Plan;
use crate::settings::{self, Settings};

/// Visitors of a round in CI; a long run brings more, since one visitor may not write faster than two a second.
const VISITORS: u64 = 30;

/// Messages up to which the checker of histories reads the run too; it is thorough and takes its time. The ledger reads all.
const CHECKED: u64 = 5_000;

async fn survives_kills(engine: Engine) {
    let Settings { rounds, messages, seed } = settings::read();
    let mut dice = Dice::new(seed ^ engine as u64);
    let database = Database::create(engine).await;
    let mut plan = Plan::new(database.target.clone());
    let mut serving = plan.start().await;
    let (site, cookie) = plan.set_up(&mut serving).await;
    let doors = (Door::visitor(plan.address), Door::agent(plan.address, cookie));
    let agent = crowd::who(&doors.1).await;
    let run = (rounds * messages <= CHECKED).then(|| Run::begin(agent));
    let crowd = Crowd::gather(doors, &site, VISITORS.max(messages / 15), run.as_ref());
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
        run.iter().for_each(Run::heal);
        crowd.nudge().await;
        // The next kill strikes while the last of this round is still under way.
        crowd.until_acked(before + usize::try_from(messages * 9 / 10).unwrap()).await;
        if round % 10 == 9 {
            println!("{engine:?}: {} kills, {} acknowledged, {:.0?}", round + 1, crowd.acked(), begin.elapsed());
        }
    }
    crowd.converges().await;
    crowd.catches_up(&database.target).await;
    crowd.ends().await;
    let acked = crowd.acked();
    assert_eq!(serving.terminate().await.0, Some(0));
    let kept = crowd.settle(&database.target).await;
    if let Some(run) = run {
        let findings = run.findings(&database.target).await;
        assert!(findings.is_empty(), "{} findings: {:#?}", findings.len(), &findings[..findings.len().min(10)]);
    }
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
