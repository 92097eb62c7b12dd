//! The console's routes for sites: listed for every agent, made, changed and settled by administrators.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use lobby_shared::http::{ProblemCode, SiteForm, Sites};
use lobby_shared::id::SiteId;
use lobby_shared::site::SiteSettings;

use super::Web;
use super::access::{body, signed_in, uncached};
use super::body::{Asked, Told};
use super::problem::{denied, failed, refuse};
use crate::domain::agent::Agent;

pub(super) async fn agent(web: &Web, headers: &HeaderMap) -> Result<Agent, Box<Response>> {
    match signed_in(web, headers).await? {
        Some(agent) if !agent.must_change => Ok(agent),
        Some(_) | None => Err(Box::new(refuse(ProblemCode::SignedOut))),
    }
}

/// `GET /console/api/sites`.
pub async fn list(State(web): State<Web>, headers: HeaderMap) -> Response {
    if let Err(response) = agent(&web, &headers).await {
        return *response;
    }
    match web.service.sites().await {
        Ok(sites) => uncached(Told(Sites { sites, public_url: web.config.public_origin() })),
        Err(failure) => failed(&web.service, &failure),
    }
}

/// Checks what all changes have in common.
async fn form<T>(web: &Web, headers: &HeaderMap, typed: Asked<T>) -> Result<T, Box<Response>> {
    let form = body(web, headers, typed)?;
    if agent(web, headers).await?.manages() { Ok(form) } else { Err(Box::new(refuse(ProblemCode::NotAllowed))) }
}

/// `POST /console/api/sites`.
pub async fn add(State(web): State<Web>, headers: HeaderMap, typed: Asked<SiteForm>) -> Response {
    let form = match form(&web, &headers, typed).await {
        Ok(form) => form,
        Err(response) => return *response,
    };
    match web.service.add_site(form).await {
        Ok(site) => uncached(Told(site)),
        Err(reason) => denied(&web.service, reason),
    }
}

/// `PUT /console/api/sites/SITE_ID`.
pub async fn change(
    State(web): State<Web>,
    Path(id): Path<String>,
    headers: HeaderMap,
    typed: Asked<SiteForm>,
) -> Response {
    let form = match form(&web, &headers, typed).await {
        Ok(form) => form,
        Err(response) => return *response,
    };
    let Ok(id) = SiteId::parse(&id) else { return refuse(ProblemCode::NoSuchSite) };
    match web.service.change_site(id, form).await {
        Ok(site) => uncached(Told(site)),
        Err(reason) => denied(&web.service, reason),
    }
}

/// `GET /console/api/sites/SITE_ID/settings`.
pub async fn settings(State(web): State<Web>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    match agent(&web, &headers).await {
        Ok(agent) if agent.manages() => {}
        Ok(_) => return refuse(ProblemCode::NotAllowed),
        Err(response) => return *response,
    }
    let Ok(id) = SiteId::parse(&id) else { return refuse(ProblemCode::NoSuchSite) };
    match web.service.site_settings(id).await {
        Ok(settings) => uncached(Told(settings)),
        Err(reason) => denied(&web.service, reason),
    }
}

/// `PUT /console/api/sites/SITE_ID/settings`.
pub async fn settle(
    State(web): State<Web>,
    Path(id): Path<String>,
    headers: HeaderMap,
    said: Asked<SiteSettings>,
) -> Response {
    let said = match form(&web, &headers, said).await {
        Ok(said) => said,
        Err(response) => return *response,
    };
    let Ok(id) = SiteId::parse(&id) else { return refuse(ProblemCode::NoSuchSite) };
    match web.service.settle_site(id, &said).await {
        Ok(settings) => uncached(Told(settings)),
        Err(reason) => denied(&web.service, reason),
    }
}
