//! Trails: agents walk along live, the steps are kept, go on after a restart, and are removed when their time is over.

use std::collections::BTreeMap;

use lobby_server::store::visit::ListBegun;
use lobby_shared::client::{AgentRole, Input};
use lobby_shared::http::{Problem, ProblemCode};
use lobby_shared::id::TabId;
use lobby_shared::page::Page;
use lobby_shared::site::{SiteCard, SiteSettings};
use lobby_shared::time::Millis;
use lobby_shared::trail::{Step, Track, VisitorFile, Walked};
use lobby_shared::visitor::VisitorRow;
use lobby_shared::wire::agent::{AgentCommand, AgentPush};
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::visitor::VisitorCommand;
use lobby_tests::database::Engine;
use lobby_tests::dial::Door;
use lobby_tests::people::{Agent, Visitor, introduction};
use lobby_tests::person::View;
use lobby_tests::raw::PATIENCE;
use lobby_tests::server::{ADMINISTRATOR, Cookie, PASSWORD, SHOP, TestServer, read};

use crate::on_both;

const DAY: Millis = Millis(24 * 3_600_000);

/// What an agent sees of the visitor they look at: the row and the steps, as the pushes so far make them.
pub fn looked_at(view: &View<AgentRole>) -> (Option<VisitorRow>, BTreeMap<u32, Step>) {
    let (mut row, mut steps) = (None, BTreeMap::new());
    for push in &view.pushes {
        if let AgentPush::Trail(trail) = push {
            if trail.first {
                steps.clear();
            }
            row = trail.row.clone();
            steps.extend(trail.steps.iter().map(|step| (step.number, step.clone())));
        }
    }
    (row, steps)
}

/// The steps as number, name and seconds, with a star while the page is looked at.
fn told(view: &View<AgentRole>) -> Vec<String> {
    let (_, steps) = looked_at(view);
    steps.values().map(|step| format!("{}{}", line(step), if step.now { "*" } else { "" })).collect()
}

fn line(step: &Step) -> String {
    let name = match &step.what {
        Walked::Page(page) => &page.title,
        Walked::Event(track) => &track.name,
    };
    format!("{} {name} {}", step.number, step.seen_ms.0 / 1_000)
}

/// An agent who looks at visitor 1.
pub async fn looking(server: &TestServer, site: &SiteCard, cookie: &Cookie) -> Agent {
    let agent = Agent::open(server.address(), cookie);
    agent.sees("a welcome", |view| !view.pushes.is_empty()).await;
    agent.feed(Input::Tell(AgentCommand::Look(Some((site.site, 1))))).await;
    agent.sees("a trail", |view| view.pushes.iter().any(|push| matches!(push, AgentPush::Trail(_)))).await;
    agent
}

pub fn page(name: &str) -> Page {
    Page { address: format!("{SHOP}/{}", name.to_lowercase()), title: name.into() }
}

async fn go(visitor: &Visitor, name: &str) {
    visitor.feed(Input::Tell(VisitorCommand::View(page(name)))).await;
}

pub async fn greeted(visitor: &Visitor) {
    visitor.sees("a welcome", |view| !view.pushes.is_empty()).await;
}

