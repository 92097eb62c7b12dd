//! The console's routes for blocks: every agent blocks, sees who is blocked, and lifts.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use lobby_shared::block::BlockForm;
use lobby_shared::http::ProblemCode;
use lobby_shared::id::{BlockId, SiteId};

use super::Web;
use super::access::{body, uncached};
use super::origin::is_own;
use super::problem::{denied, refuse};
use super::site::agent;

/// `GET /console/api/sites/SITE_ID/blocks`.
pub async fn list(State(web): State<Web>, Path(site): Path<String>, headers: HeaderMap) -> Response {
    if let Err(response) = agent(&web, &headers).await {
        return *response;
    }
    let Ok(site) = SiteId::parse(&site) else { return refuse(ProblemCode::NoSuchSite) };
    match web.service.blocks(site).await {
        Ok(blocks) => uncached(Json(blocks)),
        Err(reason) => denied(&web.service, reason),
    }
}

/// `POST /console/api/sites/SITE_ID/blocks`.
pub async fn add(
    State(web): State<Web>,
    Path(site): Path<String>,
    headers: HeaderMap,
    typed: Result<Json<BlockForm>, JsonRejection>,
) -> Response {
    let form = match body(&web, &headers, typed) {
        Ok(form) => form,
        Err(response) => return *response,
    };
    let agent = match agent(&web, &headers).await {
        Ok(agent) => agent,
        Err(response) => return *response,
    };
    let Ok(site) = SiteId::parse(&site) else { return refuse(ProblemCode::NoSuchSite) };
    match web.service.block(agent.no, site, form).await {
        Ok(blocks) => uncached(Json(blocks)),
        Err(reason) => denied(&web.service, reason),
    }
}

/// `DELETE /console/api/sites/SITE_ID/blocks/BLOCK_ID`.
pub async fn lift(State(web): State<Web>, Path((site, block)): Path<(String, String)>, headers: HeaderMap) -> Response {
    if !is_own(&headers, &web.config) {
        return refuse(ProblemCode::Foreign);
    }
    if let Err(response) = agent(&web, &headers).await {
        return *response;
    }
    let Ok(site) = SiteId::parse(&site) else { return refuse(ProblemCode::NoSuchSite) };
    let Ok(block) = BlockId::parse(&block) else { return refuse(ProblemCode::Gone) };
    match web.service.lift(site, block).await {
        Ok(blocks) => uncached(Json(blocks)),
        Err(reason) => denied(&web.service, reason),
    }
}
