//! Killed exactly between two steps that belong together: before the commit, between commit and bell, between bell and
//! answer. What was committed is told as already there; what was not goes out again.

use lobby_tests::database::{Database, Engine};

use crate::crowd::Crowd;
use crate::serving::Plan;

/// The program whose death can be timed, and whose clock and tick a test holds.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_lobby-failpoints");

async fn dies(engine: Engine, moment: &str, times: [u64; 3]) {
    let database = Database::create(engine).await;
    let mut plan = Plan::new(database.target.clone());
    plan.program = PROGRAM.into();
    let mut serving = plan.start().await;
    let (site, cookie) = plan.set_up(&mut serving).await;
    let crowd = Crowd::at(&plan, &site, &cookie, 6);
    crowd.say(12);
    crowd.converges().await;
    for time in times {
        assert_eq!(serving.terminate().await.0, Some(0));
        plan.environment = vec![("LOBBY_FAILPOINT", format!("{moment}:{time}"))];
        crowd.say(60);
        match plan.try_start().await {
            Ok(mut serving) => {
                crowd.nudge().await;
                assert_eq!(serving.ends().await, None, "it died at {moment}, the {time}th time");
            }
            // Whoever came back at once has brought it there before it could say that it serves.
            Err(words) => assert!(words.contains("SIGABRT"), "{words}"),
        }
        plan.environment.clear();
        serving = plan.start().await;
        crowd.nudge().await;
        crowd.converges().await;
    }
    assert_eq!(serving.terminate().await.0, Some(0));
    let dups: usize = crowd
        .visitors
        .iter()
        .map(|visitor| visitor.look(|seen| seen.acked.values().filter(|(ack, _)| ack.dup).count()))
        .sum();
    let kept = crowd.settle(&database.target).await;
    println!(
        "{engine:?}: killed at {moment} {} times, {kept} in the log, {dups} acknowledged as there already",
        times.len()
    );
    // Whoever had no answer asked again, and the answer was that it is there.
    assert!(dups > 0 || moment != "Rung", "somebody had no answer and asked again");
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_death_before_the_commit_loses_nothing_on_sqlite() {
    dies(Engine::Sqlite, "Run", [5, 8, 13]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_death_before_the_commit_loses_nothing_on_postgresql() {
    dies(Engine::Postgres, "Run", [6, 13, 29]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_death_between_commit_and_bell_loses_and_doubles_nothing_on_sqlite() {
    dies(Engine::Sqlite, "Committed", [5, 8, 13]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_death_between_commit_and_bell_loses_and_doubles_nothing_on_postgresql() {
    dies(Engine::Postgres, "Committed", [6, 13, 29]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_death_between_bell_and_answer_loses_and_doubles_nothing_on_sqlite() {
    dies(Engine::Sqlite, "Rung", [1, 7, 19]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_death_between_bell_and_answer_loses_and_doubles_nothing_on_postgresql() {
    dies(Engine::Postgres, "Rung", [1, 7, 19]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[should_panic(expected = "panicked at server/src/store/failpoint.rs")]
async fn a_task_that_panics_fails_its_test_though_everyone_came_back() {
    let database = Database::create(Engine::Sqlite).await;
    let mut plan = Plan::new(database.target.clone());
    plan.program = PROGRAM.into();
    plan.environment = vec![("LOBBY_FAILPOINT", "Rung:5:panic".into())];
    let mut serving = plan.start().await;
    let (site, cookie) = plan.set_up(&mut serving).await;
    let crowd = Crowd::at(&plan, &site, &cookie, 2);
    crowd.say(12);
    crowd.converges().await;
    assert_eq!(serving.terminate().await.0, Some(0));
    crowd.settle(&database.target).await;
    database.remove().await;
    drop(plan);
}
