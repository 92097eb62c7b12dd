//! The form that leaves a message: no script, one message, and where to answer it. For browsers that cannot run the widget,
//! and for whoever waits in vain; the widget opens it as its own visitor.

use std::net::SocketAddr;

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use lobby_shared::http::ProblemCode;
use lobby_shared::id::{Cid, VisitorToken};
use lobby_shared::message::{BadText, MessageText};
use serde::Deserialize;

use super::embed::{Told, ancestors, find, framed, no_site};
use super::origin::{address, is_own};
use super::problem::refuse;
use super::{Web, asset};
use crate::auth::random;
use crate::domain::site::Site;
use crate::service::left::Left;
use crate::store::Failure;

/// Characters of the address for the answer, at most.
const MAX_CONTACT: usize = 200;

/// What was filled in.
#[derive(Deserialize, Default)]
pub struct Filled {
    message: String,
    contact: String,
    /// Names this form, so that sending it twice stores it once.
    form: String,
    /// The token of the visitor whose widget opened it; empty where none did. It is in the page and in no address.
    #[serde(default)]
    visitor: String,
}

/// What is sent here.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Posted {
    /// The form.
    Filled(Filled),
    /// Nothing yet: the widget, or a form that was sent, asks for one that is this visitor's.
    Opened {
        /// As in [`Filled`].
        visitor: String,
    },
}

/// How the page stands: the class of its `main`, which shows the words for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Empty,
    Blank,
    TooLong,
    ContactBlank,
    ContactTooLong,
    Failed,
    Expired,
    Sent,
}

impl Standing {
    const fn class(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Blank => "blank",
            Self::TooLong => "too-long",
            Self::ContactBlank => "contact-blank",
            Self::ContactTooLong => "contact-too-long",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Sent => "sent",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::Empty | Self::Sent => StatusCode::OK,
            Self::Failed => StatusCode::SERVICE_UNAVAILABLE,
            Self::Blank | Self::TooLong | Self::ContactBlank | Self::ContactTooLong | Self::Expired => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
        }
    }
}

/// `GET /lobby/plain/KEY`.
pub async fn form(
    State(web): State<Web>,
    Path(key): Path<String>,
    Query(told): Query<Told>,
    asked: HeaderMap,
) -> Response {
    match find(&web, &key).await {
        Ok(Some(site)) => page(&site, Standing::Empty, &Filled::default(), &told, &asked),
        Ok(None) => no_site(),
        Err(response) => *response,
    }
}

/// `POST /lobby/plain/KEY`: answers with the same page, everything typed still in it until it is stored; or with an empty
/// one for the visitor who is named.
pub async fn send(
    State(web): State<Web>,
    Path(key): Path<String>,
    Query(told): Query<Told>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    asked: HeaderMap,
    posted: Result<Form<Posted>, FormRejection>,
) -> Response {
    if !is_own(&asked, &web.config) {
        tracing::warn!("a form from another site's page was refused");
        return refuse(ProblemCode::Foreign);
    }
    let Ok(Form(posted)) = posted else { return refuse(ProblemCode::Malformed) };
    let site = match find(&web, &key).await {
        Ok(Some(site)) => site,
        Ok(None) => return no_site(),
        Err(response) => return *response,
    };
    let filled = match posted {
        Posted::Filled(filled) => filled,
        Posted::Opened { visitor } => {
            return page(&site, Standing::Empty, &Filled { visitor, ..Filled::default() }, &told, &asked);
        }
    };
    let standing = match (checked(&filled), Cid::parse(&filled.form)) {
        (Err(standing), _) => standing,
        (Ok(_), Err(_)) => Standing::Expired,
        (Ok((message, contact)), Ok(form)) => {
            let address = web.service.address_text(address(&asked, peer.ip(), &web.config));
            let visitor = VisitorToken::parse(&filled.visitor).ok();
            let stored = web.service.keep_left(&site, Left { form, visitor, message, contact, address }).await;
            stored.map_or_else(|failure| told_failed(&web, &failure), |()| Standing::Sent)
        }
    };
    page(&site, standing, &filled, &told, &asked)
}

