//! Ending a conversation: asking the visitor, and ending it oneself after one more question.

use leptos::html::Button;
use leptos::prelude::*;
use lobby_shared::id::ConversationId;

use super::context::Context;
use crate::state::conversation::Intent;
use crate::text::text;

/// Both buttons and the question.
#[component]
pub fn EndButtons(context: Context, id: ConversationId) -> impl IntoView {
    let t = text();
    let confirming = Memo::new(move |_| context.conversations.with(|lists| lists.confirming == Some(id)));
    let asked = Memo::new(move |_| context.stream.with(|stream| stream.end_asked));
    view! {
        <div class="end">
            <button
                class="button"
                type="button"
                prop:disabled=move || asked.get()
                on:click=move |_| context.intend(Intent::AskToEndPressed(id))
            >
                {t.ask_to_end}
            </button>
            <button
                class="button"
                type="button"
                aria-haspopup="dialog"
                aria-expanded=move || confirming.get().to_string()
                on:click=move |_| context.intend(Intent::EndPressed(id))
            >
                {t.end}
            </button>
            <Show when=move || confirming.get()>
                <Question context id/>
            </Show>
        </div>
    }
}

#[component]
fn Question(context: Context, id: ConversationId) -> impl IntoView {
    let t = text();
    let confirm = NodeRef::<Button>::new();
    Effect::new(move |_| {
        if let Some(button) = confirm.get() {
            let _ = button.focus();
        }
    });
    let cancel = move || context.intend(Intent::EndCancelled);
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            cancel();
        }
    };
    view! {
        <button class="scrim" type="button" tabindex="-1" aria-label=t.cancel on:click=move |_| cancel()></button>
        <div class="popover end-question" role="dialog" aria-labelledby="end-title" on:keydown=escape>
            <strong id="end-title">{t.end_title}</strong>
            <p>{t.end_help}</p>
            <div class="end-choice">
                <button class="button" type="button" on:click=move |_| cancel()>{t.cancel}</button>
                <button
                    class="button primary"
                    type="button"
                    node_ref=confirm
                    on:click=move |_| context.intend(Intent::EndConfirmed(id))
                >
                    {t.end_confirm}
                </button>
            </div>
        </div>
    }
}
