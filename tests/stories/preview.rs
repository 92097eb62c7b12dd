//! What is typed shows to the agent in the conversation, and nowhere else; whoever waits in vain is told so once.

use lobby_server::hub::Topic;
use lobby_server::hub::notice::Notice;
use lobby_server::service::visitor::Caller;
use lobby_server::ws::Session;
use lobby_server::ws::visitor::VisitorSession;
use lobby_shared::client::Input;
use lobby_shared::message::Body;
use lobby_shared::site::SiteSettings;
use lobby_shared::time::Millis;
use lobby_shared::wire::agent::AgentPush;
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::log::{LogCommand, Send};
use lobby_shared::wire::visitor::{VisitorCommand, VisitorPush};
use lobby_tests::database::Engine;
use lobby_tests::people::{Agent, Visitor, cid};
use lobby_tests::server::TestServer;

use crate::on_both;
use crate::socket::hello;
use crate::trail::{greeted, settle};

fn preview(pushes: &[AgentPush]) -> Option<&str> {
    pushes.iter().rev().find_map(|push| match push {
        AgentPush::Preview { text, .. } => Some(text.as_str()),
        _ => None,
    })
}

fn busy(pushes: &[VisitorPush]) -> Vec<bool> {
    let told = |push: &VisitorPush| match push {
        VisitorPush::Busy(busy) => Some(*busy),
        _ => None,
    };
    pushes.iter().filter_map(told).collect()
}

fn previewed(pushes: &[VisitorPush]) -> Option<bool> {
    pushes.iter().rev().find_map(|push| match push {
        VisitorPush::Welcome(welcome) => Some(welcome.previewed),
        _ => None,
    })
}

async fn types(visitor: &Visitor, text: &str) {
    visitor.feed(Input::Tell(VisitorCommand::Preview(text.into()))).await;
}

on_both! {
    async fn what_is_typed_is_seen_by_the_agent_who_talks_and_by_nobody_else(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let ada = Agent::open(server.address(), &cookie);
        let jo = Agent::open(server.address(), &server.agent("Jo").await);
        let visitor = Visitor::come(server.address(), &site.key);
        greeted(&visitor).await;
        assert_eq!(previewed(&visitor.view().pushes), Some(true), "the visitor can be told");
        visitor.write("hello").await;
        let conversation = ada.sees_waiting().await;
        jo.feed(Input::Request(lobby_shared::client::AgentRequest::Follow(conversation))).await;
        jo.sees("the words", |view| !view.done.is_empty()).await;
        ada.accept(conversation).await;
        jo.sees("that it is another's", |view| {
            view.logs.get(&conversation).is_some_and(|log| log.len() == 3)
        })
        .await;
        types(&visitor, "do you").await;
        ada.sees("the words so far", |view| preview(&view.pushes) == Some("do you")).await;
        types(&visitor, &format!("do you\u{7} ship{}", "!".repeat(2_000))).await;
        let view = ada.sees("more", |view| preview(&view.pushes).is_some_and(|text| text.starts_with("do you ship"))).await;
        assert_eq!(preview(&view.pushes).map(|text| text.chars().count()), Some(1_000));
        types(&visitor, "").await;
        ada.sees("nothing any more", |view| preview(&view.pushes) == Some("")).await;
        assert_eq!(preview(&jo.view().pushes), None);
        visitor.write("do you ship?").await;
        ada.sees_words(conversation, &["hello", "do you ship?"]).await;
        server.end().await;
    }

    async fn where_the_site_does_not_want_it_nothing_typed_is_seen(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let ada = Agent::open(server.address(), &cookie);
        let visitor = Visitor::come(server.address(), &site.key);
        visitor.write("hello").await;
        let conversation = ada.sees_waiting().await;
        ada.accept(conversation).await;
        let off = SiteSettings { preview: false, ..SiteSettings::default() };
        settle(&server, &site, &off, &cookie).await;
        types(&visitor, "a secret").await;
        visitor.write("done").await;
        ada.sees_words(conversation, &["hello", "done"]).await;
        assert_eq!(preview(&ada.view().pushes), None, "at once, also for who was told otherwise");
        settle(&server, &site, &SiteSettings::default(), &cookie).await;
        types(&visitor, "another secret").await;
        visitor.write("done again").await;
        ada.sees_words(conversation, &["hello", "done", "done again"]).await;
        assert_eq!(preview(&ada.view().pushes), None, "and not before they were told that it is seen again");
        server.end().await;
    }

    async fn whoever_waits_for_a_minute_is_told_once_and_again_when_somebody_comes(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let visitor = Visitor::come(server.address(), &site.key);
        visitor.write("hello").await;
        visitor.sees_words(&["hello"]).await;
        assert_eq!(busy(&visitor.view().pushes), Vec::<bool>::new());
        server.pass(Millis(60_000));
        visitor.sees("that all are busy", |view| busy(&view.pushes) == [true]).await;
        visitor.cut().await;
        visitor.sees("a second welcome", |view| {
            let told = |push: &&VisitorPush| matches!(push, VisitorPush::Welcome(welcome) if welcome.busy);
            view.pushes.iter().any(|push| told(&push))
        })
        .await;
        let ada = Agent::open(server.address(), &cookie);
        let conversation = ada.sees_waiting().await;
        ada.accept(conversation).await;
        visitor.sees("somebody", |view| busy(&view.pushes) == [true, false]).await;
        server.end().await;
    }
}

