//! Rules: they invite by themselves whoever they fit, count what became of it, and are tried on yesterday's visitors first.

use std::collections::BTreeMap;

use lobby_shared::client::{Input, VisitorRequest};
use lobby_shared::http::{Problem, ProblemCode};
use lobby_shared::id::{InvitationId, RuleId};
use lobby_shared::invitation::{Condition, DryRun, Match, RuleForm, RuleOrder, Rules, Signal};
use lobby_shared::page::Page;
use lobby_shared::site::SiteCard;
use lobby_shared::time::Millis;
use lobby_shared::trail::Track;
use lobby_shared::visitor::VisitorState;
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::visitor::{VisitorCommand, VisitorPush};
use lobby_tests::database::Engine;
use lobby_tests::people::{Agent, Visitor, visitor_words};
use lobby_tests::server::{Cookie, SHOP, TestServer, read};

use crate::invitation::{invitations, sees_invitation, sees_state, watching};
use crate::on_both;

fn rule(conditions: Vec<Condition>) -> RuleForm {
    RuleForm {
        name: "Tents".into(),
        on: true,
        conditions,
        words: "Looking for a tent?".into(),
        as_agent: false,
        delay: 0,
        most: 0,
        goal: String::new(),
    }
}

fn on_page(path: &str) -> Condition {
    Condition::Page(Match::Is, path.into())
}

fn path(site: &SiteCard) -> String {
    format!("/console/api/sites/{}/rules", site.site.to_text())
}

async fn add(server: &TestServer, site: &SiteCard, cookie: &Cookie, form: &RuleForm) -> Rules {
    read(server.post(&path(site), form, Some(cookie)).await).await
}

async fn list(server: &TestServer, site: &SiteCard, cookie: &Cookie) -> Rules {
    read(server.get(&path(site), Some(cookie)).await).await
}

async fn goes_to(visitor: &Visitor, page: &str) {
    let page = Page { address: format!("{SHOP}{page}"), title: page.into() };
    visitor.feed(Input::Tell(VisitorCommand::View(page))).await;
}

async fn tracks(visitor: &Visitor, name: &str) {
    visitor.feed(Input::Tell(VisitorCommand::Track(Track { name: name.into(), data: String::new() }))).await;
}

/// Waits until the server has heard everything that this visitor said so far: it answers in order.
async fn is_heard(visitor: &Visitor) {
    let count = visitor.view().refused.len();
    let nothing = VisitorRequest::Answer(InvitationId::from_bytes([0; 16]), false);
    visitor.feed(Input::Request(nothing)).await;
    visitor.sees("that it was heard", |view| view.refused.len() > count).await;
}

