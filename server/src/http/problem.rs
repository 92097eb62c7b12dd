//! Refusals of the plain HTTP routes: a status and a code, never prose.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use lobby_shared::http::{Problem, ProblemCode};

use super::body::Told;
use crate::service::Service;
use crate::service::access::Denied;
use crate::store::Failure;

const fn status(code: ProblemCode) -> StatusCode {
    match code {
        ProblemCode::Malformed => StatusCode::BAD_REQUEST,
        ProblemCode::Foreign | ProblemCode::SetUpToken | ProblemCode::NotAllowed => StatusCode::FORBIDDEN,
        ProblemCode::NoSuchSite | ProblemCode::Gone => StatusCode::NOT_FOUND,
        ProblemCode::SetUpDone | ProblemCode::TooManyRules => StatusCode::CONFLICT,
        ProblemCode::WrongSignIn | ProblemCode::SignedOut => StatusCode::UNAUTHORIZED,
        ProblemCode::TooMany => StatusCode::TOO_MANY_REQUESTS,
        ProblemCode::WrongPassword
        | ProblemCode::BadName
        | ProblemCode::BadEmail
        | ProblemCode::ShortPassword
        | ProblemCode::LongPassword
        | ProblemCode::BadSiteName
        | ProblemCode::BadSiteAddress
        | ProblemCode::NoSiteAddress
        | ProblemCode::BadWords
        | ProblemCode::BadConditions
        | ProblemCode::BadCondition
        | ProblemCode::BadNetwork
        | ProblemCode::BadNumber
        | ProblemCode::BadBlock
        | ProblemCode::BadTable => StatusCode::UNPROCESSABLE_ENTITY,
        ProblemCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// The answer for a reason.
pub fn refuse(code: ProblemCode) -> Response {
    told(Problem { code, retry_after_ms: None, place: None })
}

fn told(problem: Problem) -> Response {
    let wait = problem.retry_after_ms.map(|ms| ms.div_ceil(1_000).to_string());
    let mut response = (status(problem.code), Told(problem)).into_response();
    if let Some(value) = wait.and_then(|seconds| seconds.parse().ok()) {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

/// The answer for a failure.
pub fn failed(service: &Service, failure: &Failure) -> Response {
    let error = service.tell(failure);
    told(Problem { code: ProblemCode::Unavailable, retry_after_ms: error.retry_after_ms, place: None })
}

/// The answer for somebody not let in.
pub fn denied(service: &Service, denied: Denied) -> Response {
    match denied {
        Denied::Told(problem) => told(problem),
        Denied::Fault(failure) => failed(service, &failure),
    }
}
