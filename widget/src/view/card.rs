//! The cards: greeting, queue, the agent's question, the end, leaving, and the line about the connection.

use super::part::{PLAIN, Part, Words};
use crate::state::Intent;
use crate::state::link::Line;
use crate::state::shown::Shown;
use crate::state::stage::Stage;
use crate::text::Text;

/// A question in a live region, so that it is read aloud when it comes.
const fn question(words: Words) -> Part {
    Part { tag: "p", role: Some("alert"), words: Some(words), ..PLAIN }
}

const fn answer(class: &'static str, words: Words, press: fn() -> Intent) -> Part {
    Part { tag: "button", class, words: Some(words), press: Some(press), ..PLAIN }
}

/// Stands on the empty stream.
pub const GREETING: Part = Part {
    class: "greeting",
    hidden: Some(|shown| !shown.fresh),
    inside: &[
        Part { tag: "h2", words: Some(|_, text| text.greeting.into()), ..PLAIN },
        Part { tag: "p", words: Some(|_, text| text.greeting_more.into()), ..PLAIN },
    ],
    ..PLAIN
};

/// Stands under the words that wait for an agent.
pub const QUEUE: Part = Part {
    tag: "p",
    class: "card queue",
    hidden: Some(|shown| !matches!(shown.stage, Stage::Waiting(_))),
    words: Some(|shown, text| if shown.available { text.waiting } else { text.waiting_long }.into()),
    ..PLAIN
};

/// The agent asks whether the conversation may end.
pub const END_QUESTION: Part = Part {
    class: "card",
    hidden: Some(|shown| !shown.stage.asked()),
    inside: &[
        question(|_, text| text.end_question.into()),
        Part {
            class: "choices",
            inside: &[
                answer("main", |_, text| text.end_yes.into(), || Intent::EndConfirmed),
                answer("", |_, text| text.end_no.into(), || Intent::EndDeclined),
            ],
            ..PLAIN
        },
    ],
    ..PLAIN
};

/// After the end: the way to the next conversation, which writing opens.
pub const NEXT: Part = Part {
    class: "choices next",
    hidden: Some(|shown| !matches!(shown.stage, Stage::Ended)),
    inside: &[answer("", |_, text| text.again.into(), || Intent::NextPressed)],
    ..PLAIN
};

/// Asks before the visitor ends the conversation, and says what that does.
pub const LEAVING: Part = Part {
    class: "card leaving",
    role: Some("alertdialog"),
    label: Some(|text| text.end),
    hidden: Some(|shown| !(shown.leaving && shown.is_open())),
    inside: &[
        question(|_, text| text.end_what.into()),
        Part {
            class: "choices",
            inside: &[
                answer("main", |_, text| text.end.into(), || Intent::EndConfirmed),
                answer("", |_, text| text.end_cancel.into(), || Intent::StayPressed),
            ],
            ..PLAIN
        },
    ],
    ..PLAIN
};

/// The line about the connection, while it does not work.
pub const CONNECTION: Part = Part {
    class: "connection",
    hidden: Some(|shown| shown.line == Line::Quiet),
    inside: &[
        Part { tag: "p", role: Some("status"), words: Some(connection), ..PLAIN },
        Part {
            tag: "button",
            hidden: Some(|shown| !matches!(shown.line, Line::Stopped(_))),
            press: Some(|| Intent::ReconnectPressed),
            words: Some(|_, text| text.reconnect.into()),
            ..PLAIN
        },
    ],
    ..PLAIN
};

fn connection(shown: &Shown, text: &'static Text) -> String {
    match shown.line {
        Line::Quiet => String::new(),
        Line::Lost => text.lost.into(),
        Line::Stopped(code) => (text.stopped)(code).into(),
    }
}
