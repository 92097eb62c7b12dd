//! What an operator meets: starting, stopping, killing, and every mistake that can be made with the settings.

use std::collections::BTreeMap;
use std::net::TcpListener;

use lobby_shared::client::Input;
use lobby_shared::site::SiteKey;
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::visitor::{VisitorCommand, VisitorHello, VisitorPush};
use lobby_tests::database::{Database, Engine};
use lobby_tests::dial::Door;
use lobby_tests::people::Visitor;
use lobby_tests::program::{self, Serving};
use lobby_tests::raw::Raw;
use lobby_tests::server::TestServer;

use crate::socket::hello;

const FREE: [&str; 2] = ["--listen=127.0.0.1:0", "--metrics-listen=off"];

async fn fails_with(flags: &[&str], wanted: &[&str]) {
    let mut all = vec!["serve"];
    all.extend(FREE);
    all.extend(flags);
    ends_with(&all, wanted).await;
}

async fn ends_with(all: &[&str], wanted: &[&str]) {
    let finished = program::run(all).await;
    assert_eq!(finished.code, Some(2), "{finished:?}");
    for words in wanted {
        assert!(finished.err.contains(words), "{words:?} is not in {finished:?}");
    }
    assert!(!finished.err.contains("hunter2"), "{finished:?}");
    assert!(!finished.err.contains("panicked"), "{finished:?}");
}

#[tokio::test]
async fn a_taken_port_is_named_with_the_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let listen = format!("--listen={}", taken.local_addr().unwrap());
    let data = format!("--data={}", folder.path().display());
    let finished = program::run(&["serve", &listen, "--metrics-listen=off", &data]).await;
    assert_eq!(finished.code, Some(2));
    assert!(finished.err.contains("is taken by another program") && finished.err.contains("--listen"), "{finished:?}");
}

#[tokio::test]
async fn a_data_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "no folder").unwrap();
    let below = file.join("data");
    fails_with(&[&format!("--data={}", below.display())], &[&below.display().to_string()]).await;
}

#[tokio::test]
async fn an_unreachable_database_is_named_without_its_password() {
    let url = "--database-url=postgres://lobby:hunter2@127.0.0.1:1/lobby";
    let add = ["agent", "add", "--name=Jo", "--email=jo@shop.example", url];
    ends_with(&add, &["lobby on 127.0.0.1 cannot be reached"]).await;
}

#[tokio::test]
async fn a_broken_config_tells_everything_that_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lobby.toml");
    std::fs::write(&path, "public-url = 'nowhere'\nmetrics-listen = '0.0.0.0:1'\n").unwrap();
    let config = format!("--config={}", path.display());
    let finished = program::run(&["serve", &config]).await;
    assert_eq!(finished.code, Some(2));
    assert!(finished.err.contains("public-url") && finished.err.contains("metrics-listen"), "{finished:?}");
    fails_with(&["--config=/nowhere/lobby.toml"], &["/nowhere/lobby.toml"]).await;
}

#[tokio::test]
async fn a_second_server_on_the_same_data_refuses_to_start() {
    let folder = tempfile::tempdir().unwrap();
    let data = format!("--data={}", folder.path().display());
    let first = Serving::start(&["serve", FREE[0], FREE[1], &data]).await;
    fails_with(&[&data], &["another", &folder.path().display().to_string()]).await;
    let (code, _log) = first.terminate().await;
    assert_eq!(code, Some(0));
    let again = Serving::start(&["serve", FREE[0], FREE[1], &data]).await;
    assert_eq!(again.terminate().await.0, Some(0), "after the first has gone it starts");
}

#[tokio::test]
async fn sigterm_tells_every_socket_to_come_back_and_ends_well() {
    let folder = tempfile::tempdir().unwrap();
    let data = format!("--data={}", folder.path().display());
    let serving = Serving::start(&["serve", "--demo", FREE[0], FREE[1], &data]).await;
    let mut raw = Raw::open(&Door::visitor(serving.address)).await;
    let origin = format!("http://shop.localhost:{}", serving.address.port());
    let hello = VisitorHello { origin, ..hello(&SiteKey::parse("demo").unwrap()) };
    raw.say(&VisitorCommand::Hello(hello)).await;
    let _welcome: VisitorPush = raw.hear().await;
    let leaving = async {
        let spread = loop {
            if let VisitorPush::Drain(spread) = raw.hear().await {
                break spread;
            }
        };
        (spread, raw.closed().await)
    };
    let ((spread, code), (exit, _log)) = tokio::join!(leaving, serving.terminate());
    assert!(spread <= 3_000, "one node is back within three seconds");
    assert_eq!((code, exit), (Some(1012), Some(0)));
}

