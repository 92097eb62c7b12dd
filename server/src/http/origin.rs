//! Where a request comes from: our own pages, or another site's.

use std::net::IpAddr;

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

/// The address that a request comes from: the other end of the link, or what trusted proxies say stands behind them.
/// Each proxy adds the address it saw at the right end of `X-Forwarded-For`; what stands further left anybody can write.
pub fn address(headers: &HeaderMap, peer: IpAddr, config: &Config) -> IpAddr {
    let peer = peer.to_canonical();
    let trusted = |address: &IpAddr| config.trusted_proxies.contains(address);
    if !trusted(&peer) {
        return peer;
    }
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let seen: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let mut nearest = peer;
    for text in seen.into_iter().rev() {
        let Ok(address) = text.parse::<IpAddr>() else { break };
        nearest = address.to_canonical();
        if !trusted(&nearest) {
            break;
        }
    }
    nearest
}

fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
