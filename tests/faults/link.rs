//! Bad links between people and a healthy server: slow, torn, silent in one direction or both.

use std::time::{Duration, Instant};

use lobby_shared::client::{Input, Status};
use lobby_shared::time::Millis;
use lobby_tests::database::{Database, Engine};
use lobby_tests::dial::Door;
use lobby_tests::proxy::{Lane, Proxy};
use lobby_tests::server::Cookie;

use crate::crowd::{self, Crowd};
use crate::failpoint::PROGRAM;
use crate::ledger::{Ledger, read};
use crate::party::{Order, PATIENCE};
use crate::serving::{Plan, Serving};

/// A server, and a crowd that reaches it through a proxy only.
struct Scene {
    database: Database,
    plan: Plan,
    serving: Serving,
    proxy: Proxy,
    crowd: Crowd,
}

async fn scene(engine: Engine, visitors: u64) -> Scene {
    let database = Database::create(engine).await;
    let mut plan = Plan::new(database.target.clone());
    let mut serving = plan.start().await;
    let (site, Cookie(cookie)) = plan.set_up(&mut serving).await;
    let proxy = Proxy::to(plan.address).await;
    let doors = (Door::visitor(proxy.address), Door::agent(proxy.address, Cookie(cookie)));
    let crowd = Crowd::gather(doors, &site, visitors, None);
    crowd.say(20);
    crowd.converges().await;
    Scene { database, plan, serving, proxy, crowd }
}

impl Scene {
    async fn heals(self) {
        self.proxy.set(Lane::Open, Lane::Open);
        self.crowd.nudge().await;
        self.crowd.converges().await;
        assert_eq!(self.serving.terminate().await.0, Some(0));
        self.crowd.settle(&self.plan.target).await;
        self.database.remove().await;
    }
}

/// The link swallows everything in a direction for a minute of the clients' clocks.
async fn a_minute_without(engine: Engine, up: Lane, down: Lane) {
    let scene = scene(engine, 4).await;
    scene.proxy.set(up, down);
    // More than may be under way, so that everyone has some.
    scene.crowd.say(24);
    let visitor = &scene.crowd.visitors[0];
    visitor.until("words under way", |seen| seen.under_way > 0).await;
    for _ in 0..12 {
        for visitor in &scene.crowd.visitors {
            visitor.order(Order::Pass(Millis(5_000))).await;
        }
    }
    visitor.until("given up", |seen| seen.links > 1).await;
    assert!(visitor.look(|seen| seen.under_way > 0), "nothing is acknowledged in a hole");
    let before = visitor.look(|seen| seen.links);
    scene.proxy.reset();
    scene.proxy.set(Lane::Open, Lane::Open);
    for visitor in &scene.crowd.visitors {
        visitor.order(Order::Pass(Millis(30_000))).await;
    }
    visitor.until("back", |seen| seen.links > before && seen.status == Some(Status::Ready)).await;
    scene.heals().await;
}

/// The server's tick where peers vanish; five seconds elsewhere. What is counted in ticks goes by so much faster.
const TICK: Duration = Duration::from_millis(200);
/// Ticks without a word after which a peer is gone; `server/src/ws` has the number for both roles.
const SILENT_TICKS: u32 = 14;

