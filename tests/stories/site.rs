//! Sites: an administrator makes and changes them, everyone's console learns of it, the loader and the frame obey.

use lobby_shared::http::{Problem, ProblemCode, SiteForm, Sites};
use lobby_shared::site::SiteCard;
use lobby_shared::wire::agent::AgentPush;
use lobby_tests::database::Engine;
use lobby_tests::people::Agent;
use lobby_tests::server::{SHOP, TestServer, read};

use crate::on_both;

fn form(name: &str, addresses: &[&str]) -> SiteForm {
    SiteForm { name: name.into(), addresses: addresses.iter().map(|address| (*address).to_owned()).collect() }
}

on_both! {
    async fn an_administrator_makes_and_changes_sites_and_consoles_learn_of_it(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let agent = Agent::open(server.address(), &cookie);
        agent.sees("a welcome", |view| !view.pushes.is_empty()).await;
        let made = server.post("/console/api/sites", &form("Blog", &["blog.example", "*.blog.example"]), Some(&cookie)).await;
        let blog: SiteCard = read(made).await;
        assert_eq!(blog.origins, ["https://*.blog.example", "https://blog.example"]);
        agent.sees("two sites", |view| matches!(view.pushes.last(), Some(AgentPush::Sites(sites)) if sites.len() == 2)).await;
        let path = format!("/console/api/sites/{}", site.site.to_text());
        let changed = server.put(&path, &form("Trek & more", &[SHOP, "https://more.example"]), Some(&cookie)).await;
        let changed: SiteCard = read(changed).await;
        assert_eq!((changed.name.as_str(), changed.key.clone(), changed.origins.len()), ("Trek & more", site.key, 2));
        let sites: Sites = read(server.get("/console/api/sites", Some(&cookie)).await).await;
        assert_eq!(sites.sites, [changed, blog]);
        server.end().await;
    }
}

#[tokio::test]
async fn only_administrators_change_sites_and_bad_addresses_are_pointed_at() {
    let (server, site, ada) = TestServer::set_up(Engine::Sqlite).await;
    let jo = server.agent("Jo").await;
    let path = format!("/console/api/sites/{}", site.site.to_text());
    let refusal = |response: reqwest::Response| async move {
        let status = response.status().as_u16();
        let problem: Problem = read(response).await;
        (status, problem.code, problem.place)
    };
    let good = form("Mine", &["https://mine.example"]);
    assert_eq!(refusal(server.put(&path, &good, Some(&jo)).await).await, (403, ProblemCode::NotAllowed, None));
    assert_eq!(refusal(server.put(&path, &good, None).await).await, (401, ProblemCode::SignedOut, None));
    let missing = "/console/api/sites/site_00000000000000000000000000000000";
    assert_eq!(refusal(server.put(missing, &good, Some(&ada)).await).await, (404, ProblemCode::NoSuchSite, None));
    let bad = form("Mine", &[SHOP, "https://*"]);
    assert_eq!(refusal(server.put(&path, &bad, Some(&ada)).await).await, (422, ProblemCode::BadSiteAddress, Some(1)));
    let none = form("Mine", &[]);
    assert_eq!(refusal(server.put(&path, &none, Some(&ada)).await).await, (422, ProblemCode::NoSiteAddress, None));
    let sites: Sites = read(server.get("/console/api/sites", Some(&ada)).await).await;
    assert_eq!(sites.sites, [site], "nothing was changed");
    server.end().await;
}
