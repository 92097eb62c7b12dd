//! One page that a visitor is on, as the host page reports it.

use serde::{Deserialize, Serialize};

/// Bytes kept of an address; the rest is cut off.
pub const MAX_ADDRESS_BYTES: usize = 2_048;
/// Bytes kept of a title; the rest is cut off.
pub const MAX_TITLE_BYTES: usize = 512;

/// What a browser shows of a page. Visitor-controlled: text to show, never to trust.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Page {
    /// The address, at most [`MAX_ADDRESS_BYTES`].
    pub address: String,
    /// The title, at most [`MAX_TITLE_BYTES`]; empty when the page has none.
    pub title: String,
}

impl Page {
    /// Cuts both texts to their limits at a character's edge, and drops control characters, the fragment unless it is a
    /// [`route`], and the address as a whole when it is not http or https.
    pub fn clean(&self) -> Self {
        let address = cut(&self.address, MAX_ADDRESS_BYTES);
        let (address, fragment) = address.split_once('#').unwrap_or((&address, ""));
        let web = address.starts_with("http://") || address.starts_with("https://");
        let address = match route(fragment) {
            _ if !web => String::new(),
            Some(route) => format!("{address}#{route}"),
            None => address.to_owned(),
        };
        Self { address, title: cut(self.title.trim(), MAX_TITLE_BYTES) }
    }
}

/// The part of a fragment that names a page: some sites show all their pages at one address, as `#/tents` or `#!/tents`.
/// Any other fragment is a place within the page, or something that only the page's own scripts shall read.
pub fn route(fragment: &str) -> Option<&str> {
    let fragment = fragment.split('#').next().unwrap_or_default();
    let path = fragment.strip_prefix('!').unwrap_or(fragment).strip_prefix('/')?;
    // Where such a site begins, it is at its address: with the empty route and without it.
    (!path.is_empty()).then_some(fragment)
}

fn cut(text: &str, bytes: usize) -> String {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default().chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_cut_and_cleaned() {
        let page =
            Page { address: "https://a.example/x?y=1#token=secret".into(), title: "  A\u{7}\nB ".into() }.clean();
        assert_eq!(page, Page { address: "https://a.example/x?y=1".into(), title: "AB".into() });
        let script = Page { address: "javascript:alert(1)".into(), title: "é".repeat(400) }.clean();
        assert_eq!(script, Page { address: String::new(), title: "é".repeat(256) });
    }

    #[test]
    fn a_fragment_stays_where_it_names_a_page() {
        let check = |address: &str, want: &str| {
            let page = Page { address: address.into(), title: String::new() };
            assert_eq!(page.clean().address, want, "{address}");
            assert_eq!(page.clean().clean(), page.clean(), "twice is once: {address}");
        };
        check("https://a.example/#/tents/2?colour=green", "https://a.example/#/tents/2?colour=green");
        check("https://a.example/#!/tents", "https://a.example/#!/tents");
        check("https://a.example/x?y=1#/tents#access_token=1", "https://a.example/x?y=1#/tents");
        for start in ["https://a.example/", "https://a.example/#", "https://a.example/#/", "https://a.example/#!/"] {
            check(start, "https://a.example/");
        }
        for place in ["reviews", "!reviews", "access_token=1&x=/y", ":~:text=tents", " /tents", "%2Ftents", "?/tents"] {
            check(&format!("https://a.example/#{place}"), "https://a.example/");
        }
        check("javascript:alert(1)#/tents", "");
    }
}
