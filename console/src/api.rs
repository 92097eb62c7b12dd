//! The console's plain HTTP routes, as one function each. Every failure becomes a [`Failure`]; nothing is retried here.

use gloo_net::http::{Request, Response};
use lobby_shared::http::{ChangePassword, Problem, SetUp, SignIn, SiteForm, Sites, Start};
use lobby_shared::id::SiteId;
use lobby_shared::site::SiteCard;
use lobby_shared::trail::VisitorFile;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::state::entry::Failure;

/// What the console should show first.
pub async fn start() -> Result<Start, Failure> {
    read(Request::get("/console/api/start").send().await).await
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
    read(Request::get("/console/api/sites").send().await).await
}

/// Makes a site.
pub async fn add_site(form: &SiteForm) -> Result<SiteCard, Failure> {
    post("/console/api/sites", form).await
}

/// Changes a site.
pub async fn change_site(site: SiteId, form: &SiteForm) -> Result<SiteCard, Failure> {
    let path = format!("/console/api/sites/{}", site.to_text());
    let request = Request::put(&path).json(form).map_err(|_| Failure::Unreachable)?;
    read(request.send().await).await
}

/// What is on disk of a visitor: the ten visits before this one, or the latest.
pub async fn visitor((site, number): (SiteId, u64), before: Option<u64>) -> Result<VisitorFile, Failure> {
    let before = before.map(|before| format!("?before={before}")).unwrap_or_default();
    let path = format!("/console/api/sites/{}/visitors/{number}{before}", site.to_text());
    read(Request::get(&path).send().await).await
}

/// Signs out.
pub async fn sign_out() -> Result<(), Failure> {
    let response = Request::post("/console/api/sign-out").send().await.map_err(|_| Failure::Unreachable)?;
    if response.ok() { Ok(()) } else { Err(refusal(&response).await) }
}

async fn post<B: Serialize, A: DeserializeOwned>(path: &str, body: &B) -> Result<A, Failure> {
    let request = Request::post(path).json(body).map_err(|_| Failure::Unreachable)?;
    read(request.send().await).await
}

async fn read<A: DeserializeOwned>(answer: Result<Response, gloo_net::Error>) -> Result<A, Failure> {
    let response = answer.map_err(|_| Failure::Unreachable)?;
    if response.ok() { response.json().await.map_err(|_| Failure::Unreachable) } else { Err(refusal(&response).await) }
}

async fn refusal(response: &Response) -> Failure {
    // An answer that is no `Problem` comes from something between us and the server, such as a proxy.
    response.json::<Problem>().await.map_or(Failure::Unreachable, Failure::Refused)
}
