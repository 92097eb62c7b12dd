//! The lobby through its windows: in the order that was asked for, told by changes, within the limits.

use std::collections::BTreeMap;

use lobby_shared::agent::AgentState;
use lobby_shared::client::{AgentRole, Input};
use lobby_shared::id::SiteId;
use lobby_shared::lobby::{Column, Group, LobbyCounts, LobbyOverview, View as Order, Watch};
use lobby_shared::page::Page;
use lobby_shared::time::Millis;
use lobby_shared::visitor::{VisitorRow, VisitorState};
use lobby_shared::wire::agent::{AgentCommand, AgentPush};
use lobby_shared::wire::visitor::VisitorCommand;
use lobby_tests::database::Engine;
use lobby_tests::people::{Agent, Visitor};
use lobby_tests::person::View;
use lobby_tests::server::{SHOP, TestServer};

use crate::on_both;

/// A console's screen, as the pushes so far make it.
#[derive(Debug, Default)]
struct Screen {
    total: u32,
    order: Vec<u64>,
    rows: BTreeMap<u64, VisitorRow>,
    groups: Vec<Group>,
    counts: Option<LobbyCounts>,
    overview: Option<LobbyOverview>,
    /// Frames of the window, and the rows in them.
    told: (usize, usize),
}

/// What this window shows; frames of another one are somebody else's.
fn screen(view: &View<AgentRole>, watch: &Watch) -> Screen {
    let mut screen = Screen::default();
    for push in &view.pushes {
        match push {
            AgentPush::Lobby(page) if page.window == watch.name() => {
                screen.total = page.total;
                screen.told = (screen.told.0 + 1, screen.told.1 + page.rows.len());
                if let Some(order) = &page.order {
                    screen.order.clone_from(order);
                }
                screen.rows.extend(page.rows.iter().map(|row| (row.number, row.clone())));
                if let Some(groups) = &page.groups {
                    screen.groups.clone_from(groups);
                }
            }
            AgentPush::Counts(counts) => {
                let hour = counts.hour.clone().or_else(|| screen.counts.take().and_then(|counts| counts.hour));
                screen.counts = Some(LobbyCounts { hour, ..counts.clone() });
            }
            AgentPush::Overview(overview) => screen.overview = Some(overview.clone()),
            _ => {}
        }
    }
    screen
}

impl Screen {
    fn titles(&self) -> Vec<&str> {
        let title = |number: &u64| self.rows[number].page.as_ref().map_or("", |page| page.title.as_str());
        self.order.iter().map(title).collect()
    }
}

fn by_page(site: SiteId) -> Watch {
    let view = Order { sort: Column::Page, down: false, ..Order::default() };
    Watch { site, view, from: 0, rows: 50, overview: false }
}

async fn opens(server: &TestServer, cookie: &lobby_tests::server::Cookie, watch: &Watch) -> Agent {
    let agent = Agent::open(server.address(), cookie);
    agent.sees("a welcome", |view| !view.pushes.is_empty()).await;
    agent.feed(Input::Tell(AgentCommand::Watch(Some(watch.clone())))).await;
    agent
}

async fn walks(visitor: &Visitor, title: &str) {
    let page = Page { address: format!("{SHOP}/{}", title.len()), title: title.into() };
    visitor.feed(Input::Tell(VisitorCommand::View(page))).await;
}

/// Visitors 1, 2 … on these pages.
async fn on_pages(server: &TestServer, site: &lobby_shared::site::SiteCard, titles: &[&str]) -> Vec<Visitor> {
    let mut visitors = Vec::new();
    for title in titles {
        let visitor = Visitor::come(server.address(), &site.key);
        visitor.token().await;
        walks(&visitor, title).await;
        visitors.push(visitor);
    }
    visitors
}

