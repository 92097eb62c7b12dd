//! A server that stands still, or goes away politely.

use std::time::Duration;

use lobby_shared::client::Status;
use lobby_shared::time::Millis;
use lobby_tests::database::{Database, Engine};

use crate::crowd::Crowd;
use crate::party::Order;
use crate::serving::Plan;

/// The promise: container runtimes kill after ten seconds.
const LEAVES_WITHIN: Duration = Duration::from_secs(8);

on_both! {
    async fn graceful_restarts_under_load_lose_nothing_and_are_quick(engine: Engine) {
        let database = Database::create(engine).await;
        let mut plan = Plan::new(database.target.clone());
        let mut serving = plan.start().await;
        let (site, cookie) = plan.set_up(&mut serving).await;
        let crowd = Crowd::at(&plan, &site, &cookie, 10);
        for round in 1..=3 {
            crowd.say(100);
            crowd.until_acked(round * 60).await;
            let (code, took) = serving.terminate().await;
            assert_eq!(code, Some(0), "it goes well under load");
            assert!(took < LEAVES_WITHIN, "it took {took:?}");
            serving = plan.start().await;
            crowd.nudge().await;
        }
        crowd.converges().await;
        for visitor in &crowd.visitors {
            let closes = visitor.look(|seen| seen.closes.clone());
            assert!(closes.iter().all(|code| code.is_none_or(|code| code == 1012)), "asked to come back: {closes:?}");
        }
        assert_eq!(serving.terminate().await.0, Some(0));
        crowd.settle(&database.target).await;
        database.remove().await;
    }

    async fn a_server_that_is_stopped_and_continued_has_lost_and_doubled_nothing(engine: Engine) {
        let database = Database::create(engine).await;
        let mut plan = Plan::new(database.target.clone());
        let mut serving = plan.start().await;
        let (site, cookie) = plan.set_up(&mut serving).await;
        let crowd = Crowd::at(&plan, &site, &cookie, 6);
        for round in 1..=3 {
            crowd.say(40);
            crowd.until_acked(round * 20).await;
            serving.signal("STOP").await;
            // On their clocks a minute goes by, piece by piece: each gives up its link, and some try in vain to come back.
            for _ in 0..8 {
                for visitor in &crowd.visitors {
                    visitor.order(Order::Pass(Millis(5_000))).await;
                }
            }
            for visitor in &crowd.visitors {
                visitor.until("gives up", |seen| seen.status != Some(Status::Ready)).await;
            }
            serving.signal("CONT").await;
            crowd.nudge().await;
            crowd.converges().await;
        }
        assert_eq!(serving.terminate().await.0, Some(0));
        crowd.settle(&database.target).await;
        database.remove().await;
    }
}
