//! Addresses of pages without what nobody else should read: passwords, tokens, e-mail addresses, and fragments that name
//! no page.
//!
//! A site may carry such things in its addresses; from here on they are in no list, log, database or agent's screen.

use lobby_shared::page::{MAX_ADDRESS_BYTES, route};
use url::Url;

/// What stands between the parameters of a path. In a query only the first does: the other may be part of a value.
const SEPARATORS: &[char] = &['&', ';'];
/// Stands where something was taken out.
const GONE: &str = "***";
/// Names of parameters whose values open or tell something, without case, `-` and `_`.
const SECRET: [&str; 39] = [
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
    "jsessionid",
    "jwt",
    "key",
    "mail",
    "nonce",
    "otp",
    "passwd",
    "password",
    "phone",
    "phpsessid",
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
/// What a name of a parameter says wherever it stands in it, without case, `-` and `_`; and what it says if these letters
/// follow.
const TELLING: [(&str, &[&str]); 5] =
    [("password", &[]), ("passwd", &[]), ("pwd", &[]), ("secret", &["ar"]), ("token", &["iz", "is"])];
/// From this length on, a name of letters and digits without words is taken for a token.
const TOKEN_CHARS: usize = 28;
/// From this length on, that of 128 bits in base64url, capitals, small letters and digits in disorder are taken for one.
const MIXED_CHARS: usize = 22;
/// From this length on, one of hexadecimal digits is taken for one: 80 bits.
const HEX_CHARS: usize = 20;

/// The address without user, password, secret values, and a fragment that names no page; empty when it is no web address.
pub fn without_secrets(address: &str) -> String {
    let Ok(mut url) = Url::parse(address) else { return String::new() };
    if !matches!(url.scheme(), "http" | "https") {
        return String::new();
    }
    // Fails only for addresses without a host, which http does not have.
    let _ = (url.set_username(""), url.set_password(None));
    let path = cleaned(url.path(), SEPARATORS);
    let query = url.query().map(|query| cleaned(query, &['&']));
    let fragment = url.fragment().and_then(route).map(clean_route);
    url.set_path(&path);
    url.set_query(query.as_deref());
    url.set_fragment(fragment.as_deref());
    let mut address = String::from(url);
    // What is not ASCII was written out, three characters for a byte.
    address.truncate(MAX_ADDRESS_BYTES);
    address
}

/// A route is like a path, and may have a query of its own.
fn clean_route(route: &str) -> String {
    match route.split_once('?') {
        Some((path, query)) => format!("{}?{}", cleaned(path, SEPARATORS), cleaned(query, &['&'])),
        None => cleaned(route, SEPARATORS),
    }
}

/// A path or a query without what is secret between these separators.
fn cleaned(text: &str, separators: &[char]) -> String {
    let pieces = text.split_inclusive(separators).map(|piece| {
        let bare = piece.strip_suffix(separators).unwrap_or(piece);
        parameter(bare) + piece.get(bare.len()..).unwrap_or_default()
    });
    pieces.collect()
}

/// A parameter, or steps of a path, without what is secret.
fn parameter(text: &str) -> String {
    let mut kept = String::new();
    for (at, part) in text.split('/').enumerate() {
        kept.push_str(if at == 0 { "" } else { "/" });
        match part.split_once('=') {
            Some((name, value)) if !value.is_empty() && is_secret_name(name) => {
                // Whatever follows is its value too: some have slashes in them.
                return kept + name + "=" + GONE;
            }
            Some((name, value)) if is_secret(value) => kept.extend([name, "=", GONE]),
            None if is_secret(part) => kept.push_str(GONE),
            Some(_) | None => kept.push_str(part),
        }
    }
    kept
}

fn is_secret_name(name: &str) -> bool {
    // `user[reset_token]` and `filter.email` are called by their last part.
    let plain = name.replace("%5B", "[").replace("%5b", "[").replace("%5D", "").replace("%5d", "").replace(']', "");
    let last = plain.rsplit(['[', '.', ':']).next().unwrap_or_default();
    let bare = |name: &str| -> String {
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    SECRET.contains(&bare(last).as_str()) || tells(&bare(&plain))
}

/// Whether a name holds a word for what is secret; `tokenized` and `secretary` do not.
fn tells(name: &str) -> bool {
    TELLING.iter().any(|(word, harmless)| {
        let mut behind = name.match_indices(word).filter_map(|(at, word)| name.get(at + word.len()..));
        behind.any(|rest| !harmless.iter().any(|end| rest.starts_with(end)))
    })
}

/// Whether a value gives itself away: an e-mail address, a signed token, or a long one without words.
pub(super) fn is_secret(value: &str) -> bool {
    let at = value.replace("%40", "@");
    let email = at.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'));
    let signed = value.starts_with("eyJ") && value.split('.').count() == 3;
    email || signed || at.split([':', '@', ',']).any(|part| is_random(part) || is_mixed(part))
}

/// Whether a value goes from capitals to small letters to digits and back as only drawn ones do, with `-` and `_` or without.
/// Words have capitals at their beginnings, and numbers stand together.
fn is_mixed(value: &str) -> bool {
    let value = value.trim_end_matches("%3D").trim_end_matches('=');
    let kind = |byte: u8| match byte {
        b'a'..=b'z' => Some('a'),
        b'A'..=b'Z' => Some('A'),
        b'0'..=b'9' => Some('0'),
        _ => None,
    };
    let fits =
        value.len() >= MIXED_CHARS && value.bytes().all(|byte| kind(byte).is_some() || matches!(byte, b'-' | b'_'));
    let count = |of: char| value.bytes().filter(|byte| kind(*byte) == Some(of)).count();
    let kinds = value.bytes().map(kind);
    let changes = kinds.clone().zip(kinds.skip(1)).filter(|(one, next)| one.is_some() && next.is_some() && one != next);
    fits && count('a') >= 3 && count('A') >= 3 && count('0') >= 1 && changes.count() * 5 >= value.len() * 2
}

fn is_random(value: &str) -> bool {
    value.split('_').any(|part| {
        let hex = part.len() >= HEX_CHARS && part.bytes().all(|byte| byte.is_ascii_hexdigit());
        let long = hex || part.len() >= TOKEN_CHARS && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let has = |test: fn(&u8) -> bool| part.as_bytes().iter().filter(|byte| test(byte)).count() >= 3;
        long && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic)
    })
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
        check("https://shop.example/u:9f86d081884c7d659a2feaa0c55ad015@x", "https://shop.example/***");
        check("https://shop.example/a;jsessionid=1?b=2", "https://shop.example/a;jsessionid=***?b=2");
        check("https://shop.example/?token=ab/cd;e&to=/u/jo@shop.example", "https://shop.example/?token=***&to=/u/***");
    }

    #[test]
    fn a_name_that_says_secret_anywhere_is_one_and_words_that_only_begin_so_are_not() {
        for name in [
            "reset_password_token",
            "new_password",
            "newPassword",
            "password_confirmation",
            "verification_token",
            "token_value",
            "tokenid",
            "user%5Bpassword%5D%5Bnew%5D",
            "client-secret-2",
            "old_pwd",
            "passwd2",
        ] {
            let kept = without_secrets(&format!("https://shop.example/a?b=c&{name}=hunter2"));
            assert_eq!(kept, format!("https://shop.example/a?b=c&{name}=***"));
        }
        for stays in
            ["a?tokenized=yes&tokenisation=no&secretary=jo", "tokenized-page", "password", "secret-santa/token"]
        {
            let address = format!("https://shop.example/{stays}");
            assert_eq!(without_secrets(&address), address);
        }
    }

    #[test]
    fn what_was_drawn_is_told_from_words() {
        for drawn in [
            "dGhpcyBpcyBhIHRva2Vu-Zx_9Qw3rT",
            "Xk9-vQ2_mLr8TzW4bNc7Yh",
            "o_Qe7RzP-3kLmVt1xUyBn5aWc8GdHs2jFiKpXqZo4Ew",
            "Xk9-vQ2_mLr8TzW4bNc7Yg%3D%3D",
            "kJ8sLmQzRtYpWvXcBnHgFdSa_qEuIoPlKjMn",
            "cs_test_a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6",
            "tok_1a2b3c4d5e6f7a8b9c0d1e2f",
        ] {
            assert_eq!(without_secrets(&format!("https://shop.example/?x={drawn}")), "https://shop.example/?x=***");
            assert_eq!(without_secrets(&format!("https://shop.example/r/{drawn}")), "https://shop.example/r/***");
        }
        for words in [
            "two-person-tent-green",
            "Two-Person-Tent-Green-2026-Edition",
            "iPhone-15-Pro-Max-256GB-Blue-Titanium",
            "HP-EliteBook-840-G10-i7-1355U-16GB-512GB",
            "TwoPersonTentGreen2026XL",
            "the_best_of_2026_and_why_we_love_it",
            "123E4567-E89B-12D3-A456-426614174000",
        ] {
            let address = format!("https://shop.example/p/{words}?x={words}");
            assert_eq!(without_secrets(&address), address);
        }
    }

    #[test]
    fn a_route_is_cleaned_like_an_address_and_any_other_fragment_is_gone() {
        let check = |fragment: &str, want: &str| {
            let kept = without_secrets(&format!("https://shop.example/a?b=c#{fragment}"));
            assert_eq!(kept, format!("https://shop.example/a?b=c{want}"), "{fragment}");
            assert_eq!(without_secrets(&kept), kept, "twice is once: {fragment}");
        };
        check("/tents/2?colour=green&size=", "#/tents/2?colour=green&size=");
        check("!/tents", "#!/tents");
        check("/帐篷", "#/%E5%B8%90%E7%AF%B7");
        check("/reset/9f86d081884c7d659a2feaa0c55ad015", "#/reset/***");
        check("/reset?token=hunter2&page=2", "#/reset?token=***&page=2");
        check("/access_token=hun/ter2&state=x", "#/access_token=***&state=x");
        check("/colour=green/token=hunter2", "#/colour=green/token=***");
        check("/u/jo@shop.example/edit", "#/u/***/edit");
        check("/done#access_token=hunter2", "#/done");
        for place in ["", "/", "!/", "reviews", "access_token=hunter2", "?/a", ":~:text=a"] {
            check(place, "");
        }
    }

    #[test]
    fn an_address_keeps_its_limit_when_it_is_written_out() {
        let long = format!("https://shop.example/{}", "帐".repeat(600));
        assert!(long.len() < MAX_ADDRESS_BYTES);
        let kept = without_secrets(&long);
        assert_eq!(kept.len(), MAX_ADDRESS_BYTES);
        assert_eq!(without_secrets(&kept), kept, "twice is once");
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
