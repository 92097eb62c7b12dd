//! The box to write in. It grows to six lines by itself: an unseen copy of the draft under it gives the height.

use lobby_shared::message::{Room, room};
use wasm_bindgen::JsCast;
use web_sys::{HtmlTextAreaElement, KeyboardEvent};

use super::dom::listen;
use super::part::{PLAIN, Part};
use super::scene::Scene;
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
                        Part { tag: "textarea", label: Some(|text| text.write), ..PLAIN },
                    ],
                    ..PLAIN
                },
                Part {
                    tag: "button",
                    class: "send icon",
                    label: Some(|text| text.send),
                    disabled: Some(|shown| !matches!(room(&shown.draft), Room::Left(_))),
                    press: Some(|| Intent::SendPressed),
                    ..PLAIN
                },
            ],
            ..PLAIN
        },
        Part { tag: "p", class: "room", role: Some("status"), words: Some(left), ..PLAIN },
        Part { tag: "p", class: "room over", role: Some("alert"), words: Some(over), ..PLAIN },
    ],
    ..PLAIN
};

/// What stands under the box while there is room.
fn left(shown: &Shown, text: &'static Text) -> String {
    counter(&shown.draft).filter(|left| *left >= 0).map(text.left).unwrap_or_default()
}

/// What stands there when there is none.
fn over(shown: &Shown, text: &'static Text) -> String {
    counter(&shown.draft).filter(|left| *left < 0).map(|left| (text.too_long)(-left)).unwrap_or_default()
}

/// Tells what happens in the box. The draft comes back to it by the loop's hand, only when it differs: a value set while an
/// input method composes would break the composition.
pub fn wire(scene: Scene, area: &HtmlTextAreaElement) {
    for (name, value) in [("rows", "1"), ("dir", "auto"), ("enterkeyhint", "send"), ("placeholder", scene.text.write)] {
        let _ = area.set_attribute(name, value);
    }
    let typed = area.clone();
    listen(area, "input", Box::new(move |_| scene.act(Intent::Typed(typed.value()))));
    listen(area, "blur", Box::new(move |_| scene.act(Intent::BoxLeft)));
    listen(
        area,
        "keydown",
        Box::new(move |event| {
            let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
            let composing = key.is_composing() || key.key_code() == USED_BY_INPUT_METHOD;
            if key.key() == "Enter" && !key.shift_key() && !composing {
                event.prevent_default();
                scene.act(Intent::SendPressed);
            }
        }),
    );
}
