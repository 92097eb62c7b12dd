//! Blocks: what a blocked visitor writes is stored and reaches no agent, and the visitor notices nothing.

use std::collections::{BTreeMap, BTreeSet};

use lobby_shared::block::{BlockForm, Blocks, Span};
use lobby_shared::client::{AgentRequest, Input};
use lobby_shared::http::{Problem, ProblemCode};
use lobby_shared::invitation::Outcome;
use lobby_shared::site::SiteCard;
use lobby_shared::time::Millis;
use lobby_shared::trail::VisitorFile;
use lobby_shared::visitor::VisitorState;
use lobby_shared::wire::agent::AgentPush;
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::error::ErrorCode;
use lobby_shared::wire::visitor::VisitorPush;
use lobby_tests::database::Engine;
use lobby_tests::dial::Door;
use lobby_tests::people::{Agent, Visitor, cards, introduction, waiting};
use lobby_tests::server::{TestServer, read};

use crate::invitation::{invite, outcomes, row, sees_invitation, sees_state, watching};
use crate::on_both;

fn form(visitor: u64, span: Span) -> BlockForm {
    BlockForm { visitor, identity: true, address: false, span, reason: " spam ".into() }
}

async fn sees_blocked(agent: &Agent, number: u64, blocked: bool) {
    agent.sees("blocked or not", |view| row(view, number).is_some_and(|row| row.blocked == blocked)).await;
}

/// Consoles are told so often that the list is another one now.
async fn sees_lists_change(agent: &Agent, times: usize) {
    let told = |push: &&AgentPush| matches!(push, AgentPush::ListsChanged);
    agent.sees("that the lists have changed", |view| view.pushes.iter().filter(told).count() >= times).await;
}

