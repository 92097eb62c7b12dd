//! The console's route for the words of an agent's own invitations.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use lobby_shared::http::InvitationWords;

use super::Web;
use super::access::{body, uncached};
use super::body::{Asked, Told};
use super::problem::denied;
use super::site::agent;

/// `PUT /console/api/invitation`.
pub async fn change(State(web): State<Web>, headers: HeaderMap, typed: Asked<InvitationWords>) -> Response {
    let words = match body(&web, &headers, typed) {
        Ok(words) => words,
        Err(response) => return *response,
    };
    let agent = match agent(&web, &headers).await {
        Ok(agent) => agent,
        Err(response) => return *response,
    };
    match web.service.set_invitation_words(agent.no, words).await {
        Ok(words) => uncached(Told(words)),
        Err(reason) => denied(&web.service, reason),
    }
}
