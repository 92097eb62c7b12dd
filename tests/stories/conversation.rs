//! The life of a conversation: waits, is accepted by exactly one agent, ends.

use lobby_shared::client::{AgentRequest, Input, VisitorRequest};
use lobby_shared::conversation::{ConversationState, Side};
use lobby_shared::event::{AgentEvent, Kind, VisitorEvent};
use lobby_shared::wire::agent::AgentCommand;
use lobby_shared::wire::error::ErrorCode;
use lobby_shared::wire::visitor::VisitorPush;
use lobby_tests::database::Engine;
use lobby_tests::people::{Agent, Visitor, cards, waiting};
use lobby_tests::server::TestServer;

use crate::on_both;

on_both! {
    async fn the_first_agent_to_accept_has_it_and_it_disappears_for_the_others(engine: Engine) {
        let (server, site, ada) = TestServer::set_up(engine).await;
        let ada = Agent::open(server.address(), &ada);
        let jo = Agent::open(server.address(), &server.agent("Jo").await);
        let visitor = Visitor::come(server.address(), &site.key);
        visitor.write("hello").await;
        let conversation = ada.sees_waiting().await;
        jo.sees_waiting().await;
        ada.accept(conversation).await;
        jo.sees("an empty queue", |view| cards(view).is_empty()).await;
        jo.feed(Input::Request(AgentRequest::Accept(conversation))).await;
        let view = jo.sees("a refusal", |view| !view.refused.is_empty()).await;
        assert_eq!(view.refused[0].1.code, ErrorCode::AlreadyAccepted);
        let accepted = visitor.sees("who accepted", |view| {
            let events = view.logs.values().flatten();
            events.filter(|event| event.kind == Kind::Known(VisitorEvent::Accepted {})).count() == 1
        });
        accepted.await;
        server.end().await;
    }

    async fn five_agents_race_and_one_wins(engine: Engine) {
        let (server, site, ada) = TestServer::set_up(engine).await;
        let visitor = Visitor::come(server.address(), &site.key);
        visitor.write("hello").await;
        let conversation = visitor.conversation().await;
        let mut agents = vec![Agent::open(server.address(), &ada)];
        for n in 0..4 {
            agents.push(Agent::open(server.address(), &server.agent(&format!("Jo{n}")).await));
        }
        for agent in &agents {
            agent.sees_waiting().await;
        }
        for agent in &agents {
            agent.feed(Input::Request(AgentRequest::Accept(conversation))).await;
        }
        let mut won = 0;
        for agent in &agents {
            let view = agent.sees("an answer", |view| view.done.len() + view.refused.len() == 1).await;
            won += view.done.len();
        }
        assert_eq!(won, 1);
        server.end().await;
    }

    async fn the_visitor_is_told_that_nobody_is_there_and_may_write_all_the_same(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let visitor = Visitor::come(server.address(), &site.key);
        let view = visitor.sees("a welcome", |view| !view.pushes.is_empty()).await;
        assert!(matches!(&view.pushes[0], VisitorPush::Welcome(welcome) if !welcome.available));
        visitor.write("anybody?").await;
        visitor.sees_words(&["anybody?"]).await;
        let agent = Agent::open(server.address(), &cookie);
        let conversation = agent.sees_waiting().await;
        visitor.sees("somebody is there", |view| view.pushes.contains(&VisitorPush::Available(true))).await;
        agent.accept(conversation).await;
        agent.sees_words(conversation, &["anybody?"]).await;
        server.end().await;
    }

    async fn an_agent_ends_and_the_visitor_reads_who_left(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let agent = Agent::open(server.address(), &cookie);
        let visitor = Visitor::come(server.address(), &site.key);
        visitor.write("hello").await;
        let conversation = agent.sees_waiting().await;
        agent.accept(conversation).await;
        agent.feed(Input::Request(AgentRequest::End(conversation))).await;
        let ended = Kind::Known(VisitorEvent::Ended { by: Side::Agent });
        visitor.sees("the end", |view| view.logs[&conversation].last().is_some_and(|event| event.kind == ended)).await;
        agent.sees("an ended row", |view| {
            cards(view).get(&conversation).is_some_and(|card| card.state == ConversationState::Ended(Side::Agent))
        })
        .await;
        // Writing on simply opens the next one.
        visitor.write("one more thing").await;
        let view = visitor.sees("a second conversation", |view| view.logs.len() == 2 && view.outbox.is_empty()).await;
        assert!(view.logs.keys().any(|id| *id != conversation));
        agent.sees("it in the queue", |view| waiting(view).len() == 1).await;
        server.end().await;
    }

    async fn a_visitor_ends_and_the_agent_can_write_no_more(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let agent = Agent::open(server.address(), &cookie);
        let visitor = Visitor::come(server.address(), &site.key);
        visitor.write("hello").await;
        let conversation = agent.sees_waiting().await;
        agent.accept(conversation).await;
        visitor.sees("the conversation", |view| view.logs.contains_key(&conversation)).await;
        visitor.feed(Input::Request(VisitorRequest::End(conversation))).await;
        let ended = Kind::Known(AgentEvent::Ended { by: Side::Visitor });
        agent.sees("the end", |view| view.logs[&conversation].last().is_some_and(|event| event.kind == ended)).await;
        agent.write(conversation, "wait").await;
        agent.sees("a failure", |view| {
            view.outbox.iter().any(|pending| pending.delivery == lobby_shared::client::Delivery::Failed(ErrorCode::Ended))
        })
        .await;
        server.end().await;
    }

    async fn asked_to_end_the_visitor_may_go_on_or_end(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let agent = Agent::open(server.address(), &cookie);
        let visitor = Visitor::come(server.address(), &site.key);
        visitor.write("hello").await;
        let conversation = agent.sees_waiting().await;
        agent.accept(conversation).await;
        let last = |kind: VisitorEvent| move |view: &lobby_tests::person::View<lobby_shared::client::VisitorRole>| {
            view.logs[&conversation].last().is_some_and(|event| event.kind == Kind::Known(kind.clone()))
        };
        for answer in [VisitorRequest::DeclineEnd(conversation), VisitorRequest::End(conversation)] {
            agent.feed(Input::Request(AgentRequest::AskToEnd(conversation))).await;
            visitor.sees("the question", last(VisitorEvent::EndAsked {})).await;
            visitor.feed(Input::Request(answer)).await;
            match answer {
                VisitorRequest::DeclineEnd(_) => visitor.sees("it goes on", last(VisitorEvent::EndDeclined {})).await,
                VisitorRequest::End(_) => visitor.sees("the end", last(VisitorEvent::Ended { by: Side::Visitor })).await,
                VisitorRequest::Answer(..) => unreachable!(),
            };
        }
        server.end().await;
    }

    async fn another_agents_conversation_shows_nothing(engine: Engine) {
        let (server, site, ada) = TestServer::set_up(engine).await;
        let ada = Agent::open(server.address(), &ada);
        let jo = Agent::open(server.address(), &server.agent("Jo").await);
        let visitor = Visitor::come(server.address(), &site.key);
        visitor.write("hello").await;
        let conversation = ada.sees_waiting().await;
        // Jo looks at it while it waits, and no longer once Ada has it.
        jo.feed(Input::Request(AgentRequest::Follow(conversation))).await;
        jo.sees_words(conversation, &["hello"]).await;
        ada.accept(conversation).await;
        visitor.write("my address is secret").await;
        ada.sees_words(conversation, &["hello", "my address is secret"]).await;
        jo.feed(Input::Request(AgentRequest::Follow(conversation))).await;
        let view = jo.sees("a refusal", |view| !view.refused.is_empty()).await;
        assert!(!format!("{view:?}").contains("secret"));
        jo.feed(Input::Tell(AgentCommand::Typing { conversation, on: true })).await;
        jo.write(conversation, "let me in").await;
        jo.sees("a failure", |view| {
            view.outbox.iter().any(|pending| matches!(pending.delivery, lobby_shared::client::Delivery::Failed(_)))
        })
        .await;
        visitor.sees_words(&["hello", "my address is secret"]).await;
        assert!(!visitor.view().pushes.contains(&VisitorPush::Typing(true)), "nor does a stranger type");
        server.end().await;
    }

    async fn typing_shows_on_the_other_side(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let agent = Agent::open(server.address(), &cookie);
        let visitor = Visitor::come(server.address(), &site.key);
        visitor.write("hello").await;
        let conversation = agent.sees_waiting().await;
        agent.accept(conversation).await;
        agent.feed(Input::Tell(AgentCommand::Typing { conversation, on: true })).await;
        visitor.sees("typing", |view| view.pushes.contains(&VisitorPush::Typing(true))).await;
        visitor.feed(Input::Tell(lobby_shared::wire::visitor::VisitorCommand::Typing(true))).await;
        let typing = lobby_shared::wire::agent::AgentPush::Typing { conversation, on: true };
        agent.sees("typing", |view| view.pushes.contains(&typing)).await;
        server.end().await;
    }
}
