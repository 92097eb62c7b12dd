//! The composer: grows with the text, sends by Enter, breaks by Shift+Enter, and says in red when it is too long.

use leptos::html::Textarea;
use leptos::prelude::*;
use lobby_shared::id::ConversationId;
use lobby_shared::message::{Room, room};

use super::context::Context;
use super::icon::{Glyph, Icon};
use crate::state::draft::Intent;
use crate::text::text;

/// The counter appears when this many characters or fewer are left.
const NEAR_LIMIT: usize = 100;

/// The composer of one conversation.
#[component]
pub fn Composer(context: Context, id: ConversationId) -> impl IntoView {
    let t = text();
    let draft = Memo::new(move |_| context.drafts.with(|drafts| drafts.text(id).to_owned()));
    let space = Memo::new(move |_| draft.with(|draft| room(draft)));
    let number = context.conversations.with_untracked(|lists| lists.card(id).map_or(0, |card| card.visitor));
    let label = (t.composer_label)(&(t.visitor)(number));
    let node = NodeRef::<Textarea>::new();
    Effect::new(move |_| {
        if let Some(node) = node.get() {
            let _ = node.focus();
        }
    });
    let send = move || {
        context.intend(Intent::SendPressed(id));
        if let Some(node) = node.try_get_untracked().flatten() {
            let _ = node.focus();
        }
    };
    let key = move |event: leptos::ev::KeyboardEvent| {
        // While an input method composes, Enter belongs to it; 229 is how older browsers say so.
        let composing = event.is_composing() || event.key_code() == 229;
        if event.key() == "Enter" && !event.shift_key() && !composing {
            event.prevent_default();
            send();
        }
    };
    let fits = move || matches!(space.get(), Room::Left(_));
    let over = move || matches!(space.get(), Room::Over(_));
    view! {
        <form
            class="composer"
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            <div class="composer-box" class:over=over>
                <textarea
                    node_ref=node
                    rows="2"
                    dir="auto"
                    aria-label=label
                    aria-describedby="composer-room"
                    aria-invalid=move || over().to_string()
                    placeholder=t.composer_hint
                    prop:value=move || draft.get()
                    on:input:target=move |event| context.intend(Intent::Typed(id, event.target().value()))
                    on:keydown=key
                ></textarea>
                <div class="composer-foot">
                    <span class="composer-hint">{t.enter_sends}</span>
                    {move || match space.get() {
                        Room::Left(left) if left <= NEAR_LIMIT => {
                            view! { <span class="composer-left">{(t.left)(left)}</span> }.into_any()
                        }
                        Room::Left(_) | Room::Empty | Room::Over(_) => ().into_any(),
                    }}
                    <button class="button primary" type="submit" prop:disabled=move || !fits()>
                        <Icon glyph=Glyph::Send/>
                        {t.send}
                    </button>
                </div>
            </div>
            <p class="fault" id="composer-room" role="alert">
                {move || match space.get() {
                    Room::Over(by) => (t.over)(by),
                    Room::Left(_) | Room::Empty => String::new(),
                }}
            </p>
        </form>
    }
}
