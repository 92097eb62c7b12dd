//! Messages arrive once, in order, on both sides, whatever the link does.

use std::collections::BTreeMap;

use lobby_shared::client::{Delivery, Input};
use lobby_shared::id::Cid;
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::error::ErrorCode;
use lobby_shared::wire::log::{LogCommand, LogPush, Send};
use lobby_shared::wire::visitor::{VisitorCommand, VisitorPush};
use lobby_tests::database::Engine;
use lobby_tests::dial::Door;
use lobby_tests::people::{Agent, Visitor, cid, visitor_words};
use lobby_tests::raw::Raw;
use lobby_tests::server::TestServer;

use crate::on_both;
use crate::socket::hello;

on_both! {
    async fn visitor_and_agent_talk_both_ways(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let agent = Agent::open(server.address(), &cookie);
        let visitor = Visitor::come(server.address(), &site.key);
        visitor.write("Is the rain cover included?").await;
        let conversation = agent.sees_waiting().await;
        agent.accept(conversation).await;
        agent.write(conversation, "It is, in the bottom pocket.").await;
        visitor.sees_words(&["Is the rain cover included?", "It is, in the bottom pocket."]).await;
        visitor.write("Great.").await;
        let all = ["Is the rain cover included?", "It is, in the bottom pocket.", "Great."];
        agent.sees_words(conversation, &all).await;
        visitor.sees_words(&all).await;
        server.end().await;
    }

    async fn words_written_without_a_link_go_out_in_order_when_it_is_back(engine: Engine) {
        let (server, site, _cookie) = TestServer::set_up(engine).await;
        let visitor = Visitor::come(server.address(), &site.key);
        visitor.write("one").await;
        visitor.sees_words(&["one"]).await;
        visitor.offline(true).await;
        for text in ["two", "three", "four"] {
            visitor.write(text).await;
        }
        visitor.sees("three messages waiting", |view| view.outbox.len() == 3).await;
        visitor.offline(false).await;
        visitor.sees_words(&["one", "two", "three", "four"]).await;
        server.end().await;
    }

    async fn a_reload_in_the_middle_of_sending_loses_and_doubles_nothing(engine: Engine) {
        let (server, site, _cookie) = TestServer::set_up(engine).await;
        let visitor = Visitor::come(server.address(), &site.key);
        let token = visitor.token().await;
        for n in 0..5 {
            visitor.write(&format!("before {n}")).await;
        }
        visitor.sees("all five pressed", |view| visitor_words(view).len() + view.outbox.len() >= 5).await;
        visitor.cut().await;
        let kept = visitor.storage.lock().unwrap().clone();
        drop(visitor);
        let visitor = Visitor::come_with(server.address(), &site.key, Some(token), kept, Codec::Postcard);
        let all = ["before 0", "before 1", "before 2", "before 3", "before 4"];
        visitor.sees_words(&all).await;
        // And once more with nothing kept: the server has it all.
        let again = Visitor::come_with(server.address(), &site.key, Some(token), BTreeMap::new(), Codec::Json);
        again.sees_words(&all).await;
        server.end().await;
    }

    async fn a_server_restart_in_the_middle_of_a_conversation_is_survived(engine: Engine) {
        let (mut server, site, cookie) = TestServer::set_up(engine).await;
        let agent = Agent::open(server.address(), &cookie);
        let visitor = Visitor::come(server.address(), &site.key);
        visitor.write("before").await;
        let conversation = agent.sees_waiting().await;
        agent.accept(conversation).await;
        server.stop().await;
        visitor.write("from the visitor, meanwhile").await;
        visitor.sees("it waiting", |view| view.outbox.len() == 1).await;
        server.restart().await;
        visitor.feed(Input::Nudge).await;
        agent.feed(Input::Nudge).await;
        agent.sees_words(conversation, &["before", "from the visitor, meanwhile"]).await;
        agent.write(conversation, "after").await;
        visitor.sees_words(&["before", "from the visitor, meanwhile", "after"]).await;
        server.end().await;
    }

    async fn a_long_conversation_comes_back_whole_on_a_fresh_page(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let visitor = Visitor::come(server.address(), &site.key);
        visitor.write("0").await;
        let (token, conversation) = (visitor.token().await, visitor.conversation().await);
        // Past the door, which lets nobody write so fast.
        let all: Vec<String> = (0..500).map(|n| if n == 0 { "0".into() } else { format!("{n} {}", "x".repeat(900)) }).collect();
        let sender = lobby_server::store::conversation::Sender::Visitor(lobby_server::domain::key::VisitorKey {
            site: lobby_server::domain::key::SiteNo(1),
            number: 1,
        });
        for text in &all[1..] {
            let body = lobby_shared::message::Body::Text(text.clone());
            server.service().send(sender, Send { cid: cid(), conversation: None, body }).await.unwrap();
        }
        let fresh = Visitor::come_with(server.address(), &site.key, Some(token), BTreeMap::new(), Codec::Postcard);
        let words: Vec<&str> = all.iter().map(String::as_str).collect();
        let view = fresh.sees_words(&words).await;
        assert_eq!(view.links, 1, "without being closed for asking too much");
        let agent = Agent::open(server.address(), &cookie);
        agent.sees_waiting().await;
        agent.accept(conversation).await;
        let view = agent.sees_words(conversation, &words).await;
        assert_eq!(view.links, 1);
        server.end().await;
    }

    async fn the_same_send_twice_is_acknowledged_twice_and_stored_once(engine: Engine) {
        let (server, site, _cookie) = TestServer::set_up(engine).await;
        let mut raw = Raw::open(&Door::visitor(server.address())).await;
        raw.say(&VisitorCommand::Hello(hello(&site.key))).await;
        let cid = cid();
        let first = sent(&mut raw, cid, "once").await.expect("an ack");
        let second = sent(&mut raw, cid, "once").await.expect("an ack again");
        assert!(!first.dup && second.dup);
        assert_eq!((first.number, first.id), (second.number, second.id));
        let refusal = sent(&mut raw, cid, "something else").await.unwrap_err();
        assert_eq!(refusal, ErrorCode::CidReused);
        server.end().await;
    }

    async fn five_tabs_that_write_first_at_once_share_one_conversation(engine: Engine) {
        let (server, site, _cookie) = TestServer::set_up(engine).await;
        let first = Visitor::come(server.address(), &site.key);
        let token = first.token().await;
        let more = (0..4).map(|_| {
            Visitor::come_with(server.address(), &site.key, Some(token), BTreeMap::new(), Codec::Postcard)
        });
        let tabs: Vec<Visitor> = std::iter::once(first).chain(more).collect();
        for (n, tab) in tabs.iter().enumerate() {
            tab.write(&format!("tab {n}")).await;
        }
        let mut seen = Vec::new();
        for tab in &tabs {
            let view = tab.sees("five messages", |view| visitor_words(view).len() == 5 && view.outbox.is_empty()).await;
            assert_eq!(view.logs.len(), 1, "one conversation");
            seen.push(visitor_words(&view).into_iter().map(str::to_owned).collect::<Vec<_>>());
        }
        assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "the same order everywhere: {seen:?}");
        server.end().await;
    }

    async fn the_writer_sees_sent_then_delivered_then_read(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let visitor = Visitor::come(server.address(), &site.key);
        visitor.write("hello").await;
        let view = visitor.sees_words(&["hello"]).await;
        let conversation = *view.logs.keys().next().unwrap();
        assert_eq!(view.receipts[&conversation], (0, 0), "sent, to nobody yet");
        let agent = Agent::open(server.address(), &cookie);
        agent.sees_waiting().await;
        agent.accept(conversation).await;
        visitor.sees("delivered", |view| view.receipts[&conversation] == (2, 0)).await;
        agent.feed(Input::Seen(conversation)).await;
        visitor.sees("read", |view| view.receipts[&conversation] == (2, 2)).await;
        server.end().await;
    }

    async fn a_message_over_the_limit_fails_visibly_and_the_next_goes_out(engine: Engine) {
        let (server, site, _cookie) = TestServer::set_up(engine).await;
        let visitor = Visitor::come(server.address(), &site.key);
        let long = visitor.write(&"x".repeat(1_001)).await;
        let blank = visitor.write(" \n ").await;
        visitor.write("fine").await;
        let failed = |cid, code| move |view: &lobby_tests::person::View<_>| {
            view.outbox.iter().any(|pending| pending.entry.cid == cid && pending.delivery == Delivery::Failed(code))
        };
        visitor.sees("the long one failed", failed(long, ErrorCode::TooLong)).await;
        visitor.sees("the blank one failed", failed(blank, ErrorCode::Blank)).await;
        visitor.sees("the fine one", |view| visitor_words(view) == ["fine"]).await;
        visitor.feed(Input::Discard(long)).await;
        visitor.feed(Input::Discard(blank)).await;
        visitor.sees_words(&["fine"]).await;
        server.end().await;
    }
}

/// Sends and waits for the answer.
async fn sent(raw: &mut Raw, cid: Cid, text: &str) -> Result<lobby_shared::wire::log::Ack, ErrorCode> {
    let body = lobby_shared::message::Body::Text(text.into());
    raw.say(&VisitorCommand::Log(LogCommand::Send(Send { cid, conversation: None, body }))).await;
    loop {
        match raw.hear().await {
            VisitorPush::Log(LogPush::Ack(ack)) => return Ok(ack),
            VisitorPush::Log(LogPush::Nack(nack)) => return Err(nack.error.code),
            _ => {}
        }
    }
}
