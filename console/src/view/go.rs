//! A link to another screen of the console, which does not load the page again.

use leptos::ev::MouseEvent;
use wasm_bindgen::JsCast;

use super::context::Context;
use super::part::{Part, part};
use crate::state::Intent;
use crate::state::route::Route;

/// The link. A click with a modifier is the browser's own, so that a screen opens in a new tab.
pub fn go(context: Context, to: Route, class: &'static str, current: impl Fn() -> bool + Send + 'static) -> Part {
    part("a", class).with("href", to.path()).follows("aria-current", move || current().then(|| "page".to_owned())).on(
        "click",
        move |event| {
            let event: MouseEvent = event.unchecked_into();
            if event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                event.prevent_default();
                context.intend(Intent::Go(to));
            }
        },
    )
}