on_both! {
    async fn a_blocked_visitors_words_are_kept_apart_and_they_notice_nothing(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let ada = watching(&server, &site, &cookie).await;
        let (visitor, other) = (Visitor::come(server.address(), &site.key), Visitor::come(server.address(), &site.key));
        visitor.token().await;
        other.token().await;
        // Whichever of the two came first is number 1.
        sees_state(&ada, 1, VisitorState::Browsing).await;
        sees_state(&ada, 2, VisitorState::Browsing).await;
        let path = format!("/console/api/sites/{}/blocks", site.site.to_text());
        other.write("who am I?").await;
        let number = waiting(&ada.sees("a card", |view| !waiting(view).is_empty()).await)[0].visitor;
        let blocked = 3 - number;
        let made: Blocks = read(server.post(&path, &form(blocked, Span::Day), Some(&cookie)).await).await;
        let block = &made.blocks[0];
        assert_eq!((block.visitor, block.reason.as_str(), block.by.name.as_str()), (blocked, "spam", "Ada"));
        assert_eq!(block.until_ms.map(|until| until.since(block.made_ms)), Some(Millis(24 * 3_600_000)));
        sees_blocked(&ada, blocked, true).await;
        sees_lists_change(&ada, 1).await;
        visitor.write("buy my pills").await;
        visitor.write("now").await;
        visitor.sees_words(&["buy my pills", "now"]).await;
        sees_lists_change(&ada, 3).await;
        let conversation = visitor.conversation().await;
        // A later visitor's card comes, and none of the blocked one's came before it.
        let third = Visitor::come(server.address(), &site.key);
        third.write("hello").await;
        let view = ada.sees("the third's card", |view| waiting(view).len() == 2).await;
        assert!(!cards(&view).contains_key(&conversation));
        assert!(!format!("{view:?}").contains("pills"));
        assert_eq!(row(&view, blocked).map(|row| row.state), Some(VisitorState::Browsing));
        for request in [AgentRequest::Follow(conversation), AgentRequest::Accept(conversation)] {
            let count = ada.view().refused.len();
            ada.feed(Input::Request(request)).await;
            let view = ada.sees("a refusal", |view| view.refused.len() > count).await;
            assert_eq!(view.refused[count].1.code, ErrorCode::NotFound);
        }
        assert_eq!(invite(&ada, &site, blocked).await, Err(ErrorCode::NotBrowsing));
        let fresh = Agent::open(server.address(), &cookie);
        let view = fresh.sees("the lists", |view| view.pushes.iter().any(|push| matches!(push, AgentPush::Cards { .. }))).await;
        assert_eq!(waiting(&view).len(), 2, "nor is it in the lists of a new console");
        let list: Blocks = read(server.get(&path, Some(&cookie)).await).await;
        let words: Vec<&str> = list.blocks[0].words.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(words, ["now", "buy my pills"]);
        assert!(!format!("{:?}", visitor.view().pushes).to_lowercase().contains("block"));
        // Lifted, what waited apart waits like any other.
        let lift = format!("{path}/{}", list.blocks[0].id.to_text());
        let list: Blocks = read(server.delete(&lift, Some(&cookie)).await).await;
        assert!(list.blocks.is_empty());
        sees_blocked(&ada, blocked, false).await;
        ada.sees("its card", |view| cards(view).contains_key(&conversation)).await;
        let problem: Problem = read(server.delete(&lift, Some(&cookie)).await).await;
        assert_eq!(problem.code, ProblemCode::Gone);
        // Put back, it is as if nobody had lifted it.
        let again: Blocks = read(server.put(&lift, &(), Some(&cookie)).await).await;
        assert_eq!((again.blocks[0].id, again.blocks[0].until_ms, again.blocks[0].words.len()), (block.id, block.until_ms, 2));
        sees_blocked(&ada, blocked, true).await;
        ada.sees("no card", |view| !cards(view).contains_key(&conversation)).await;
        let problem: Problem = read(server.put(&lift, &(), Some(&cookie)).await).await;
        assert_eq!(problem.code, ProblemCode::Gone, "it was not lifted");
        server.end().await;
    }

    async fn what_waits_leaves_the_queue_and_an_invitation_is_over(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let ada = watching(&server, &site, &cookie).await;
        let path = format!("/console/api/sites/{}/blocks", site.site.to_text());
        let visitor = Visitor::come(server.address(), &site.key);
        visitor.write("buy my pills").await;
        let conversation = ada.sees_waiting().await;
        ada.feed(Input::Request(AgentRequest::Follow(conversation))).await;
        ada.sees_words(conversation, &["buy my pills"]).await;
        server.post(&path, &form(1, Span::Ever), Some(&cookie)).await;
        ada.sees("no card", |view| cards(view).is_empty()).await;
        visitor.write("more of them").await;
        visitor.sees_words(&["buy my pills", "more of them"]).await;
        let second = Visitor::come(server.address(), &site.key);
        sees_state(&ada, 2, VisitorState::Browsing).await;
        invite(&ada, &site, 2).await.unwrap();
        let invitation = sees_invitation(&second, 1).await;
        server.post(&path, &form(2, Span::Hour), Some(&cookie)).await;
        second.sees("it is over", |view| view.pushes.contains(&VisitorPush::InvitationOver(invitation.id))).await;
        let view = ada.sees("its end", |view| outcomes(view) == [Outcome::Gone]).await;
        assert!(!format!("{:?}", view.logs).contains("more of them"));
        // After an hour the second is one like any other; the first stays blocked.
        server.pass(Millis(3_600_000));
        sees_blocked(&ada, 2, false).await;
        let list: Blocks = read(server.get(&path, Some(&cookie)).await).await;
        assert_eq!(list.blocks.iter().map(|block| block.visitor).collect::<Vec<_>>(), [1]);
        second.write("good day").await;
        ada.sees("a card", |view| waiting(view).first().is_some_and(|card| card.visitor == 2)).await;
        server.end().await;
    }

    async fn a_block_outlasts_a_restart_and_then_what_waited_waits_like_any_other(engine: Engine) {
        let (mut server, site, cookie) = TestServer::set_up(engine).await;
        let path = format!("/console/api/sites/{}/blocks", site.site.to_text());
        let visitor = Visitor::come(server.address(), &site.key);
        visitor.token().await;
        server.post(&path, &form(1, Span::Hour), Some(&cookie)).await;
        server.restart().await;
        visitor.feed(Input::Nudge).await;
        visitor.write("still there?").await;
        visitor.sees_words(&["still there?"]).await;
        let ada = watching(&server, &site, &cookie).await;
        sees_blocked(&ada, 1, true).await;
        assert!(cards(&ada.view()).is_empty());
        server.pass(Millis(3_600_000));
        let conversation = ada.sees_waiting().await;
        sees_state(&ada, 1, VisitorState::Queued).await;
        sees_blocked(&ada, 1, false).await;
        visitor.write("and now?").await;
        ada.accept(conversation).await;
        ada.sees_words(conversation, &["still there?", "and now?"]).await;
        server.end().await;
    }

    async fn an_address_takes_with_it_what_others_there_already_wait_with(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let ada = watching(&server, &site, &cookie).await;
        let path = format!("/console/api/sites/{}/blocks", site.site.to_text());
        let mut people = Vec::new();
        for (address, words) in [("192.0.2.1", "one"), ("192.0.2.1", "two"), ("192.0.2.2", "three")] {
            let visitor = come_from(&server, &site, address);
            visitor.write(words).await;
            visitor.sees_words(&[words]).await;
            people.push(visitor);
        }
        sees_waiting_of(&ada, &[1, 2, 3]).await;
        let by_address = BlockForm { identity: false, address: true, ..form(1, Span::Day) };
        let made: Blocks = read(server.post(&path, &by_address, Some(&cookie)).await).await;
        sees_waiting_of(&ada, &[3]).await;
        sees_state(&ada, 2, VisitorState::Browsing).await;
        let fresh = Agent::open(server.address(), &cookie);
        sees_waiting_of(&fresh, &[3]).await;
        people[1].write("still two").await;
        people[1].sees_words(&["two", "still two"]).await;
        let list: Blocks = read(server.get(&path, Some(&cookie)).await).await;
        let words: Vec<&str> = list.blocks[0].words.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(words[0], "still two");
        assert_eq!(words.iter().copied().collect::<BTreeSet<_>>(), BTreeSet::from(["one", "still two", "two"]));
        let lift = format!("{path}/{}", made.blocks[0].id.to_text());
        server.delete(&lift, Some(&cookie)).await;
        sees_waiting_of(&ada, &[1, 2, 3]).await;
        sees_state(&ada, 2, VisitorState::Queued).await;
        // Put back, it is as if nobody had lifted it.
        server.put(&lift, &(), Some(&cookie)).await;
        sees_waiting_of(&ada, &[3]).await;
        server.end().await;
    }

    async fn lifting_one_block_releases_nothing_that_another_still_covers(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let ada = watching(&server, &site, &cookie).await;
        let path = format!("/console/api/sites/{}/blocks", site.site.to_text());
        let one = come_from(&server, &site, "192.0.2.1");
        one.write("hello").await;
        sees_waiting_of(&ada, &[1]).await;
        let two = come_from(&server, &site, "192.0.2.1");
        two.token().await;
        sees_state(&ada, 2, VisitorState::Browsing).await;
        let made: Blocks = read(server.post(&path, &form(1, Span::Day), Some(&cookie)).await).await;
        let identity = format!("{path}/{}", made.blocks[0].id.to_text());
        server.pass(Millis(1));
        let by_address = BlockForm { identity: false, address: true, ..form(2, Span::Day) };
        let made: Blocks = read(server.post(&path, &by_address, Some(&cookie)).await).await;
        let address = format!("{path}/{}", made.blocks[0].id.to_text());
        sees_waiting_of(&ada, &[]).await;
        server.delete(&identity, Some(&cookie)).await;
        let three = come_from(&server, &site, "192.0.2.2");
        three.write("good day").await;
        // Had it been released, its card would have come before this one.
        sees_waiting_of(&ada, &[3]).await;
        server.delete(&address, Some(&cookie)).await;
        sees_waiting_of(&ada, &[1, 3]).await;
        server.end().await;
    }
}

