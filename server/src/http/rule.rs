//! The console's routes for rules: every agent sees them and what became of them, administrators change them and try them
//! on yesterday's visitors.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use lobby_shared::http::ProblemCode;
use lobby_shared::id::{RuleId, SiteId};
use lobby_shared::invitation::{RuleForm, RuleOrder};
use serde::Serialize;

use super::Web;
use super::access::{body, uncached};
use super::body::{Asked, Told};
use super::origin::is_own;
use super::problem::{denied, refuse};
use super::site::agent;
use crate::service::access::Denied;

fn site_of(typed: &str) -> Result<SiteId, Box<Response>> {
    SiteId::parse(typed).map_err(|_| Box::new(refuse(ProblemCode::NoSuchSite)))
}

fn rule_of(typed: &str) -> Result<RuleId, Box<Response>> {
    RuleId::parse(typed).map_err(|_| Box::new(refuse(ProblemCode::Gone)))
}

/// Only administrators go on.
async fn manages(web: &Web, headers: &HeaderMap) -> Result<(), Box<Response>> {
    if agent(web, headers).await?.manages() { Ok(()) } else { Err(Box::new(refuse(ProblemCode::NotAllowed))) }
}

fn answer<T: Serialize + Send + Sync + 'static>(web: &Web, done: Result<T, Denied>) -> Response {
    match done {
        Ok(answer) => uncached(Told(answer).into_response()),
        Err(reason) => denied(&web.service, reason),
    }
}

type Typed<T = RuleForm> = Asked<T>;

async fn form<T>(web: &Web, headers: &HeaderMap, typed: Typed<T>) -> Result<T, Box<Response>> {
    let form = body(web, headers, typed)?;
    manages(web, headers).await?;
    Ok(form)
}

/// `GET /console/api/sites/SITE_ID/rules`.
pub async fn list(State(web): State<Web>, Path(site): Path<String>, headers: HeaderMap) -> Response {
    if let Err(response) = agent(&web, &headers).await {
        return *response;
    }
    match site_of(&site) {
        Ok(site) => answer(&web, web.service.list_rules(site).await),
        Err(response) => *response,
    }
}

/// `POST /console/api/sites/SITE_ID/rules`.
pub async fn add(State(web): State<Web>, Path(site): Path<String>, headers: HeaderMap, typed: Typed) -> Response {
    match (form(&web, &headers, typed).await, site_of(&site)) {
        (Ok(form), Ok(site)) => answer(&web, web.service.put_rule(site, None, form).await),
        (Err(response), _) | (_, Err(response)) => *response,
    }
}

/// `PUT /console/api/sites/SITE_ID/rules/RULE_ID`.
pub async fn change(
    State(web): State<Web>,
    Path((site, rule)): Path<(String, String)>,
    headers: HeaderMap,
    typed: Typed,
) -> Response {
    match (form(&web, &headers, typed).await, site_of(&site), rule_of(&rule)) {
        (Ok(form), Ok(site), Ok(rule)) => answer(&web, web.service.put_rule(site, Some(rule), form).await),
        (Err(response), ..) | (_, Err(response), _) | (.., Err(response)) => *response,
    }
}

/// `DELETE /console/api/sites/SITE_ID/rules/RULE_ID`.
pub async fn remove(
    State(web): State<Web>,
    Path((site, rule)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if !is_own(&headers, &web.config) {
        return refuse(ProblemCode::Foreign);
    }
    match (manages(&web, &headers).await, site_of(&site), rule_of(&rule)) {
        (Ok(()), Ok(site), Ok(rule)) => answer(&web, web.service.drop_rule(site, rule).await),
        (Err(response), ..) | (_, Err(response), _) | (.., Err(response)) => *response,
    }
}

/// `PUT /console/api/sites/SITE_ID/rules/order`.
pub async fn order(
    State(web): State<Web>,
    Path(site): Path<String>,
    headers: HeaderMap,
    typed: Typed<RuleOrder>,
) -> Response {
    match (form(&web, &headers, typed).await, site_of(&site)) {
        (Ok(order), Ok(site)) => answer(&web, web.service.order_rules(site, order).await),
        (Err(response), _) | (_, Err(response)) => *response,
    }
}

/// `POST /console/api/sites/SITE_ID/rules/dry-run`.
pub async fn dry_run(State(web): State<Web>, Path(site): Path<String>, headers: HeaderMap, typed: Typed) -> Response {
    match (form(&web, &headers, typed).await, site_of(&site)) {
        (Ok(form), Ok(site)) => answer(&web, web.service.dry_run(site, form).await),
        (Err(response), _) | (_, Err(response)) => *response,
    }
}
