//! What is typed shows to the agent in the conversation, and nowhere else; whoever waits in vain is told so once.

use lobby_shared::client::Input;
use lobby_shared::site::SiteSettings;
use lobby_shared::time::Millis;
use lobby_shared::wire::agent::AgentPush;
use lobby_shared::wire::visitor::{VisitorCommand, VisitorPush};
use lobby_tests::database::Engine;
use lobby_tests::people::{Agent, Visitor};
use lobby_tests::server::TestServer;

use crate::on_both;
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