/// Exactly these visitors wait, as far as this agent is told.
async fn sees_waiting_of(agent: &Agent, numbers: &[u64]) {
    agent
        .sees(&format!("that {numbers:?} wait"), |view| {
            let there: BTreeSet<u64> = waiting(view).iter().map(|card| card.visitor).collect();
            there == numbers.iter().copied().collect()
        })
        .await;
}

/// A visitor whose address a proxy on this machine tells.
fn come_from(server: &TestServer, site: &SiteCard, address: &str) -> Visitor {
    let mut door = Door::visitor(server.address());
    door.headers.push(("x-forwarded-for", address.into()));
    Visitor::start(door, introduction(&site.key, None), Codec::Postcard, BTreeMap::new())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_is_blocked_for_everybody_who_has_it_and_for_nobody_else() {
    let (server, site, cookie) = TestServer::set_up(Engine::Sqlite).await;
    let ada = watching(&server, &site, &cookie).await;
    let path = format!("/console/api/sites/{}/blocks", site.site.to_text());
    let one = come_from(&server, &site, "192.0.2.1");
    one.token().await;
    let by_address = BlockForm { identity: false, address: true, ..form(1, Span::Week) };
    let made: Blocks = read(server.post(&path, &by_address, Some(&cookie)).await).await;
    assert_eq!((made.blocks[0].identity, made.blocks[0].address.as_deref()), (false, Some("192.0.2.1")));
    sees_blocked(&ada, 1, true).await;
    let two = come_from(&server, &site, "192.0.2.1");
    two.write("me too").await;
    two.sees_words(&["me too"]).await;
    sees_blocked(&ada, 2, true).await;
    let three = come_from(&server, &site, "192.0.2.2");
    three.write("not me").await;
    let view = ada.sees("the third's card", |view| !waiting(view).is_empty()).await;
    assert_eq!(waiting(&view).iter().map(|card| card.visitor).collect::<Vec<_>>(), [3]);
    let list: Blocks = read(server.get(&path, Some(&cookie)).await).await;
    assert_eq!(list.blocks[0].words.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), ["me too"]);
    // Nor does the card of a blocked visitor show what they said.
    let file = format!("/console/api/sites/{}/visitors/2", site.site.to_text());
    let file: VisitorFile = read(server.get(&file, Some(&cookie)).await).await;
    assert!(file.conversations.is_empty());
    server.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn blocks_that_make_no_sense_are_refused() {
    let (server, site, cookie) = TestServer::set_up(Engine::Sqlite).await;
    let visitor = Visitor::come(server.address(), &site.key);
    visitor.token().await;
    let path = format!("/console/api/sites/{}/blocks", site.site.to_text());
    let refused = async |form: BlockForm| {
        let response = server.post(&path, &form, Some(&cookie)).await;
        let status = response.status().as_u16();
        (status, read::<Problem>(response).await.code)
    };
    let good = form(1, Span::Day);
    assert_eq!(refused(BlockForm { identity: false, ..good.clone() }).await, (422, ProblemCode::BadBlock));
    assert_eq!(refused(BlockForm { visitor: 99, ..good.clone() }).await, (404, ProblemCode::Gone));
    assert_eq!(refused(BlockForm { reason: "x".repeat(301), ..good.clone() }).await, (422, ProblemCode::BadWords));
    let nobody = server.post(&path, &good, None).await;
    assert_eq!(nobody.status().as_u16(), 401);
    let made: Blocks = read(server.post(&path, &good, Some(&cookie)).await).await;
    let after = async |block: &str| server.get(&format!("{path}?after={block}"), Some(&cookie)).await;
    let rest: Blocks = read(after(&made.blocks[0].id.to_text()).await).await;
    assert_eq!((made.more, rest.blocks.len(), rest.more), (false, 0, false));
    for none in ["block_00000000000000000000000000000000", "nothing"] {
        assert_eq!(after(none).await.status().as_u16(), 404, "{none}");
    }
    let elsewhere = "/console/api/sites/site_00000000000000000000000000000000/blocks";
    assert_eq!(server.post(elsewhere, &good, Some(&cookie)).await.status().as_u16(), 404);
    assert_eq!(server.get(elsewhere, None).await.status().as_u16(), 401);
    server.end().await;
}
