//! A button with a pop-over behind it: opened by a press, closed by Escape or a press beside it, which puts the keyboard
//! back on the button.

use leptos::prelude::{document, on_cleanup, window_event_listener};

use super::icon::{Glyph, icon};
use super::part::{Hold, Part, button, focus, part, while_there};
use super::signal::RwSignal;
use crate::text::text;

/// The button, and while it is open what `inside` draws. `marked` while it has something to say.
pub fn pop(
    glyph: Glyph,
    words: &'static str,
    marked: impl Fn() -> bool + Send + 'static,
    inside: impl Fn() -> Part + Clone + Send + 'static,
) -> Part {
    let open = RwSignal::new(false);
    let hold = Hold::new();
    let opener = button("")
        .class_while("button pop-button", "marked", marked)
        .held(hold)
        .with("aria-haspopup", "dialog")
        .tells("aria-expanded", move || open.get())
        .press(move || open.update(|open| *open = !*open))
        .inside(icon(glyph))
        .child(part("span", "pop-word").text(words));
    // A line that moves in the page loses the keyboard for a moment; Escape means this even then.
    let astray = window_event_listener(leptos::ev::keydown, move |event| {
        let nowhere = || document().active_element().is_none_or(|active| active.tag_name() == "BODY");
        if event.key() == "Escape" && open.get_untracked() && nowhere() {
            open.set(false);
            focus(hold);
        }
    });
    on_cleanup(move || astray.remove());
    let shown = move || part("div", "popover pop-over").with("role", "dialog").label(words).child(inside());
    part("div", "pop")
        .key(move |event| {
            if event.key() == "Escape" && open.get_untracked() {
                event.stop_propagation();
                open.set(false);
                focus(hold);
            }
        })
        .child(opener)
        .inside(while_there(
            move || open.get(),
            move || button("scrim").with("tabindex", "-1").label(text().close).press(move || open.set(false)),
        ))
        .inside(while_there(move || open.get(), shown))
}
