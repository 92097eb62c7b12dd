//! The plain routes in their two forms: what is asked and answered in JSON and in postcard is the same.

use lobby_shared::block::{BlockForm, Blocks, Span};
use lobby_shared::http::{POSTCARD, Problem, ProblemCode, SignIn, SiteForm, Sites, Start};
use lobby_shared::invitation::{Condition, DryRun, Match, RuleForm, Rules};
use lobby_shared::site::{SiteCard, SiteSettings};
use lobby_shared::trail::VisitorFile;
use lobby_shared::wire::codec::Codec;
use lobby_tests::database::Engine;
use lobby_tests::people::Visitor;
use lobby_tests::server::{ADMINISTRATOR, Cookie, PASSWORD, TestServer, read};
use reqwest::{Method, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A request in one form, as one of the server's own pages would send it.
async fn ask(server: &TestServer, method: Method, path: &str, form: &str, body: Vec<u8>, cookie: &Cookie) -> Response {
    let request = reqwest::Client::new().request(method, format!("{}{path}", server.origin()));
    let request = request.header("origin", server.origin()).header("cookie", &cookie.0).header("accept", form);
    let request = if body.is_empty() { request } else { request.header("content-type", form).body(body) };
    request.send().await.unwrap()
}

async fn in_postcard<A: DeserializeOwned>(response: Response) -> A {
    assert_eq!(response.headers()["content-type"], POSTCARD);
    assert_eq!(response.headers()["vary"], "accept");
    Codec::Postcard.decode(&response.bytes().await.unwrap()).unwrap()
}

async fn say<B: Serialize, A: DeserializeOwned>(server: &TestServer, path: &str, body: &B, cookie: &Cookie) -> A {
    let body = Codec::Postcard.encode(body);
    in_postcard(ask(server, Method::POST, path, POSTCARD, body, cookie).await).await
}

/// What a route answers, the same in both forms.
async fn told<A: DeserializeOwned + PartialEq + std::fmt::Debug>(
    server: &TestServer,
    path: &str,
    cookie: &Cookie,
) -> A {
    let readable: A = read(server.get(path, Some(cookie)).await).await;
    let compact: A = in_postcard(ask(server, Method::GET, path, POSTCARD, Vec::new(), cookie).await).await;
    assert_eq!(compact, readable, "{path}");
    readable
}

fn rule() -> RuleForm {
    let hours = Condition::Hours { from: 540, to: 1_020, days: vec![0, 1] };
    RuleForm {
        name: "Lost".into(),
        on: true,
        conditions: vec![Condition::Page(Match::Contains, "/cart".into()), hours, Condition::Leaving],
        words: "Can I help?".into(),
        as_agent: false,
        delay: 3,
        most: 1,
        goal: String::new(),
    }
}

#[tokio::test]
async fn what_is_asked_and_answered_in_either_form_is_the_same() {
    let (server, site, cookie) = TestServer::set_up(Engine::Sqlite).await;
    let visitor = Visitor::come(server.address(), &site.key);
    visitor.write("Where is my parcel?").await;
    let of = |what: &str| format!("/console/api/sites/{}{what}", site.site.to_text());
    let typed = SignIn { email: ADMINISTRATOR.into(), password: PASSWORD.into(), remember: false };
    let start: Start = say(&server, "/console/api/sign-in", &typed, &cookie).await;
    assert_eq!(start, told(&server, "/console/api/start", &cookie).await);
    let made: Rules = say(&server, &of("/rules"), &rule(), &cookie).await;
    assert_eq!(made.rules[0].form, rule());
    assert_eq!(made, told(&server, &of("/rules"), &cookie).await);
    let dry: DryRun = say(&server, &of("/rules/dry-run"), &rule(), &cookie).await;
    assert_eq!(
        dry.untold,
        read::<DryRun>(server.post(&of("/rules/dry-run"), &rule(), Some(&cookie)).await).await.untold
    );
    let form = SiteForm { name: "Blog".into(), addresses: vec!["https://blog.example".into()] };
    let blog: SiteCard = say(&server, "/console/api/sites", &form, &cookie).await;
    assert_eq!(told::<Sites>(&server, "/console/api/sites", &cookie).await.sites, [site.clone(), blog]);
    let settings: SiteSettings = told(&server, &of("/settings"), &cookie).await;
    let changed = SiteSettings { keep_days: 30, keep_out: vec!["192.0.2.0/24".into()], ..settings };
    let body = Codec::Postcard.encode(&changed);
    let kept = ask(&server, Method::PUT, &of("/settings"), POSTCARD, body, &cookie).await;
    assert_eq!(in_postcard::<SiteSettings>(kept).await, changed);
    visitor.conversation().await;
    let file: VisitorFile = told(&server, &of("/visitors/1"), &cookie).await;
    assert_eq!(file.conversations.len(), 1);
    let block = BlockForm { visitor: 1, identity: true, address: false, span: Span::Day, reason: "Rude".into() };
    let blocks: Blocks = say(&server, &of("/blocks"), &block, &cookie).await;
    assert_eq!(blocks, told(&server, &of("/blocks"), &cookie).await);
    server.end().await;
}

#[tokio::test]
async fn a_refusal_comes_in_the_form_that_was_asked_for() {
    let (server, _site, cookie) = TestServer::set_up(Engine::Sqlite).await;
    let path = "/console/api/sites";
    let compact = async |body: Vec<u8>| -> (u16, Problem) {
        let response = ask(&server, Method::POST, path, POSTCARD, body, &cookie).await;
        (response.status().as_u16(), in_postcard(response).await)
    };
    let bad = SiteForm { name: "Mine".into(), addresses: vec!["https://a.example".into(), "https://*".into()] };
    let problem = Problem { code: ProblemCode::BadSiteAddress, retry_after_ms: None, place: Some(1) };
    assert_eq!(compact(Codec::Postcard.encode(&bad)).await, (422, problem));
    let malformed = Problem { code: ProblemCode::Malformed, retry_after_ms: None, place: None };
    let mut longer = Codec::Postcard.encode(&bad);
    longer.push(0);
    for body in [b"{}".to_vec(), longer, vec![255; 64]] {
        assert_eq!(compact(body.clone()).await, (400, malformed.clone()), "{body:?}");
    }
    // Whoever does not say what they read is told in JSON, and what is said in no known form is not read.
    for form in ["*/*", "text/html", "application/octet-stream"] {
        let response = ask(&server, Method::POST, path, form, Codec::Postcard.encode(&bad), &cookie).await;
        assert_eq!(response.headers()["content-type"], "application/json", "{form}");
        assert_eq!(read::<Problem>(response).await, malformed, "{form}");
    }
    server.end().await;
}