fn told_failed(web: &Web, failure: &Failure) -> Standing {
    web.service.tell(failure);
    match failure {
        // The form was stored before with other words, or its conversation is over: the next one is new.
        Failure::Refusal(_) => Standing::Expired,
        Failure::Fault(_) => Standing::Failed,
    }
}

fn checked(filled: &Filled) -> Result<(MessageText, MessageText), Standing> {
    let message = MessageText::parse(&filled.message).map_err(|bad| match bad {
        BadText::Blank => Standing::Blank,
        BadText::TooLong(_) => Standing::TooLong,
    })?;
    let contact = MessageText::parse(&filled.contact).map_err(|bad| match bad {
        BadText::Blank => Standing::ContactBlank,
        BadText::TooLong(_) => Standing::ContactTooLong,
    })?;
    let short = contact.as_str().chars().count() <= MAX_CONTACT;
    if short { Ok((message, contact)) } else { Err(Standing::ContactTooLong) }
}

fn page(site: &Site, standing: Standing, filled: &Filled, told: &Told, asked: &HeaderMap) -> Response {
    let language = asset::language("plain", told.lang.as_deref(), asked);
    let Some(template) = asset::read(&format!("plain/{language}.html")) else { return asset::missing() };
    // A form that is still good keeps its name; so a second press of Send stores nothing twice.
    let form = match Cid::parse(&filled.form) {
        Ok(form) if standing != Standing::Expired => form,
        Ok(_) | Err(_) => Cid::from_bytes(random::draw()),
    };
    let message_bad = matches!(standing, Standing::Blank | Standing::TooLong);
    let contact_bad = matches!(standing, Standing::ContactBlank | Standing::ContactTooLong);
    let page = fill(&String::from_utf8_lossy(&template), |name| match name {
        "STATE" => Some(standing.class().to_owned()),
        "MESSAGE" => Some(escaped(&filled.message)),
        "CONTACT" => Some(escaped(&filled.contact)),
        "FORM" => Some(form.to_text()),
        "VISITOR" => Some(escaped(&filled.visitor)),
        "MESSAGE_BAD" => Some(message_bad.to_string()),
        "CONTACT_BAD" => Some(contact_bad.to_string()),
        "AGAIN" => Some(format!("/lobby/plain/{}?lang={language}", site.key.as_str())),
        _ => None,
    });
    let policy = format!(
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {}",
        ancestors(site)
    );
    let headers = [
        (header::CONTENT_TYPE, asset::media_type("plain.html").to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::CONTENT_SECURITY_POLICY, policy),
    ];
    framed((standing.status(), headers, page).into_response())
}

/// Fills in `%NAME%` for the names that `value` knows, in one walk: what was filled in is not looked at again.
fn fill(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut page = String::with_capacity(template.len());
    for (at, piece) in template.split('%').enumerate() {
        match value(piece).filter(|_| at > 0) {
            Some(words) => page.push_str(&words),
            None => page.push_str(piece),
        }
    }
    page
}

/// As text between tags or in a quoted attribute.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_stands_in_the_page_as_text_and_nothing_in_it_is_filled_in() {
        let typed = "<b>&\"'%FORM%</textarea>";
        let page = fill("<textarea>\n%MESSAGE%</textarea>%FORM%", |name| match name {
            "MESSAGE" => Some(escaped(typed)),
            "FORM" => Some("cid".to_owned()),
            _ => None,
        });
        assert_eq!(page, "<textarea>\n&lt;b&gt;&amp;&quot;&#39;%FORM%&lt;/textarea&gt;</textarea>cid");
    }

    #[test]
    fn each_fault_has_its_own_words() {
        let check = |message: &str, contact: &str, want: Option<Standing>| {
            let filled = Filled { message: message.into(), contact: contact.into(), ..Filled::default() };
            assert_eq!(checked(&filled).err(), want, "{message:.10} {contact:.10}");
        };
        check("hello", "jo@shop.example", None);
        check(" \n", "jo@shop.example", Some(Standing::Blank));
        check(&"x".repeat(1_001), "jo@shop.example", Some(Standing::TooLong));
        check("hello", " ", Some(Standing::ContactBlank));
        check("hello", &"x".repeat(201), Some(Standing::ContactTooLong));
        check("hello", &"x".repeat(2_000), Some(Standing::ContactTooLong));
    }
}
