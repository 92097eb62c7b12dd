//! Invitations: an agent walks up to a browsing visitor, who accepts, declines, ignores it, or leaves.

use std::collections::BTreeMap;

use lobby_shared::client::{AgentRequest, AgentRole, Input, VisitorRequest, VisitorRole};
use lobby_shared::conversation::ConversationState;
use lobby_shared::event::{Kind, VisitorAuthor, VisitorEvent};
use lobby_shared::http::{InvitationWords, Problem, ProblemCode};
use lobby_shared::id::InvitationId;
use lobby_shared::invitation::{Invitation, Outcome};
use lobby_shared::site::SiteCard;
use lobby_shared::time::Millis;
use lobby_shared::visitor::{VisitorRow, VisitorState};
use lobby_shared::wire::agent::AgentPush;
use lobby_shared::wire::codec::Codec;
use lobby_shared::wire::error::ErrorCode;
use lobby_shared::wire::visitor::{VisitorCommand, VisitorPush};
use lobby_tests::database::Engine;
use lobby_tests::people::{Agent, Visitor, agent_words, cards, visitor_words, waiting, watch};
use lobby_tests::person::View;
use lobby_tests::raw::PATIENCE;
use lobby_tests::server::{Cookie, TestServer, read};

use crate::on_both;

/// The row of a visitor, as the pushes so far tell it.
pub(crate) fn row(view: &View<AgentRole>, number: u64) -> Option<VisitorRow> {
    let pages = view.pushes.iter().rev().filter_map(|push| match push {
        AgentPush::Lobby(page) => Some(page),
        _ => None,
    });
    pages.flat_map(|page| &page.rows).find(|row| row.number == number).cloned()
}

/// Waits until a visitor stands so in the lobby.
pub(crate) async fn sees_state(agent: &Agent, number: u64, state: VisitorState) -> VisitorRow {
    let view = agent.sees(&format!("{state:?}"), |view| row(view, number).is_some_and(|row| row.state == state)).await;
    row(&view, number).unwrap()
}

/// An agent at the console who watches the site's lobby.
pub(crate) async fn watching(server: &TestServer, site: &SiteCard, cookie: &Cookie) -> Agent {
    let agent = Agent::open(server.address(), cookie);
    agent.sees("a welcome", |view| !view.pushes.is_empty()).await;
    agent.feed(Input::Tell(watch(site.site))).await;
    agent
}

/// The invitations on the visitor's screen so far.
pub(crate) fn invitations(view: &View<VisitorRole>) -> Vec<Invitation> {
    let invited = view.pushes.iter().filter_map(|push| match push {
        VisitorPush::Invited(invitation) => Some(invitation.clone()),
        _ => None,
    });
    invited.collect()
}

pub(crate) async fn sees_invitation(visitor: &Visitor, count: usize) -> Invitation {
    let view = visitor.sees("an invitation", |view| invitations(view).len() == count).await;
    invitations(&view).pop().unwrap()
}

async fn sees_it_over(visitor: &Visitor, id: InvitationId) {
    visitor.sees("it is over", |view| view.pushes.contains(&VisitorPush::InvitationOver(id))).await;
}

pub(crate) fn outcomes(view: &View<AgentRole>) -> Vec<Outcome> {
    let told = view.pushes.iter().filter_map(|push| match push {
        AgentPush::Invitation { outcome, .. } => Some(*outcome),
        _ => None,
    });
    told.collect()
}

async fn sees_outcome(agent: &Agent, outcome: Outcome) {
    agent.sees(&format!("{outcome:?}"), |view| outcomes(view).last() == Some(&outcome)).await;
}

/// Invites and waits for the answer.
pub(crate) async fn invite(agent: &Agent, site: &SiteCard, number: u64) -> Result<(), ErrorCode> {
    let before = agent.view();
    let count = before.done.len() + before.refused.len();
    agent.feed(Input::Request(AgentRequest::Invite(site.site, number))).await;
    let view = agent.sees("an answer", |view| view.done.len() + view.refused.len() > count).await;
    if view.done.len() > before.done.len() { Ok(()) } else { Err(view.refused.last().unwrap().1.code) }
}

async fn answer(visitor: &Visitor, id: InvitationId, accept: bool) {
    visitor.feed(Input::Request(VisitorRequest::Answer(id, accept))).await;
}

async fn until(what: &str, so: impl Fn() -> bool) {
    let waiting = async {
        while !so() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("never came: {what}"));
}

