//! Bad days of a server whose disk and database are well: readers who do not read, one visitor who floods, no descriptors
//! left, frames of another version.

use std::time::{Duration, Instant};

use futures_util::{SinkExt as _, StreamExt as _};
use lobby_server::store::Target;
use lobby_shared::client::{Input, Status, VisitorRequest};
use lobby_shared::id::VisitorToken;
use lobby_shared::message::Body;
use lobby_shared::privacy::Privacy;
use lobby_shared::site::SiteCard;
use lobby_shared::wire::close::CloseCode;
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::log::{LogCommand, LogPush, Pull, Send};
use lobby_shared::wire::visitor::{VisitorCommand, VisitorHello, VisitorPush};
use lobby_shared::wire::{HELLO_WITHIN, VERSION};
use lobby_tests::database::{Database, Engine};
use lobby_tests::dial::{Door, Socket};
use lobby_tests::people::{cid, introduction};
use lobby_tests::raw::Raw;
use lobby_tests::server::{Cookie, TestServer};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::alarm::Alarm;
use crate::crowd::{self, Visitor};
use crate::ledger::{Ledger, read};
use crate::party::PATIENCE;
use crate::serving::{Plan, Serving};

/// Sockets of one visitor that stay; `server/src/ws/visitor.rs` says why the oldest go.
const TABS: usize = 20;

struct Scene {
    database: Database,
    plan: Plan,
    serving: Serving,
    site: SiteCard,
    cookie: Cookie,
}

async fn scene(prepare: impl FnOnce(&mut Plan)) -> Scene {
    scene_on(Engine::Sqlite, prepare).await
}

async fn scene_on(engine: Engine, prepare: impl FnOnce(&mut Plan)) -> Scene {
    let database = Database::create(engine).await;
    let mut plan = Plan::new(database.target.clone());
    prepare(&mut plan);
    let mut serving = plan.start().await;
    let (site, cookie) = plan.set_up(&mut serving).await;
    Scene { database, plan, serving, site, cookie }
}

impl Scene {
    fn hello(&self, token: Option<VisitorToken>) -> VisitorHello {
        let introduction = introduction(&self.site.key, token);
        VisitorHello {
            version: VERSION,
            site: introduction.site,
            token,
            tab: introduction.tab,
            origin: introduction.origin,
            page: introduction.page,
            referrer: introduction.referrer,
            foreground: true,
            privacy: Privacy::Lasting,
            screen: None,
            language: String::new(),
            epoch: None,
            cursors: Vec::new(),
        }
    }

    async fn token(&self) -> VisitorToken {
        lobby_tests::people::Visitor::come(self.plan.address, &self.site.key).token().await
    }

    fn visitor(&self, number: u64) -> Visitor {
        crowd::visitor(Door::visitor(self.plan.address), &self.site, number)
    }

    /// How long a message of somebody else takes from Send to the answer.
    async fn answers_in(&self, visitor: &Visitor) -> Duration {
        let before = visitor.look(|seen| seen.acked.len());
        let begin = Instant::now();
        visitor.press(None, "somebody else").await;
        visitor.until("an answer", |seen| seen.acked.len() > before).await;
        begin.elapsed()
    }

    async fn ends(self) {
        let (code, took) = self.serving.terminate().await;
        assert_eq!(code, Some(0));
        assert!(took < Duration::from_secs(4), "it took {took:?} to go");
        self.database.remove().await;
    }
}

async fn say(socket: &mut Socket, command: &VisitorCommand) {
    let _ = socket.send(Message::binary(Codec::Postcard.encode(command))).await;
}

