//! The console's plain HTTP routes, as one function each. Every failure becomes a [`Failure`]; nothing is retried here.

use gloo_net::http::Request;
use lobby_shared::block::{BlockForm, Blocks};
use lobby_shared::http::{ChangePassword, InvitationWords, Problem, SetUp, SignIn, SiteForm, Sites, Start};
use lobby_shared::id::{BlockId, RuleId, SiteId};
use lobby_shared::invitation::{DryRun, RuleForm, Rules};
use lobby_shared::site::{SiteCard, SiteSettings};
use lobby_shared::trail::VisitorFile;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::state::entry::Failure;

/// What the console should show first.
pub async fn start() -> Result<Start, Failure> {
    get("/console/api/start").await
}

/// Makes the first administrator and the first site, and signs in.
pub async fn set_up(body: &SetUp) -> Result<SiteCard, Failure> {
    post("/console/api/set-up", body).await
}

/// Signs in.
pub async fn sign_in(body: &SignIn) -> Result<Start, Failure> {
    post("/console/api/sign-in", body).await
}

/// Changes the agent's own password.
pub async fn change_password(body: &ChangePassword) -> Result<Start, Failure> {
    post("/console/api/password", body).await
}

/// The agent's sites.
pub async fn sites() -> Result<Sites, Failure> {
    get("/console/api/sites").await
}

/// Makes a site.
pub async fn add_site(form: &SiteForm) -> Result<SiteCard, Failure> {
    post("/console/api/sites", form).await
}

/// Changes a site.
pub async fn change_site(site: SiteId, form: &SiteForm) -> Result<SiteCard, Failure> {
    put(&of(site, ""), form).await
}

/// How a site treats its visitors.
pub async fn settings(site: SiteId) -> Result<SiteSettings, Failure> {
    get(&of(site, "/settings")).await
}

/// Changes how a site treats its visitors.
pub async fn save_settings(site: SiteId, settings: &SiteSettings) -> Result<SiteSettings, Failure> {
    put(&of(site, "/settings"), settings).await
}

/// Changes the words of the agent's own invitations.
pub async fn save_words(words: &InvitationWords) -> Result<InvitationWords, Failure> {
    put("/console/api/invitation", words).await
}

/// Who is blocked on a site.
pub async fn blocks(site: SiteId) -> Result<Blocks, Failure> {
    get(&of(site, "/blocks")).await
}

/// Blocks a visitor.
pub async fn block(site: SiteId, form: &BlockForm) -> Result<(), Failure> {
    exchange(Method::Post, &of(site, "/blocks"), serde_json::to_string(form).ok()).await.map(drop)
}

/// Lifts a block.
pub async fn lift(site: SiteId, block: BlockId) -> Result<Blocks, Failure> {
    delete(&of(site, &format!("/blocks/{}", block.to_text()))).await
}

/// What is on disk of a visitor: the ten visits before this one, or the latest.
pub async fn visitor((site, number): (SiteId, u64), before: Option<u64>) -> Result<VisitorFile, Failure> {
    let before = before.map(|before| format!("?before={before}")).unwrap_or_default();
    get(&of(site, &format!("/visitors/{number}{before}"))).await
}

/// The rules of a site that invite.
pub async fn rules(site: SiteId) -> Result<Rules, Failure> {
    get(&of(site, "/rules")).await
}

/// Makes a rule, or changes this one.
pub async fn save_rule(site: SiteId, rule: Option<RuleId>, form: &RuleForm) -> Result<Rules, Failure> {
    match rule {
        Some(rule) => put(&of(site, &format!("/rules/{}", rule.to_text())), form).await,
        None => post(&of(site, "/rules"), form).await,
    }
}

/// Removes a rule.
pub async fn remove_rule(site: SiteId, rule: RuleId) -> Result<Rules, Failure> {
    delete(&of(site, &format!("/rules/{}", rule.to_text()))).await
}

/// Whom a rule would have invited yesterday.
pub async fn try_rule(site: SiteId, form: &RuleForm) -> Result<DryRun, Failure> {
    post(&of(site, "/rules/dry-run"), form).await
}

/// Signs out.
pub async fn sign_out() -> Result<(), Failure> {
    exchange(Method::Post, "/console/api/sign-out", None).await.map(drop)
}

/// Something of a site's.
fn of(site: SiteId, what: &str) -> String {
    format!("/console/api/sites/{}{what}", site.to_text())
}

async fn get<A: DeserializeOwned>(path: &str) -> Result<A, Failure> {
    read(exchange(Method::Get, path, None).await)
}

async fn post<B: Serialize, A: DeserializeOwned>(path: &str, body: &B) -> Result<A, Failure> {
    read(exchange(Method::Post, path, serde_json::to_string(body).ok()).await)
}

async fn put<B: Serialize, A: DeserializeOwned>(path: &str, body: &B) -> Result<A, Failure> {
    read(exchange(Method::Put, path, serde_json::to_string(body).ok()).await)
}

async fn delete<A: DeserializeOwned>(path: &str) -> Result<A, Failure> {
    read(exchange(Method::Delete, path, None).await)
}

fn read<A: DeserializeOwned>(answer: Result<String, Failure>) -> Result<A, Failure> {
    serde_json::from_str(&answer?).map_err(|_| Failure::Unreachable)
}

enum Method {
    Get,
    Post,
    Put,
    Delete,
}

/// One request and its answer's text. Compiled once for all routes, whatever they say.
async fn exchange(method: Method, path: &str, body: Option<String>) -> Result<String, Failure> {
    let request = match method {
        Method::Get => Request::get(path),
        Method::Post => Request::post(path),
        Method::Put => Request::put(path),
        Method::Delete => Request::delete(path),
    };
    let request = match body {
        Some(body) => request.header("content-type", "application/json").body(body),
        None => request.build(),
    };
    let unreachable = |_| Failure::Unreachable;
    let response = request.map_err(unreachable)?.send().await.map_err(unreachable)?;
    let text = response.text().await.map_err(unreachable)?;
    if response.ok() {
        return Ok(text);
    }
    // An answer that is no `Problem` comes from something between us and the server, such as a proxy.
    Err(serde_json::from_str::<Problem>(&text).map_or(Failure::Unreachable, Failure::Refused))
}
