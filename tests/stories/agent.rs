//! An agent's state: Available or Busy, the same in all their consoles, known to visitors, kept over a restart.

use lobby_shared::agent::AgentState;
use lobby_shared::client::{AgentRole, Input};
use lobby_shared::wire::agent::{AgentCommand, AgentPush};
use lobby_shared::wire::visitor::VisitorPush;
use lobby_tests::database::Engine;
use lobby_tests::people::{Agent, Visitor};
use lobby_tests::person::View;
use lobby_tests::server::{ADMINISTRATOR, Cookie, PASSWORD, TestServer};

use crate::on_both;

fn state(view: &View<AgentRole>) -> Option<AgentState> {
    view.pushes.iter().rev().find_map(|push| match push {
        AgentPush::Welcome(welcome) => Some(welcome.state),
        AgentPush::State(state) => Some(*state),
        _ => None,
    })
}

on_both! {
    async fn busy_shows_in_every_console_and_to_visitors_and_survives_a_restart(engine: Engine) {
        let (mut server, site, cookie) = TestServer::set_up(engine).await;
        let (one, two) = (Agent::open(server.address(), &cookie), Agent::open(server.address(), &cookie));
        let visitor = Visitor::come(server.address(), &site.key);
        two.sees("available", |view| state(view) == Some(AgentState::Available)).await;
        one.sees("available", |view| state(view) == Some(AgentState::Available)).await;
        visitor.sees("somebody", |view| match view.pushes.last() {
            Some(VisitorPush::Welcome(welcome)) => welcome.available,
            last => last == Some(&VisitorPush::Available(true)),
        })
        .await;
        one.feed(Input::Tell(AgentCommand::SetState(AgentState::Busy))).await;
        two.sees("busy", |view| state(view) == Some(AgentState::Busy)).await;
        visitor.sees("nobody", |view| view.pushes.last() == Some(&VisitorPush::Available(false))).await;
        server.restart().await;
        let again = Agent::open(server.address(), &cookie);
        again.sees("still busy", |view| state(view) == Some(AgentState::Busy)).await;
        let fresh = Cookie::of(&server.sign_in(ADMINISTRATOR, PASSWORD).await);
        let fresh = Agent::open(server.address(), &fresh);
        fresh.sees("available after a new sign-in", |view| state(view) == Some(AgentState::Available)).await;
        server.end().await;
    }
}
