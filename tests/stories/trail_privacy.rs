//! What may not be known: visitors who are only counted, sites that follow nobody, staff and crawlers.

use lobby_server::store::visit::ListBegun;
use lobby_shared::client::{Input, VisitorIntroduction};
use lobby_shared::http::{Problem, ProblemCode};
use lobby_shared::privacy::Privacy;
use lobby_shared::site::{SiteSettings, StartMode, TrailMode};
use lobby_shared::trail::Track;
use lobby_shared::wire::agent::AgentPush;
use lobby_shared::wire::close::CloseCode;
use lobby_shared::wire::visitor::VisitorCommand;
use lobby_tests::database::Engine;
use lobby_tests::dial::Door;
use lobby_tests::people::{Agent, Visitor, introduction, watch};
use lobby_tests::raw::Raw;
use lobby_tests::server::{TestServer, read};

use crate::on_both;
use crate::trail::{file, greeted, looked_at, looking, page, settle};
use crate::trail_fact::come;

/// How many there are on the watched site who are counted only.
fn unlisted(pushes: &[AgentPush]) -> Option<u32> {
    pushes.iter().rev().find_map(|push| match push {
        AgentPush::Counts(counts) => Some(counts.unlisted),
        _ => None,
    })
}

async fn walk(visitor: &Visitor) {
    visitor.feed(Input::Tell(VisitorCommand::View(page("Tents")))).await;
    let track = Track { name: "cart".into(), data: String::new() };
    visitor.feed(Input::Tell(VisitorCommand::Track(track))).await;
    visitor.feed(Input::Tell(VisitorCommand::View(page("Maps")))).await;
}

/// Waits until the server has heard everything so far: it answers in order.
async fn heard(visitor: &Visitor) {
    visitor.write("hello").await;
    visitor.sees_words(&["hello"]).await;
}

on_both! {
    async fn who_wants_only_to_be_counted_is_unseen_until_they_open_the_chat(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let counted = VisitorIntroduction { privacy: Privacy::Counted, ..introduction(&site.key, None) };
        let visitor = come(&server, &site, &[], counted);
        greeted(&visitor).await;
        walk(&visitor).await;
        let agent = looking(&server, &site, &cookie).await;
        agent.feed(Input::Tell(watch(site.site))).await;
        let view = agent.sees("one who is counted", |view| unlisted(&view.pushes) == Some(1)).await;
        assert!(looked_at(&view).0.is_none() && looked_at(&view).1.is_empty());
        assert!(!format!("{:?}", view.pushes).contains("Tents"), "no page of theirs is told");
        visitor.feed(Input::Tell(VisitorCommand::Show(true))).await;
        let view = agent.sees("the visitor", |view| looked_at(view).0.is_some_and(|row| row.page.is_some())).await;
        let (row, steps) = looked_at(&view);
        assert_eq!((row.unwrap().page, steps.len()), (Some(page("Maps")), 1), "from there on, and nothing of before");
        server.service().keep_trails(true).await.unwrap();
        assert!(file(&server, &site, 1, &cookie).await.visits.is_empty(), "nothing is written down");
        let no = server.service().site_no(site.site).await.unwrap().unwrap();
        let begun = server.service().store.read(ListBegun { site: no, since: Default::default() }).await.unwrap();
        assert_eq!(begun.iter().map(|begun| begun.visits).sum::<u64>(), 1, "but counted they are");
        server.end().await;
    }

    async fn consent_begins_a_trail_and_ends_it(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let counted = VisitorIntroduction { privacy: Privacy::Counted, ..introduction(&site.key, None) };
        let visitor = come(&server, &site, &[], counted);
        greeted(&visitor).await;
        let agent = looking(&server, &site, &cookie).await;
        visitor.feed(Input::Tell(VisitorCommand::Consent(Privacy::Lasting))).await;
        agent.sees("the visitor", |view| looked_at(view).1.len() == 1).await;
        server.service().keep_trails(true).await.unwrap();
        let kept = file(&server, &site, 1, &cookie).await;
        assert_eq!((kept.visits.len(), kept.visits[0].steps.len()), (1, 1));
        visitor.feed(Input::Tell(VisitorCommand::Consent(Privacy::Counted))).await;
        agent.sees("nobody", |view| looked_at(view).0.is_none() && looked_at(view).1.is_empty()).await;
        walk(&visitor).await;
        heard(&visitor).await;
        server.service().keep_trails(true).await.unwrap();
        let kept = file(&server, &site, 1, &cookie).await;
        assert!(kept.visits.iter().all(|visit| visit.steps.len() <= 1), "nothing was added");
        server.end().await;
    }

    async fn a_site_that_follows_nobody_sees_no_pages_and_one_that_forgets_keeps_none(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let off = SiteSettings { trail: TrailMode::Off, ..SiteSettings::default() };
        settle(&server, &site, &off, &cookie).await;
        let visitor = Visitor::come(server.address(), &site.key);
        greeted(&visitor).await;
        walk(&visitor).await;
        heard(&visitor).await;
        let agent = looking(&server, &site, &cookie).await;
        let view = agent.sees("the visitor", |view| looked_at(view).0.is_some()).await;
        let (row, steps) = looked_at(&view);
        assert_eq!((row.unwrap().page, steps.len()), (None, 0));
        let visit = SiteSettings { trail: TrailMode::Visit, ..off };
        settle(&server, &site, &visit, &cookie).await;
        // Whoever is there already is followed from here on, without a new page.
        agent.sees("the page", |view| looked_at(view).1.len() == 1).await;
        server.service().keep_trails(true).await.unwrap();
        assert!(file(&server, &site, 1, &cookie).await.visits.is_empty());
        server.end().await;
    }

    async fn staff_and_crawlers_are_kept_out(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let settings = SiteSettings { keep_out: vec!["192.0.2.0/24".into()], ..SiteSettings::default() };
        settle(&server, &site, &settings, &cookie).await;
        let staff = come(&server, &site, &[("x-forwarded-for", "192.0.2.9")], introduction(&site.key, None));
        greeted(&staff).await;
        let agent = looking(&server, &site, &cookie).await;
        assert!(looked_at(&agent.view()).0.is_none());
        staff.feed(Input::Tell(VisitorCommand::Show(true))).await;
        agent.sees("staff who try the chat", |view| looked_at(view).0.is_some()).await;
        let door = |server: &TestServer| {
            let crawler = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)".to_owned();
            Door { headers: vec![("user-agent", crawler)], ..Door::visitor(server.address()) }
        };
        let hello = || VisitorCommand::Hello(hello_of(&introduction(&site.key, None)));
        let mut crawler = Raw::open(&door(&server)).await;
        crawler.say(&hello()).await;
        assert_eq!(crawler.closed().await, Some(CloseCode::Site.number()));
        let next = Visitor::come(server.address(), &site.key);
        greeted(&next).await;
        assert!(file_status(&server, &site, 3, &cookie).await == 404, "the crawler took no number");
        let listed = SiteSettings { crawlers: true, ..settings };
        settle(&server, &site, &listed, &cookie).await;
        let mut crawler = Raw::open(&door(&server)).await;
        crawler.say(&hello()).await;
        let _: lobby_shared::wire::visitor::VisitorPush = crawler.hear().await;
        assert!(file_status(&server, &site, 3, &cookie).await == 200);
        server.end().await;
    }
}

