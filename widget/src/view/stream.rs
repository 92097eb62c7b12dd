//! The stream: everything said, oldest first, and the cards that stand in it. Sticks to its end only if the reader was
//! there.

use std::rc::Rc;

use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Render};

use super::busy::BUSY;
use super::card::{END_QUESTION, GREETING, NEXT, QUEUE};
use super::dom::{element, listen};
use super::invitation::{INVITATION, LATE};
use super::part::{BUTTON, PLAIN, Part};
use super::row::row;
use super::{Deed, STREAM as STREAM_AT};
use crate::state::Intent;
use crate::state::stream::Row;
use crate::text::Text;

/// So near to the end counts as being there.
const NEAR_PX: i32 = 48;

/// The list on the screen: its rows, and the elements that show them.
///
/// Not Leptos's `For`: the stream changes at its end, so what stays the same before and behind the change is found
/// without keys and hash tables, which would weigh 5 KB in the widget.
pub struct List {
    parent: web_sys::Element,
    rows: Vec<Row>,
    elements: Vec<AnyViewState>,
}

impl List {
    /// An empty list in this element.
    pub const fn new(parent: web_sys::Element) -> Self {
        Self { parent, rows: Vec::new(), elements: Vec::new() }
    }

    /// How many rows it shows.
    pub const fn count(&self) -> usize {
        self.rows.len()
    }

    /// Draws what changed. Returns whether anything did.
    pub fn draw(&mut self, text: &Text, rows: Vec<Row>) -> bool {
        if self.rows == rows {
            return false;
        }
        let (start, tail) = unchanged(&self.rows, &rows);
        let gone = start..self.rows.len() - tail;
        for mut element in self.elements.drain(gone) {
            element.unmount();
        }
        for (at, each) in rows.iter().enumerate().take(rows.len() - tail).skip(start) {
            let mut element = row(text, each).build();
            match self.elements.get(at) {
                Some(next) => {
                    next.insert_before_this(&mut element);
                }
                None => element.mount(&self.parent, None),
            }
            self.elements.insert(at, element);
        }
        self.rows = rows;
        true
    }
}

/// How many rows stay the same at the start, and how many at the end.
fn unchanged<T: PartialEq>(before: &[T], after: &[T]) -> (usize, usize) {
    let start = before.iter().zip(after).take_while(|(before, after)| before == after).count();
    let most = before.len().min(after.len()) - start;
    let tail = before.iter().rev().zip(after.iter().rev()).take(most).take_while(|(before, after)| before == after);
    (start, tail.count())
}

/// The stream.
pub const STREAM: Part = Part {
    class: "stream",
    inside: &[
        GREETING,
        Part { class: "rows", role: Some("log"), label: Some("stream.name"), ..PLAIN },
        QUEUE,
        BUSY,
        INVITATION,
        LATE,
        Part {
            class: "bubble first typing",
            role: Some("img"),
            label: Some("stream.typing"),
            hidden: Some(|shown| !shown.typing),
            inside: &[Part { tag: "I", ..PLAIN }, Part { tag: "I", ..PLAIN }, Part { tag: "I", ..PLAIN }],
            ..PLAIN
        },
        END_QUESTION,
        NEXT,
    ],
    ..PLAIN
};

/// Shows the stream's end to a reader who is above it.
pub const PILL: Part = Part {
    class: "pill icon down",
    hidden: Some(|shown| !shown.news),
    press: Some("to-end"),
    says: Some("stream.new"),
    ..BUTTON
};

/// Tells from now on how near the reader is to the end of the stream.
pub fn wire(deed: &Deed) {
    let (Some(stream), deed) = (element(STREAM_AT), Rc::clone(deed)) else { return };
    let scrolled = stream.clone();
    listen(
        &stream,
        "scroll",
        Box::new(move |_| {
            let below = scrolled.scroll_height() - scrolled.scroll_top() - scrolled.client_height();
            deed(Intent::EndInSight(below < NEAR_PX));
        }),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_drawn_anew() {
        for (before, after, want) in [
            ("", "abc", (0, 0)),
            ("ab", "abc", (2, 0)),
            ("abC", "abdC", (2, 1)),
            ("abc", "ac", (1, 1)),
            ("aa", "aaa", (2, 0)),
            ("abc", "", (0, 0)),
            ("abc", "abc", (3, 0)),
        ] {
            assert_eq!(unchanged(before.as_bytes(), after.as_bytes()), want, "{before} → {after}");
        }
    }
}
