//! The panel's head: who is there, the menu, and the way out.

use super::part::{BUTTON, ORNAMENT, PLAIN, Part};
use crate::state::shown::Shown;
use crate::state::stage::Stage;
use crate::text::Text;

/// The head.
pub const HEADER: Part = Part {
    tag: "HEADER",
    class: "head",
    inside: &[
        Part {
            class: "face",
            role: Some(ORNAMENT),
            words: Some(|shown, _| shown.initials()),
            inside: &[Part { class: "there", hidden: Some(|shown| !shown.is_somebody_there()), ..PLAIN }],
            ..PLAIN
        },
        Part {
            class: "who",
            inside: &[
                Part { tag: "H1", words: Some(|shown, _| shown.site.clone()), ..PLAIN },
                Part {
                    tag: "P",
                    role: Some("status"),
                    // Whoever waits in vain reads below that all are busy.
                    hidden: Some(|shown| shown.busy && matches!(shown.stage, Stage::Waiting(_))),
                    words: Some(state),
                    ..PLAIN
                },
            ],
            ..PLAIN
        },
        Part {
            class: "quiet icon dots",
            label: Some("end.menu"),
            hidden: Some(|shown| !shown.is_open()),
            press: Some("menu"),
            ..BUTTON
        },
        Part { class: "quiet icon down", label: Some("launcher.close"), press: Some("close"), ..BUTTON },
        Part {
            class: "menu",
            hidden: Some(|shown| !(shown.menu && shown.is_open())),
            inside: &[Part { press: Some("leave"), says: Some("end.do"), ..BUTTON }],
            ..PLAIN
        },
    ],
    ..PLAIN
};

/// Who is there, in words.
fn state(shown: &Shown, text: &Text) -> String {
    let key = match &shown.stage {
        Stage::Talking { agent, .. } => return text.fill("state.with", agent),
        Stage::Ended => "state.over",
        Stage::Fresh | Stage::Waiting(_) if shown.site.is_empty() => return String::new(),
        Stage::Fresh | Stage::Waiting(_) if shown.available => "state.available",
        Stage::Fresh | Stage::Waiting(_) => "state.nobody",
    };
    text.get(key).into()
}
