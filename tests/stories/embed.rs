//! What a site's page gets: the loader for known keys, the frame for allowed origins, strict headers everywhere.

use lobby_shared::site::{SiteSettings, StartMode, TrailMode};
use lobby_tests::database::Engine;
use lobby_tests::server::{SHOP, TestServer};

use crate::trail::settle;

#[tokio::test]
async fn the_tag_of_an_unknown_site_says_what_to_do() {
    let (server, _site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    for path in ["/lobby/nobodys-site.js", "/lobby/frame/nobodys-site", "/lobby/x.js", "/lobby/%00%ff.js"] {
        let response = server.get(path, None).await;
        assert_eq!(response.status().as_u16() / 100, 4, "{path}");
        let words = response.text().await.unwrap();
        assert!(path.contains('%') || words.contains("Copy the script tag again"), "{path}: {words}");
    }
    server.end().await;
}

#[tokio::test]
async fn the_frame_may_stand_on_the_sites_own_origins_only() {
    let (server, site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    let response = server.get(&format!("/lobby/frame/{}", site.key.as_str()), None).await;
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.ends_with(&format!("frame-ancestors {SHOP}")), "{policy}");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"), "{policy}");
    server.end().await;
}

#[tokio::test]
async fn the_loader_knows_its_site_and_where_it_may_start() {
    let (server, site, cookie) = TestServer::set_up(Engine::Sqlite).await;
    let response = server.get(&format!("/lobby/{}.js", site.key.as_str()), None).await;
    assert_eq!(response.headers()["content-type"], "text/javascript; charset=utf-8");
    let script = response.text().await.unwrap();
    let key = format!(r#""key":"{}""#, site.key.as_str());
    let origins = format!(r#""origins":["{SHOP}"]"#);
    let allow = r#""allow":"^(https\\:\\/\\/shop\\.example)$""#;
    for part in [key.as_str(), &origins, allow, r#""ask":false"#, r#""click":false"#, r#""off":false"#] {
        assert!(script.contains(part), "{part}: {script}");
    }
    let settings =
        SiteSettings { ask_consent: true, start: StartMode::Click, trail: TrailMode::Off, ..SiteSettings::default() };
    settle(&server, &site, &settings, &cookie).await;
    let script = server.get(&format!("/lobby/{}.js", site.key.as_str()), None).await.text().await.unwrap();
    for part in [r#""ask":true"#, r#""click":true"#, r#""off":true"#] {
        assert!(script.contains(part), "{part}: {script}");
    }
    server.end().await;
}

#[tokio::test]
async fn every_page_is_strict_and_the_console_is_framed_by_nobody() {
    let (server, _site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    for path in ["/console/", "/console/lobby", "/healthz", "/nothing/here", "/console/api/start", "/assets/none.js"] {
        let response = server.get(path, None).await;
        let header = |name: &str| {
            response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
        };
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert!(!header("content-security-policy").contains("unsafe-inline"), "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
    }
    server.end().await;
}

#[tokio::test]
async fn the_demo_shop_is_another_host_with_the_tag_in_place() {
    let server = TestServer::start_with(Engine::Sqlite, &["--demo"]).await;
    let port = server.address().port();
    let client = reqwest::Client::new();
    let response = client.get(server.origin()).header("host", format!("shop.localhost:{port}")).send().await.unwrap();
    let page = response.text().await.unwrap();
    assert!(page.contains(&format!("<script async src=\"{}/lobby/demo.js\"></script>", server.origin())), "{page}");
    let loader = server.get("/lobby/demo.js", None).await.text().await.unwrap();
    assert!(loader.contains(&format!("http://shop.localhost:{port}")), "{loader}");
    server.end().await;
}
