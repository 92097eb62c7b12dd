//! For those who watch the server: alive, ready, and how it is.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::Web;
use crate::store::Store;

/// An answer about the database is given again for this long: the question costs a transaction, and anybody may ask.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// What is said while the database does not answer, and when to ask again, in seconds.
const SILENT: &str = "the database does not answer\n";
const TRY_AGAIN_SECS: u64 = 5;

/// The database's last answer. Who asks while another asks waits for that answer.
#[derive(Debug, Default)]
pub struct Readiness(Mutex<Option<(Instant, bool)>>);

impl Readiness {
    async fn ask(&self, store: &Store) -> bool {
        let mut last = self.0.lock().await;
        if let Some((then, ready)) = *last
            && then.elapsed() < ASKED_AGAIN_AFTER
        {
            return ready;
        }
        let answer = store.ping().await;
        if let Err(fault) = &answer {
            tracing::error!(%fault, "not ready: the database does not answer");
        }
        *last = Some((Instant::now(), answer.is_ok()));
        answer.is_ok()
    }
}

/// `GET /healthz`: the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: requests can be served, because the database answers and the server is not going away.
pub async fn ready(State(web): State<Web>) -> Response {
    if web.tasks.is_draining() {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining\n").into_response();
    }
    if web.readiness.ask(&web.service.store).await {
        "ready\n".into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, SILENT).into_response()
    }
}

/// All that is served while the database is waited for: alive, and not ready.
pub fn waiting() -> Router {
    let later = || async {
        let later = [(header::RETRY_AFTER, HeaderValue::from(TRY_AGAIN_SECS))];
        (StatusCode::SERVICE_UNAVAILABLE, later, SILENT)
    };
    Router::new().route("/healthz", get(alive)).fallback(later)
}

/// `GET /metrics`, on its own listener.
pub async fn metrics(State(web): State<Web>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], web.service.metrics.text()).into_response()
}
