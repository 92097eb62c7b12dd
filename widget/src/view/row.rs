//! One row of the stream. All rows are one shape of element, told apart by class.

use leptos::prelude::*;
use lobby_shared::conversation::Side;

use super::part::{PLAIN, Part, Saying, element};
use super::scene::Scene;
use crate::state::Intent;
use crate::state::stream::{Note, Row, Sign};
use crate::text::Text;

const BUTTON: Part = Part { tag: "button", ..PLAIN };
const UNSEEN: Part = Part { tag: "span", class: "unseen", ..PLAIN };
const SAID: Part = Part { tag: "bdi", ..PLAIN };

fn sign(text: &Text, sign: Sign) -> &'static str {
    match sign {
        Sign::Sending => text.sending,
        Sign::Sent => text.sent,
        Sign::Delivered => text.delivered,
        Sign::Read => text.read,
    }
}

fn note(text: &Text, note: &Note) -> String {
    match note {
        Note::Joined(name) => (text.joined)(name),
        Note::AskedToEnd(name) => (text.asked_to_end)(name),
        Note::WentOn => text.went_on.into(),
        Note::Ended(Side::Agent) => text.ended_by_agent.into(),
        Note::Ended(Side::Visitor) => text.ended_by_visitor.into(),
        Note::Unknown => text.unknown.into(),
    }
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

/// A row as an element.
pub fn row(scene: Scene, row: &Row) -> AnyView {
    let text = scene.text;
    let says = |part, press, words| element(scene, part, press, Saying::These(words), Vec::new());
    let mut author = String::new();
    let mut ways_out = Vec::new();
    let (class, words) = match row {
        Row::Bubble { agent, text: words, first, .. } => {
            author = [agent.as_deref().unwrap_or(text.you), ": "].concat();
            let class = match (agent, first) {
                (None, true) => "bubble own first",
                (None, false) => "bubble own",
                (Some(_), true) => "bubble first",
                (Some(_), false) => "bubble",
            };
            (class, words.clone())
        }
        Row::Failed { cid, code } => {
            let way = |words: &str, intent| says(&BUTTON, Some(intent), words.into());
            ways_out =
                vec![way(text.retry, Intent::RetryPressed(*cid)), way(text.discard, Intent::DiscardPressed(*cid))];
            ("failed", (text.refused)(*code).into())
        }
        Row::Caption { agent, time, sign: how_far, .. } => {
            let class = if agent.is_none() { "caption own" } else { "caption" };
            let how_far = how_far.map_or("", |how_far| sign(text, how_far));
            (class, dotted([agent.as_deref().unwrap_or(""), time, how_far]))
        }
        Row::Day { name, time, .. } => ("note", [name.as_deref().unwrap_or(text.today), " ", time].concat()),
        Row::Note { note: what, time, .. } => ("note", dotted([&note(text, what), time, ""])),
    };
    let mut inside = vec![says(&UNSEEN, None, author), says(&SAID, None, words)];
    inside.extend(ways_out);
    element(scene, &Part { class, ..PLAIN }, None, Saying::Nothing, inside)
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
