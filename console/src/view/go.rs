//! A link to another screen of the console, which does not load the page again.

use leptos::prelude::*;

use super::context::Context;
use crate::state::Intent;
use crate::state::route::Route;

/// The link. A click with a modifier is the browser's own, so that a screen opens in a new tab.
#[component]
pub fn Go(
    context: Context,
    to: Route,
    #[prop(into)] class: String,
    #[prop(into)] current: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let go = move |event: leptos::ev::MouseEvent| {
        if event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            context.intend(Intent::Go(to));
        }
    };
    view! {
        <a class=class href=to.path() aria-current=move || current.get().then_some("page") on:click=go>
            {children()}
        </a>
    }
}
