//! A question in the middle of a form or a list: what happens, and whether to go on. It takes the keyboard, and whoever
//! leaves it finds the keyboard on what asked.

use super::part::{Hold, Part, button, focus, focus_when, part};
use crate::text::text;

/// The question in these words, for as long as it stands; `go` is the button that means yes.
pub fn question(words: String, asked: Hold, leave: impl Fn() + Copy + 'static, go: Part) -> Part {
    let hold = Hold::new();
    focus_when(hold, || true);
    let leave = move || {
        leave();
        focus(asked);
    };
    let cancel = button("button").held(hold).press(leave).text(text().cancel);
    part("div", "question")
        .with("role", "group")
        .label(words.clone())
        .key(move |event| {
            if event.key() == "Escape" {
                leave();
            }
        })
        .child(part("p", "").text(words))
        .child(part("div", "site-choice").child(cancel).child(go))
}
