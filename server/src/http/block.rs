//! The console's routes for blocks: every agent blocks, sees who is blocked, and lifts.

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use lobby_shared::block::{BlockForm, Blocks};
use lobby_shared::http::ProblemCode;
use lobby_shared::id::{BlockId, SiteId};
use serde::Deserialize;

use super::Web;
use super::access::{body, uncached};
use super::body::{Asked, Told};
use super::origin::is_own;
use super::problem::{denied, refuse};
use super::site::agent;
use crate::service::access::Denied;

/// What is asked of the list.
#[derive(Deserialize)]
pub struct Wanted {
    /// Those after this block.
    after: Option<String>,
}

/// `GET /console/api/sites/SITE_ID/blocks?after=BLOCK_ID`.
pub async fn list(
    State(web): State<Web>,
    Path(site): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    if let Err(response) = agent(&web, &headers).await {
        return *response;
    }
    let Ok(site) = SiteId::parse(&site) else { return refuse(ProblemCode::NoSuchSite) };
    let Ok(after) = wanted.after.as_deref().map(BlockId::parse).transpose() else { return refuse(ProblemCode::Gone) };
    answer(&web, web.service.blocks(site, after).await)
}

/// `POST /console/api/sites/SITE_ID/blocks`.
pub async fn add(
    State(web): State<Web>,
    Path(site): Path<String>,
    headers: HeaderMap,
    typed: Asked<BlockForm>,
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
    answer(&web, web.service.block(agent.no, site, form).await)
}

/// `DELETE /console/api/sites/SITE_ID/blocks/BLOCK_ID`.
pub async fn lift(State(web): State<Web>, Path(which): Path<(String, String)>, headers: HeaderMap) -> Response {
    match one(&web, which, &headers).await {
        Ok((site, block)) => answer(&web, web.service.lift(site, block).await),
        Err(response) => *response,
    }
}

/// `PUT /console/api/sites/SITE_ID/blocks/BLOCK_ID`: a lifted one holds again.
pub async fn restore(State(web): State<Web>, Path(which): Path<(String, String)>, headers: HeaderMap) -> Response {
    match one(&web, which, &headers).await {
        Ok((site, block)) => answer(&web, web.service.restore(site, block).await),
        Err(response) => *response,
    }
}

/// The block that an agent, on our own page, means.
async fn one(
    web: &Web,
    (site, block): (String, String),
    headers: &HeaderMap,
) -> Result<(SiteId, BlockId), Box<Response>> {
    if !is_own(headers, &web.config) {
        return Err(Box::new(refuse(ProblemCode::Foreign)));
    }
    agent(web, headers).await?;
    let site = SiteId::parse(&site).map_err(|_| Box::new(refuse(ProblemCode::NoSuchSite)))?;
    let block = BlockId::parse(&block).map_err(|_| Box::new(refuse(ProblemCode::Gone)))?;
    Ok((site, block))
}

fn answer(web: &Web, done: Result<Blocks, Denied>) -> Response {
    match done {
        Ok(blocks) => uncached(Told(blocks)),
        Err(reason) => denied(&web.service, reason),
    }
}