on_both! {
    async fn rows_stand_in_the_order_that_was_asked_for_and_move_when_they_change(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let visitors = on_pages(&server, &site, &["tents", "Boots", "maps"]).await;
        let watch = by_page(site.site);
        let agent = opens(&server, &cookie, &watch).await;
        let sees = async |titles: &[&str]| {
            agent.sees(&format!("{titles:?}"), |view| screen(view, &watch).titles() == titles).await
        };
        sees(&["Boots", "maps", "tents"]).await;
        walks(&visitors[1], "zips").await;
        let view = sees(&["maps", "tents", "zips"]).await;
        assert_eq!(screen(&view, &watch).rows[&2].number, 2);
        drop(visitors);
        server.end().await;
    }

    async fn figures_outlive_a_restart(engine: Engine) {
        let (mut server, site, cookie) = TestServer::set_up(engine).await;
        let watch = Watch { overview: true, ..by_page(site.site) };
        let visitors = on_pages(&server, &site, &["a", "b", "c"]).await;
        let agent = opens(&server, &cookie, &watch).await;
        let today = |view: &View<AgentRole>| screen(view, &watch).counts.map(|counts| counts.today);
        let view = agent.sees("three visits", |view| today(view) == Some(3)).await;
        assert_eq!(screen(&view, &watch).counts.unwrap().now, [(VisitorState::Browsing, 3)]);
        drop((visitors, agent));
        server.restart().await;
        server.pass(Millis(60_000));
        let agent = opens(&server, &cookie, &watch).await;
        let seen = |view: &View<AgentRole>| {
            let Screen { counts: Some(counts), overview: Some(overview), .. } = screen(view, &watch) else { return None };
            Some((counts.today, overview.week.iter().sum::<u32>(), counts.hour?.into_iter().max()?))
        };
        agent.sees("the figures of before", |view| seen(view) == Some((3, 3, 3))).await;
        server.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_outside_the_window_is_not_told_and_one_inside_is_told_alone() {
    let (server, site, cookie) = TestServer::set_up(Engine::Sqlite).await;
    let visitors = on_pages(&server, &site, &["a", "b", "c", "d"]).await;
    let watch = Watch { from: 1, rows: 2, ..by_page(site.site) };
    let agent = opens(&server, &cookie, &watch).await;
    let view = agent.sees("b and c", |view| screen(view, &watch).titles() == ["b", "c"]).await;
    assert_eq!(screen(&view, &watch).total, 4);
    walks(&visitors[3], "dd").await;
    walks(&visitors[0], "aa").await;
    walks(&visitors[2], "cc").await;
    let view = agent.sees("cc", |view| screen(view, &watch).titles() == ["b", "cc"]).await;
    let shown = screen(&view, &watch);
    assert!(!shown.rows.contains_key(&1) && !shown.rows.contains_key(&4), "{shown:?}");
    server.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_are_grouped_filtered_and_searched() {
    let (server, site, cookie) = TestServer::set_up(Engine::Sqlite).await;
    let visitors = on_pages(&server, &site, &["boots", "tents", "boots", "maps"]).await;
    visitors[1].write("hello").await;
    let grouped = Watch { view: Order { group: Some(Column::Page), ..Order::default() }, ..by_page(site.site) };
    let agent = opens(&server, &cookie, &grouped).await;
    let group = |value: &str, count| Group { value: value.into(), count };
    let wanted = [group("boots", 2), group("maps", 1), group("tents", 1)];
    let view = agent.sees("groups", |view| screen(view, &grouped).groups == wanted).await;
    assert_eq!(screen(&view, &grouped).order, [3, 1, 4, 2]);
    let only = vec![(Column::Page, "boots".into()), (Column::Page, "maps".into())];
    for (view, wanted) in [
        (Order { only, ..Order::default() }, vec![4, 3, 1]),
        (Order { states: vec![VisitorState::Queued], ..Order::default() }, vec![2]),
        (Order { search: "BOOT".into(), ..Order::default() }, vec![3, 1]),
        (Order { search: "boots nowhere".into(), ..Order::default() }, vec![]),
    ] {
        let watch = Watch { view, ..by_page(site.site) };
        agent.feed(Input::Tell(AgentCommand::Watch(Some(watch.clone())))).await;
        agent
            .sees(&format!("{wanted:?}"), |view| {
                screen(view, &watch).told.0 > 0 && screen(view, &watch).order == wanted
            })
            .await;
    }
    walks(&visitors[3], "boots").await;
    server.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_told_of_a_window_that_they_have_left() {
    let (server, site, cookie) = TestServer::set_up(Engine::Sqlite).await;
    let visitors = on_pages(&server, &site, &["a", "b"]).await;
    let (first, second) = (by_page(site.site), Watch { from: 1, ..by_page(site.site) });
    let agent = opens(&server, &cookie, &first).await;
    agent.sees("both", |view| screen(view, &first).titles() == ["a", "b"]).await;
    agent.feed(Input::Tell(AgentCommand::Watch(Some(second.clone())))).await;
    agent.sees("the second", |view| screen(view, &second).titles() == ["b"]).await;
    walks(&visitors[1], "bb").await;
    let view = agent.sees("its change", |view| screen(view, &second).titles() == ["bb"]).await;
    assert_eq!(screen(&view, &first).titles(), ["a", "b"]);
    agent.feed(Input::Tell(AgentCommand::Watch(None))).await;
    agent.feed(Input::Tell(AgentCommand::SetState(AgentState::Busy))).await;
    agent.sees("an answer", |view| view.pushes.contains(&AgentPush::State(AgentState::Busy))).await;
    let service = server.service();
    assert_eq!(service.lobby.beat(service.clock.now()), vec![], "nobody watches any more");
    server.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn absurd_windows_are_cut_and_leave_the_console_connected() {
    let (server, site, cookie) = TestServer::set_up(Engine::Sqlite).await;
    let visitors = on_pages(&server, &site, &["a"]).await;
    let view = Order {
        states: vec![VisitorState::Browsing; 1_000],
        only: vec![(Column::Page, "a".into()); 1_000],
        search: "a ".repeat(10_000),
        ..Order::default()
    };
    let watch = Watch { view, rows: u16::MAX, ..by_page(site.site) };
    let agent = opens(&server, &cookie, &watch).await;
    agent.sees("the visitor", |view| screen(view, &watch).titles() == ["a"]).await;
    let beyond = Watch { from: u32::MAX, ..by_page(site.site) };
    agent.feed(Input::Tell(AgentCommand::Watch(Some(beyond.clone())))).await;
    let view = agent.sees("an empty window", |view| screen(view, &beyond).total == 1).await;
    assert!(screen(&view, &beyond).order.is_empty());
    let nowhere = Watch { site: SiteId::from_bytes([9; 16]), ..by_page(site.site) };
    agent.feed(Input::Tell(AgentCommand::Watch(Some(nowhere.clone())))).await;
    agent.feed(Input::Tell(AgentCommand::SetState(AgentState::Busy))).await;
    let view = agent.sees("an answer", |view| view.pushes.contains(&AgentPush::State(AgentState::Busy))).await;
    assert_eq!((screen(&view, &nowhere).told.0, view.links), (0, 1));
    drop(visitors);
    server.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn long_pages_of_many_visitors_reach_a_console_whole() {
    let (server, site, cookie) = TestServer::set_up(Engine::Sqlite).await;
    let title = "\"\\".repeat(250);
    let visitors = on_pages(&server, &site, &vec![title.as_str(); 60]).await;
    for visitor in &visitors {
        let page = Page { address: format!("{SHOP}/{}", "ä".repeat(4_000)), title: title.clone() };
        visitor.feed(Input::Tell(VisitorCommand::View(page))).await;
    }
    let watch = by_page(site.site);
    let agent = opens(&server, &cookie, &watch).await;
    let whole = |view: &View<AgentRole>| {
        let screen = screen(view, &watch);
        let long = |number: &u64| {
            let page = screen.rows.get(number).and_then(|row| row.page.as_ref());
            page.is_some_and(|page| page.address.len() > 2_000)
        };
        screen.order.len() == 50 && screen.order.iter().all(long)
    };
    let view = agent.sees("fifty long pages", whole).await;
    assert_eq!(view.links, 1);
    server.end().await;
}
