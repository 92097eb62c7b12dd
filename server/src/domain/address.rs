//! Addresses of pages without what nobody else should read: passwords, tokens, e-mail addresses, fragments.
//!
//! A site may carry such things in its addresses; from here on they are in no list, log, database or agent's screen.

use url::Url;

/// Stands where something was taken out.
const GONE: &str = "***";
/// Names of parameters whose values open or tell something, without case, `-` and `_`.
const SECRET: [&str; 37] = [
    "accesstoken",
    "apikey",
    "auth",
    "authcode",
    "authorization",
    "authtoken",
    "bearer",
    "clientsecret",
    "code",
    "confirmationtoken",
    "cookie",
    "credential",
    "csrf",
    "csrftoken",
    "email",
    "emailaddress",
    "idtoken",
    "invitation",
    "jwt",
    "key",
    "mail",
    "nonce",
    "otp",
    "passwd",
    "password",
    "phone",
    "pin",
    "pwd",
    "refreshtoken",
    "resettoken",
    "secret",
    "session",
    "sessionid",
    "sid",
    "sig",
    "signature",
    "token",
];
/// From this length on, a name of letters and digits without words is taken for a token.
const TOKEN_CHARS: usize = 28;

/// The address without user, password, fragment and secret values; empty when it is no web address.
pub fn without_secrets(address: &str) -> String {
    let Ok(mut url) = Url::parse(address) else { return String::new() };
    if !matches!(url.scheme(), "http" | "https") {
        return String::new();
    }
    url.set_fragment(None);
    // Fails only for addresses without a host, which http does not have.
    let _ = (url.set_username(""), url.set_password(None));
    let path: Vec<&str> = url.path().split('/').map(|part| if is_secret(part) { GONE } else { part }).collect();
    let path = path.join("/");
    let query = url.query().map(|query| query.split('&').map(parameter).collect::<Vec<_>>().join("&"));
    url.set_path(&path);
    url.set_query(query.as_deref());
    url.into()
}

fn parameter(pair: &str) -> String {
    match pair.split_once('=') {
        Some((name, value)) if !value.is_empty() && (is_secret_name(name) || is_secret(value)) => {
            format!("{name}={GONE}")
        }
        None if is_secret(pair) => GONE.to_owned(),
        Some(_) | None => pair.to_owned(),
    }
}

fn is_secret_name(name: &str) -> bool {
    // `user[reset_token]` and `filter.email` are called by their last part.
    let plain = name.replace("%5B", "[").replace("%5b", "[").replace("%5D", "").replace("%5d", "").replace(']', "");
    let last = plain.rsplit(['[', '.', ':']).next().unwrap_or_default();
    let last: String = last.chars().filter(|c| !matches!(c, '-' | '_')).map(|c| c.to_ascii_lowercase()).collect();
    SECRET.contains(&last.as_str())
}

/// Whether a value gives itself away: an e-mail address, a signed token, or a long one without words.
pub(super) fn is_secret(value: &str) -> bool {
    let at = value.replace("%40", "@");
    let email = at.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'));
    let signed = value.starts_with("eyJ") && value.split('.').count() == 3;
    email || signed || is_random(value)
}

fn is_random(value: &str) -> bool {
    let long = value.len() >= TOKEN_CHARS && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let has = |test: fn(&u8) -> bool| value.as_bytes().iter().filter(|byte| test(byte)).count() >= 3;
    long && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_or_tells_something_is_taken_out() {
        let check = |address: &str, want: &str| assert_eq!(without_secrets(address), want, "{address}");
        check("https://jo:secret@shop.example/a#access_token=1", "https://shop.example/a");
        check("https://shop.example/?Access-Token=abc&page=2", "https://shop.example/?Access-Token=***&page=2");
        check(
            "https://shop.example/?user%5Breset_token%5D=abc&q=",
            "https://shop.example/?user%5Breset_token%5D=***&q=",
        );
        check("https://shop.example/?to=jo%40shop.example", "https://shop.example/?to=***");
        check("https://shop.example/u/jo@shop.example/edit", "https://shop.example/u/***/edit");
        check("https://shop.example/?x=eyJhbGciOi.eyJzdWIi.c2ln", "https://shop.example/?x=***");
        check("https://shop.example/reset/9f86d081884c7d659a2feaa0c55ad015", "https://shop.example/reset/***");
        check("https://shop.example/?9f86d081884c7d659a2feaa0c55ad015", "https://shop.example/?***");
    }

    #[test]
    fn everything_else_stays() {
        for address in [
            "https://shop.example/",
            "https://shop.example/tents/waterproof-tent-for-two-people-2026?colour=green&size=",
            "https://shop.example/?keyword=tent&monkey=1&utm_source=news&gclid=",
            "https://shop.example/p/123e4567-e89b-12d3-a456-426614174000",
            "https://xn--fsq.example/%E5%B8%90%E7%AF%B7",
        ] {
            assert_eq!(without_secrets(address), address);
        }
        for address in ["javascript:alert(1)", "data:text/html,x", "", "/relative", "https://"] {
            assert_eq!(without_secrets(address), "", "{address}");
        }
    }
}