on_both! {
    async fn accepted_it_is_a_conversation_with_the_inviting_agent_without_a_queue(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let ada = watching(&server, &site, &cookie).await;
        let jo = watching(&server, &site, &server.agent("Jo").await).await;
        let visitor = Visitor::come(server.address(), &site.key);
        sees_state(&ada, 1, VisitorState::Browsing).await;
        assert_eq!(invite(&ada, &site, 1).await, Ok(()));
        let invitation = sees_invitation(&visitor, 1).await;
        assert_eq!(invitation.from.as_ref().map(|from| from.name.as_str()), Some("Ada"));
        let invited = sees_state(&jo, 1, VisitorState::Invited).await;
        assert_eq!(invited.agent.as_deref(), Some("Ada"));
        visitor.feed(Input::Tell(VisitorCommand::InvitationShown(invitation.id))).await;
        answer(&visitor, invitation.id, true).await;
        sees_it_over(&visitor, invitation.id).await;
        sees_outcome(&ada, Outcome::Accepted).await;
        let conversation = visitor.conversation().await;
        let view = visitor.sees_words(&[invitation.words.as_str()]).await;
        let events = &view.logs[&conversation];
        let by_ada = |author: &VisitorAuthor| matches!(author, VisitorAuthor::Agent(face) if face.name == "Ada");
        assert_eq!(events.len(), 3);
        assert_eq!((&events[0].author, &events[0].kind), (&VisitorAuthor::Visitor, &Kind::Known(VisitorEvent::Opened {})));
        assert!(by_ada(&events[1].author) && events[1].kind == Kind::Known(VisitorEvent::Accepted {}));
        assert!(by_ada(&events[2].author), "the words of the invitation are the agent's first message");
        ada.sees("it among hers", |view| {
            cards(view).get(&conversation).is_some_and(|card| matches!(card.state, ConversationState::Talking(_)))
        })
        .await;
        sees_state(&jo, 1, VisitorState::Chatting).await;
        assert!(!jo.view().pushes.iter().any(|push| matches!(push, AgentPush::Card(_))), "it was never in the queue");
        ada.feed(Input::Request(AgentRequest::Follow(conversation))).await;
        ada.sees("the words", |view| agent_words(view, conversation) == [invitation.words.as_str()]).await;
        visitor.write("yes, please").await;
        ada.sees_words(conversation, &[invitation.words.as_str(), "yes, please"]).await;
        // The same answer again, as after a lost link, changes nothing.
        answer(&visitor, invitation.id, true).await;
        let view = visitor.sees("two answers", |view| view.done.len() == 2).await;
        assert_eq!((view.logs.len(), visitor_words(&view).len()), (1, 2));
        answer(&visitor, invitation.id, false).await;
        let view = visitor.sees("a refusal", |view| !view.refused.is_empty()).await;
        assert_eq!(view.refused[0].1.code, ErrorCode::InvitationOver);
        assert_eq!(invite(&jo, &site, 1).await, Err(ErrorCode::NotBrowsing), "nor is one who chats invited");
        server.end().await;
    }

    async fn declined_the_visitor_browses_on_and_is_left_alone(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let ada = watching(&server, &site, &cookie).await;
        let visitor = Visitor::come(server.address(), &site.key);
        sees_state(&ada, 1, VisitorState::Browsing).await;
        invite(&ada, &site, 1).await.unwrap();
        let invitation = sees_invitation(&visitor, 1).await;
        answer(&visitor, invitation.id, false).await;
        sees_it_over(&visitor, invitation.id).await;
        sees_outcome(&ada, Outcome::Declined).await;
        sees_state(&ada, 1, VisitorState::Browsing).await;
        assert_eq!(invite(&ada, &site, 1).await, Err(ErrorCode::Capped));
        answer(&visitor, invitation.id, true).await;
        visitor.sees("a refusal", |view| view.refused.last().is_some_and(|(_, why)| why.code == ErrorCode::InvitationOver)).await;
        assert!(visitor.view().logs.is_empty());
        server.end().await;
    }

    async fn ignored_it_is_over_after_a_minute_and_three_a_day_are_enough(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let ada = watching(&server, &site, &cookie).await;
        let visitor = Visitor::come(server.address(), &site.key);
        for count in 1..=3 {
            sees_state(&ada, 1, VisitorState::Browsing).await;
            invite(&ada, &site, 1).await.unwrap();
            let invitation = sees_invitation(&visitor, count).await;
            sees_state(&ada, 1, VisitorState::Invited).await;
            server.pass(Millis(59_999));
            assert!(!visitor.view().pushes.contains(&VisitorPush::InvitationOver(invitation.id)));
            server.pass(Millis(1));
            sees_it_over(&visitor, invitation.id).await;
            ada.sees("expired", |view| outcomes(view) == vec![Outcome::Expired; count]).await;
        }
        assert_eq!(invite(&ada, &site, 1).await, Err(ErrorCode::Capped));
        server.end().await;
    }

    async fn who_leaves_is_invited_no_more(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let ada = watching(&server, &site, &cookie).await;
        let visitor = Visitor::come(server.address(), &site.key);
        sees_state(&ada, 1, VisitorState::Browsing).await;
        invite(&ada, &site, 1).await.unwrap();
        drop(visitor);
        until("nobody is connected", || server.service().lobby.connected() == 0).await;
        server.pass(Millis(15_000));
        sees_outcome(&ada, Outcome::Gone).await;
        assert_eq!(invite(&ada, &site, 1).await, Err(ErrorCode::NotBrowsing));
        assert_eq!(invite(&ada, &site, 99).await, Err(ErrorCode::NotBrowsing), "nor is one who was never there");
        server.end().await;
    }

    async fn one_who_has_just_left_is_invited_for_as_long_as_a_page_change_takes(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let ada = watching(&server, &site, &cookie).await;
        let (visitor, other) = (Visitor::come(server.address(), &site.key), Visitor::come(server.address(), &site.key));
        let (token, _) = (visitor.token().await, other.token().await);
        sees_state(&ada, 1, VisitorState::Browsing).await;
        sees_state(&ada, 2, VisitorState::Browsing).await;
        drop((visitor, other));
        until("nobody is connected", || server.service().lobby.connected() == 0).await;
        assert_eq!(invite(&ada, &site, 1).await, Ok(()), "they may be on their way to the next page");
        assert_eq!(invite(&ada, &site, 2).await, Ok(()));
        let again = Visitor::come_with(server.address(), &site.key, Some(token), BTreeMap::new(), Codec::Json);
        let welcomed = |view: &View<VisitorRole>| {
            view.pushes.iter().any(|push| matches!(push, VisitorPush::Welcome(welcome) if welcome.invitation.is_some()))
        };
        again.sees("the invitation", welcomed).await;
        server.pass(Millis(15_000));
        sees_outcome(&ada, Outcome::Gone).await;
        let gone = |view: &View<AgentRole>| {
            [1, 2].into_iter().find(|number| row(view, *number).is_some_and(|row| row.state == VisitorState::Gone))
        };
        let view = ada.sees("one who is gone", |view| gone(view).is_some()).await;
        assert_eq!(invite(&ada, &site, gone(&view).unwrap()).await, Err(ErrorCode::NotBrowsing));
        assert_eq!(outcomes(&ada.view()), [Outcome::Gone], "and the one who came back is still invited");
        server.end().await;
    }

    async fn a_message_of_the_visitors_own_overtakes_it(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let ada = watching(&server, &site, &cookie).await;
        let visitor = Visitor::come(server.address(), &site.key);
        sees_state(&ada, 1, VisitorState::Browsing).await;
        invite(&ada, &site, 1).await.unwrap();
        let invitation = sees_invitation(&visitor, 1).await;
        visitor.write("hello?").await;
        sees_it_over(&visitor, invitation.id).await;
        sees_outcome(&ada, Outcome::Overtaken).await;
        sees_state(&ada, 1, VisitorState::Queued).await;
        ada.sees_waiting().await;
        answer(&visitor, invitation.id, true).await;
        visitor.sees("a refusal", |view| view.refused.last().is_some_and(|(_, why)| why.code == ErrorCode::InvitationOver)).await;
        visitor.sees_words(&["hello?"]).await;
        server.end().await;
    }

    async fn of_two_agents_in_the_same_second_one_wins_and_the_other_is_told(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let ada = watching(&server, &site, &cookie).await;
        let jo = watching(&server, &site, &server.agent("Jo").await).await;
        let visitor = Visitor::come(server.address(), &site.key);
        sees_state(&ada, 1, VisitorState::Browsing).await;
        let (one, other) = tokio::join!(invite(&ada, &site, 1), invite(&jo, &site, 1));
        let (winner, loser) = if one.is_ok() { (&ada, &jo) } else { (&jo, &ada) };
        assert_eq!([one, other].iter().filter(|answer| **answer == Err(ErrorCode::AlreadyInvited)).count(), 1, "{one:?} {other:?}");
        sees_invitation(&visitor, 1).await;
        assert_eq!(invite(winner, &site, 1).await, Ok(()), "one's own again changes nothing");
        assert_eq!(invite(loser, &site, 1).await, Err(ErrorCode::AlreadyInvited));
        assert_eq!(invitations(&visitor.view()).len(), 1);
        server.end().await;
    }

    async fn accepted_when_the_agent_has_gone_it_waits_in_the_queue(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let ada = watching(&server, &site, &cookie).await;
        let jo = watching(&server, &site, &server.agent("Jo").await).await;
        let visitor = Visitor::come(server.address(), &site.key);
        sees_state(&ada, 1, VisitorState::Browsing).await;
        invite(&ada, &site, 1).await.unwrap();
        let invitation = sees_invitation(&visitor, 1).await;
        drop(ada);
        until("Ada is gone", || server.service().staff.sign_ins().len() == 1).await;
        server.pass(Millis(10_000));
        answer(&visitor, invitation.id, true).await;
        let conversation = jo.sees_waiting().await;
        sees_state(&jo, 1, VisitorState::Queued).await;
        jo.accept(conversation).await;
        jo.sees_words(conversation, &[invitation.words.as_str()]).await;
        let last = waiting(&jo.view());
        assert!(last.is_empty());
        jo.write(conversation, "Ada is out, I am Jo").await;
        visitor.sees_words(&[invitation.words.as_str(), "Ada is out, I am Jo"]).await;
        server.end().await;
    }

    async fn it_stands_on_the_next_page_in_every_tab_and_after_a_restart(engine: Engine) {
        let (mut server, site, cookie) = TestServer::set_up(engine).await;
        let ada = watching(&server, &site, &cookie).await;
        let first = Visitor::come(server.address(), &site.key);
        let token = first.token().await;
        sees_state(&ada, 1, VisitorState::Browsing).await;
        invite(&ada, &site, 1).await.unwrap();
        let invitation = sees_invitation(&first, 1).await;
        let again = || Visitor::come_with(server.address(), &site.key, Some(token), BTreeMap::new(), Codec::Json);
        let welcomed = |view: &View<VisitorRole>| {
            view.pushes.iter().rev().find_map(|push| match push {
                VisitorPush::Welcome(welcome) => Some(welcome.invitation.clone()),
                _ => None,
            })
        };
        let second = again();
        second.sees("the invitation", |view| welcomed(view) == Some(Some(invitation.clone()))).await;
        let shown = sees_state(&ada, 1, VisitorState::Invited).await;
        assert_eq!(shown.agent.as_deref(), Some("Ada"));
        drop((first, second));
        server.restart().await;
        let (third, fourth) = (
            Visitor::come_with(server.address(), &site.key, Some(token), BTreeMap::new(), Codec::Json),
            Visitor::come_with(server.address(), &site.key, Some(token), BTreeMap::new(), Codec::Json),
        );
        third.sees("the invitation", |view| welcomed(view) == Some(Some(invitation.clone()))).await;
        fourth.sees("the invitation", |view| welcomed(view) == Some(Some(invitation.clone()))).await;
        answer(&third, invitation.id, false).await;
        sees_it_over(&fourth, invitation.id).await;
        server.end().await;
    }

    async fn agents_have_words_of_their_own(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let put = async |words: &str| server.put("/console/api/invitation", &InvitationWords { words: words.into() }, Some(&cookie)).await;
        let problem: Problem = read(put(&"x".repeat(301)).await).await;
        assert_eq!(problem.code, ProblemCode::BadWords);
        let kept: InvitationWords = read(put(" Hi, Ada here! ").await).await;
        assert_eq!(kept.words, "Hi, Ada here!");
        let ada = watching(&server, &site, &cookie).await;
        let told = |view: &View<AgentRole>| matches!(&view.pushes[0], AgentPush::Welcome(welcome) if welcome.invitation == "Hi, Ada here!");
        assert!(told(&ada.view()));
        let (one, two) = (Visitor::come(server.address(), &site.key), Visitor::come(server.address(), &site.key));
        sees_state(&ada, 1, VisitorState::Browsing).await;
        sees_state(&ada, 2, VisitorState::Browsing).await;
        invite(&ada, &site, 1).await.unwrap();
        let kept: InvitationWords = read(put(" ").await).await;
        assert_eq!(kept.words, "");
        invite(&ada, &site, 2).await.unwrap();
        let (one, two) = (sees_invitation(&one, 1).await, sees_invitation(&two, 1).await);
        let mut words = [one.words.as_str(), two.words.as_str()];
        words.sort_by_key(|words| *words != "Hi, Ada here!");
        assert_eq!(words[0], "Hi, Ada here!");
        assert!(words[1].starts_with("Hello!"), "the usual words: {}", words[1]);
        server.end().await;
    }
}
