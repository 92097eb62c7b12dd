//! The box to write in. It grows to six lines by itself: an unseen copy of the draft under it gives the height.

use leptos::html;
use leptos::prelude::*;
use lobby_shared::message::{Room, room};

use super::icon::{SEND, icon};
use super::scene::Scene;
use crate::state::Intent;
use crate::state::composer::counter;

/// The key code that browsers give to keys which an input method uses.
const USED_BY_INPUT_METHOD: u32 = 229;

/// The box, the button, and what stands under them.
#[component]
pub fn Composer(scene: Scene) -> impl IntoView {
    let text = scene.text;
    let area = NodeRef::<html::Textarea>::new();
    let send = move || scene.act(Intent::SendPressed);
    let cannot_send = move || scene.draft.with(|draft| !matches!(room(draft), Room::Left(_)));
    let count = move || scene.draft.with(|draft| counter(draft));
    let over = move || count().is_some_and(|count| count < 0);
    let under = move || match count() {
        Some(count) if count < 0 => (text.too_long)(-count),
        Some(count) => (text.left)(count),
        None => String::new(),
    };
    let pressed = move |event: leptos::ev::KeyboardEvent| {
        let composing = event.is_composing() || event.key_code() == USED_BY_INPUT_METHOD;
        if event.key() == "Enter" && !event.shift_key() && !composing {
            event.prevent_default();
            send();
        }
    };
    Effect::new(move |_| {
        if scene.focus.get() > 0
            && let Some(area) = area.get()
        {
            let _ = area.focus();
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send();
        if let Some(area) = area.get_untracked() {
            let _ = area.focus();
        }
    };
    view! {
        <form class="composer" on:submit=submit>
            <div class="box" class:over=over>
                <div class="grow">
                    <div class="copy" aria-hidden="true">{move || scene.draft.get()}" "</div>
                    <textarea
                        node_ref=area
                        rows="1"
                        dir="auto"
                        enterkeyhint="send"
                        aria-label=text.write
                        aria-describedby="room"
                        aria-invalid=move || over().to_string()
                        placeholder=text.write
                        prop:value=move || scene.draft.get()
                        on:input=move |event| scene.act(Intent::Typed(event_target_value(&event)))
                        on:keydown=pressed
                        on:blur=move |_| scene.act(Intent::BoxLeft)
                    ></textarea>
                </div>
                <button type="submit" class="send" aria-label=text.send disabled=cannot_send>
                    {icon(SEND)}
                </button>
            </div>
            <p id="room" class="room" class:over=over role="status">
                {under}
            </p>
        </form>
    }
}
