//! What whoever has waited in vain reads, and the way to a form that leaves a message.

use super::card::answer;
use super::part::{PLAIN, Part};
use crate::state::stage::Stage;

/// Stands under the words that have waited too long.
pub const BUSY: Part = Part {
    class: "card",
    hidden: Some(|shown| !(shown.busy && matches!(shown.stage, Stage::Waiting(_)))),
    inside: &[
        Part { tag: "P", role: Some("status"), says: Some("busy.sentence"), ..PLAIN },
        Part { class: "choices", inside: &[answer("", "busy.leave", "message")], ..PLAIN },
    ],
    ..PLAIN
};
