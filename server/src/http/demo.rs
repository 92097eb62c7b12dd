//! The demo shop: another site to the browser, served under `shop.localhost` by the same server.

use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::origin::host;
use super::{Web, asset};
use crate::config::Config;
use crate::service::site::DEMO_KEY;

const HOST: &str = "shop.localhost";
const STRICT_PAGE: &str = "checkout.html";

/// The shop's address.
pub fn shop_address(config: &Config) -> String {
    let port = config.public_url.port().or((!config.listen.port().eq(&80)).then_some(config.listen.port()));
    port.map_or_else(|| format!("http://{HOST}"), |port| format!("http://{HOST}:{port}"))
}

/// Answers for the shop's host; everything else goes on.
pub async fn shop(State(web): State<Web>, request: Request, next: Next) -> Response {
    let name = host(request.headers()).split(':').next().unwrap_or_default();
    if !web.config.demo || !name.eq_ignore_ascii_case(HOST) {
        return next.run(request).await;
    }
    if request.method() != Method::GET {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    page(&web.config, request.uri().path())
}

fn page(config: &Config, path: &str) -> Response {
    let path = path.trim_start_matches('/');
    let names = [path.to_owned(), format!("{path}.html"), format!("{}index.html", with_slash(path))];
    let found = names
        .iter()
        .filter(|name| !name.is_empty())
        .find_map(|name| asset::read(&format!("shop/{name}")).map(|bytes| (name, bytes)));
    let Some((name, bytes)) = found else {
        return (StatusCode::NOT_FOUND, "The shop has no such page.\n").into_response();
    };
    let policy = policy(config, name);
    let headers = [
        (header::CONTENT_TYPE, asset::media_type(name)),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, policy.as_str()),
    ];
    if !name.ends_with(".html") {
        return (headers, bytes).into_response();
    }
    let text = String::from_utf8_lossy(&bytes);
    let text = text.replace("%PUBLIC_URL%", &config.public_origin()).replace("%SITE_KEY%", DEMO_KEY);
    (headers, text).into_response()
}

/// A shop of another company: its pages have none of our own policy, so that they stand for any site. Only the checkout
/// is as strict as a page can be, and allows what the README tells site owners to allow.
fn policy(config: &Config, name: &str) -> String {
    if name != STRICT_PAGE {
        return "frame-ancestors 'none'".to_owned();
    }
    let lobby = config.public_origin();
    format!(
        "default-src 'none'; script-src {lobby}; frame-src {lobby}; style-src 'self'; img-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

fn with_slash(path: &str) -> String {
    if path.is_empty() || path.ends_with('/') { path.to_owned() } else { format!("{path}/") }
}
