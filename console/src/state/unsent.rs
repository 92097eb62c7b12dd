//! How a message on its way stands in storage: a text that a later build still reads.

use lobby_shared::client::Entry;
use lobby_shared::id::{Cid, ConversationId};
use lobby_shared::time::Millis;

/// Names the form below. A text of another form is left alone.
const FORM: &str = "1";

/// A message as text: one line each for form, time and conversation, then the words.
pub fn to_text(entry: &Entry) -> String {
    let conversation = entry.conversation.map_or_else(String::new, |conversation| conversation.to_text());
    [FORM, &entry.made_ms.0.to_string(), &conversation, &entry.text].join("\n")
}

/// Reads what [`to_text`] wrote of the message of this cid.
pub fn parse(cid: Cid, text: &str) -> Option<Entry> {
    let mut parts = text.splitn(4, '\n');
    let (form, made, conversation, text) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let made_ms = Millis(made.parse().ok().filter(|_| form == FORM)?);
    let conversation = if conversation.is_empty() { None } else { Some(ConversationId::parse(conversation).ok()?) };
    Some(Entry { cid, conversation, text: text.to_owned(), made_ms })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CID: Cid = Cid::from_bytes([7; 16]);

    #[test]
    fn a_message_reads_back_with_all_its_lines() {
        for conversation in [None, Some(ConversationId::from_bytes([3; 16]))] {
            let entry = Entry { cid: CID, conversation, text: "one\n\ntwo\nżółw".into(), made_ms: Millis(1_234) };
            assert_eq!(parse(CID, &to_text(&entry)), Some(entry));
        }
    }

    #[test]
    fn another_form_is_left_alone() {
        for text in ["", "1", "1\n5\n", "2\n5\n\nhi", "1\nx\n\nhi", "1\n5\nconv_1\nhi", "{\"cid\":1}"] {
            assert_eq!(parse(CID, text), None, "{text:?}");
        }
    }
}
