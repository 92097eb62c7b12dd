//! The box to write in. It grows to six lines by itself: an unseen copy of the draft under it gives the height.

use std::rc::Rc;

use lobby_shared::message::{Room, room};
use wasm_bindgen::JsCast;
use web_sys::{HtmlTextAreaElement, KeyboardEvent};

use super::Deed;
use super::dom::listen;
use super::part::{BUTTON, PLAIN, Part};
use crate::state::Intent;
use crate::state::composer::counter;
use crate::state::shown::Shown;
use crate::text::Text;

/// The key code that browsers give to keys which an input method uses.
const USED_BY_INPUT_METHOD: u32 = 229;

/// The box, the button, and what stands under them.
pub const COMPOSER: Part = Part {
    class: "composer",
    inside: &[
        Part {
            class: "box",
            inside: &[
                Part {
                    class: "grow",
                    inside: &[
                        Part { class: "copy", words: Some(|shown, _| [&shown.draft, " "].concat()), ..PLAIN },
                        Part { tag: "TEXTAREA", label: Some("box.write"), ..PLAIN },
                    ],
                    ..PLAIN
                },
                Part {
                    class: "send icon",
                    label: Some("box.send"),
                    disabled: Some(|shown| !matches!(room(&shown.draft), Room::Left(_))),
                    press: Some("send"),
                    ..BUTTON
                },
            ],
            ..PLAIN
        },
        Part {
            tag: "P",
            class: "room seen",
            role: Some("status"),
            hidden: Some(|shown| !shown.is_previewed()),
            says: Some("box.seen"),
            ..PLAIN
        },
        Part { tag: "P", class: "room", role: Some("status"), words: Some(left), ..PLAIN },
        Part { tag: "P", class: "room over", role: Some("alert"), words: Some(over), ..PLAIN },
    ],
    ..PLAIN
};

/// What stands under the box while there is room.
fn left(shown: &Shown, text: &Text) -> String {
    counter(&shown.draft).filter(|left| *left >= 0).map(|left| text.count("box.left", left)).unwrap_or_default()
}

/// What stands there when there is none.
fn over(shown: &Shown, text: &Text) -> String {
    counter(&shown.draft).filter(|left| *left < 0).map(|left| text.count("box.over", -left)).unwrap_or_default()
}

/// Gives the box what is only a box's.
pub fn prepare(area: &HtmlTextAreaElement, text: &Text) {
    let write = text.get("box.write");
    for (name, value) in [("rows", "1"), ("dir", "auto"), ("enterkeyhint", "send"), ("placeholder", write)] {
        let _ = area.set_attribute(name, value);
    }
}

/// Tells what happens in the box. The draft comes back to it by the loop's hand, only when it differs: a value set while an
/// input method composes would break the composition.
pub fn wire(area: &HtmlTextAreaElement, deed: &Deed) {
    let (typed, act) = (area.clone(), Rc::clone(deed));
    listen(area, "input", Box::new(move |_| act(Intent::Typed(typed.value()))));
    let act = Rc::clone(deed);
    listen(area, "blur", Box::new(move |_| act(Intent::BoxLeft)));
    let act = Rc::clone(deed);
    listen(
        area,
        "keydown",
        Box::new(move |event| {
            let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
            let composing = key.is_composing() || key.key_code() == USED_BY_INPUT_METHOD;
            if key.key() == "Enter" && !key.shift_key() && !composing {
                event.prevent_default();
                act(Intent::SendPressed);
            }
        }),
    );
}
