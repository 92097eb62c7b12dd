//! Every route of the server, on one screen, and what surrounds them all.

mod access;
mod asset;
mod block;
mod body;
mod console;
mod demo;
mod embed;
mod health;
mod invitation;
mod origin;
mod plain;
mod problem;
mod rule;
mod site;
mod socket;
mod table;
mod visitor;

use std::sync::Arc;

pub use asset::read as built;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{delete, get, post, put};
pub use demo::shop_address;
use tokio::sync::oneshot;

use crate::config::Config;
use crate::service::Service;
use crate::task::Tasks;
use crate::ws::Ticks;
use crate::ws::address::Addresses;

/// Bytes of a request's body, at most; the largest form is the first run's.
const MAX_BODY_BYTES: usize = 16 * 1_024;

/// What every handler may use.
#[derive(Clone)]
pub struct Web {
    /// What the server can do.
    pub service: Service,
    /// The settings.
    pub config: Arc<Config>,
    /// Counts the sockets' tasks.
    pub tasks: Tasks,
    /// The sockets' shared tick.
    pub ticks: Ticks,
    /// What the database last said.
    pub readiness: Arc<health::Readiness>,
    /// How many sockets each address has.
    pub addresses: Arc<Addresses>,
}

/// The routes for people's browsers.
pub fn routes(web: Web) -> Router {
    Router::new()
        .route("/", get(|| async { Redirect::temporary("/console/") }))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/assets/{file}", get(asset::hashed))
        .route("/lobby/{file}", get(embed::loader))
        .route("/lobby/frame/{key}", get(embed::frame))
        .route("/lobby/plain/{key}", get(plain::form).post(plain::send))
        .route("/lobby/socket", get(socket::visitor))
        .route("/console/socket", get(socket::agent))
        .route("/console/api/start", get(access::start))
        .route("/console/api/set-up", post(access::set_up))
        .route("/console/api/sign-in", post(access::sign_in))
        .route("/console/api/sign-out", post(access::sign_out))
        .route("/console/api/password", post(access::change_password))
        .route("/console/api/sites", get(site::list).post(site::add))
        .route("/console/api/sites/{id}", put(site::change))
        .route("/console/api/sites/{id}/settings", get(site::settings).put(site::settle))
        .route("/console/api/sites/{id}/visitors/{number}", get(visitor::file))
        .route("/console/api/sites/{id}/blocks", get(block::list).post(block::add))
        .route("/console/api/sites/{id}/blocks/{block}", delete(block::lift).put(block::restore))
        .route("/console/api/sites/{id}/rules", get(rule::list).post(rule::add))
        .route("/console/api/sites/{id}/rules/dry-run", post(rule::dry_run))
        .route("/console/api/sites/{id}/rules/order", put(rule::order))
        .route("/console/api/sites/{id}/rules/{rule}", put(rule::change).delete(rule::remove))
        .route("/console/api/invitation", put(invitation::change))
        .route("/console/api/table", put(table::keep))
        .route("/console", get(|| async { Redirect::permanent("/console/") }))
        .route("/console/", get(console::page))
        .route("/console/{*path}", get(console::page))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn(body::write))
        .layer(middleware::from_fn_with_state(web.clone(), finish))
        .layer(middleware::from_fn_with_state(web.clone(), demo::shop))
        .layer(middleware::map_response(harden))
        .with_state(web)
}

/// The routes for the operator's own machine.
pub fn metrics_routes(web: Web) -> Router {
    Router::new().route("/metrics", get(health::metrics)).with_state(web)
}

/// The routes while the database is waited for.
pub fn waiting_routes() -> Router {
    health::waiting().layer(middleware::map_response(harden))
}

/// A change that was asked for is made whole, whether or not whoever asked still listens: the connection's end would drop
/// it between two steps.
async fn finish(State(web): State<Web>, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let (tell, told) = oneshot::channel();
    web.tasks.start(async move {
        // Nobody listens any more: so be it.
        let _ = tell.send(next.run(request).await);
    });
    told.await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// What every answer carries, unless it says otherwise itself.
async fn harden(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let always = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ];
    for (name, value) in always {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
