//! Where a request comes from: our own pages, or another site's.

use axum::http::{HeaderMap, header};
use url::Url;

use crate::config::Config;

/// The host a request names, with its port if any.
pub fn host(headers: &HeaderMap) -> &str {
    headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default()
}

/// Whether a request comes from one of our own pages: its `Origin` is exactly the host it asks (whatever the scheme, as a
/// proxy may speak https for us) or the public address.
///
/// Browsers send `Origin` with every POST and every WebSocket handshake and let no page forge it, so its absence means no.
pub fn is_own(headers: &HeaderMap, config: &Config) -> bool {
    let Some(origin) = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()) else { return false };
    let same_host = Url::parse(origin).is_ok_and(|url| authority(&url).eq_ignore_ascii_case(host(headers)));
    same_host || origin == config.public_origin()
}

fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
