//! First run, sign-in and sign-out: who gets in, and what everyone else is told.

use lobby_shared::http::{ChangePassword, Problem, ProblemCode, Screen, SetUp, Start};
use lobby_shared::site::SiteCard;
use lobby_shared::time::Millis;
use lobby_tests::database::Engine;
use lobby_tests::server::{ADMINISTRATOR, Cookie, PASSWORD, SHOP, TestServer, read};
use reqwest::Client;

use crate::on_both;

fn typed(token: String) -> SetUp {
    SetUp {
        token,
        name: "Ada".into(),
        email: ADMINISTRATOR.into(),
        password: PASSWORD.into(),
        site_name: "Trek".into(),
        site_address: SHOP.into(),
    }
}

async fn refusal(response: reqwest::Response) -> (u16, ProblemCode) {
    let status = response.status().as_u16();
    (status, read::<Problem>(response).await.code)
}

on_both! {
    async fn the_set_up_token_makes_one_administrator_and_then_no_more(engine: Engine) {
        let server = TestServer::start(engine).await;
        let token = server.token();
        let start: Start = read(server.get("/console/api/start", None).await).await;
        assert_eq!(start.screen, Screen::SetUp);
        let wrong = server.post("/console/api/set-up", &typed("guess".into()), None).await;
        assert_eq!(refusal(wrong).await, (403, ProblemCode::SetUpToken));
        let made = server.post("/console/api/set-up", &typed(token.clone()), None).await;
        let cookie = Cookie::of(&made);
        let site: SiteCard = read(made).await;
        assert_eq!((site.name.as_str(), site.origins), ("Trek", vec![SHOP.to_owned()]));
        let start: Start = read(server.get("/console/api/start", Some(&cookie)).await).await;
        assert!(matches!(start.screen, Screen::SignedIn(card) if card.name == "Ada"));
        let again = server.post("/console/api/set-up", &typed(token), None).await;
        assert_eq!(refusal(again).await, (409, ProblemCode::SetUpDone));
        server.end().await;
    }

    async fn sign_in_gives_a_cookie_and_sign_out_ends_it(engine: Engine) {
        let (server, _site, _cookie) = TestServer::set_up(engine).await;
        let response = server.sign_in(" ADA@example.com ", PASSWORD).await;
        let header = response.headers()["set-cookie"].to_str().unwrap().to_owned();
        for part in ["__Host-lobby=", "Path=/", "Secure", "HttpOnly", "SameSite=Strict"] {
            assert!(header.contains(part), "{header}");
        }
        let cookie = Cookie::of(&response);
        assert_eq!(server.get("/console/api/sites", Some(&cookie)).await.status(), 200);
        assert_eq!(server.post("/console/api/sign-out", &(), Some(&cookie)).await.status(), 204);
        assert_eq!(refusal(server.get("/console/api/sites", Some(&cookie)).await).await, (401, ProblemCode::SignedOut));
        server.end().await;
    }

    async fn a_sign_in_ends_by_itself(engine: Engine) {
        let (server, _site, cookie) = TestServer::set_up(engine).await;
        server.pass(Millis(12 * 3_600_000 + 1));
        assert_eq!(refusal(server.get("/console/api/sites", Some(&cookie)).await).await, (401, ProblemCode::SignedOut));
        server.end().await;
    }
}

