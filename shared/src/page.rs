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
    /// Cuts both texts to their limits at a character's edge, and drops control characters, the fragment, and the
    /// address as a whole when it is not http or https.
    pub fn clean(&self) -> Self {
        let address = cut(&self.address, MAX_ADDRESS_BYTES);
        let address = address.split('#').next().unwrap_or_default();
        let web = address.starts_with("http://") || address.starts_with("https://");
        Self {
            address: if web { address.to_owned() } else { String::new() },
            title: cut(self.title.trim(), MAX_TITLE_BYTES),
        }
    }
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
}