/// What stands in the database's folder, whatever the file.
fn holds(server: &TestServer, words: &str) -> Vec<String> {
    let file = server.file();
    let there = std::fs::read_dir(file.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    let holds = |path: &std::path::PathBuf| {
        let bytes = std::fs::read(path).unwrap_or_default();
        bytes.windows(words.len()).any(|piece| piece == words.as_bytes())
    };
    let name = |path: std::path::PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    there.filter(holds).map(name).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_typed_and_not_sent_is_in_no_file_of_the_database_and_on_no_topic_of_what_is_stored() {
    let (mut server, site, cookie) = TestServer::set_up(Engine::Sqlite).await;
    let ada = Agent::open(server.address(), &cookie);
    let visitor = Visitor::come(server.address(), &site.key);
    greeted(&visitor).await;
    visitor.write("hello-and-sent").await;
    let conversation = ada.sees_waiting().await;
    ada.accept(conversation).await;
    let mut stored = server.service().hub.listener();
    stored.listen(Topic::Conversation(conversation));
    stored.listen(Topic::Agents);
    types(&visitor, "thought-better-of-it").await;
    ada.sees("the words so far", |view| preview(&view.pushes) == Some("thought-better-of-it")).await;
    visitor.write("sent-after-it").await;
    ada.sees_words(conversation, &["hello-and-sent", "sent-after-it"]).await;
    let inbox = stored.inbox();
    loop {
        match &*inbox.hear().await {
            Notice::Preview { .. } => panic!("a preview travels with what is stored"),
            Notice::Happened(_) => break,
            _ => {}
        }
    }
    let files = holds(&server, "sent-after-it");
    assert!(files.iter().any(|file| file.ends_with("-wal")), "what is stored is found: {files:?}");
    assert_eq!(holds(&server, "thought-better"), Vec::<String>::new());
    // Nor when it has gone from the log into the main file.
    server.stop().await;
    assert_eq!(holds(&server, "sent-after-it"), ["lobby.db"]);
    assert_eq!(holds(&server, "thought-better"), Vec::<String>::new());
    server.end().await;
}

/// A session without its socket, so that its ticks come when the story wants them.
struct Tab(VisitorSession);

impl Tab {
    async fn open(server: &TestServer, hello: lobby_shared::wire::visitor::VisitorHello) -> (Self, Vec<VisitorPush>) {
        let mut tab = Self(VisitorSession::new(server.service().clone(), Codec::Json, Caller::default()));
        tab.0.hello(&Codec::Json.encode(&VisitorCommand::Hello(hello))).await;
        let said = tab.said();
        (tab, said)
    }

    fn said(&mut self) -> Vec<VisitorPush> {
        self.0.take().iter().map(|frame| Codec::Json.decode(frame).ok().unwrap()).collect()
    }

    async fn says(&mut self, command: &VisitorCommand) {
        self.0.frame(&Codec::Json.encode(command)).await;
        self.0.settle().await;
    }

    /// What it says when it has heard the next notices.
    async fn hears(&mut self, notices: usize) -> Vec<VisitorPush> {
        for _ in 0..notices {
            let notice = self.0.listener().inbox().hear().await;
            self.0.notice(notice).await;
        }
        self.said()
    }

    async fn ticks(&mut self, ticks: u64) -> Vec<VisitorPush> {
        for tick in 0..ticks {
            self.0.tick(tick).await;
        }
        self.said()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn however_long_somebody_waits_each_tab_is_told_once() {
    let (server, site, cookie) = TestServer::set_up(Engine::Sqlite).await;
    let (mut tab, said) = Tab::open(&server, hello(&site.key)).await;
    let token = said.iter().find_map(|push| match push {
        VisitorPush::Welcome(welcome) => welcome.token,
        _ => None,
    });
    let send = Send { cid: cid(), conversation: None, body: Body::Text("hello".into()) };
    tab.says(&VisitorCommand::Log(LogCommand::Send(send))).await;
    tab.hears(2).await;
    server.pass(Millis(59_999));
    assert_eq!(busy(&tab.ticks(3).await), Vec::<bool>::new(), "not a moment too early");
    server.pass(Millis(1));
    assert_eq!(busy(&tab.ticks(3).await), [true]);
    server.pass(Millis(3_600_000));
    assert_eq!(busy(&tab.ticks(3).await), Vec::<bool>::new(), "once");
    let again = lobby_shared::wire::visitor::VisitorHello { token, ..hello(&site.key) };
    let (mut second, said) = Tab::open(&server, again).await;
    assert!(said.iter().any(|push| matches!(push, VisitorPush::Welcome(welcome) if welcome.busy)));
    assert_eq!(busy(&second.ticks(3).await), Vec::<bool>::new(), "the welcome has said so");
    let ada = Agent::open(server.address(), &cookie);
    let conversation = ada.sees_waiting().await;
    ada.accept(conversation).await;
    for tab in [&mut tab, &mut second] {
        let mut told = Vec::new();
        while told.is_empty() {
            told = busy(&tab.hears(1).await);
        }
        assert_eq!(told, [false]);
        server.pass(Millis(60_000));
        assert_eq!(busy(&tab.ticks(3).await), Vec::<bool>::new(), "whoever talks does not wait");
    }
    server.end().await;
}
