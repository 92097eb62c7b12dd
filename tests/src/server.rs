//! A server of a test's own, in this process: a free port, a fresh database, a clock that the test moves.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Parser as _;
use lobby_server::app::{self, Running, StartError};
use lobby_server::clock::Clock;
use lobby_server::config::{Config, Layer};
use lobby_server::store::Target;
use lobby_shared::http::{SetUp, SignIn};
use lobby_shared::site::SiteCard;
use lobby_shared::time::Millis;
use reqwest::{Client, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::database::{Database, Engine};

/// Where the first site's widget may start.
pub const SHOP: &str = "https://shop.example";
/// The administrator's address.
pub const ADMINISTRATOR: &str = "ada@example.com";
/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery";

/// A running server, its database and its clock.
pub struct TestServer {
    running: Option<Running>,
    address: SocketAddr,
    database: Database,
    /// The clock.
    pub clock: Clock,
    http: Client,
}

#[derive(clap::Parser)]
struct Line {
    #[command(flatten)]
    layer: Layer,
}

/// Settings as a command line would give them, on free ports.
///
/// # Panics
/// When they are not usable.
pub fn settings(target: &Target, more: &[&str]) -> Config {
    let mut line = vec!["lobby".to_owned(), "--metrics-listen=127.0.0.1:0".to_owned()];
    if more.iter().all(|flag| !flag.starts_with("--listen")) {
        line.push("--listen=127.0.0.1:0".to_owned());
    }
    line.push(match target {
        Target::Sqlite { folder } => format!("--data={}", folder.display()),
        Target::Postgres { url } => format!("--database-url={url}"),
    });
    line.extend(more.iter().map(|flag| (*flag).to_owned()));
    Line::try_parse_from(line)
        .unwrap_or_else(|error| panic!("{error}"))
        .layer
        .check(None)
        .unwrap_or_else(|problems| panic!("{problems:?}"))
}

impl TestServer {
    /// Starts a server on a fresh database.
    pub async fn start(engine: Engine) -> Self {
        Self::start_with(engine, &[]).await
    }

    /// Starts a server with more flags.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start_with(engine: Engine, more: &[&str]) -> Self {
        let database = Database::create(engine).await;
        // The machine's time, so that what the client cores measure fits; from here on it moves by hand.
        let clock = Clock::fixed(Clock::System.now());
        let running = app::start(settings(&database.target, more), clock.clone()).await;
        let running = running.unwrap_or_else(|error| panic!("{error}"));
        let address = running.address;
        Self { running: Some(running), address, database, clock, http: Client::new() }
    }

    /// Starts a server on a fresh database with an administrator and one site.
    pub async fn set_up(engine: Engine) -> (Self, SiteCard, Cookie) {
        let server = Self::start(engine).await;
        let (site, cookie) = server.make_administrator().await;
        (server, site, cookie)
    }

    fn running(&self) -> &Running {
        self.running.as_ref().expect("the server runs")
    }

    /// Where it serves, also while it is stopped.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its own origin.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address())
    }

    /// The token of the first run.
    pub fn token(&self) -> String {
        self.running().set_up_token.clone().expect("the first run is still to come")
    }

    /// The text of its metrics.
    ///
    /// # Panics
    /// When they are not served.
    pub async fn metrics(&self) -> String {
        let address = self.running().metrics_address.expect("metrics are served");
        self.http.get(format!("http://{address}/metrics")).send().await.unwrap().text().await.unwrap()
    }

    /// What the server can do, past its doors.
    pub fn service(&self) -> &lobby_server::service::Service {
        &self.running().service
    }

    /// Moves the clock.
    pub fn pass(&self, span: Millis) {
        self.clock.advance(span);
    }

    /// Makes the administrator and the first site.
    ///
    /// # Panics
    /// When the first run refuses.
    pub async fn make_administrator(&self) -> (SiteCard, Cookie) {
        let typed = SetUp {
            token: self.token(),
            name: "Ada".into(),
            email: ADMINISTRATOR.into(),
            password: PASSWORD.into(),
            site_name: "Trek".into(),
            site_address: SHOP.into(),
        };
        let response = self.post("/console/api/set-up", &typed, None).await;
        let cookie = Cookie::of(&response);
        (read(response).await, cookie)
    }

    /// Adds an agent who has chosen a password, and signs them in.
    ///
    /// # Panics
    /// When that is refused.
    pub async fn agent(&self, name: &str) -> Cookie {
        use lobby_server::service::agent;
        let email = format!("{}@example.com", name.to_lowercase());
        let role = lobby_shared::agent::AgentRole::Agent;
        let first = agent::add(&self.service().store, &self.clock, name.into(), email.clone(), role).await.unwrap();
        let cookie = Cookie::of(&self.sign_in(&email, &first).await);
        let change = lobby_shared::http::ChangePassword { current: first, new: PASSWORD.into() };
        Cookie::of(&self.post("/console/api/password", &change, Some(&cookie)).await)
    }

    /// Tries to sign in.
    pub async fn sign_in(&self, email: &str, password: &str) -> Response {
        let typed = SignIn { email: email.into(), password: password.into(), remember: false };
        self.post("/console/api/sign-in", &typed, None).await
    }

    /// Sends a request as one of the server's own pages would.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn post(&self, path: &str, body: &impl Serialize, cookie: Option<&Cookie>) -> Response {
        let request = self.http.post(format!("{}{path}", self.origin())).header("origin", self.origin()).json(body);
        let request = if let Some(Cookie(cookie)) = cookie { request.header("cookie", cookie) } else { request };
        request.send().await.unwrap()
    }

    /// Replaces something as one of the server's own pages would.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn put(&self, path: &str, body: &impl Serialize, cookie: Option<&Cookie>) -> Response {
        let request = self.http.put(format!("{}{path}", self.origin())).header("origin", self.origin()).json(body);
        let request = if let Some(Cookie(cookie)) = cookie { request.header("cookie", cookie) } else { request };
        request.send().await.unwrap()
    }

    /// Takes something away as one of the server's own pages would.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn delete(&self, path: &str, cookie: Option<&Cookie>) -> Response {
        let request = self.http.delete(format!("{}{path}", self.origin())).header("origin", self.origin());
        let request = if let Some(Cookie(cookie)) = cookie { request.header("cookie", cookie) } else { request };
        request.send().await.unwrap()
    }

    /// Gets a page.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn get(&self, path: &str, cookie: Option<&Cookie>) -> Response {
        let request = self.http.get(format!("{}{path}", self.origin()));
        let request = if let Some(Cookie(cookie)) = cookie { request.header("cookie", cookie) } else { request };
        request.send().await.unwrap()
    }

    /// Stops the server and starts it again on the same database and port, as a restart does.
    ///
    /// # Panics
    /// When it does not start again.
    pub async fn restart(&mut self) {
        let listen = format!("--listen={}", self.address());
        self.stop().await;
        let config = settings(&self.database.target, &[&listen]);
        let running: Result<Running, StartError> = app::start(config, self.clock.clone()).await;
        self.running = Some(running.unwrap_or_else(|error| panic!("{error}")));
    }

    /// The SQLite file.
    ///
    /// # Panics
    /// On PostgreSQL.
    pub fn file(&self) -> PathBuf {
        match &self.database.target {
            Target::Sqlite { folder } => folder.join("lobby.db"),
            Target::Postgres { .. } => panic!("PostgreSQL has no file"),
        }
    }

    /// Stops the server politely.
    pub async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    /// Stops the server and takes its database away.
    pub async fn end(mut self) {
        self.stop().await;
        self.database.remove().await;
    }
}

/// A sign-in's cookie, as a browser would send it.
#[derive(Clone, Debug)]
pub struct Cookie(pub String);

impl Cookie {
    /// The sign-in's token.
    pub fn token(&self) -> &str {
        self.0.split_once('=').map_or("", |(_, token)| token)
    }

    /// The cookie that a response sets.
    ///
    /// # Panics
    /// When it sets none.
    pub fn of(response: &Response) -> Self {
        let header = response.headers().get("set-cookie").unwrap_or_else(|| panic!("no cookie: {response:?}"));
        Self(header.to_str().unwrap().split(';').next().unwrap_or_default().to_owned())
    }
}

/// A response's body.
///
/// # Panics
/// When it is not of this shape.
pub async fn read<T: DeserializeOwned>(response: Response) -> T {
    let text = response.text().await.unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
