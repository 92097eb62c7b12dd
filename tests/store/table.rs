//! The lobby's table as each agent has arranged it: none at first, then the last one, and each agent's own.

use lobby_server::domain::key::AgentNo;
use lobby_server::domain::refusal::Refusal;
use lobby_server::store::table::{SetTable, TableOf};

use crate::on_both;
use crate::scene::Scene;

async fn each_agent_has_the_arrangement_that_they_kept_last(scene: &Scene) {
    let (jo, kim) = (scene.agent("jo").await.no, scene.agent("kim").await.no);
    let table = async |agent| scene.read(TableOf { agent }).await;
    assert_eq!(table(jo).await, "");
    for kept in ["columns=page\nsort=-stay\ngroup=", "columns=page,état\nsort=pages\ngroup=region"] {
        scene.write(SetTable { agent: jo, table: kept.into() }).await;
        assert_eq!((table(jo).await.as_str(), table(kim).await.as_str()), (kept, ""));
    }
    let nobody = SetTable { agent: AgentNo(99), table: "columns=page".into() };
    assert_eq!(scene.refused(nobody).await, Refusal::NotFound);
}

on_both!(each_agent_has_the_arrangement_that_they_kept_last);
