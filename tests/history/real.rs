//! The checker on a run over real sockets: people come, talk, lose their links, and the server restarts under them.

use std::collections::BTreeMap;

use lobby_shared::client::{AgentIntroduction, AgentRole, VisitorRole};
use lobby_shared::id::TabId;
use lobby_shared::wire::codec::Codec;
use lobby_tests::database::Engine;
use lobby_tests::dial::Door;
use lobby_tests::history::check::check;
use lobby_tests::history::kept::Kept;
use lobby_tests::history::{Person as Who, Recorder, What};
use lobby_tests::people::introduction;
use lobby_tests::person::{Person, Watched};
use lobby_tests::server::TestServer;

#[tokio::test]
async fn a_run_over_real_sockets_keeps_every_promise() {
    let (mut server, site, cookie) = TestServer::set_up(Engine::Sqlite).await;
    let recorder = Recorder::default();
    let agent_id = server.service().signed_in(cookie.token()).await.ok().flatten().expect("Ada is signed in").id;
    let watch = |name: &str, who| Watched { recorder: recorder.clone(), name: name.into(), who };
    let (ann, ada) = (watch("Ann", Who::Visitor(1)), watch("Ada", Who::Agent(agent_id)));
    let door = Door::visitor(server.address());
    let visitor = introduction(&site.key, None);
    let visitor: Person<VisitorRole> =
        Person::start_watched(door, visitor, Codec::Postcard, BTreeMap::new(), Some(&ann));
    let console = AgentIntroduction { tab: TabId::from_bytes([9; 16]) };
    let door = Door::agent(server.address(), cookie);
    let agent: Person<AgentRole> = Person::start_watched(door, console, Codec::Json, BTreeMap::new(), Some(&ada));
    visitor.write("one ~one1~").await;
    let conversation = agent.sees_waiting().await;
    agent.accept(conversation).await;
    agent.write(conversation, "two ~two2~").await;
    visitor.sees_words(&["one ~one1~", "two ~two2~"]).await;
    visitor.cut().await;
    agent.write(conversation, "three ~three3~").await;
    agent.sees_words(conversation, &["one ~one1~", "two ~two2~", "three ~three3~"]).await;
    server.restart().await;
    visitor.write("four ~four4~").await;
    let all = ["one ~one1~", "two ~two2~", "three ~three3~", "four ~four4~"];
    visitor.sees_words(&all).await;
    agent.sees_words(conversation, &all).await;
    let caught_up = |received: u64| move |(seen, _): &(u64, u64)| *seen >= received;
    visitor.sees("receipts", |view| view.receipts.values().any(caught_up(6))).await;
    agent.sees("receipts", |view| view.receipts.values().any(caught_up(5))).await;
    visitor.end().await;
    agent.end().await;
    server.stop().await;
    let history = recorder.history();
    assert!(history.records.iter().any(|record| matches!(record.what, What::Acked { .. })));
    let findings = check(&history, &Kept::read(&server.file()));
    assert_eq!(findings, vec![]);
    server.end().await;
}
