//! Handshakes: only from our own pages, and agents only with a sign-in.

use std::net::SocketAddr;

use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use lobby_shared::http::ProblemCode;
use lobby_shared::wire::codec::Codec;

use super::Web;
use super::access::{signed_in, token};
use super::origin::{address, is_own};
use super::problem::refuse;
use crate::auth::token::hash;
use crate::metrics::{Reason, RoleLabel};
use crate::service::visitor::Caller;
use crate::task::Tasks;
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
    // Boxed, since each function that it is handed down through would keep room for it otherwise, as long as it lives.
    let guest = Box::new(Guest { web, caller, place });
    upgrade(ws, move |socket, codec| {
        // A task of its own: the one that waited for the handshake has much else in it.
        Tasks::start_bare((*guest).visit(socket, codec));
        std::future::ready(())
    })
}

/// Who has come, until the socket is open.
struct Guest {
    web: Web,
    caller: Caller,
    place: Place,
}

impl Guest {
    /// The task that every visitor has: it takes along only what it needs, and none of it twice.
    fn visit(self, socket: Box<WebSocket>, codec: Codec) -> impl Future<Output = ()> + Send {
        let Self { web, caller, place } = self;
        let Web { service, tasks, ticks, .. } = web;
        let gauge = service.metrics.sockets_of(RoleLabel::Visitor);
        let (counted, draining) = ((tasks.count(), place), tasks.draining());
        let mut session = VisitorSession::new(service, codec, caller);
        gauge.inc();
        async move {
            serve(socket, codec, &mut session, ticks, draining).await;
            gauge.dec();
            drop(counted);
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// In this build, which is not optimised; the released program's is smaller.
    const MOST_BYTES: usize = 1_024;

    const fn size_of_future<A, B, C, F>(_: &impl Fn(A, B, C) -> F) -> usize {
        size_of::<F>()
    }

    #[test]
    fn an_idle_visitors_task_has_no_room_for_work() {
        let bytes = size_of_future(&Guest::visit);
        println!("{bytes} bytes, {} of them the session", size_of::<VisitorSession>());
        assert!(bytes <= MOST_BYTES, "{bytes} bytes: is a future of some work no longer boxed in serve()?");
    }
}