/// Waits until so many sockets lead to the server.
async fn until_peers(serving: &Serving, wanted: usize) {
    let begin = Instant::now();
    while serving.peers() != wanted {
        assert!(begin.elapsed() < PATIENCE, "{} peers, never {wanted}", serving.peers());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

on_both! {
    async fn a_welcomed_visitor_and_agent_who_vanish_without_a_word_are_ended_by_the_server_in_time(engine: Engine) {
        let database = Database::create(engine).await;
        let mut plan = Plan::new(database.target.clone());
        plan.program = PROGRAM.into();
        plan.environment = vec![("LOBBY_TICK_MS", TICK.as_millis().to_string())];
        let mut serving = plan.start().await;
        let (site, cookie) = plan.set_up(&mut serving).await;
        until_peers(&serving, 0).await;
        let proxy = Proxy::to(plan.address).await;
        let visitor = crowd::visitor(Door::visitor(proxy.address), &site, 1);
        let agent = crowd::agent(Door::agent(proxy.address, cookie), 1);
        let stays = crowd::visitor(Door::visitor(plan.address), &site, 2);
        for person in [&visitor, &stays] {
            person.until("a welcome", |seen| seen.welcomes == 1).await;
        }
        agent.until("a welcome", |seen| seen.welcomes == 1).await;
        until_peers(&serving, 3).await;
        proxy.set(Lane::Hole, Lane::Hole);
        let begin = Instant::now();
        until_peers(&serving, 1).await;
        let ticks = begin.elapsed().as_millis() / TICK.as_millis();
        println!("who vanished was ended after {ticks} ticks");
        // Not while they may still be there; the upper end leaves room for a busy machine.
        assert!((u128::from(SILENT_TICKS) - 2..u128::from(SILENT_TICKS) * 3).contains(&ticks), "{ticks} ticks");
        assert_eq!(visitor.look(|seen| (seen.links, seen.closes.len())), (1, 0), "it was not the visitor who left");
        assert_eq!(agent.look(|seen| (seen.links, seen.closes.len())), (1, 0), "it was not the agent who left");
        stays.press(None, "still here").await;
        stays.until("an answer", |seen| seen.acked.len() == 1).await;
        assert_eq!(stays.look(|seen| seen.links), 1, "whoever answers is not ended");
        assert_eq!(serving.terminate().await.0, Some(0));
        database.remove().await;
    }

    async fn a_slow_link_that_drips_byte_by_byte_only_takes_longer(engine: Engine) {
        let scene = scene(engine, 3).await;
        scene.proxy.set(Lane::Delay(Duration::from_millis(120)), Lane::Delay(Duration::from_millis(80)));
        scene.crowd.say(30);
        scene.crowd.converges().await;
        scene.proxy.set(Lane::Drip(Duration::from_millis(1)), Lane::Drip(Duration::from_millis(1)));
        scene.crowd.say(20);
        scene.crowd.converges().await;
        let links = scene.crowd.visitors[0].look(|seen| seen.links);
        assert_eq!(links, 1, "slowness alone breaks no link");
        scene.heals().await;
    }

    async fn links_reset_in_mid_frame_lose_and_double_nothing(engine: Engine) {
        let scene = scene(engine, 8).await;
        for round in 0..12 {
            scene.crowd.visitors[0].until("a link", |seen| seen.status == Some(Status::Ready)).await;
            scene.crowd.say(25);
            let before = scene.crowd.acked();
            scene.crowd.until_acked(before + round).await;
            scene.proxy.tear();
            let torn = async { scene.crowd.visitors[0].until("torn", |seen| seen.status != Some(Status::Ready)).await };
            torn.await;
            scene.proxy.reset();
            scene.crowd.nudge().await;
        }
        let links = scene.crowd.visitors[0].look(|seen| seen.links);
        assert!(links >= 12, "every round broke the link: {links}");
        scene.heals().await;
    }

    async fn answers_lost_for_a_minute_are_given_again(engine: Engine) {
        a_minute_without(engine, Lane::Open, Lane::Hole).await;
    }

    async fn words_lost_for_a_minute_go_out_again(engine: Engine) {
        a_minute_without(engine, Lane::Hole, Lane::Open).await;
    }

    async fn a_minute_without_a_link_in_either_direction_is_survived(engine: Engine) {
        a_minute_without(engine, Lane::Hole, Lane::Hole).await;
    }

    async fn twenty_first_messages_of_one_visitor_at_once_open_one_conversation(engine: Engine) {
        let database = Database::create(engine).await;
        let mut plan = Plan::new(database.target.clone());
        let mut serving = plan.start().await;
        let (site, _cookie) = plan.set_up(&mut serving).await;
        let token = lobby_tests::people::Visitor::come(plan.address, &site.key).token().await;
        let tabs: Vec<_> =
            (0..20).map(|number| crowd::tab(Door::visitor(plan.address), &site, number, Some(token))).collect();
        for tab in &tabs {
            tab.until("a welcome", |seen| seen.status == Some(Status::Ready)).await;
        }
        let presses = tabs.iter().enumerate().map(|(number, tab)| tab.press(None, format!("tab {number}")));
        futures_util::future::join_all(presses).await;
        for tab in &tabs {
            tab.until("all twenty", |seen| seen.under_way == 0 && seen.applied.values().any(|log| log.len() == 21)).await;
        }
        // A repetition of each, as after a lost answer.
        for tab in &tabs {
            tab.feed(Input::Nudge).await;
        }
        assert_eq!(serving.terminate().await.0, Some(0));
        let mut ledger = Ledger::new(read(&database.target).await);
        for tab in &tabs {
            ledger.hold(&tab.seen());
        }
        assert_eq!((ledger.conversations(), ledger.messages()), (1, 20));
        ledger.close();
        database.remove().await;
    }
}
