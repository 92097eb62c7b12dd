//! The card beside the closed launcher: who wrote, and their last words.

use super::part::{BUTTON, ORNAMENT, PLAIN, Part};
use crate::state::shown::{Card, Shown, initials};

fn read(shown: &Shown, what: fn(&Card) -> String) -> String {
    shown.teaser.as_ref().map(what).unwrap_or_default()
}

/// The card. A press on it opens the panel.
pub const TEASER: Part = Part {
    class: "teaser",
    role: Some("status"),
    hidden: Some(|shown| shown.teaser.is_none()),
    inside: &[
        Part {
            class: "words",
            press: Some("open"),
            inside: &[
                Part {
                    tag: "SPAN",
                    class: "face",
                    role: Some(ORNAMENT),
                    words: Some(|shown, _| read(shown, |teaser| initials(&teaser.agent))),
                    ..PLAIN
                },
                Part {
                    tag: "SPAN",
                    class: "who",
                    inside: &[
                        Part { tag: "B", words: Some(|shown, _| read(shown, |teaser| teaser.agent.clone())), ..PLAIN },
                        Part { tag: "BDI", words: Some(|shown, _| read(shown, |teaser| teaser.text.clone())), ..PLAIN },
                    ],
                    ..PLAIN
                },
            ],
            ..BUTTON
        },
        Part { class: "quiet icon cross", label: Some("teaser.dismiss"), press: Some("dismiss"), ..BUTTON },
    ],
    ..PLAIN
};