on_both! {
    async fn a_rule_invites_whoever_it_fits_and_counts_what_became_of_it(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let form = RuleForm { goal: "order".into(), ..rule(vec![on_page("/tents"), Condition::Pages(2)]) };
        let rules = add(&server, &site, &cookie, &form).await;
        assert_eq!(rules.rules[0].form, form);
        let ada = watching(&server, &site, &cookie).await;
        let (one, two) = (Visitor::come(server.address(), &site.key), Visitor::come(server.address(), &site.key));
        sees_state(&ada, 1, VisitorState::Browsing).await;
        sees_state(&ada, 2, VisitorState::Browsing).await;
        goes_to(&two, "/boots").await;
        goes_to(&one, "/tents").await;
        let invitation = sees_invitation(&one, 1).await;
        assert_eq!((invitation.from, invitation.words.as_str()), (None, "Looking for a tent?"));
        one.feed(Input::Tell(VisitorCommand::InvitationShown(invitation.id))).await;
        one.feed(Input::Request(VisitorRequest::Answer(invitation.id, true))).await;
        // The site's own words begin the conversation, and it waits for whoever takes it.
        one.sees("the words", |view| visitor_words(view) == ["Looking for a tent?"]).await;
        ada.sees_waiting().await;
        assert!(invitations(&two.view()).is_empty());
        let figures = |rules: &Rules| (rules.rules[0].shown, rules.rules[0].accepted, rules.rules[0].converted);
        assert_eq!(figures(&list(&server, &site, &cookie).await), (1, 1, 0));
        tracks(&one, "order").await;
        tracks(&one, "order").await;
        tracks(&two, "order").await;
        is_heard(&one).await;
        is_heard(&two).await;
        assert_eq!(figures(&list(&server, &site, &cookie).await), (1, 1, 1));
        server.end().await;
    }

    async fn a_rule_waits_for_its_time_and_its_delay_and_asks_once_in_a_visit(engine: Engine) {
        let (mut server, site, cookie) = TestServer::set_up(engine).await;
        let form = RuleForm { delay: 5, ..rule(vec![Condition::SecondsOnPage(30)]) };
        add(&server, &site, &cookie, &form).await;
        let visitor = Visitor::come(server.address(), &site.key);
        let token = visitor.token().await;
        let ada = watching(&server, &site, &cookie).await;
        sees_state(&ada, 1, VisitorState::Browsing).await;
        for span in [Millis(29_000), Millis(1_000), Millis(4_000)] {
            server.pass(span);
            beats_pass(&server, &ada, &site).await;
            assert!(invitations(&visitor.view()).is_empty(), "not before half a minute and the delay");
        }
        server.pass(Millis(1_000));
        let invitation = sees_invitation(&visitor, 1).await;
        visitor.feed(Input::Tell(VisitorCommand::InvitationShown(invitation.id))).await;
        server.pass(Millis(60_000));
        visitor.sees("it is over", |view| view.pushes.contains(&VisitorPush::InvitationOver(invitation.id))).await;
        goes_to(&visitor, "/tents").await;
        server.pass(Millis(60_000));
        beats_pass(&server, &ada, &site).await;
        assert_eq!(invitations(&visitor.view()).len(), 1, "once in a visit");
        // Also when the server has forgotten what it knew of the visit.
        server.restart().await;
        let again = Visitor::come_with(server.address(), &site.key, Some(token), BTreeMap::new(), Codec::Json);
        again.sees("a welcome", |view| !view.pushes.is_empty()).await;
        let ada = watching(&server, &site, &cookie).await;
        sees_state(&ada, 1, VisitorState::Browsing).await;
        server.pass(Millis(60_000));
        beats_pass(&server, &ada, &site).await;
        server.pass(Millis(60_000));
        beats_pass(&server, &ada, &site).await;
        assert!(invitations(&again.view()).is_empty());
        server.end().await;
    }

    async fn signals_of_the_browser_and_agents_who_come_make_rules_fit(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let scrolled = RuleForm { as_agent: true, words: "Read it all?".into(), ..rule(vec![Condition::Scrolled(75), Condition::AgentsThere(true)]) };
        add(&server, &site, &cookie, &scrolled).await;
        add(&server, &site, &cookie, &RuleForm { words: "Before you go".into(), ..rule(vec![Condition::Leaving, on_page("/cart")]) }).await;
        let (one, two) = (Visitor::come(server.address(), &site.key), Visitor::come(server.address(), &site.key));
        one.token().await;
        two.token().await;
        goes_to(&one, "/cart").await;
        one.feed(Input::Tell(VisitorCommand::Signal(Signal::Leaving))).await;
        assert_eq!(sees_invitation(&one, 1).await.words, "Before you go");
        two.feed(Input::Tell(VisitorCommand::Signal(Signal::Scrolled(75)))).await;
        is_heard(&two).await;
        assert!(invitations(&two.view()).is_empty(), "nobody is there");
        let ada = Agent::open(server.address(), &cookie);
        ada.sees("a welcome", |view| !view.pushes.is_empty()).await;
        let invitation = sees_invitation(&two, 1).await;
        assert_eq!(invitation.words, "Read it all?");
        assert_eq!(invitation.from.map(|from| from.name), Some("Ada".into()));
        server.end().await;
    }

    async fn rules_are_changed_tried_in_order_and_removed(engine: Engine) {
        let (mut server, site, cookie) = TestServer::set_up(engine).await;
        let jo = server.agent("Jo").await;
        add(&server, &site, &cookie, &RuleForm { on: false, ..rule(vec![on_page("/tents")]) }).await;
        let second = RuleForm { name: "Second".into(), words: "Second".into(), ..rule(vec![on_page("/tents")]) };
        let rules = add(&server, &site, &cookie, &second).await;
        assert_eq!(rules.rules.iter().map(|rule| rule.form.name.as_str()).collect::<Vec<_>>(), ["Tents", "Second"]);
        let first = format!("{}/{}", path(&site), rules.rules[0].id.to_text());
        for refused in [
            server.put(&first, &second, Some(&jo)).await,
            server.delete(&first, Some(&jo)).await,
            server.post(&path(&site), &second, Some(&jo)).await,
            server.post(&format!("{}/dry-run", path(&site)), &second, Some(&jo)).await,
            server.put(&format!("{}/order", path(&site)), &RuleOrder { rules: vec![rules.rules[1].id] }, Some(&jo)).await,
        ] {
            assert_eq!((refused.status().as_u16(), read::<Problem>(refused).await.code), (403, ProblemCode::NotAllowed));
        }
        let bad = RuleForm { conditions: vec![on_page("/tents"), Condition::Pages(0)], ..second.clone() };
        let problem: Problem = read(server.put(&first, &bad, Some(&cookie)).await).await;
        assert_eq!((problem.code, problem.place), (ProblemCode::BadCondition, Some(1)));
        server.restart().await;
        let visitor = Visitor::come(server.address(), &site.key);
        visitor.token().await;
        goes_to(&visitor, "/tents").await;
        assert_eq!(sees_invitation(&visitor, 1).await.words, "Second", "the first is switched off");
        let rules: Rules = read(server.put(&first, &rule(vec![on_page("/tents")]), Some(&cookie)).await).await;
        assert!(rules.rules[0].form.on);
        let other = Visitor::come(server.address(), &site.key);
        other.token().await;
        goes_to(&other, "/tents").await;
        assert_eq!(sees_invitation(&other, 1).await.words, "Looking for a tent?");
        // The second goes first, and whoever was not named stands behind; a name that is gone is passed over.
        let order = RuleOrder { rules: vec![RuleId::from_bytes([7; 16]), rules.rules[1].id] };
        let ordered: Rules = read(server.put(&format!("{}/order", path(&site)), &order, Some(&cookie)).await).await;
        assert_eq!(ordered.rules.iter().map(|rule| rule.id).collect::<Vec<_>>(), [rules.rules[1].id, rules.rules[0].id]);
        let third = Visitor::come(server.address(), &site.key);
        third.token().await;
        goes_to(&third, "/tents").await;
        assert_eq!(sees_invitation(&third, 1).await.words, "Second");
        let rules: Rules = read(server.delete(&first, Some(&cookie)).await).await;
        assert_eq!(rules.rules.len(), 1);
        let problem: Problem = read(server.delete(&first, Some(&cookie)).await).await;
        assert_eq!(problem.code, ProblemCode::Gone);
        server.end().await;
    }

    async fn a_dry_run_tells_whom_a_rule_would_have_invited_yesterday(engine: Engine) {
        let (mut server, site, _) = TestServer::set_up(engine).await;
        let (one, two) = (Visitor::come(server.address(), &site.key), Visitor::come(server.address(), &site.key));
        one.token().await;
        two.token().await;
        goes_to(&one, "/tents").await;
        is_heard(&one).await;
        server.pass(Millis(20_000));
        goes_to(&one, "/cart").await;
        is_heard(&one).await;
        drop((one, two));
        let gone = async {
            while server.service().lobby.connected() > 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(lobby_tests::raw::PATIENCE, gone).await.expect("they leave");
        // A server that stops writes everything down; the next one runs a day later.
        server.restart().await;
        server.pass(Millis(24 * 3_600_000));
        let cookie = Cookie::of(&server.sign_in(lobby_tests::server::ADMINISTRATOR, lobby_tests::server::PASSWORD).await);
        let dry = async |form: RuleForm| -> DryRun {
            read(server.post(&format!("{}/dry-run", path(&site)), &form, Some(&cookie)).await).await
        };
        let all = dry(RuleForm { on: false, ..rule(vec![Condition::Pages(1)]) }).await;
        assert_eq!((all.visits, all.invited, all.some.len()), (2, 2, 2));
        let tents = dry(rule(vec![on_page("/tents"), Condition::SecondsOnPage(15), Condition::Leaving])).await;
        assert_eq!((tents.visits, tents.invited, tents.untold.as_slice()), (2, 1, [2].as_slice()));
        assert_eq!(tents.some[0].page, format!("{SHOP}/tents"));
        let none = dry(rule(vec![on_page("/tents"), Condition::SecondsOnPage(25)])).await;
        assert_eq!((none.visits, none.invited), (2, 0), "they looked at it for twenty seconds");
        assert!(list(&server, &site, &cookie).await.rules.is_empty(), "nothing was switched on");
        server.end().await;
    }
}

/// Two visitors have come and were told to the console, so that the beat between has looked at whoever was due.
async fn beats_pass(server: &TestServer, ada: &Agent, site: &SiteCard) {
    for _ in 0..2 {
        let marker = Visitor::come(server.address(), &site.key);
        marker.token().await;
        sees_state(ada, newest(server), VisitorState::Browsing).await;
    }
}

fn newest(server: &TestServer) -> u64 {
    server.service().lobby.present().into_iter().map(|visitor| visitor.number).max().unwrap()
}
