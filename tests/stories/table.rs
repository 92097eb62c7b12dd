//! The lobby's table as an agent has arranged it: kept with the agent, told at each welcome, and nobody else's.

use lobby_shared::agent::AgentCard;
use lobby_shared::client::AgentRole;
use lobby_shared::http::{Arrangement, MAX_TABLE_BYTES, Problem, ProblemCode};
use lobby_shared::wire::agent::{AgentPush, AgentWelcome};
use lobby_tests::database::Engine;
use lobby_tests::people::Agent;
use lobby_tests::person::View;
use lobby_tests::server::{Cookie, TestServer, read};

use crate::on_both;

/// What a console is told that opens now.
async fn welcome(server: &TestServer, cookie: &Cookie) -> (AgentCard, String) {
    let told = |view: &View<AgentRole>| {
        view.pushes.iter().find_map(|push| match push {
            AgentPush::Welcome(AgentWelcome { agent, table, .. }) => Some((agent.clone(), table.clone())),
            _ => None,
        })
    };
    let console = Agent::open(server.address(), cookie);
    console.sees("a welcome", |view| told(view).is_some()).await;
    told(&console.view()).unwrap()
}

on_both! {
    /// Whatever browser it was arranged in, the next console hears of it, also after a restart.
    async fn an_arrangement_is_told_to_the_agents_next_console_and_to_nobody_else(engine: Engine) {
        let (mut server, _, cookie) = TestServer::set_up(engine).await;
        let ben = server.agent("Ben").await;
        let (ada, none) = welcome(&server, &cookie).await;
        assert_eq!(none, "");
        for table in ["columns=page\nsort=-stay\ngroup=", "columns=page,state\nsort=pages\ngroup=region"] {
            let arranged = Arrangement { agent: ada.agent, table: table.into() };
            assert_eq!(server.put("/console/api/table", &arranged, Some(&cookie)).await.status(), 204);
            assert_eq!(welcome(&server, &cookie).await.1, table);
        }
        assert_eq!(welcome(&server, &ben).await.1, "");
        server.restart().await;
        assert_eq!(welcome(&server, &cookie).await.1, "columns=page,state\nsort=pages\ngroup=region");
        server.end().await;
    }

    /// What is refused changes nothing, and the reason is told.
    async fn what_is_no_arrangement_or_somebody_elses_is_refused(engine: Engine) {
        let (server, _, cookie) = TestServer::set_up(engine).await;
        let ben = server.agent("Ben").await;
        let agent = welcome(&server, &cookie).await.0.agent;
        let put = async |table: &str, cookie: Option<&Cookie>| {
            let answer = server.put("/console/api/table", &Arrangement { agent, table: table.into() }, cookie).await;
            let status = answer.status().as_u16();
            (status, if status == 204 { None } else { Some(read::<Problem>(answer).await.code) })
        };
        assert_eq!(put("columns=page", Some(&cookie)).await, (204, None));
        let long = "x".repeat(MAX_TABLE_BYTES + 1);
        for bad in ["", &long, "columns=\0", "columns=page\u{1b}[2J"] {
            assert_eq!(put(bad, Some(&cookie)).await, (422, Some(ProblemCode::BadTable)), "{bad:?}");
        }
        assert_eq!(put("columns=state", None).await, (401, Some(ProblemCode::SignedOut)));
        // A console of Ada's that was left open where Ben has signed in since.
        assert_eq!(put("columns=state", Some(&ben)).await, (403, Some(ProblemCode::NotAllowed)));
        assert_eq!(welcome(&server, &cookie).await.1, "columns=page");
        assert_eq!(welcome(&server, &ben).await.1, "");
        let longest = "x".repeat(MAX_TABLE_BYTES);
        assert_eq!(put(&longest, Some(&cookie)).await, (204, None));
        assert_eq!(welcome(&server, &cookie).await.1, longest);
        server.end().await;
    }
}