#[tokio::test]
async fn every_wrong_field_of_the_first_run_is_named() {
    let server = TestServer::start(Engine::Sqlite).await;
    let good = || typed(server.token());
    let cases = [
        (SetUp { name: " ".into(), ..good() }, ProblemCode::BadName),
        (SetUp { email: "ada".into(), ..good() }, ProblemCode::BadEmail),
        (SetUp { password: "short".into(), ..good() }, ProblemCode::ShortPassword),
        (SetUp { password: "x".repeat(300), ..good() }, ProblemCode::LongPassword),
        (SetUp { site_name: String::new(), ..good() }, ProblemCode::BadSiteName),
        (SetUp { site_address: "ftp://x".into(), ..good() }, ProblemCode::BadSiteAddress),
    ];
    for (typed, code) in cases {
        assert_eq!(refusal(server.post("/console/api/set-up", &typed, None).await).await, (422, code));
    }
    let start: Start = read(server.get("/console/api/start", None).await).await;
    assert_eq!(start.screen, Screen::SetUp, "nothing was made");
    server.end().await;
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_read_the_same_and_then_wait() {
    let (server, _site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    for email in [ADMINISTRATOR, "nobody@example.com"] {
        for _ in 0..3 {
            assert_eq!(refusal(server.sign_in(email, "wrong password").await).await, (401, ProblemCode::WrongSignIn));
        }
        let response = server.sign_in(email, PASSWORD).await;
        assert_eq!(response.headers()["retry-after"], "1");
        assert_eq!(refusal(response).await, (429, ProblemCode::TooMany), "even with the right one");
    }
    server.pass(Millis(1_000));
    assert_eq!(server.sign_in(ADMINISTRATOR, PASSWORD).await.status(), 200);
    server.end().await;
}

#[tokio::test]
async fn behind_a_proxy_a_guesser_elsewhere_keeps_nobody_out() {
    let (server, _site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    let try_from = |forwarded: &'static str, password: &'static str| {
        let typed =
            lobby_shared::http::SignIn { email: ADMINISTRATOR.into(), password: password.into(), remember: false };
        let request = Client::new().post(format!("{}/console/api/sign-in", server.origin()));
        let request = request.header("origin", server.origin()).header("x-forwarded-for", forwarded).json(&typed);
        async move { request.send().await.unwrap().status().as_u16() }
    };
    for _ in 0..3 {
        assert_eq!(try_from("203.0.113.9", "wrong password").await, 401);
    }
    assert_eq!(try_from("203.0.113.9", PASSWORD).await, 429);
    assert_eq!(
        try_from("198.51.100.1, 203.0.113.9", PASSWORD).await,
        429,
        "what the client wrote itself counts for nothing"
    );
    assert_eq!(try_from("198.51.100.1", PASSWORD).await, 200);
    server.end().await;
}

#[tokio::test]
async fn requests_from_another_sites_page_change_nothing() {
    let (server, _site, cookie) = TestServer::set_up(Engine::Sqlite).await;
    for origin in [Some("https://evil.example"), Some("null"), None] {
        let request =
            Client::new().post(format!("{}/console/api/sign-out", server.origin())).header("cookie", &cookie.0);
        let request = if let Some(origin) = origin { request.header("origin", origin) } else { request };
        assert_eq!(refusal(request.send().await.unwrap()).await, (403, ProblemCode::Foreign), "{origin:?}");
    }
    assert_eq!(server.get("/console/api/sites", Some(&cookie)).await.status(), 200);
    server.end().await;
}

#[tokio::test]
async fn a_given_password_must_be_changed_before_anything_else() {
    let (server, _site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    let role = lobby_shared::agent::AgentRole::Agent;
    let store = &server.service().store;
    let email = "jo@example.com";
    let first = lobby_server::service::agent::add(store, &server.clock, "Jo".into(), email.into(), role).await.unwrap();
    let response = server.sign_in(email, &first).await;
    let cookie = Cookie::of(&response);
    assert!(matches!(read::<Start>(response).await.screen, Screen::ChangePassword(_)));
    assert_eq!(refusal(server.get("/console/api/sites", Some(&cookie)).await).await, (401, ProblemCode::SignedOut));
    let wrong = ChangePassword { current: "not it at all".into(), new: PASSWORD.into() };
    let response = server.post("/console/api/password", &wrong, Some(&cookie)).await;
    assert_eq!(refusal(response).await, (422, ProblemCode::WrongPassword));
    let right = ChangePassword { current: first, new: PASSWORD.into() };
    let response = server.post("/console/api/password", &right, Some(&cookie)).await;
    let fresh = Cookie::of(&response);
    assert_eq!(server.get("/console/api/sites", Some(&fresh)).await.status(), 200);
    assert_eq!(server.get("/console/api/sites", Some(&cookie)).await.status(), 401, "the old sign-in is over");
    server.end().await;
}

#[tokio::test]
async fn bodies_that_do_not_read_are_refused_without_an_echo() {
    let (server, _site, _cookie) = TestServer::set_up(Engine::Sqlite).await;
    for body in ["", "{", "[]", "{\"email\":1}", "{\"email\":\"a\",\"password\":\"b\",\"remember\":true,\"more\":1}"] {
        let request = Client::new()
            .post(format!("{}/console/api/sign-in", server.origin()))
            .header("origin", server.origin())
            .header("content-type", "application/json")
            .body(body);
        assert_eq!(refusal(request.send().await.unwrap()).await, (400, ProblemCode::Malformed), "{body}");
    }
    server.end().await;
}