/// A widget that asks for everything again and again and reads nothing of it.
async fn deaf(scene: &Scene, token: VisitorToken, conversation: lobby_shared::id::ConversationId) -> Socket {
    let mut socket = Door::visitor(scene.plan.address).open(Codec::Postcard).await.unwrap();
    say(&mut socket, &VisitorCommand::Hello(scene.hello(Some(token)))).await;
    for _ in 0..110 {
        let pull = Pull { conversation, from: 1, limit: 200 };
        say(&mut socket, &VisitorCommand::Log(LogCommand::Pull(pull))).await;
    }
    socket
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_who_do_not_read_cost_bounded_memory_and_do_not_hold_up_the_end() {
    let scene = scene(|_| {}).await;
    let token = scene.token().await;
    let talker = crowd::tab(Door::visitor(scene.plan.address), &scene.site, 0, Some(token));
    for _ in 0..18 {
        talker.press(None, "x".repeat(900).replace('x', "帐")).await;
    }
    talker.until("a long conversation", |seen| seen.under_way == 0 && seen.pressed.len() == 18).await;
    let conversation = talker.look(|seen| *seen.applied.keys().next().unwrap());
    let before = scene.serving.rss_kib();
    let mut sockets = Vec::new();
    for _ in 0..TABS - 2 {
        sockets.push(deaf(&scene, token, conversation).await);
    }
    let other = scene.visitor(2);
    let mut slowest = Duration::ZERO;
    for _ in 0..10 {
        slowest = slowest.max(scene.answers_in(&other).await);
    }
    let after = scene.serving.rss_kib();
    println!("{} deaf readers: {before} KiB before, {after} KiB after; others waited {slowest:?}", sockets.len());
    // A blocked socket holds one range of the conversation, 64 KiB at most, besides what an open socket costs.
    assert!(after < before + 18 * 256 + 8 * 1_024, "{before} KiB before, {after} KiB after");
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
    for _ in 0..30 {
        scene.answers_in(&other).await;
    }
    let later = scene.serving.rss_kib();
    assert!(later < after + 2 * 1_024, "{after} KiB, and {later} KiB thirty messages later");
    // They are still blocked, and the server goes nevertheless.
    scene.ends().await;
    drop(sockets);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_open_sockets_without_a_hello_are_closed_and_cost_little() {
    let scene = scene(|_| {}).await;
    let before = scene.serving.rss_kib();
    let mut sockets = Vec::new();
    for _ in 0..200 {
        sockets.push(Door::visitor(scene.plan.address).open(Codec::Postcard).await.unwrap());
    }
    let grown = scene.serving.rss_kib().saturating_sub(before);
    println!("200 silent sockets: {grown} KiB more");
    assert!(grown < 200 * 64, "{grown} KiB for 200 silent sockets");
    let begin = Instant::now();
    for socket in &mut sockets {
        let closed =
            async { while !matches!(socket.next().await, Some(Ok(Message::Close(_))) | Some(Err(_)) | None) {} };
        tokio::time::timeout(PATIENCE, closed).await.expect("closed in time");
    }
    assert!(begin.elapsed() < Duration::from_millis(HELLO_WITHIN.0 + 5_000), "{:?}", begin.elapsed());
    scene.ends().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_with_too_many_tabs_keeps_the_newest() {
    let scene = scene(|_| {}).await;
    let token = scene.token().await;
    let mut tabs: Vec<Raw> = Vec::new();
    for _ in 0..TABS + 5 {
        let mut raw = Raw::open(&Door::visitor(scene.plan.address)).await;
        raw.say(&VisitorCommand::Hello(scene.hello(Some(token)))).await;
        let _welcome: VisitorPush = raw.hear().await;
        tabs.push(raw);
    }
    for tab in &mut tabs[..5] {
        assert_eq!(tab.closed().await, Some(CloseCode::Crowded.number()));
    }
    for tab in &mut tabs[5..] {
        tab.say(&VisitorCommand::Ping(7)).await;
        while !matches!(tab.hear::<VisitorPush>().await, VisitorPush::Pong(7)) {}
    }
    scene.ends().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_visitors_flood_leaves_others_alone() {
    let scene = scene(|_| {}).await;
    let token = scene.token().await;
    let other = scene.visitor(2);
    let calm = scene.answers_in(&other).await;
    let mut floods = Vec::new();
    for _ in 0..TABS {
        let (door, hello) = (Door::visitor(scene.plan.address), scene.hello(Some(token)));
        floods.push(async move {
            for _ in 0..5 {
                let Ok(mut socket) = door.open(Codec::Postcard).await else { continue };
                say(&mut socket, &VisitorCommand::Hello(hello.clone())).await;
                for _ in 0..300 {
                    let send = Send { cid: cid(), conversation: None, body: Body::Text("flood".into()) };
                    say(&mut socket, &VisitorCommand::Log(LogCommand::Send(send))).await;
                }
                while let Some(Ok(_)) = socket.next().await {}
            }
        });
    }
    let mut slowest = Duration::ZERO;
    let measure = async {
        for _ in 0..10 {
            slowest = slowest.max(scene.answers_in(&other).await);
        }
    };
    tokio::join!(futures_util::future::join_all(floods), measure);
    println!("under one visitor's flood others waited {slowest:?}, before it {calm:?}");
    assert!(slowest < Duration::from_secs(3), "{slowest:?}");
    scene.ends().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_has_as_many_sockets_as_the_setting_says() {
    let scene = scene(|plan| plan.flags = vec!["--sockets-per-address=3".into()]).await;
    let open = || async { Door::visitor(scene.plan.address).open(Codec::Json).await };
    let (one, _two, _three) = (open().await.unwrap(), open().await.unwrap(), open().await.unwrap());
    let refused = open().await;
    assert!(matches!(&refused, Err(Error::Http(response)) if response.status() == 429), "{refused:?}");
    let door = Door::agent(scene.plan.address, scene.cookie.clone());
    assert!(door.open(Codec::Json).await.is_err(), "agents count too");
    drop(one);
    let begin = Instant::now();
    while open().await.is_err() {
        assert!(begin.elapsed() < PATIENCE, "its place is never free again");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    scene.ends().await;
}

/// Waits until a server is seen idle ten times in a row; one that spins never is.
async fn comes_to_rest(serving: &Serving) {
    let begin = Instant::now();
    let (mut idle, mut before) = (0, serving.ticks());
    while idle < 10 {
        assert!(begin.elapsed() < PATIENCE, "it spins");
        tokio::time::sleep(Duration::from_millis(50)).await;
        let now = serving.ticks();
        idle = if now == before { idle + 1 } else { 0 };
        before = now;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_out_of_descriptors_does_not_spin_and_accepts_again_afterwards() {
    let scene = scene(|plan| plan.under = ["/usr/bin/prlimit", "--nofile=80"].map(str::to_owned).into()).await;
    let mut crowd = Vec::new();
    for _ in 0..120 {
        crowd.push(TcpStream::connect(scene.plan.address).await.unwrap());
    }
    let begin = Instant::now();
    while scene.serving.descriptors() < 80 {
        assert!(begin.elapsed() < PATIENCE, "it never runs out of descriptors");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    comes_to_rest(&scene.serving).await;
    drop(crowd);
    let visitor = scene.visitor(1);
    visitor.until("a link", |seen| seen.status == Some(Status::Ready)).await;
    scene.answers_in(&visitor).await;
    scene.ends().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn declining_what_nobody_asked_changes_nothing() {
    let scene = scene(|_| {}).await;
    let visitor = scene.visitor(1);
    visitor.press(None, "hello").await;
    visitor.until("a conversation", |seen| seen.applied.values().any(|log| log.len() == 2)).await;
    let conversation = visitor.look(|seen| *seen.applied.keys().next().unwrap());
    let decline = VisitorRequest::DeclineEnd(conversation);
    visitor.feed(Input::Request(decline)).await;
    visitor.until("refused while it waits", |seen| seen.refused.len() == 1).await;
    let agent = crowd::agent(Door::agent(scene.plan.address, scene.cookie.clone()), 1);
    agent.feed(Input::Request(lobby_shared::client::AgentRequest::Accept(conversation))).await;
    visitor.until("accepted", |seen| seen.applied[&conversation].len() == 3).await;
    visitor.feed(Input::Request(decline)).await;
    visitor.until("done, as nobody asks", |seen| seen.done.len() == 1).await;
    agent.feed(Input::Request(lobby_shared::client::AgentRequest::AskToEnd(conversation))).await;
    visitor.until("asked", |seen| seen.applied[&conversation].len() == 4).await;
    for times in 2..=3 {
        visitor.feed(Input::Request(decline)).await;
        visitor.until("done", |seen| seen.done.len() == times).await;
    }
    visitor.press(None, "let us go on").await;
    visitor.until("the words", |seen| seen.under_way == 0 && seen.pressed.len() == 2).await;
    assert_eq!(visitor.look(|seen| seen.applied[&conversation].len()), 6, "declined once, whatever was repeated");
    scene.ends().await;
}

/// Writes an event of a kind that this program does not know, as a newer one would have, behind what is there.
async fn write_unknown(target: &Target) {
    let sql = |random: &str| {
        format!(
            "update conversation set last_seq = last_seq + 1, last_pseq = last_pseq + 1;
             insert into event (site_no, conversation_no, seq, pseq, id, time_ms, author_kind, author_no, kind, said)
             select site_no, no, last_seq, last_pseq, {random}, last_ms, 0, visitor, '{{\"Sparkle\":{{\"how\":3}}}}', 0
             from conversation;"
        )
    };
    match target {
        Target::Sqlite { folder } => {
            let database = rusqlite::Connection::open(folder.join("lobby.db")).unwrap();
            database.execute_batch(&sql("randomblob(16)")).unwrap();
        }
        Target::Postgres { url } => {
            let random = "decode(md5(random()::text), 'hex')";
            lobby_tests::database::client(url).await.batch_execute(&sql(random)).await.unwrap();
        }
    }
}

on_both! {
    async fn an_older_widget_is_told_to_reload_and_keeps_its_words(engine: Engine) {
        let scene = scene_on(engine, |_| {}).await;
        let mut raw = Raw::open(&Door::visitor(scene.plan.address)).await;
        raw.say(&VisitorCommand::Hello(VisitorHello { version: VERSION - 1, ..scene.hello(None) })).await;
        let VisitorPush::Welcome(welcome) = raw.hear().await else { panic!("no welcome") };
        assert!(welcome.link.reload);
        // It may still say what it has before it reloads.
        let send = Send { cid: cid(), conversation: None, body: Body::Text("from an old page".into()) };
        raw.say(&VisitorCommand::Log(LogCommand::Send(send))).await;
        while !matches!(raw.hear::<VisitorPush>().await, VisitorPush::Log(LogPush::Ack(_))) {}
        let mut newer = Raw::open(&Door::visitor(scene.plan.address)).await;
        newer.say(&VisitorCommand::Hello(VisitorHello { version: VERSION + 1, ..scene.hello(None) })).await;
        let VisitorPush::Welcome(welcome) = newer.hear().await else { panic!("no welcome") };
        assert!(!welcome.link.reload, "a newer page is not sent back");
        for unknown in [r#"{"Wave":{"at":"you"}}"#, r#"{"Log":{"Shout":1}}"#, "7", r#"{"Hello":null}"#] {
            let mut raw = Raw::open(&Door::visitor(scene.plan.address)).await;
            raw.say(&VisitorCommand::Hello(scene.hello(None))).await;
            let _welcome: VisitorPush = raw.hear().await;
            raw.send(Message::text(unknown)).await;
            assert_eq!(raw.closed().await, Some(CloseCode::Malformed.number()), "{unknown}");
        }
        scene.ends().await;
    }

    async fn an_event_of_an_unknown_kind_counts_and_the_conversation_goes_on(engine: Engine) {
        let scene = scene_on(engine, |_| {}).await;
        let visitor = scene.visitor(1);
        visitor.press(None, "before").await;
        visitor.until("a conversation", |seen| seen.applied.values().any(|log| log.len() == 2)).await;
        let Scene { database, serving, mut plan, cookie, .. } = scene;
        assert_eq!(serving.terminate().await.0, Some(0));
        write_unknown(&plan.target).await;
        let serving = plan.start().await;
        visitor.feed(Input::Nudge).await;
        visitor.press(None, "after").await;
        visitor.until("both", |seen| seen.under_way == 0 && seen.applied.values().any(|log| log.len() == 4)).await;
        let agent = crowd::agent(Door::agent(plan.address, cookie), 1);
        agent.until("the queue", |seen| !seen.waiting().is_empty()).await;
        let conversation = agent.look(|seen| seen.waiting()[0]);
        agent.feed(Input::Request(lobby_shared::client::AgentRequest::Follow(conversation))).await;
        agent.until("all four", |seen| seen.applied.get(&conversation).is_some_and(|log| log.len() == 4)).await;
        assert_eq!(serving.terminate().await.0, Some(0));
        let mut ledger = Ledger::new(read(&plan.target).await);
        ledger.hold(&visitor.seen());
        ledger.hold(&agent.seen());
        ledger.close();
        database.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asking_again_and_again_whether_it_is_ready_costs_the_database_little() {
    let _alarm = Alarm::set();
    let (server, _site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    let steps = || async {
        let metrics = server.metrics().await;
        let line =
            metrics.lines().find_map(|line| line.strip_prefix("lobby_database_steps_total ")).unwrap().to_owned();
        line.parse::<u64>().unwrap()
    };
    let before = steps().await;
    server.service().store.ping().await.unwrap();
    let one = steps().await - before;
    let (before, begin) = (steps().await, Instant::now());
    for _ in 0..300 {
        assert_eq!(server.get("/readyz", None).await.status(), 200);
    }
    let spent = steps().await - before;
    let seconds = begin.elapsed().as_secs() + 2;
    // The jobs of a second cost about as much as one question.
    assert!(spent < one * 5 * seconds, "{spent} steps for 300 questions, {one} for one");
    server.end().await;
}
