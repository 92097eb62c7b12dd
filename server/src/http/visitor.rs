//! The console's route for what is on disk of a visitor.

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use lobby_shared::http::ProblemCode;
use lobby_shared::id::SiteId;
use serde::Deserialize;

use super::Web;
use super::access::uncached;
use super::body::Told;
use super::problem::{failed, refuse};
use super::site::agent;
use crate::domain::key::VisitorKey;

/// Which piece of the file.
#[derive(Deserialize)]
pub struct Piece {
    before: Option<u64>,
}

/// `GET /console/api/sites/SITE_ID/visitors/NUMBER?before=VISIT`.
pub async fn file(
    State(web): State<Web>,
    Path((id, number)): Path<(String, u64)>,
    Query(piece): Query<Piece>,
    headers: HeaderMap,
) -> Response {
    if let Err(response) = agent(&web, &headers).await {
        return *response;
    }
    let Ok(id) = SiteId::parse(&id) else { return refuse(ProblemCode::NoSuchSite) };
    let site = match web.service.site_no(id).await {
        Ok(Some(site)) => site,
        Ok(None) => return refuse(ProblemCode::NoSuchSite),
        Err(failure) => return failed(&web.service, &failure),
    };
    match web.service.visitor_file(VisitorKey { site, number }, piece.before).await {
        Ok(Some(file)) => uncached(Told(file)),
        Ok(None) => refuse(ProblemCode::Gone),
        Err(failure) => failed(&web.service, &failure),
    }
}
