//! Sockets that misbehave, and what they are told: a close code, nothing stored, nothing echoed.

use lobby_shared::id::{Cid, Epoch, EventId, TabId, VisitorToken};
use lobby_shared::message::Body;
use lobby_shared::page::Page;
use lobby_shared::privacy::Privacy;
use lobby_shared::site::SiteKey;
use lobby_shared::wire::log::{LogCommand, LogPush, Pull, Send};
use lobby_shared::wire::visitor::{VisitorCommand, VisitorHello, VisitorPush};
use lobby_shared::wire::{Cursor, MAX_FRAME_BYTES, VERSION};
use lobby_tests::database::Engine;
use lobby_tests::dial::Door;
use lobby_tests::people::{Agent, Visitor, cid};
use lobby_tests::raw::Raw;
use lobby_tests::server::{Cookie, SHOP, TestServer};
use tokio_tungstenite::tungstenite::{Error, Message};

/// A plain hello of a new visitor.
pub fn hello(site: &SiteKey) -> VisitorHello {
    VisitorHello {
        version: VERSION,
        site: site.clone(),
        token: None,
        tab: TabId::from_bytes([7; 16]),
        origin: SHOP.into(),
        page: Page::default(),
        referrer: String::new(),
        foreground: true,
        privacy: Privacy::Lasting,
        screen: None,
        language: String::new(),
        epoch: None,
        cursors: vec![],
    }
}

/// The next frame that answers something; a head may come at any time and says nothing new here.
async fn answer(raw: &mut Raw) -> VisitorPush {
    loop {
        match raw.hear().await {
            VisitorPush::Log(LogPush::Head(_)) => {}
            push => return push,
        }
    }
}

async fn closes_with(server: &TestServer, hello: VisitorHello) -> Option<u16> {
    let mut raw = Raw::open(&Door::visitor(server.address())).await;
    raw.say(&VisitorCommand::Hello(hello)).await;
    raw.closed().await
}

