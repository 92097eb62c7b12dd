//! The console's plain routes: first run, sign-in and sign-out, password, sites.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use lobby_shared::http::{ChangePassword, ProblemCode, Screen, SetUp, SignIn, Start};

use super::Web;
use super::body::{Asked, Told};
use super::origin::{address, host, is_own};
use super::problem::{denied, failed, refuse};
use crate::auth::cookie;
use crate::config::is_this_machine;
use crate::domain::agent::Agent;
use crate::service::access::Granted;
use crate::store::agent::HasAdministrator;

/// The cookie's token, if the request has one.
pub fn token(headers: &HeaderMap) -> Option<&str> {
    headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).find_map(cookie::find)
}

/// Who the request's cookie speaks for.
///
/// # Errors
/// The answer to give instead.
pub async fn signed_in(web: &Web, headers: &HeaderMap) -> Result<Option<Agent>, Box<Response>> {
    match token(headers) {
        None => Ok(None),
        Some(token) => web.service.signed_in(token).await.map_err(|failure| Box::new(failed(&web.service, &failure))),
    }
}

pub(super) fn uncached(response: impl IntoResponse) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], response).into_response()
}

fn with_cookie(granted: &Granted, response: impl IntoResponse) -> Response {
    uncached(([(header::SET_COOKIE, cookie::set(&granted.token, granted.lasts))], response))
}

fn start_for(web: &Web, headers: &HeaderMap, screen: Screen) -> Start {
    let here = host(headers);
    let name = here.rsplit_once(':').map_or(here, |(name, port)| if port.ends_with(']') { here } else { name });
    let cookie_problem = web.config.public_url.scheme() != "https" && !is_this_machine(name);
    Start { screen, cookie_problem, demo_shop: web.config.demo.then(|| super::demo::shop_address(&web.config)) }
}

fn screen_of(agent: &Agent) -> Screen {
    if agent.must_change { Screen::ChangePassword(agent.card()) } else { Screen::SignedIn(agent.card()) }
}

/// `GET /console/api/start`.
pub async fn start(State(web): State<Web>, headers: HeaderMap) -> Response {
    let screen = match signed_in(&web, &headers).await {
        Err(response) => return *response,
        Ok(Some(agent)) => screen_of(&agent),
        Ok(None) => match web.service.store.read(HasAdministrator).await {
            Ok(true) => Screen::SignIn,
            Ok(false) => Screen::SetUp,
            Err(failure) => return failed(&web.service, &failure),
        },
    };
    uncached(Told(start_for(&web, &headers, screen)))
}

/// Checks what every state-changing route checks: it comes from our own page, and its body reads.
pub(super) fn body<T>(web: &Web, headers: &HeaderMap, Asked(body): Asked<T>) -> Result<T, Box<Response>> {
    if !is_own(headers, &web.config) {
        tracing::warn!("a request from another site's page was refused");
        return Err(Box::new(refuse(ProblemCode::Foreign)));
    }
    body.ok_or_else(|| Box::new(refuse(ProblemCode::Malformed)))
}

/// `POST /console/api/set-up`.
pub async fn set_up(State(web): State<Web>, headers: HeaderMap, typed: Asked<SetUp>) -> Response {
    let typed = match body(&web, &headers, typed) {
        Ok(typed) => typed,
        Err(response) => return *response,
    };
    match web.service.set_up(typed).await {
        Ok((granted, site)) => with_cookie(&granted, Told(site)),
        Err(reason) => denied(&web.service, reason),
    }
}

/// `POST /console/api/sign-in`.
pub async fn sign_in(
    State(web): State<Web>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    typed: Asked<SignIn>,
) -> Response {
    let typed = match body(&web, &headers, typed) {
        Ok(typed) => typed,
        Err(response) => return *response,
    };
    match web.service.sign_in(typed, address(&headers, from.ip(), &web.config)).await {
        Ok(granted) => with_cookie(&granted, Told(start_for(&web, &headers, screen_of(&granted.agent)))),
        Err(reason) => denied(&web.service, reason),
    }
}

/// `POST /console/api/sign-out`.
pub async fn sign_out(State(web): State<Web>, headers: HeaderMap) -> Response {
    if !is_own(&headers, &web.config) {
        return refuse(ProblemCode::Foreign);
    }
    if let Some(token) = token(&headers)
        && let Err(failure) = web.service.sign_out(token).await
    {
        return failed(&web.service, &failure);
    }
    uncached(([(header::SET_COOKIE, cookie::clear())], StatusCode::NO_CONTENT))
}

/// `POST /console/api/password`.
pub async fn change_password(
    State(web): State<Web>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    typed: Asked<ChangePassword>,
) -> Response {
    let typed = match body(&web, &headers, typed) {
        Ok(typed) => typed,
        Err(response) => return *response,
    };
    let agent = match signed_in(&web, &headers).await {
        Ok(Some(agent)) => agent,
        Ok(None) => return refuse(ProblemCode::SignedOut),
        Err(response) => return *response,
    };
    match web.service.change_password(agent, typed, address(&headers, from.ip(), &web.config)).await {
        Ok(granted) => with_cookie(&granted, Told(start_for(&web, &headers, screen_of(&granted.agent)))),
        Err(reason) => denied(&web.service, reason),
    }
}
