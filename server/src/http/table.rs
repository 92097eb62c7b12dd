//! The console's route for how an agent has arranged the lobby's table.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use lobby_shared::http::{Arrangement, ProblemCode};

use super::Web;
use super::access::{body, uncached};
use super::body::Asked;
use super::problem::{denied, refuse};
use super::site::agent;

/// `PUT /console/api/table`.
pub async fn keep(State(web): State<Web>, headers: HeaderMap, typed: Asked<Arrangement>) -> Response {
    let arranged = match body(&web, &headers, typed) {
        Ok(arranged) => arranged,
        Err(response) => return *response,
    };
    let agent = match agent(&web, &headers).await {
        Ok(agent) if agent.id == arranged.agent => agent,
        Ok(_) => return refuse(ProblemCode::NotAllowed),
        Err(response) => return *response,
    };
    match web.service.keep_table(agent.no, arranged.table).await {
        Ok(()) => uncached(StatusCode::NO_CONTENT),
        Err(reason) => denied(&web.service, reason),
    }
}
