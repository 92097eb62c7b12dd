//! The notices at the top right, clear of the composer: they can be read, held by pointer or focus, and dismissed.

use leptos::prelude::*;

use super::context::Context;
use super::icon::{Glyph, Icon};
use crate::state::toast::Intent;
use crate::text::text;

/// All notices.
#[component]
pub fn ToastList(context: Context) -> impl IntoView {
    let shown = move || context.toasts.with(|toasts| toasts.shown().to_vec());
    view! {
        <div
            class="toasts"
            role="status"
            aria-live="polite"
            on:pointerenter=move |_| context.intend(Intent::Held(true))
            on:pointerleave=move |_| context.intend(Intent::Held(false))
            on:focusin=move |_| context.intend(Intent::Held(true))
            on:focusout=move |_| context.intend(Intent::Held(false))
        >
            <For each=shown key=|toast| toast.number let:toast>
                <div class="toast">
                    <p>{(text().notice)(&toast.notice)}</p>
                    <button
                        class="icon-button"
                        type="button"
                        aria-label=text().close
                        on:click=move |_| context.intend(Intent::Dismissed(toast.number))
                    >
                        <Icon glyph=Glyph::Close/>
                    </button>
                </div>
            </For>
        </div>
    }
}