fn hello_of(from: &VisitorIntroduction) -> lobby_shared::wire::visitor::VisitorHello {
    use lobby_shared::client::{Role as _, VisitorRole};
    match VisitorRole::hello(from, None, Vec::new()) {
        VisitorCommand::Hello(hello) => hello,
        other => panic!("{other:?}"),
    }
}

async fn file_status(
    server: &TestServer,
    site: &lobby_shared::site::SiteCard,
    number: u64,
    cookie: &lobby_tests::server::Cookie,
) -> u16 {
    let path = format!("/console/api/sites/{}/visitors/{number}", site.site.to_text());
    server.get(&path, Some(cookie)).await.status().as_u16()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_administrators_settle_a_site_and_bad_settings_are_pointed_at() {
    let (server, site, ada) = TestServer::set_up(Engine::Sqlite).await;
    let jo = server.agent("Jo").await;
    let path = format!("/console/api/sites/{}/settings", site.site.to_text());
    let told: SiteSettings = read(server.get(&path, Some(&ada)).await).await;
    assert_eq!(told, SiteSettings::default());
    let refusal = async |response: reqwest::Response| {
        let status = response.status().as_u16();
        let problem: Problem = read(response).await;
        (status, problem.code, problem.place)
    };
    let good = SiteSettings { start: StartMode::Click, ask_consent: true, ..told.clone() };
    assert_eq!(refusal(server.put(&path, &good, Some(&jo)).await).await, (403, ProblemCode::NotAllowed, None));
    assert_eq!(refusal(server.get(&path, Some(&jo)).await).await, (403, ProblemCode::NotAllowed, None));
    assert_eq!(refusal(server.put(&path, &good, None).await).await, (401, ProblemCode::SignedOut, None));
    let missing = "/console/api/sites/site_00000000000000000000000000000000/settings";
    assert_eq!(refusal(server.put(missing, &good, Some(&ada)).await).await, (404, ProblemCode::NoSuchSite, None));
    let bad = SiteSettings { keep_days: 0, ..told.clone() };
    assert_eq!(refusal(server.put(&path, &bad, Some(&ada)).await).await, (422, ProblemCode::BadNumber, None));
    let bad = SiteSettings { keep_out: vec!["10.0.0.0/8".into(), "10.0.0.0/33".into()], ..told.clone() };
    assert_eq!(refusal(server.put(&path, &bad, Some(&ada)).await).await, (422, ProblemCode::BadNetwork, Some(1)));
    let told: SiteSettings = read(server.get(&path, Some(&ada)).await).await;
    assert_eq!(told, SiteSettings::default(), "nothing was changed");
    settle(&server, &site, &good, &ada).await;
    let told: SiteSettings = read(server.get(&path, Some(&ada)).await).await;
    assert_eq!(told, good);
    server.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_who_watches_sees_nothing_of_who_is_counted() {
    let (server, site, cookie) = TestServer::set_up(Engine::Sqlite).await;
    let agent = Agent::open(server.address(), &cookie);
    agent.sees("a welcome", |view| !view.pushes.is_empty()).await;
    agent.feed(Input::Tell(watch(site.site))).await;
    let counted = VisitorIntroduction { privacy: Privacy::Counted, ..introduction(&site.key, None) };
    let visitor = come(&server, &site, &[], counted);
    greeted(&visitor).await;
    let view = agent.sees("one who is counted", |view| unlisted(&view.pushes) == Some(1)).await;
    let rows = view.pushes.iter().filter_map(|push| match push {
        AgentPush::Lobby(page) => Some(page.rows.len()),
        _ => None,
    });
    assert_eq!(rows.sum::<usize>(), 0);
    server.end().await;
}