#[tokio::test]
async fn a_public_url_where_the_cookie_cannot_work_is_warned_about_and_told_on_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let data = format!("--data={}", folder.path().display());
    let serving = Serving::start(&["serve", FREE[0], FREE[1], &data, "--public-url=http://chat.example.com"]).await;
    let start = |host: &'static str| {
        let request = reqwest::Client::new().get(format!("http://{}/console/api/start", serving.address));
        async move { request.header("host", host).send().await.unwrap().text().await.unwrap() }
    };
    assert!(start("chat.example.com").await.contains("\"cookie_problem\":true"));
    assert!(start("127.0.0.1:8080").await.contains("\"cookie_problem\":false"));
    let (_, log) = serving.terminate().await;
    assert!(log.contains("agents cannot sign in at http://chat.example.com"), "{log}");
}

#[tokio::test]
async fn ready_and_alive_are_told_and_metrics_are_elsewhere() {
    let (server, site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    assert_eq!(server.get("/healthz", None).await.status(), 200);
    assert_eq!(server.get("/readyz", None).await.status(), 200);
    assert_eq!(server.get("/metrics", None).await.status(), 404);
    let visitor = Visitor::come(server.address(), &site.key);
    visitor.write("hello").await;
    visitor.sees_words(&["hello"]).await;
    let metrics = server.metrics().await;
    assert!(metrics.contains("lobby_messages_total{role=\"Visitor\"} 1"), "{metrics}");
    assert!(metrics.contains("lobby_sockets{role=\"Visitor\"} 1"), "{metrics}");
    server.end().await;
}

#[tokio::test]
async fn an_agent_is_added_and_reset_while_the_server_runs() {
    let folder = tempfile::tempdir().unwrap();
    let data = format!("--data={}", folder.path().display());
    let serving = Serving::start(&["serve", FREE[0], FREE[1], &data]).await;
    let add = ["agent", "add", &data, "--name=Jo", "--email=jo@example.com"];
    let added = program::run(&add).await;
    assert_eq!((added.code, added.out.lines().count()), (Some(0), 2), "{added:?}");
    let again = program::run(&add).await;
    assert!(again.code == Some(2) && again.err.contains("lobby agent reset"), "{again:?}");
    let reset = program::run(&["agent", "reset", &data, "--email=jo@example.com"]).await;
    assert_ne!(reset.out.lines().last(), added.out.lines().last());
    let unknown = program::run(&["agent", "reset", &data, "--email=al@example.com"]).await;
    assert!(unknown.code == Some(2) && unknown.err.contains("lobby agent add"), "{unknown:?}");
    let odd = program::run(&["agent", "add", &data, "--name=Jo", "--email=jo"]).await;
    assert!(odd.code == Some(2) && odd.err.contains("no e-mail address"), "{odd:?}");
    serving.terminate().await;
}

#[tokio::test]
async fn the_version_is_told() {
    let finished = program::run(&["--version"]).await;
    assert_eq!(finished.out.trim(), format!("lobby {}", env!("CARGO_PKG_VERSION")));
}

async fn survives_a_kill(engine: Engine) {
    let database = Database::create(engine).await;
    let target = match &database.target {
        lobby_server::store::Target::Sqlite { folder } => format!("--data={}", folder.display()),
        lobby_server::store::Target::Postgres { url } => format!("--database-url={url}"),
    };
    let start = |listen: String| {
        let target = target.clone();
        async move { Serving::start(&["serve", "--demo", &listen, "--metrics-listen=off", &target]).await }
    };
    let serving = start("--listen=127.0.0.1:0".into()).await;
    let address = serving.address;
    let demo = SiteKey::parse("demo").unwrap();
    let origin = format!("http://shop.localhost:{}", address.port());
    let introduction =
        lobby_shared::client::VisitorIntroduction { origin, ..lobby_tests::people::introduction(&demo, None) };
    let visitor = Visitor::start(Door::visitor(address), introduction, Codec::Postcard, BTreeMap::new());
    let mut words = Vec::new();
    for n in 0..20 {
        words.push(format!("message {n}"));
        visitor.write(&words[n]).await;
    }
    visitor.sees("something acknowledged", |view| view.outbox.len() < 20).await;
    serving.kill().await;
    let serving = start(format!("--listen={address}")).await;
    visitor.feed(Input::Nudge).await;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    visitor.sees_words(&words).await;
    serving.kill().await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_in_the_middle_of_a_conversation_loses_and_doubles_nothing_on_sqlite() {
    survives_a_kill(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_in_the_middle_of_a_conversation_loses_and_doubles_nothing_on_postgresql() {
    survives_a_kill(Engine::Postgres).await;
}
