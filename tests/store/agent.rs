//! Agents: one per address, their passwords, and the first run that happens once.

use lobby_server::domain::key::AgentNo;
use lobby_server::domain::refusal::Refusal;
use lobby_server::store::agent::{AddAgent, FindAgent, HasAdministrator, SetPassword, SetUp};
use lobby_server::store::sign_in::{AddSignIn, FindSignIn};
use lobby_server::store::site::ListSites;
use lobby_shared::agent::AgentRole;
use lobby_shared::time::Millis;

use crate::on_both;
use crate::scene::{Scene, add_agent, put_site};

async fn an_agent_is_found_by_address_in_any_case(scene: &Scene) {
    let agent = scene.agent("Jo").await;
    assert_eq!(agent.email, "jo@shop.example");
    let found = scene.read(FindAgent { email: "JO@shop.example".into() }).await;
    assert!(found == Some(agent));
    assert!(scene.read(FindAgent { email: "no@shop.example".into() }).await.is_none());
}

async fn an_address_belongs_to_one_agent(scene: &Scene) {
    scene.agent("jo").await;
    assert_eq!(scene.refused(add_agent("JO")).await, Refusal::EmailTaken);
}

async fn a_new_password_ends_the_other_sign_ins(scene: &Scene) {
    let (jo, kim) = (scene.agent("jo").await, scene.agent("kim").await);
    for (agent, token) in [(&jo, 1), (&jo, 2), (&kim, 3)] {
        let token_hash = [token; 32];
        scene.write(AddSignIn { token_hash, agent: agent.no, now: Millis(1), expires: Millis(9) }).await;
    }
    let signed_in = async |token| scene.read(FindSignIn { token_hash: [token; 32], now: Millis(5) }).await.is_some();
    let set = SetPassword { agent: jo.no, password_hash: "other".into(), must_change: true, keep: Some([2; 32]) };
    scene.write(set).await;
    assert_eq!([signed_in(1).await, signed_in(2).await, signed_in(3).await], [false, true, true]);
    let found = scene.read(FindAgent { email: jo.email.clone() }).await.unwrap();
    assert_eq!((found.password_hash.as_str(), found.must_change), ("other", true));
    scene.write(SetPassword { agent: jo.no, password_hash: "third".into(), must_change: false, keep: None }).await;
    assert_eq!([signed_in(2).await, signed_in(3).await], [false, true]);
    let nobody = SetPassword { agent: AgentNo(99), password_hash: "x".into(), must_change: false, keep: None };
    assert_eq!(scene.refused(nobody).await, Refusal::NotFound);
}

fn set_up(name: &str) -> SetUp {
    SetUp { agent: AddAgent { role: AgentRole::Administrator, ..add_agent(name) }, site: put_site("shop") }
}

async fn the_first_run_happens_once(scene: &Scene) {
    scene.agent("jo").await;
    assert!(!scene.read(HasAdministrator).await, "an agent is no administrator");
    let (admin, site) = scene.write(set_up("ada")).await;
    assert_eq!(admin.role, AgentRole::Administrator);
    assert_eq!(scene.read(ListSites).await, [site]);
    assert!(scene.read(HasAdministrator).await);
    assert_eq!(scene.refused(set_up("eve")).await, Refusal::SetUpDone);
    assert!(scene.read(FindAgent { email: "eve@shop.example".into() }).await.is_none());
}

async fn of_many_first_runs_at_once_one_wins(scene: &Scene) {
    let names: Vec<_> = (0..8).map(|number| format!("admin{number}")).collect();
    let runs = names.iter().map(|name| scene.store.write(set_up(name)));
    let done = futures_util::future::join_all(runs).await;
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
    for done in done.into_iter().filter(Result::is_err) {
        assert_eq!(crate::scene::refusal(done), Refusal::SetUpDone);
    }
}

on_both!(
    an_agent_is_found_by_address_in_any_case,
    an_address_belongs_to_one_agent,
    a_new_password_ends_the_other_sign_ins,
    the_first_run_happens_once,
    of_many_first_runs_at_once_one_wins,
);
