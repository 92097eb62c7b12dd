//! The bar that says how the link is, whenever it is not well.

use leptos::prelude::*;

use super::context::Context;
use crate::state::Intent;
use crate::state::link::Link;
use crate::text::text;

/// The bar; nothing while messages flow.
#[component]
pub fn LinkBar(context: Context) -> impl IntoView {
    let t = text();
    let reload = move || {
        view! {
            <button class="button small" type="button" on:click=move |_| context.intend(Intent::ReloadPressed)>
                {t.reload}
            </button>
        }
    };
    view! {
        <div class="link-bar" role="status">
            {move || match context.link.get() {
                Link::Ready | Link::Connecting => ().into_any(),
                Link::Lost => view! { <p>{t.no_connection}</p> }.into_any(),
                Link::TooOld => view! { <p>{t.reload_needed}</p>{reload()} }.into_any(),
                Link::Stopped => view! { <p>{t.stopped}</p>{reload()} }.into_any(),
            }}
        </div>
    }
}
