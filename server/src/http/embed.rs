//! What stands in a site's page: the loader behind the one tag, and the frame that holds the widget.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use lobby_shared::site::{StartMode, TrailMode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::problem::failed;
use super::{Web, asset};
use crate::domain::site::Site;

/// Long enough that a walk through a site asks once a minute, short enough that a change of the site is soon seen.
const LOADER_CACHE: &str = "public, max-age=60";
const PLACE: &str = "__LOBBY_CONFIG__";

/// What a frame's address may say besides the site.
#[derive(Deserialize)]
pub struct Told {
    /// The language of the page around.
    pub lang: Option<String>,
}

pub(super) async fn find(web: &Web, key: &str) -> Result<Option<Site>, Box<Response>> {
    web.service.find_site(key).await.map_err(|failure| Box::new(failed(&web.service, &failure)))
}

pub(super) fn no_site() -> Response {
    let words = "No site has this key. Copy the script tag again from Lobby's console, under Sites.\n";
    (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], words).into_response()
}

/// `GET /lobby/KEY.js`.
pub async fn loader(State(web): State<Web>, Path(file): Path<String>, asked: HeaderMap) -> Response {
    let Some(key) = file.strip_suffix(".js") else { return StatusCode::NOT_FOUND.into_response() };
    let site = match find(&web, key).await {
        Ok(Some(site)) => site,
        Ok(None) => {
            tracing::warn!(?key, "a page asked for the loader of a site that does not exist");
            return no_site();
        }
        Err(response) => return *response,
    };
    let Some(script) = asset::read("loader.js") else { return asset::missing() };
    let origins: Vec<&str> = site.origins.iter().map(crate::domain::site::Origin::as_str).collect();
    // `<` is escaped so that the script stays harmless wherever somebody pastes it.
    let allow: Vec<String> = site.origins.iter().map(crate::domain::site::Origin::pattern).collect();
    let allow = format!("^({})$", allow.join("|"));
    let words = asset::read(&format!("launcher/{}.json", asset::language("frame", None, &asked)));
    let words: Value = words.and_then(|words| serde_json::from_slice(&words).ok()).unwrap_or_default();
    let config = json!({
        "key": site.key.as_str(), "origins": origins, "allow": allow, "domain": site.shared_host(), "words": words,
        "ask": site.settings.ask_consent, "click": site.settings.start == StartMode::Click,
        "off": site.settings.trail == TrailMode::Off,
    });
    let config = config.to_string().replace('<', "\\u003c");
    let script = String::from_utf8_lossy(&script).replace(PLACE, &config);
    let headers = [
        (header::CONTENT_TYPE, asset::media_type("loader.js")),
        (header::CACHE_CONTROL, LOADER_CACHE),
        (header::VARY, "accept-language"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    (headers, script).into_response()
}

/// `GET /lobby/frame/KEY`: may be framed on the site's own origins only.
pub async fn frame(
    State(web): State<Web>,
    Path(key): Path<String>,
    Query(told): Query<Told>,
    asked: HeaderMap,
) -> Response {
    let site = match find(&web, &key).await {
        Ok(Some(site)) => site,
        Ok(None) => return no_site(),
        Err(response) => return *response,
    };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
         img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors {}",
        ancestors(&site)
    );
    let language = asset::language("frame", told.lang.as_deref(), &asked);
    framed(asset::page("frame", &language, &policy, &asked))
}

/// The policy's words for who may put a frame around this site's pages.
pub(super) fn ancestors(site: &Site) -> String {
    let origins: Vec<&str> = site.origins.iter().map(crate::domain::site::Origin::as_str).collect();
    if origins.is_empty() { "'none'".to_owned() } else { origins.join(" ") }
}

/// An answer that stands in another site's page.
pub(super) fn framed(response: Response) -> Response {
    ([(header::HeaderName::from_static("cross-origin-resource-policy"), "cross-origin")], response).into_response()
}
