//! The cards: greeting, queue, the agent's question, the end, leaving, and the line about the connection.

use lobby_shared::wire::close::CloseCode;

use super::part::{BUTTON, PLAIN, Part};
use crate::state::link::Line;
use crate::state::shown::Shown;
use crate::state::stage::Stage;
use crate::text::Text;

/// A question in a live region, so that it is read aloud when it comes.
const fn question(key: &'static str) -> Part {
    Part { tag: "P", role: Some("alert"), says: Some(key), ..PLAIN }
}

pub(super) const fn answer(class: &'static str, key: &'static str, press: &'static str) -> Part {
    Part { class, says: Some(key), press: Some(press), ..BUTTON }
}

/// Stands on the empty stream.
pub const GREETING: Part = Part {
    class: "greeting",
    hidden: Some(|shown| !shown.fresh),
    inside: &[
        Part { class: "talk icon", ..PLAIN },
        Part { tag: "H2", says: Some("stream.greeting"), ..PLAIN },
        Part {
            tag: "P",
            words: Some(|shown, text| {
                let is_nobody = !shown.available && !shown.site.is_empty();
                text.get(if is_nobody { "stream.more_nobody" } else { "stream.more" }).into()
            }),
            ..PLAIN
        },
    ],
    ..PLAIN
};

/// Stands under the words that wait for an agent.
pub const QUEUE: Part = Part {
    tag: "P",
    class: "card queue",
    hidden: Some(|shown| shown.busy || !matches!(shown.stage, Stage::Waiting(_))),
    words: Some(|shown, text| text.get(if shown.available { "stream.waiting" } else { "stream.waiting_long" }).into()),
    ..PLAIN
};

/// The agent asks whether the conversation may end.
pub const END_QUESTION: Part = Part {
    class: "card",
    hidden: Some(|shown| !shown.stage.asked()),
    inside: &[
        question("end.question"),
        Part {
            class: "choices",
            inside: &[answer("main", "end.yes", "end"), answer("", "end.no", "decline")],
            ..PLAIN
        },
    ],
    ..PLAIN
};

/// After the end: the way to the next conversation, which writing opens.
pub const NEXT: Part = Part {
    class: "choices next",
    hidden: Some(|shown| !matches!(shown.stage, Stage::Ended)),
    inside: &[answer("", "end.next", "next")],
    ..PLAIN
};

/// Asks before the visitor ends the conversation, and says what that does.
pub const LEAVING: Part = Part {
    class: "card leaving",
    role: Some("alertdialog"),
    label: Some("end.do"),
    hidden: Some(|shown| !(shown.leaving && shown.is_open())),
    inside: &[
        question("end.what"),
        Part { class: "choices", inside: &[answer("main", "end.do", "end"), answer("", "end.stay", "stay")], ..PLAIN },
    ],
    ..PLAIN
};

/// The line about the connection, while it does not work.
pub const CONNECTION: Part = Part {
    class: "connection",
    hidden: Some(|shown| shown.line == Line::Quiet),
    inside: &[
        Part { tag: "P", role: Some("status"), words: Some(connection), ..PLAIN },
        Part {
            hidden: Some(|shown| !matches!(shown.line, Line::Stopped(_))),
            press: Some("reconnect"),
            says: Some("link.again"),
            ..BUTTON
        },
    ],
    ..PLAIN
};

fn connection(shown: &Shown, text: &Text) -> String {
    let key = match shown.line {
        Line::Quiet => return String::new(),
        Line::Lost => "link.lost",
        Line::Stopped(CloseCode::Origin | CloseCode::Site) => "link.off",
        Line::Stopped(CloseCode::Version) => "link.old",
        Line::Stopped(CloseCode::TooBig) => "link.too_big",
        Line::Stopped(
            CloseCode::Restart
            | CloseCode::TooSlow
            | CloseCode::TooFast
            | CloseCode::Silent
            | CloseCode::Crowded
            | CloseCode::Malformed
            | CloseCode::Token
            | CloseCode::SignedOut
            | CloseCode::Fault,
        ) => "link.stopped",
    };
    text.get(key).into()
}
