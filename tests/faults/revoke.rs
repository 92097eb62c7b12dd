//! A sign-in that is over reaches a console within a second, even one that does not read.

use std::time::{Duration, Instant};

use futures_util::{SinkExt as _, StreamExt as _};
use lobby_shared::id::TabId;
use lobby_shared::wire::VERSION;
use lobby_shared::wire::agent::{AgentCommand, AgentHello};
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::log::{LogCommand, Pull};
use lobby_tests::database::Engine;
use lobby_tests::dial::Door;
use lobby_tests::people::{Agent, Visitor};
use lobby_tests::server::TestServer;
use tokio_tungstenite::tungstenite::Message;

use crate::alarm::Alarm;
use crate::party::PATIENCE;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_out_ends_a_console_that_does_not_read() {
    let _alarm = Alarm::set();
    let (server, site, cookie) = TestServer::set_up(Engine::Sqlite).await;
    let visitor = Visitor::come(server.address(), &site.key);
    for _ in 0..18 {
        visitor.write(&"帐".repeat(900)).await;
    }
    visitor
        .sees("a long conversation", |view| view.outbox.is_empty() && view.logs.values().any(|log| log.len() == 19))
        .await;
    let colleague = Agent::open(server.address(), &cookie);
    let conversation = colleague.sees_waiting().await;
    drop(colleague);
    let mut socket = Door::agent(server.address(), cookie.clone()).open(Codec::Postcard).await.unwrap();
    let hello = AgentHello { version: VERSION, tab: TabId::from_bytes([3; 16]), epoch: None, cursors: Vec::new() };
    let mut commands = vec![AgentCommand::Hello(hello)];
    let pull = Pull { conversation, from: 1, limit: 200 };
    commands.extend((0..300).map(|_| AgentCommand::Log(LogCommand::Pull(pull.clone()))));
    for command in commands {
        socket.send(Message::binary(Codec::Postcard.encode(&command))).await.unwrap();
    }
    // Blocked: it answers no more.
    let staff = || server.service().staff.sign_ins().len();
    let begin = Instant::now();
    while staff() != 1 {
        assert!(begin.elapsed() < PATIENCE, "the console never came");
        tokio::task::yield_now().await;
    }
    stands_still(&server).await;
    let begin = Instant::now();
    server.post("/console/api/sign-out", &(), Some(&cookie)).await;
    while staff() != 0 {
        assert!(begin.elapsed() < Duration::from_secs(1), "a second later it is still there");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    println!("a console that does not read was gone after {:?}", begin.elapsed());
    let mut bytes = 0;
    while let Some(Ok(message)) = socket.next().await {
        bytes += message.len();
    }
    println!("{bytes} bytes were on their way");
    server.end().await;
}

/// Waits until the database is asked nothing more: what is to be said waits for the reader.
async fn stands_still(server: &TestServer) {
    let asked = || server.service().store.work().steps.get();
    let begin = Instant::now();
    let (mut same, mut before) = (0, asked());
    while same < 10 {
        assert!(begin.elapsed() < PATIENCE, "it goes on reading for somebody who does not read");
        tokio::time::sleep(Duration::from_millis(20)).await;
        let now = asked();
        same = if now == before { same + 1 } else { 0 };
        before = now;
    }
}
