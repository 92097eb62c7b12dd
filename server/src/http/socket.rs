//! Handshakes: only from our own pages, and agents only with a sign-in.

use std::net::SocketAddr;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use lobby_shared::http::ProblemCode;

use super::Web;
use super::access::{signed_in, token};
use super::origin::{address, is_own};
use super::problem::refuse;
use crate::auth::token::hash;
use crate::metrics::{Reason, RoleLabel};
use crate::service::visitor::Caller;
use crate::ws::address::Place;
use crate::ws::agent::AgentSession;
use crate::ws::visitor::VisitorSession;
use crate::ws::{serve, upgrade};

fn foreign(web: &Web, headers: &HeaderMap) -> Option<Response> {
    if is_own(headers, &web.config) {
        return None;
    }
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    tracing::warn!(?origin, "a socket from a foreign origin was refused");
    web.service.metrics.refuse(Reason::Origin);
    Some(refuse(ProblemCode::Foreign))
}

/// The address's place among the sockets, or the answer that it has too many.
fn enter(web: &Web, headers: &HeaderMap, peer: SocketAddr) -> Result<Place, Box<Response>> {
    let from = address(headers, peer.ip(), &web.config);
    web.addresses.enter(from, web.config.sockets_per_address).ok_or_else(|| {
        tracing::warn!(%from, "a socket was refused: its address has too many");
        web.service.metrics.refuse(Reason::TooMany);
        Box::new(refuse(ProblemCode::TooMany))
    })
}

/// `GET /lobby/socket`: a widget. Its page's origin is checked in the hello.
pub async fn visitor(
    State(web): State<Web>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    ws: WebSocketUpgrade,
) -> Response {
    if let Some(response) = foreign(&web, &headers) {
        return response;
    }
    let place = match enter(&web, &headers, peer) {
        Ok(place) => place,
        Err(response) => return *response,
    };
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let caller = Caller { address: Some(address(&headers, peer.ip(), &web.config)), user_agent };
    // Every visitor has one of these tasks: it takes along only what it needs.
    let Web { service, tasks, ticks, .. } = web;
    upgrade(ws, move |socket, codec| async move {
        let _counted = (tasks.count(), place);
        let gauge = service.metrics.sockets_of(RoleLabel::Visitor);
        gauge.inc();
        let mut session = VisitorSession::new(service, codec, caller);
        serve(socket, codec, &mut session, ticks, tasks.draining()).await;
        gauge.dec();
    })
}

/// `GET /console/socket`: a console, with the sign-in of its cookie.
pub async fn agent(
    State(web): State<Web>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    ws: WebSocketUpgrade,
) -> Response {
    if let Some(response) = foreign(&web, &headers) {
        return response;
    }
    let place = match enter(&web, &headers, peer) {
        Ok(place) => place,
        Err(response) => return *response,
    };
    let agent = match signed_in(&web, &headers).await {
        Ok(Some(agent)) if !agent.must_change => agent,
        Ok(_) => return refuse(ProblemCode::SignedOut),
        Err(response) => return *response,
    };
    let sign_in = hash(token(&headers).unwrap_or_default().as_bytes());
    upgrade(ws, move |socket, codec| async move {
        let _counted = (web.tasks.count(), place);
        let gauge = web.service.metrics.sockets_of(RoleLabel::Agent);
        gauge.inc();
        let mut session = AgentSession::new(web.service.clone(), codec, agent, sign_in);
        serve(socket, codec, &mut session, web.ticks.clone(), web.tasks.draining()).await;
        gauge.dec();
    })
}
