//! One row of the stream. All rows are one shape of element, told apart by class.

use leptos::prelude::*;
use lobby_shared::conversation::Side;
use lobby_shared::wire::error::ErrorCode;

use super::part::Drawn;
use crate::state::stream::{Note, Row, Sign};
use crate::state::{DISCARD, RETRY};
use crate::text::Text;

const fn sign(sign: Sign) -> &'static str {
    match sign {
        Sign::Sending => "sign.sending",
        Sign::Sent => "sign.sent",
        Sign::Delivered => "sign.delivered",
        Sign::Read => "sign.read",
    }
}

const fn refusal(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::Blank => "refused.blank",
        ErrorCode::TooLong => "refused.too_long",
        ErrorCode::NotFound | ErrorCode::Ended => "refused.ended",
        ErrorCode::AlreadyAccepted
        | ErrorCode::NotAccepted
        | ErrorCode::CidReused
        | ErrorCode::NotBrowsing
        | ErrorCode::AlreadyInvited
        | ErrorCode::Capped
        | ErrorCode::InvitationOver => "refused.not_taken",
        ErrorCode::TooFast => "refused.too_fast",
        ErrorCode::Unavailable => "refused.unavailable",
    }
}

fn note(text: &Text, note: &Note) -> String {
    let key = match note {
        Note::Joined(name) => return text.fill("stream.joined", name),
        Note::AskedToEnd(name) => return text.fill("stream.asked_to_end", name),
        Note::WentOn => "stream.went_on",
        Note::Ended(Side::Agent) => "stream.ended_by_agent",
        Note::Ended(Side::Visitor) => "stream.ended_by_visitor",
        Note::Unknown => "stream.unknown",
    };
    text.get(key).into()
}

/// The parts that are there, with a dot between them.
fn dotted(parts: [&str; 3]) -> String {
    let mut words = String::new();
    for part in parts {
        if !words.is_empty() && !part.is_empty() {
            words.push_str(" · ");
        }
        words.push_str(part);
    }
    words
}

fn element(tag: &'static str, class: &'static str, words: String, inside: Vec<AnyView>) -> AnyView {
    Drawn { tag, class, words, inside, ..Drawn::default() }.element()
}

/// A row as an element.
pub fn row(text: &Text, row: &Row) -> AnyView {
    let mut author = String::new();
    let mut ways_out = Vec::new();
    let (class, words) = match row {
        Row::Bubble { agent, text: words, first, .. } => {
            author = [agent.as_deref().unwrap_or_else(|| text.get("stream.you")), ": "].concat();
            let class = match (agent, first) {
                (None, true) => "bubble own first",
                (None, false) => "bubble own",
                (Some(_), true) => "bubble first",
                (Some(_), false) => "bubble",
            };
            (class, words.clone())
        }
        Row::Failed { cid, code } => {
            ways_out.extend([("refused.retry", RETRY), ("refused.discard", DISCARD)].map(|(key, what)| {
                let press = Some([what, " ", &cid.to_text()].concat());
                Drawn { tag: "BUTTON", words: text.get(key).into(), press, ..Drawn::default() }.element()
            }));
            ("failed", text.get(refusal(*code)).into())
        }
        Row::Caption { agent, time, sign: how_far, .. } => {
            let class = if agent.is_none() { "caption own" } else { "caption" };
            let how_far = how_far.map_or("", |how_far| text.get(sign(how_far)));
            (class, dotted([agent.as_deref().unwrap_or(""), time, how_far]))
        }
        Row::Day { name, time, .. } => {
            ("note", [name.as_deref().unwrap_or_else(|| text.get("stream.today")), " ", time].concat())
        }
        Row::Note { note: what, time, .. } => ("note", dotted([&note(text, what), time, ""])),
    };
    let mut inside = vec![element("SPAN", "unseen", author, Vec::new()), element("BDI", "", words, Vec::new())];
    inside.extend(ways_out);
    element("DIV", class, String::new(), inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_are_missing_leave_no_dot() {
        assert_eq!(dotted(["Jo", "14:30", ""]), "Jo · 14:30");
        assert_eq!(dotted(["", "", "Sending"]), "Sending");
        assert_eq!(dotted(["", "14:30", "Sent"]), "14:30 · Sent");
    }
}
