//! How an unsent message stands in storage: names, and a text that a later build still reads.

use lobby_shared::client::Entry;
use lobby_shared::id::{Cid, ConversationId};
use lobby_shared::time::Millis;

/// Names the form below. A text of another form is left alone.
const FORM: &str = "1";
/// The draft's name in storage.
pub const DRAFT: &str = "draft";
/// The token's name in storage.
pub const TOKEN: &str = "token";
/// The name under which stands how far the visitor has read.
pub const SEEN: &str = "seen";
/// The name under which stands up to where the card beside the launcher was taken away; in own storage only.
pub const DISMISSED: &str = "dismissed";
/// Tells other tabs that an unsent message is kept.
pub const KEPT: &str = "kept";

/// An unsent message's name in storage.
pub fn name(cid: Cid) -> String {
    ["out.", &cid.to_text()].concat()
}

/// The cid in a name, when it is an unsent message's.
pub fn cid(name: &str) -> Option<Cid> {
    Cid::parse(name.strip_prefix("out.")?).ok()
}

/// An unsent message as text: one line each for form, time and conversation, then the words.
pub fn to_text(entry: &Entry) -> String {
    let conversation = entry.conversation.map_or_else(String::new, |conversation| conversation.to_text());
    [FORM, &entry.made_ms.0.to_string(), &conversation, &entry.text].join("\n")
}

/// Reads what [`to_text`] wrote under this cid.
pub fn parse(cid: Cid, text: &str) -> Option<Entry> {
    let mut parts = text.splitn(4, '\n');
    let (form, made, conversation, text) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    if form != FORM {
        return None;
    }
    let conversation = match conversation {
        "" => None,
        text => Some(ConversationId::parse(text).ok()?),
    };
    Some(Entry { cid, conversation, text: text.to_owned(), made_ms: Millis(made.parse().ok()?) })
}

/// Bytes as hexadecimal digits.
pub fn to_hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Reads what [`to_hex`] wrote.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    digits?.chunks(2).map(|pair| if let [high, low] = pair { Some(high << 4 | low) } else { None }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CID: Cid = Cid::from_bytes([7; 16]);

    #[test]
    fn unsent_messages_read_back_with_all_their_lines() {
        for conversation in [None, Some(ConversationId::from_bytes([3; 16]))] {
            let entry = Entry { cid: CID, conversation, text: "one\n\ntwo\nżółw".into(), made_ms: Millis(1_234) };
            assert_eq!(parse(CID, &to_text(&entry)), Some(entry));
        }
        assert_eq!(cid(&name(CID)), Some(CID));
    }

    #[test]
    fn other_forms_and_names_are_left_alone() {
        for text in ["", "1", "1\n5\n", "2\n5\n\nhi", "1\nx\n\nhi", "1\n5\nconv_1\nhi"] {
            assert_eq!(parse(CID, text), None, "{text:?}");
        }
        for text in ["draft", "out.", "out.conv_07070707070707070707070707070707"] {
            assert_eq!(cid(text), None, "{text}");
        }
    }

    #[test]
    fn hexadecimal_reads_back() {
        assert_eq!(to_hex(&[0, 255, 16]), "00ff10");
        assert_eq!(from_hex("00ff10"), Some(vec![0, 255, 16]));
        assert_eq!(from_hex("0"), None);
        assert_eq!(from_hex("zz"), None);
    }
}
