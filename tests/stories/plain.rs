//! Browsers that cannot run the widget: a form that leaves a message, in the page's language.

use std::collections::BTreeSet;

use lobby_shared::block::{BlockForm, Blocks, Span};
use lobby_shared::conversation::ConversationCard;
use lobby_shared::id::Cid;
use lobby_tests::database::Engine;
use lobby_tests::people::{Agent, Visitor, waiting};
use lobby_tests::server::{TestServer, read};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

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

/// Whether each of the page's forms goes on as this visitor's.
fn carries(page: &str, token: &str) -> bool {
    page.matches(&format!("name=\"visitor\" value=\"{token}\"")).count() == 2
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

    async fn what_is_left_in_the_form_that_the_widget_opens_is_that_visitors(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let path = format!("/lobby/plain/{}", site.key.as_str());
        let agent = Agent::open(server.address(), &cookie);
        let visitor = Visitor::come(server.address(), &site.key);
        let token = visitor.token().await.to_text();
        visitor.write("Anybody?").await;
        let conversation = agent.sees_waiting().await;
        let (status, page) = send(&server, &path, &[("visitor", &token)]).await;
        assert_eq!((status, shows(&page, "empty")), (200, true), "{page}");
        let form = form_in(&page);
        let filled = |message| [("message", message), ("contact", "5551234"), ("form", &form), ("visitor", &token)];
        // A fault in it does not make the form somebody else's.
        let (_, page) = send(&server, &path, &filled(" ")).await;
        assert!(shows(&page, "blank") && carries(&page, &token), "{page}");
        for _ in 0..2 {
            let (_, page) = send(&server, &path, &filled("Call me back")).await;
            assert!(shows(&page, "sent") && carries(&page, &token), "{page}");
        }
        visitor.sees_words(&["Anybody?", "Call me back", "5551234"]).await;
        agent.accept(conversation).await;
        agent.sees_words(conversation, &["Anybody?", "Call me back", "5551234"]).await;
        assert!(waiting(&agent.view()).is_empty(), "nobody else waits");
        // Whose token opens nothing here leaves a message like anybody without one, and nothing in it is markup.
        let (_, page) = send(&server, &path, &[("visitor", "\"><b>")]).await;
        assert!(shows(&page, "empty") && !page.contains("<b>"), "{page}");
        let form = form_in(&page);
        let stranger = [("message", "Hello"), ("contact", "5554321"), ("form", form.as_str()), ("visitor", "vt_1")];
        let (_, page) = send(&server, &path, &stranger).await;
        assert!(shows(&page, "sent"), "{page}");
        agent.sees("a card", |view| waiting(view).len() == 1).await;
        server.end().await;
    }

    async fn a_form_whose_sender_has_gone_away_is_stored_whole_or_not_at_all(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let (path, origin) = (format!("/lobby/plain/{}", site.key.as_str()), server.origin());
        let agent = Agent::open(server.address(), &cookie);
        for number in 0..40 {
            let form = Cid::from_bytes([number; 16]).to_text();
            let body = format!("message=Hello&contact=5551234&form={form}");
            let request = format!(
                "POST {path} HTTP/1.1\r\nhost: {}\r\norigin: {origin}\r\n\
                content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
                server.address(),
                body.len()
            );
            let mut socket = TcpStream::connect(server.address()).await.unwrap();
            socket.write_all(request.as_bytes()).await.unwrap();
            // The tab is closed a little later each time.
            for _ in 0..number * 4 {
                tokio::task::yield_now().await;
            }
            drop(socket);
        }
        let form = Cid::from_bytes([200; 16]).to_text();
        send(&server, &path, &[("message", "The last"), ("contact", "5551234"), ("form", &form)]).await;
        agent.sees("the last, and the others whole", |view| {
            let (cards, last) = (waiting(view), "5551234");
            let whole = |card: &ConversationCard| card.unread == 2 && card.last.as_ref().is_some_and(|words| words.text == last);
            cards.len() > 1 && cards.iter().all(whole)
        }).await;
        server.end().await;
    }

    async fn what_a_blocked_visitor_leaves_in_the_form_is_kept_apart(engine: Engine) {
        let (server, site, cookie) = TestServer::set_up(engine).await;
        let path = format!("/lobby/plain/{}", site.key.as_str());
        let blocks = format!("/console/api/sites/{}/blocks", site.site.to_text());
        let agent = Agent::open(server.address(), &cookie);
        let visitor = Visitor::come(server.address(), &site.key);
        let token = visitor.token().await.to_text();
        let block = BlockForm { visitor: 1, identity: true, address: false, span: Span::Ever, reason: String::new() };
        server.post(&blocks, &block, Some(&cookie)).await;
        let (_, page) = send(&server, &path, &[("visitor", &token)]).await;
        let form = form_in(&page);
        let filled = [("message", "Buy my pills"), ("contact", "5551234"), ("form", form.as_str()), ("visitor", &token)];
        let (_, page) = send(&server, &path, &filled).await;
        assert!(shows(&page, "sent"), "they notice nothing: {page}");
        let other = Visitor::come(server.address(), &site.key);
        other.write("hello").await;
        let view = agent.sees("the other's card", |view| !waiting(view).is_empty()).await;
        assert!(!format!("{view:?}").contains("pills"));
        assert_eq!(waiting(&view).iter().map(|card| card.visitor).collect::<Vec<_>>(), [2]);
        let list: Blocks = read(server.get(&blocks, Some(&cookie)).await).await;
        let words: Vec<&str> = list.blocks[0].words.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(words, ["5551234", "Buy my pills"]);
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
