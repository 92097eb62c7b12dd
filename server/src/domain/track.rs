//! What a page tells of itself, made fit to be kept and shown: pages and custom events.

use lobby_shared::page::Page;
use lobby_shared::trail::{MAX_EVENT_BYTES, MAX_EVENT_CHARS, Track};

use super::address::without_secrets;

/// A page within the limits, without the secrets in its address and without what turns text around on a screen.
pub fn page(page: &Page) -> Page {
    let Page { address, title } = page.clean();
    let title: String = title.chars().filter(|c| !is_unseen(*c)).collect();
    Page { address: without_secrets(&address), title: title.trim().to_owned() }
}

/// A custom event within the limits; `None` without a name.
pub fn event(track: &Track) -> Option<Track> {
    let name: String = track.name.chars().filter(|c| !c.is_control() && !is_unseen(*c)).collect();
    let name: String = name.trim().chars().take(MAX_EVENT_CHARS).collect();
    let fits = track.data.len() <= MAX_EVENT_BYTES && is_like_json(&track.data);
    let data = if fits { track.data.chars().filter(|c| !is_unseen(*c)).collect() } else { String::new() };
    (!name.is_empty()).then_some(Track { name, data })
}

/// Whether this looks like JSON and holds no control characters: whoever shows it parses it for themselves.
fn is_like_json(data: &str) -> bool {
    let begins =
        data.trim_start().starts_with(|c: char| matches!(c, '{' | '[' | '"' | '-' | '0'..='9' | 't' | 'f' | 'n'));
    begins && !data.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

/// Characters that only direct how others are shown: a title could show itself as another with them.
pub(super) const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_cannot_turn_the_row_around() {
        let shown = page(&Page {
            address: "https://a.example/".into(),
            title: "\u{202e}gpj.exe\u{202c} \u{2067}x\u{feff}".into(),
        });
        assert_eq!(shown.title, "gpj.exe x");
        let long = format!("https://a.example/{}", "x".repeat(8_192));
        assert_eq!(page(&Page { address: long, title: String::new() }).address.len(), 2_048);
        let hebrew = "שלום עולם";
        assert_eq!(page(&Page { address: String::new(), title: hebrew.into() }).title, hebrew);
    }

    #[test]
    fn events_are_cut_or_kept_without_their_data() {
        let check = |name: &str, data: &str, want: Option<(&str, &str)>| {
            let got = event(&Track { name: name.into(), data: data.into() });
            assert_eq!(got.as_ref().map(|track| (track.name.as_str(), track.data.as_str())), want, "{name} {data:.20}");
        };
        check("order", r#"{"total":12}"#, Some(("order", r#"{"total":12}"#)));
        check(" or\u{7}der\u{202e} ", "", Some(("order", "")));
        check("order", &format!("\"{}\"", "x".repeat(1_023)), Some(("order", "")));
        check("order", "<script>", Some(("order", "")));
        check("order", "{\"a\":\"\u{1}\"}", Some(("order", "")));
        check(&"x".repeat(100), "1", Some((&"x".repeat(64), "1")));
        check(" \u{200f}", "1", None);
    }
}
