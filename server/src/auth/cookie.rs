//! The console's cookie: bound to this very host, unreadable to scripts, never sent along from another site.

use std::fmt::Write as _;

use lobby_shared::time::Millis;

/// The cookie's name. `__Host-` makes the browser insist on `Secure`, `Path=/` and no `Domain`.
pub const NAME: &str = "__Host-lobby";

/// The header that sets the cookie; without a span it ends with the browser.
pub fn set(token: &str, lasts: Option<Millis>) -> String {
    let mut header = format!("{NAME}={token}; Path=/; Secure; HttpOnly; SameSite=Strict");
    if let Some(span) = lasts {
        let _ = write!(header, "; Max-Age={}", span.0 / 1_000);
    }
    header
}

/// The header that removes the cookie.
pub fn clear() -> String {
    format!("{NAME}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0")
}

/// Finds the token in a `Cookie` header.
pub fn find(header: &str) -> Option<&str> {
    header.split(';').find_map(|pair| pair.trim().strip_prefix(NAME)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_found_among_other_cookies() {
        assert_eq!(find("a=1; __Host-lobby=abc; b=2"), Some("abc"));
        assert_eq!(find("__Host-lobbyx=abc"), None);
        assert_eq!(find(""), None);
    }
}
