//! The box to write in. It grows to six lines by itself: an unseen copy of the draft under it gives the height.

use leptos::prelude::*;
use lobby_shared::message::{Room, room};

use super::icon::{SEND, icon};
use super::part::Part;
use super::scene::Scene;
use crate::state::Intent;
use crate::state::composer::counter;
use crate::state::shown::Shown;
use crate::text::Text;

/// The key code that browsers give to keys which an input method uses.
const USED_BY_INPUT_METHOD: u32 = 229;

/// What stands under the box while there is room.
fn left(shown: &Shown, text: &'static Text) -> String {
    counter(&shown.draft).filter(|left| *left >= 0).map(text.left).unwrap_or_default()
}

/// What stands there when there is none.
fn over(shown: &Shown, text: &'static Text) -> String {
    counter(&shown.draft).filter(|left| *left < 0).map(|left| (text.too_long)(-left)).unwrap_or_default()
}

/// The box, the button, and what stands under them.
pub fn composer(scene: Scene) -> AnyView {
    let text = scene.text;
    let part = |tag, class| Part::new(scene, tag, class);
    let pressed = move |event: leptos::ev::KeyboardEvent| {
        let composing = event.is_composing() || event.key_code() == USED_BY_INPUT_METHOD;
        if event.key() == "Enter" && !event.shift_key() && !composing {
            event.prevent_default();
            scene.act(Intent::SendPressed);
        }
    };
    let area = view! {
        <textarea
            rows="1"
            dir="auto"
            enterkeyhint="send"
            aria-label=text.write
            aria-describedby="room"
            placeholder=text.write
            prop:value=scene.words(|shown, _| shown.draft.clone())
            on:input=move |event| scene.act(Intent::Typed(event_target_value(&event)))
            on:keydown=pressed
            on:blur=move |_| scene.act(Intent::BoxLeft)
        ></textarea>
    };
    let send = part("button", "send")
        .label(text.send)
        .disabled(|shown| !matches!(room(&shown.draft), Room::Left(_)))
        .press(Intent::SendPressed)
        .around(vec![icon(SEND)]);
    part("div", "composer").around(vec![
        part("div", "box").around(vec![
            part("div", "grow")
                .around(vec![part("div", "copy").telling(|shown, _| [&shown.draft, " "].concat()), area.into_any()]),
            send,
        ]),
        part("p", "room").role("status").telling(left),
        part("p", "room over").role("alert").telling(over),
    ])
}
