//! Visitors in the lobby: listed live, recognised again, gone after a while.

use std::collections::BTreeMap;

use lobby_shared::client::{AgentRole, Input};
use lobby_shared::page::Page;
use lobby_shared::time::Millis;
use lobby_shared::visitor::{VisitorRow, VisitorState};
use lobby_shared::wire::agent::AgentPush;
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::visitor::VisitorCommand;
use lobby_tests::database::Engine;
use lobby_tests::people::{Agent, Visitor, watch};
use lobby_tests::person::View;
use lobby_tests::server::{SHOP, TestServer};

use crate::on_both;

/// The lobby, as the pushes so far make it.
fn rows(view: &View<AgentRole>) -> BTreeMap<u64, VisitorRow> {
    let mut rows = BTreeMap::new();
    for push in &view.pushes {
        if let AgentPush::Lobby(page) = push {
            rows.extend(page.rows.iter().map(|row| (row.number, row.clone())));
            if let Some(order) = &page.order {
                rows.retain(|number, _| order.contains(number));
            }
        }
    }
    rows
}

fn state_of(view: &View<AgentRole>, number: u64) -> Option<VisitorState> {
    rows(view).get(&number).map(|row| row.state)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn secrets_in_the_addresses_of_pages_reach_no_agent() {
    let (server, site, cookie) = TestServer::set_up(Engine::Sqlite).await;
    let agent = Agent::open(server.address(), &cookie);
    agent.sees("a welcome", |view| !view.pushes.is_empty()).await;
    agent.feed(Input::Tell(watch(site.site))).await;
    let visitor = Visitor::come(server.address(), &site.key);
    agent.sees("the visitor", |view| !rows(view).is_empty()).await;
    let address = format!("{SHOP}/reset?token=hunter2&email=jo%40shop.example&step=2#hunter2");
    visitor.feed(Input::Tell(VisitorCommand::View(Page { address, title: "Reset".into() }))).await;
    let seen = |view: &View<AgentRole>| rows(view).get(&1).and_then(|row| row.page.clone());
    let view = agent.sees("the page", |view| seen(view).is_some_and(|page| page.title == "Reset")).await;
    assert_eq!(seen(&view).unwrap().address, format!("{SHOP}/reset?token=***&email=***&step=2"));
    // A shop whose pages are all at one address.
    for (route, want) in [
        ("#/tents/2?colour=green", "#/tents/2?colour=green"),
        ("#!/reset?token=hunter2&step=3", "#!/reset?token=***&step=3"),
        ("#/access_token=hunter2&state=x", "#/access_token=***&state=x"),
        ("#/done#access_token=hunter2", "#/done"),
        ("#access_token=hunter2", ""),
    ] {
        let page = Page { address: format!("{SHOP}/{route}"), title: format!("At {route:.5}") };
        visitor.feed(Input::Tell(VisitorCommand::View(page))).await;
        let want = format!("{SHOP}/{want}");
        agent.sees(&want, |view| seen(view).is_some_and(|page| page.address == want)).await;
    }
    assert!(!format!("{:?}", agent.view()).contains("hunter2"));
    server.end().await;
}

on_both! {
    async fn a_watching_agent_sees_visitors_come_move_talk_and_go(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let agent = Agent::open(server.address(), &cookie);
        agent.sees("a welcome", |view| !view.pushes.is_empty()).await;
        agent.feed(Input::Tell(watch(site.site))).await;
        let visitor = Visitor::come(server.address(), &site.key);
        let view = agent.sees("visitor 1 browsing", |view| state_of(view, 1) == Some(VisitorState::Browsing)).await;
        let row = &rows(&view)[&1];
        assert_eq!(row.facts.referrer.as_deref(), Some("www.example.com"));
        assert_eq!((row.visits, row.page.as_ref().map(|page| page.title.as_str())), (1, Some("Boots")));
        visitor.feed(Input::Tell(VisitorCommand::View(Page { address: format!("{SHOP}/tents"), title: "Tents".into() }))).await;
        agent.sees("the next page", |view| {
            rows(view).get(&1).and_then(|row| row.page.clone()).is_some_and(|page| page.title == "Tents")
        })
        .await;
        visitor.write("hello").await;
        agent.sees("queued", |view| state_of(view, 1) == Some(VisitorState::Queued)).await;
        let conversation = agent.sees_waiting().await;
        agent.accept(conversation).await;
        let view = agent.sees("chatting", |view| state_of(view, 1) == Some(VisitorState::Chatting)).await;
        assert_eq!(rows(&view)[&1].agent.as_deref(), Some("Ada"));
        drop(visitor);
        // The server notices the closed socket by itself; only the grace is the test's to pass.
        until_nobody_is_connected(&server).await;
        server.pass(Millis(15_000));
        agent.sees("gone", |view| state_of(view, 1) == Some(VisitorState::Gone)).await;
        server.pass(Millis(60_000));
        agent.sees("nobody", |view| rows(view).is_empty()).await;
        server.end().await;
    }

    async fn a_visitor_keeps_their_number_and_half_an_hour_makes_a_new_visit(engine: Engine) {
        let (mut server, site, cookie) = TestServer::set_up(engine).await;
        let visitor = Visitor::come(server.address(), &site.key);
        let token = visitor.token().await;
        drop(visitor);
        until_nobody_is_connected(&server).await;
        server.restart().await;
        for (span, visits) in [(Millis(60_000), 1), (Millis(31 * 60_000), 2)] {
            server.pass(span);
            let visitor = Visitor::come_with(server.address(), &site.key, Some(token), BTreeMap::new(), Codec::Postcard);
            visitor.sees("a welcome", |view| !view.pushes.is_empty()).await;
            let agent = Agent::open(server.address(), &cookie);
            agent.sees("a welcome", |view| !view.pushes.is_empty()).await;
            agent.feed(Input::Tell(watch(site.site))).await;
            let view = agent.sees("one visitor", |view| rows(view).len() == 1).await;
            assert_eq!(rows(&view).get(&1).map(|row| row.visits), Some(visits));
            drop(visitor);
            until_nobody_is_connected(&server).await;
            server.restart().await;
        }
        server.end().await;
    }

    async fn titles_and_addresses_are_text_and_cut(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let visitor = Visitor::come(server.address(), &site.key);
        visitor.sees("a welcome", |view| !view.pushes.is_empty()).await;
        let page = Page { address: "javascript:alert(1)".into(), title: format!("<script>\u{7}{}", "x".repeat(9_000)) };
        visitor.feed(Input::Tell(VisitorCommand::View(page))).await;
        let agent = Agent::open(server.address(), &cookie);
        agent.sees("a welcome", |view| !view.pushes.is_empty()).await;
        agent.feed(Input::Tell(watch(site.site))).await;
        let view = agent.sees("the page", |view| {
            rows(view).get(&1).and_then(|row| row.page.clone()).is_some_and(|page| page.title.starts_with("<script>x"))
        });
        let page = rows(&view.await)[&1].page.clone().unwrap();
        assert_eq!((page.address.as_str(), page.title.len()), ("", 512 - 1));
        let address = format!("{SHOP}/\u{202e}{}", "帐".repeat(8_192 / 3));
        let title = "\u{202e}live.\u{2066}<img src=x onerror=alert(1)>\u{feff}\r\n\u{0}{{7*7}}".into();
        visitor.feed(Input::Tell(VisitorCommand::View(Page { address, title }))).await;
        let view = agent.sees("the next page", |view| {
            rows(view).get(&1).and_then(|row| row.page.clone()).is_some_and(|page| page.title.starts_with("live"))
        });
        let page = rows(&view.await)[&1].page.clone().unwrap();
        assert_eq!(page.title, "live.<img src=x onerror=alert(1)>{{7*7}}", "text, and nothing that turns it around");
        assert!(page.address.starts_with(&format!("{SHOP}/%E2%80%AE%E5%B8%90")) && page.address.len() <= 2_048);
        server.end().await;
    }
}

async fn until_nobody_is_connected(server: &TestServer) {
    let waiting = async {
        while server.service().lobby.connected() > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(lobby_tests::raw::PATIENCE, waiting).await.expect("the socket closes");
}
