//! The panel's head: who is there, the menu, and the way out.

use super::part::{PLAIN, Part};
use crate::state::Intent;
use crate::state::shown::Shown;
use crate::state::stage::Stage;
use crate::text::Text;

/// The head.
pub const HEADER: Part = Part {
    tag: "header",
    class: "head",
    inside: &[
        Part { class: "face", role: Some("presentation"), words: Some(|shown, _| shown.initials()), ..PLAIN },
        Part {
            class: "who",
            inside: &[
                Part { tag: "h1", words: Some(|shown, _| shown.site.clone()), ..PLAIN },
                Part { tag: "p", role: Some("status"), words: Some(state), ..PLAIN },
            ],
            ..PLAIN
        },
        Part {
            tag: "button",
            class: "quiet icon dots",
            label: Some(|text| text.menu),
            hidden: Some(|shown| !shown.is_open()),
            press: Some(|| Intent::MenuPressed),
            ..PLAIN
        },
        Part {
            tag: "button",
            class: "quiet icon down",
            label: Some(|text| text.close),
            press: Some(|| Intent::ClosePressed),
            ..PLAIN
        },
        Part {
            class: "menu",
            hidden: Some(|shown| !(shown.menu && shown.is_open())),
            inside: &[Part {
                tag: "button",
                press: Some(|| Intent::LeavePressed),
                words: Some(|_, text| text.end.into()),
                ..PLAIN
            }],
            ..PLAIN
        },
    ],
    ..PLAIN
};

/// Who is there, in words.
fn state(shown: &Shown, text: &'static Text) -> String {
    match &shown.stage {
        Stage::Talking { agent, .. } => (text.with)(agent),
        Stage::Ended => text.over.into(),
        Stage::Fresh | Stage::Waiting(_) if shown.site.is_empty() => String::new(),
        Stage::Fresh | Stage::Waiting(_) => if shown.available { text.available } else { text.nobody }.into(),
    }
}
