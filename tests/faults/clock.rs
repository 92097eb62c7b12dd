//! The machine's clock jumps under the running program, by weeks and back: no order changes, no time in the log goes back,
//! and whoever is there goes on. What runs by the monotonic clock (ticks, time-outs) is left as it is, as on a machine.

use std::path::PathBuf;

use lobby_server::clock::Clock;
use lobby_shared::client::{AgentRequest, Input};
use lobby_shared::wire::close::CloseCode;
use lobby_tests::database::{Database, Engine};
use lobby_tests::dial::Door;
use tempfile::TempDir;

use crate::crowd::{self, Crowd};
use crate::failpoint::PROGRAM;
use crate::ledger::{Ledger, read};
use crate::serving::Plan;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// Holds the program's clock.
struct Hand {
    folder: TempDir,
}

impl Hand {
    /// A hand on the clock of the program of this plan.
    fn on(plan: &mut Plan) -> Self {
        let hand = Self { folder: TempDir::new().unwrap() };
        plan.program = PROGRAM.into();
        plan.environment = vec![("LOBBY_CLOCK", hand.file().display().to_string())];
        hand
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("ahead")
    }

    /// From now on the program's clock is so far ahead of the machine's.
    fn set(&self, ahead_ms: i64) {
        let fresh = self.folder.path().join("fresh");
        std::fs::write(&fresh, ahead_ms.to_string()).unwrap();
        std::fs::rename(fresh, self.file()).unwrap();
    }
}

on_both! {
    async fn jumps_of_the_servers_clock_change_no_order_and_no_time_goes_back(engine: Engine) {
        let database = Database::create(engine).await;
        let mut plan = Plan::new(database.target.clone());
        let hand = Hand::on(&mut plan);
        let mut serving = plan.start().await;
        let (site, cookie) = plan.set_up(&mut serving).await;
        let crowd = Crowd::at(&plan, &site, &cookie, 6);
        let since_1970 = i64::try_from(Clock::System.now().0).unwrap();
        // Forward at most within the twelve hours of a sign-in: what comes after them is told below.
        for ahead in [-DAY, 6 * HOUR, -since_1970, 1, -HOUR, 11 * HOUR] {
            let before = crowd.acked();
            crowd.say(50);
            crowd.until_acked(before + 15).await;
            hand.set(ahead);
            crowd.converges().await;
        }
        for visitor in &crowd.visitors {
            assert_eq!(visitor.look(|seen| (seen.links, seen.welcomes)), (1, 1), "no jump breaks a link");
        }
        for agent in &crowd.agents {
            assert_eq!(agent.look(|seen| (seen.links, seen.welcomes)), (1, 1), "no jump breaks a link");
        }
        assert_eq!(serving.terminate().await.0, Some(0));
        crowd.settle(&database.target).await;
        database.remove().await;
    }

    async fn a_jump_of_weeks_ends_sign_ins_and_nothing_else(engine: Engine) {
        let database = Database::create(engine).await;
        let mut plan = Plan::new(database.target.clone());
        let hand = Hand::on(&mut plan);
        let mut serving = plan.start().await;
        let (site, cookie) = plan.set_up(&mut serving).await;
        let visitor = crowd::visitor(Door::visitor(plan.address), &site, 1);
        visitor.press(None, "before").await;
        visitor.until("a conversation", |seen| seen.applied.values().any(|log| log.len() == 2)).await;
        let conversation = visitor.look(|seen| *seen.applied.keys().next().unwrap());
        let before = crowd::agent(Door::agent(plan.address, cookie), 1);
        before.feed(Input::Request(AgentRequest::Accept(conversation))).await;
        visitor.until("accepted", |seen| seen.applied[&conversation].len() == 3).await;
        hand.set(20 * DAY);
        before.until("signed out", |seen| seen.closes == [Some(CloseCode::SignedOut.number())]).await;
        let after = crowd::agent(Door::agent(plan.address, plan.sign_in().await), 2);
        after.feed(Input::Request(AgentRequest::Follow(conversation))).await;
        for (number, ahead) in [20 * DAY, 0, -20 * DAY].into_iter().enumerate() {
            hand.set(ahead);
            visitor.press(None, format!("visitor {number}")).await;
            visitor.until("acknowledged", |seen| seen.under_way == 0 && seen.acked.len() == number + 2).await;
            after.press(Some(conversation), format!("agent {number}")).await;
            after.until("acknowledged", |seen| seen.under_way == 0 && seen.acked.len() == number + 1).await;
            let all = 3 + 2 * (number + 1);
            visitor.until("everything", |seen| seen.applied[&conversation].len() == all).await;
            after.until("everything", |seen| seen.applied[&conversation].len() == all).await;
        }
        assert_eq!(visitor.look(|seen| seen.links), 1, "a visitor is not signed in");
        assert_eq!(serving.terminate().await.0, Some(0));
        let mut ledger = Ledger::new(read(&database.target).await);
        ledger.hold(&visitor.seen());
        ledger.hold(&after.seen());
        ledger.close();
        database.remove().await;
    }
}
