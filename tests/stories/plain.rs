//! Browsers that cannot run the widget: a form that leaves a message, in the page's language.

use std::collections::BTreeSet;

use lobby_tests::database::Engine;
use lobby_tests::people::{Agent, Visitor};
use lobby_tests::server::TestServer;

use crate::on_both;

/// Fills in a form and sends it as the page in the frame does.
async fn send(server: &TestServer, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = reqwest::Client::new().post(format!("{}{path}", server.origin()));
    let request = request.header("origin", server.origin()).header("content-type", "application/x-www-form-urlencoded");
    let response = request.body(body).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

fn form_in(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"form\" value=\"").expect("a form with a name");
    rest.split_once('"').unwrap().0.to_owned()
}

fn shows(page: &str, class: &str) -> bool {
    page.contains(&format!("<main class=\"{class}\">"))
}

on_both! {
    async fn a_message_left_without_webassembly_waits_for_an_agent_and_is_stored_once(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let path = format!("/lobby/plain/{}", site.key.as_str());
        let agent = Agent::open(server.address(), &cookie);
        let page = server.get(&path, None).await.text().await.unwrap();
        let form = form_in(&page);
        let fields = [("message", "Is the tent dry?\r\nReally?"), ("contact", "jo@shop.example"), ("form", &form)];
        for _ in 0..2 {
            let (status, page) = send(&server, &path, &fields).await;
            assert_eq!((status, shows(&page, "sent")), (200, true), "{page}");
        }
        let conversation = agent.sees_waiting().await;
        agent.accept(conversation).await;
        agent.sees_words(conversation, &["Is the tent dry?\nReally?", "jo@shop.example"]).await;
        // The same form with other words is not taken for the first one, and sending it once more leaves a second message.
        let others = |form| [("message", "Me too"), ("contact", "5551234"), ("form", form)];
        let (status, page) = send(&server, &path, &others(&form)).await;
        assert_eq!((status, shows(&page, "expired")), (422, true), "{page}");
        let (_, page) = send(&server, &path, &others(&form_in(&page))).await;
        assert!(shows(&page, "sent"), "{page}");
        let other = Visitor::come(server.address(), &site.key);
        other.write("hello").await;
        other.sees_words(&["hello"]).await;
        server.end().await;
    }
}

#[tokio::test]
async fn what_is_wrong_is_named_and_what_was_typed_stays() {
    let (server, site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    let path = format!("/lobby/plain/{}", site.key.as_str());
    let form = form_in(&server.get(&path, None).await.text().await.unwrap());
    let long = "x".repeat(1_001);
    for (message, contact, form, class) in [
        ("  ", "jo@shop.example", form.as_str(), "blank"),
        (long.as_str(), "jo@shop.example", &form, "too-long"),
        ("hello", " ", &form, "contact-blank"),
        ("hello", &long, &form, "contact-too-long"),
        ("<b>\"hello\"</b>", "a'b", "another form", "expired"),
    ] {
        let (status, page) = send(&server, &path, &[("message", message), ("contact", contact), ("form", form)]).await;
        assert_eq!((status, shows(&page, class)), (422, true), "{class}: {page}");
        let typed = message.replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        assert!(page.contains(&format!("\n{typed}</textarea>")), "{class}: {page}");
        assert!(!page.contains("<b>"), "{page}");
    }
    server.end().await;
}

#[tokio::test]
async fn the_form_takes_nothing_from_foreign_pages_and_stands_only_in_the_sites_own() {
    let (server, site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    let path = format!("/lobby/plain/{}", site.key.as_str());
    let response = server.get(&path, None).await;
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("form-action 'self'; frame-ancestors https://shop.example"), "{policy}");
    assert!(policy.contains("default-src 'none'") && !policy.contains("script-src"), "{policy}");
    let request =
        reqwest::Client::new().post(format!("{}{path}", server.origin())).header("origin", "https://evil.example");
    let request =
        request.header("content-type", "application/x-www-form-urlencoded").body("message=x&contact=y&form=z");
    assert_eq!(request.send().await.unwrap().status(), 403);
    server.end().await;
}

#[tokio::test]
async fn pages_speak_the_language_of_the_page_around_and_else_of_the_browser() {
    let (server, site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    let language = |path: String, accept: &'static str| {
        let request =
            reqwest::Client::new().get(format!("{}{path}", server.origin())).header("accept-language", accept);
        async move {
            let page = request.send().await.unwrap().text().await.unwrap();
            page.split_once("<html lang=\"").unwrap().1.split_once('"').unwrap().0.to_owned()
        }
    };
    let key = site.key.as_str();
    for page in ["frame", "plain"] {
        assert_eq!(language(format!("/lobby/{page}/{key}?lang=zh-CN"), "en").await, "zh-Hans", "{page}");
        assert_eq!(
            language(format!("/lobby/{page}/{key}?lang=xx"), "de, zh;q=0.4, en;q=0.2").await,
            "zh-Hans",
            "{page}"
        );
        assert_eq!(language(format!("/lobby/{page}/{key}"), "xx").await, "en", "{page}");
    }
    assert_eq!(language("/console/".into(), "zh").await, "zh-Hans");
    let loader = |accept: &'static str| {
        let url = format!("{}/lobby/{key}.js", server.origin());
        async move {
            let request = reqwest::Client::new().get(url).header("accept-language", accept);
            request.send().await.unwrap().text().await.unwrap()
        }
    };
    assert!(loader("zh").await.contains("打开聊天"));
    assert!(loader("en").await.contains("Open chat"));
    let chosen = reqwest::Client::new().get(format!("{}/console/", server.origin()));
    let chosen = chosen.header("accept-language", "en").header("cookie", "a=b; lobby.language=zh-Hans");
    assert!(chosen.send().await.unwrap().text().await.unwrap().contains("<html lang=\"zh-Hans\""));
    server.end().await;
}

#[tokio::test]
async fn all_words_reach_the_programs_in_one_block_that_nothing_in_it_can_end() {
    let (server, site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    for path in [format!("/lobby/frame/{}", site.key.as_str()), "/console/".to_owned()] {
        let keys = |page: String| -> BTreeSet<String> {
            let (_, block) = page.split_once("<script type=\"application/json\" id=\"text\">").unwrap();
            let block: serde_json::Value = serde_json::from_str(block.split_once("</script>").unwrap().0).unwrap();
            assert_eq!(block["languages"][0], serde_json::json!(["en", "English"]));
            block["words"].as_object().unwrap().keys().cloned().collect()
        };
        let page = |accept: &'static str| {
            let request = reqwest::Client::new().get(format!("{}{path}", server.origin()));
            async move { request.header("accept-language", accept).send().await.unwrap().text().await.unwrap() }
        };
        assert_eq!(keys(page("en").await), keys(page("zh").await), "{path}");
    }
    server.end().await;
}
