//! The invitation: a card in the stream, or beside the launcher while the panel is closed. It never takes the keyboard.

use super::card::answer;
use super::part::{ORNAMENT, PLAIN, Part};
use crate::state::shown::{Card, Shown, initials};

fn read(shown: &Shown, what: fn(&Card) -> String) -> String {
    shown.invitation.as_ref().map(what).unwrap_or_default()
}

/// Who invites, with what words, and the two answers. The words alone are read aloud when they come.
const INSIDE: &[Part] = &[
    Part {
        class: "from",
        role: Some("status"),
        inside: &[
            Part {
                tag: "SPAN",
                class: "face",
                role: Some(ORNAMENT),
                // The site itself has none.
                hidden: Some(|shown| read(shown, |card| card.agent.clone()) == shown.site),
                words: Some(|shown, _| read(shown, |card| initials(&card.agent))),
                ..PLAIN
            },
            Part {
                tag: "SPAN",
                class: "who",
                inside: &[
                    Part { tag: "B", words: Some(|shown, _| read(shown, |card| card.agent.clone())), ..PLAIN },
                    Part { tag: "BDI", words: Some(|shown, _| read(shown, |card| card.text.clone())), ..PLAIN },
                ],
                ..PLAIN
            },
        ],
        ..PLAIN
    },
    Part {
        class: "choices",
        inside: &[answer("main", "invite.accept", "accept"), answer("", "invite.decline", "refuse")],
        ..PLAIN
    },
];

/// In the stream.
pub const INVITATION: Part = Part {
    class: "card invitation",
    role: Some("group"),
    label: Some("invite.name"),
    hidden: Some(|shown| shown.invitation.is_none() || !shown.open),
    inside: INSIDE,
    ..PLAIN
};

/// Beside the closed launcher.
pub const BESIDE: Part =
    Part { class: "teaser invitation", hidden: Some(|shown| shown.invitation.is_none() || shown.open), ..INVITATION };

/// In its place, when it was accepted too late.
pub const LATE: Part = Part {
    tag: "P",
    class: "card queue",
    role: Some("status"),
    hidden: Some(|shown| !shown.late || shown.is_open() || shown.invitation.is_some()),
    says: Some("invite.late"),
    ..PLAIN
};