pub async fn until_nobody_is_connected(server: &TestServer) {
    let waiting = async {
        while server.service().lobby.connected() > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.expect("the socket closes");
}

pub async fn file(server: &TestServer, site: &SiteCard, number: u64, cookie: &Cookie) -> VisitorFile {
    let path = format!("/console/api/sites/{}/visitors/{number}", site.site.to_text());
    read(server.get(&path, Some(cookie)).await).await
}

pub async fn settle(server: &TestServer, site: &SiteCard, settings: &SiteSettings, cookie: &Cookie) {
    let path = format!("/console/api/sites/{}/settings", site.site.to_text());
    let kept: SiteSettings = read(server.put(&path, settings, Some(cookie)).await).await;
    assert_eq!(&kept, settings);
}

on_both! {
    async fn an_agent_walks_along_with_a_visitor(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let visitor = Visitor::come(server.address(), &site.key);
        greeted(&visitor).await;
        let agent = looking(&server, &site, &cookie).await;
        agent.sees("the first page", |view| told(view) == ["1 Boots 0*"]).await;
        server.pass(Millis(30_000));
        go(&visitor, "Tents").await;
        agent.sees("two pages", |view| told(view) == ["1 Boots 30", "2 Tents 0*"]).await;
        visitor.feed(Input::Tell(VisitorCommand::Foreground(false))).await;
        agent.sees("nobody looks", |view| told(view) == ["1 Boots 30", "2 Tents 0"]).await;
        server.pass(Millis(60_000));
        visitor.feed(Input::Tell(VisitorCommand::Foreground(true))).await;
        agent.sees("looked at again", |view| told(view) == ["1 Boots 30", "2 Tents 0*"]).await;
        server.pass(Millis(5_000));
        let track = Track { name: "cart".into(), data: "{\"total\":12}".into() };
        visitor.feed(Input::Tell(VisitorCommand::Track(track.clone()))).await;
        let view = agent.sees("the event", |view| looked_at(view).1.len() == 3).await;
        assert_eq!(looked_at(&view).1[&3].what, Walked::Event(track));
        // The same address with another title is the same step.
        visitor.feed(Input::Tell(VisitorCommand::View(Page { title: "Tents (2)".into(), ..page("Tents") }))).await;
        let view = agent.sees("the title", |view| told(view).get(1).is_some_and(|line| line.starts_with("2 Tents (2)"))).await;
        let (row, _) = looked_at(&view);
        let row = row.expect("the visitor is listed");
        assert_eq!(row.pages, 2);
        agent.sees("the row follows", |view| {
            looked_at(view).0.and_then(|row| row.page).is_some_and(|page| page.title == "Tents (2)")
        })
        .await;
        agent.feed(Input::Tell(AgentCommand::Look(None))).await;
        server.end().await;
    }

    async fn a_trail_is_kept_and_read_when_the_visitor_has_gone(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let visitor = Visitor::come(server.address(), &site.key);
        greeted(&visitor).await;
        let agent = looking(&server, &site, &cookie).await;
        server.pass(Millis(10_000));
        go(&visitor, "Tents").await;
        agent.sees("Tents", |view| told(view).len() == 2).await;
        server.pass(Millis(20_000));
        visitor.write("hello").await;
        visitor.sees_words(&["hello"]).await;
        server.service().keep_trails(false).await.unwrap();
        let kept = file(&server, &site, 1, &cookie).await;
        assert_eq!(kept.visits[0].steps.iter().map(line).collect::<Vec<_>>(), ["1 Boots 10"], "what is over");
        assert_eq!((kept.visits[0].left_ms, kept.more), (None, false));
        drop(visitor);
        until_nobody_is_connected(&server).await;
        server.pass(Millis(15_000));
        server.service().tell_trails().await.unwrap();
        server.service().keep_trails(false).await.unwrap();
        server.service().lobby.sweep(server.clock.now());
        let kept = file(&server, &site, 1, &cookie).await;
        assert_eq!(kept.visits[0].steps.iter().map(line).collect::<Vec<_>>(), ["1 Boots 10", "2 Tents 20"]);
        assert_eq!(kept.visits[0].left_ms, Some(Millis(kept.first_ms.0 + 30_000)));
        assert_eq!(kept.visits[0].facts.referrer.as_deref(), Some("www.example.com"));
        assert_eq!((kept.conversations.len(), kept.conversations[0].visitor), (1, 1));
        let none = server.get(&format!("/console/api/sites/{}/visitors/2", site.site.to_text()), Some(&cookie)).await;
        assert_eq!(none.status().as_u16(), 404);
        assert_eq!(read::<Problem>(none).await.code, ProblemCode::Gone);
        server.end().await;
    }

    async fn a_trail_goes_on_after_a_restart_with_what_was_known(engine: Engine) {
        let (mut server, site, cookie) = TestServer::set_up(engine).await;
        let visitor = Visitor::come(server.address(), &site.key);
        let token = visitor.token().await;
        let agent = looking(&server, &site, &cookie).await;
        server.pass(Millis(10_000));
        go(&visitor, "Tents").await;
        agent.sees("Tents", |view| told(view).len() == 2).await;
        server.pass(Millis(5_000));
        drop((visitor, agent));
        server.restart().await;
        let again = lobby_shared::client::VisitorIntroduction {
            page: page("Tents"),
            referrer: format!("{SHOP}/boots"),
            tab: TabId::from_bytes([8; 16]),
            ..introduction(&site.key, Some(token))
        };
        let visitor = Visitor::start(Door::visitor(server.address()), again, Codec::Postcard, BTreeMap::new());
        greeted(&visitor).await;
        let agent = looking(&server, &site, &cookie).await;
        let view = agent.sees("the trail of before", |view| told(view) == ["1 Boots 10", "2 Tents 5*"]).await;
        let row = looked_at(&view).0.unwrap();
        assert_eq!((row.visits, row.pages, row.facts.referrer.as_deref()), (1, 2, Some("www.example.com")));
        server.pass(Millis(2_000));
        go(&visitor, "Maps").await;
        agent.sees("Maps", |view| told(view) == ["1 Boots 10", "2 Tents 7", "3 Maps 0*"]).await;
        server.service().keep_trails(true).await.unwrap();
        let kept = file(&server, &site, 1, &cookie).await;
        assert_eq!(kept.visits[0].steps.iter().map(line).collect::<Vec<_>>(), ["1 Boots 10", "2 Tents 7", "3 Maps 0"]);
        server.end().await;
    }

    async fn a_trail_is_removed_when_its_days_are_over(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        settle(&server, &site, &SiteSettings { keep_days: 1, ..SiteSettings::default() }, &cookie).await;
        let visitor = Visitor::come(server.address(), &site.key);
        greeted(&visitor).await;
        server.service().keep_trails(true).await.unwrap();
        server.service().drop_old_trails().await.unwrap();
        assert_eq!(file(&server, &site, 1, &cookie).await.visits.len(), 1);
        server.pass(DAY);
        server.pass(Millis(1));
        server.service().drop_old_trails().await.unwrap();
        // The sign-in of yesterday is over too.
        let cookie = Cookie::of(&server.sign_in(ADMINISTRATOR, PASSWORD).await);
        assert_eq!(file(&server, &site, 1, &cookie).await.visits.len(), 0);
        // The tab stayed open all that time: what it does now belongs to a trail that is gone.
        let agent = looking(&server, &site, &cookie).await;
        go(&visitor, "Tents").await;
        agent.sees("Tents", |view| told(view).len() == 2).await;
        server.service().keep_trails(true).await.unwrap();
        assert_eq!(file(&server, &site, 1, &cookie).await.visits.len(), 0);
        server.end().await;
    }

    async fn a_visitor_whose_clock_is_wrong_walks_by_the_servers(engine: Engine) {
        let (server, site, _) = TestServer::set_up(engine).await;
        // The server's is years ahead of the visitor's; a person's begins at 1970 anyway.
        server.pass(Millis(DAY.0 * 365 * 10));
        let cookie = Cookie::of(&server.sign_in(ADMINISTRATOR, PASSWORD).await);
        let visitor = Visitor::come(server.address(), &site.key);
        greeted(&visitor).await;
        let agent = looking(&server, &site, &cookie).await;
        let first = server.clock.now();
        server.pass(Millis(30_000));
        go(&visitor, "Tents").await;
        let view = agent.sees("two pages", |view| told(view) == ["1 Boots 30", "2 Tents 0*"]).await;
        let (row, steps) = looked_at(&view);
        assert_eq!((row.unwrap().arrived_ms, steps[&1].at_ms, steps[&2].at_ms), (first, first, server.clock.now()));
        visitor.write("what time is it?").await;
        let view = visitor.sees_words(&["what time is it?"]).await;
        assert!(view.logs.values().flatten().all(|event| event.time_ms == server.clock.now()), "{:?}", view.logs);
        server.service().keep_trails(true).await.unwrap();
        let kept = file(&server, &site, 1, &cookie).await;
        assert_eq!((kept.first_ms, kept.visits[0].arrived_ms), (first, first));
        server.end().await;
    }

    async fn an_idle_visitor_writes_nothing_and_visits_are_counted(engine: Engine) {
        let (server, site, _) = TestServer::set_up(engine).await;
        let visitor = Visitor::come(server.address(), &site.key);
        let other = Visitor::come(server.address(), &site.key);
        greeted(&visitor).await;
        greeted(&other).await;
        server.service().keep_trails(false).await.unwrap();
        let no = server.service().site_no(site.site).await.unwrap().unwrap();
        let begun = server.service().store.read(ListBegun { site: no, since: Millis(0) }).await.unwrap();
        assert_eq!(begun.iter().map(|begun| begun.visits).sum::<u64>(), 2);
        let before = server.service().store.work().changes.get();
        for _ in 0..5 {
            server.pass(Millis(10_000));
            visitor.feed(Input::Tell(VisitorCommand::Foreground(false))).await;
            server.service().keep_trails(false).await.unwrap();
        }
        assert_eq!(server.service().store.work().changes.get(), before);
        server.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_who_rushes_through_ten_thousand_pages_is_one_visitor() {
    let (server, site, cookie) = TestServer::set_up(Engine::Sqlite).await;
    let visitor = Visitor::come(server.address(), &site.key);
    greeted(&visitor).await;
    let agent = looking(&server, &site, &cookie).await;
    let no = server.service().site_no(site.site).await.unwrap().unwrap();
    let key = lobby_server::domain::key::VisitorKey { site: no, number: 1 };
    // Past the socket's own limit of frames, which would close it after the first hundred.
    for number in 0..10_000_u32 {
        server.service().view(key, TabId::from_bytes([7; 16]), &page(&format!("P{number}")));
        if number % 167 == 0 {
            server.pass(Millis(1_000));
            server.service().keep_trails(false).await.unwrap();
        }
    }
    agent
        .sees("the last page", |view| {
            looked_at(view).0.and_then(|row| row.page).is_some_and(|page| page.title == "P9999")
        })
        .await;
    server.service().keep_trails(true).await.unwrap();
    let kept = file(&server, &site, 1, &cookie).await;
    assert!(kept.visits[0].steps.len() <= 140, "{} steps", kept.visits[0].steps.len());
    server.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_signed_out_reads_no_trail() {
    let (server, site, _) = TestServer::set_up(Engine::Sqlite).await;
    let visitor = Visitor::come(server.address(), &site.key);
    greeted(&visitor).await;
    let path = format!("/console/api/sites/{}/visitors/1", site.site.to_text());
    assert_eq!(server.get(&path, None).await.status().as_u16(), 401);
    server.end().await;
}