#[tokio::test]
async fn an_unknown_site_a_foreign_page_and_a_wrong_token_are_told_apart() {
    let (server, site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    let unknown = VisitorHello { site: SiteKey::parse("nobodys-site").unwrap(), ..hello(&site.key) };
    assert_eq!(closes_with(&server, unknown).await, Some(4404));
    let foreign = VisitorHello { origin: "https://elsewhere.example".into(), ..hello(&site.key) };
    assert_eq!(closes_with(&server, foreign).await, Some(4403));
    let wrong = VisitorHello { token: Some(VisitorToken::from_bytes([1; 24])), ..hello(&site.key) };
    assert_eq!(closes_with(&server, wrong).await, Some(4401));
    assert_eq!(server.service().lobby.connected(), 0, "nobody is recorded");
    let metrics = server.metrics().await;
    for reason in ["Site", "Origin", "Token"] {
        assert!(metrics.contains(&format!("lobby_refused_total{{reason=\"{reason}\"}} 1")), "{metrics}");
    }
    server.end().await;
}

#[tokio::test]
async fn a_handshake_from_another_sites_page_is_refused() {
    let (server, _site, cookie) = TestServer::set_up(Engine::Sqlite).await;
    for door in [Door::visitor(server.address()), Door::agent(server.address(), cookie)] {
        let door = Door { origin: "https://evil.example".into(), ..door };
        let refused = door.open(lobby_shared::wire::codec::Codec::Json).await;
        assert!(matches!(&refused, Err(Error::Http(response)) if response.status() == 403), "{refused:?}");
    }
    server.end().await;
}

#[tokio::test]
async fn a_console_without_a_sign_in_is_refused() {
    let (server, _site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    let door = Door::agent(server.address(), Cookie("__Host-lobby=0000".into()));
    let refused = door.open(lobby_shared::wire::codec::Codec::Json).await;
    assert!(matches!(&refused, Err(Error::Http(response)) if response.status() == 401), "{refused:?}");
    server.end().await;
}

#[tokio::test]
async fn frames_that_do_not_parse_or_come_out_of_turn_close_the_socket() {
    let (server, site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    let early = VisitorCommand::Ping(1);
    let mut raw = Raw::open(&Door::visitor(server.address())).await;
    raw.say(&early).await;
    assert_eq!(raw.closed().await, Some(4400), "before hello");
    for bad in [
        Message::text("{}"),
        Message::text("{\"Teleport\":1}"),
        Message::text("not json"),
        Message::text("[".repeat(60_000)),
        Message::binary(vec![0xff; 100]),
        Message::text("{\"Hello\":{\"version\":1}}"),
    ] {
        let mut raw = Raw::open(&Door::visitor(server.address())).await;
        raw.say(&VisitorCommand::Hello(hello(&site.key))).await;
        let _: VisitorPush = raw.hear().await;
        raw.send(bad.clone()).await;
        assert_eq!(raw.closed().await, Some(4400), "{bad:?}");
    }
    server.end().await;
}

#[tokio::test]
async fn a_frame_over_the_limit_closes_the_socket() {
    let (server, site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    let mut raw = Raw::open(&Door::visitor(server.address())).await;
    raw.say(&VisitorCommand::Hello(hello(&site.key))).await;
    let _: VisitorPush = raw.hear().await;
    raw.send(Message::text("x".repeat(MAX_FRAME_BYTES + 1))).await;
    let code = raw.closed().await;
    assert_eq!(code, Some(1009));
    server.end().await;
}

#[tokio::test]
async fn a_socket_that_says_nothing_is_closed_after_five_seconds() {
    let (server, _site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    let mut raw = Raw::open(&Door::visitor(server.address())).await;
    assert_eq!(raw.closed().await, Some(4002));
    server.end().await;
}

#[tokio::test]
async fn a_flood_of_frames_is_closed_and_leaves_others_alone() {
    let (server, site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    let other = Visitor::come(server.address(), &site.key);
    let mut raw = Raw::open(&Door::visitor(server.address())).await;
    raw.say(&VisitorCommand::Hello(hello(&site.key))).await;
    for n in 0..200 {
        raw.say(&VisitorCommand::Ping(n)).await;
    }
    assert_eq!(raw.closed().await, Some(4001));
    other.write("still here").await;
    other.sees_words(&["still here"]).await;
    server.end().await;
}

#[tokio::test]
async fn messages_too_fast_are_refused_with_a_time_and_go_out_by_themselves() {
    let (server, site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    let mut raw = Raw::open(&Door::visitor(server.address())).await;
    raw.say(&VisitorCommand::Hello(hello(&site.key))).await;
    for _ in 0..21 {
        let body = Body::Text("x".into());
        raw.say(&VisitorCommand::Log(LogCommand::Send(Send { cid: cid(), conversation: None, body }))).await;
    }
    let nack = loop {
        if let VisitorPush::Log(LogPush::Nack(nack)) = raw.hear().await {
            break nack;
        }
    };
    assert!(nack.error.retry_after_ms.is_some_and(|ms| ms > 0 && ms <= 1_000), "{nack:?}");
    server.end().await;
}

#[tokio::test]
async fn anothers_conversation_answers_exactly_like_a_missing_one() {
    let (server, site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    let owner = Visitor::come(server.address(), &site.key);
    owner.write("private").await;
    let theirs = owner.conversation().await;
    let missing = lobby_shared::id::ConversationId::from_bytes([5; 16]);
    let mut answers = Vec::new();
    for conversation in [theirs, missing] {
        let mut raw = Raw::open(&Door::visitor(server.address())).await;
        raw.say(&VisitorCommand::Hello(hello(&site.key))).await;
        let _: VisitorPush = raw.hear().await;
        let body = Body::Text("intruder".into());
        let send = Send { cid: Cid::from_bytes([1; 16]), conversation: Some(conversation), body };
        raw.say(&VisitorCommand::Log(LogCommand::Send(send))).await;
        answers.push(format!("{:?}", raw.hear::<VisitorPush>().await));
        raw.say(&VisitorCommand::Log(LogCommand::Pull(Pull { conversation, from: 1, limit: 10 }))).await;
        raw.say(&VisitorCommand::End { request: 1, conversation }).await;
        answers.push(format!("{:?}", raw.hear::<VisitorPush>().await));
    }
    assert_eq!(answers[..2], answers[2..]);
    owner.sees_words(&["private"]).await;
    server.end().await;
}

#[tokio::test]
async fn cursors_that_are_void_are_reset_and_absurd_ranges_are_empty() {
    let (server, site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    let visitor = Visitor::come(server.address(), &site.key);
    visitor.write("hello").await;
    let (token, conversation) = (visitor.token().await, visitor.conversation().await);
    let epoch = server.service().store.epoch();
    let cursor = |number| Cursor { conversation, number, event: EventId::from_bytes([9; 16]) };
    for (epoch, number, reset) in [(epoch, 2, true), (epoch, 99, true), (Epoch::from_bytes([0; 8]), 2, false)] {
        let mut raw = Raw::open(&Door::visitor(server.address())).await;
        let hello =
            VisitorHello { token: Some(token), epoch: Some(epoch), cursors: vec![cursor(number)], ..hello(&site.key) };
        raw.say(&VisitorCommand::Hello(hello)).await;
        let _welcome: VisitorPush = answer(&mut raw).await;
        let next: VisitorPush = answer(&mut raw).await;
        assert_eq!(matches!(next, VisitorPush::Log(LogPush::Reset(_))), reset, "{next:?}");
        let next = if reset { answer(&mut raw).await } else { next };
        assert!(matches!(&next, VisitorPush::Log(LogPush::Range(range)) if range.events.len() == 2), "{next:?}");
        let _receipt: VisitorPush = answer(&mut raw).await;
        raw.say(&VisitorCommand::Log(LogCommand::Pull(Pull { conversation, from: u64::MAX, limit: u64::MAX }))).await;
        let next: VisitorPush = answer(&mut raw).await;
        assert!(matches!(&next, VisitorPush::Log(LogPush::Range(range)) if range.events.is_empty()), "{next:?}");
    }
    server.end().await;
}

#[tokio::test]
async fn signing_out_closes_the_console_at_once() {
    let (server, _site, cookie) = TestServer::set_up(Engine::Sqlite).await;
    let agent = Agent::open(server.address(), &cookie);
    agent.sees("a welcome", |view| !view.pushes.is_empty()).await;
    server.post("/console/api/sign-out", &(), Some(&cookie)).await;
    let stopped = lobby_shared::client::Status::Stopped(lobby_shared::wire::close::CloseCode::SignedOut);
    agent.sees("the end of the sign-in", |view| view.status == stopped).await;
    server.end().await;
}
