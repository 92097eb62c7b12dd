//! A dialog over everything: it holds the keyboard, Escape and a click beside it close it, and the focus goes back.

use leptos::html::Dialog as Native;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::context::Context;
use crate::state::{Intent, Overlay};

/// The dialog that lies over the screen for as long as it is in the page. `close` is run when it was closed.
#[component]
pub fn Dialog(
    context: Context,
    label: &'static str,
    #[prop(into)] class: String,
    node: NodeRef<Native>,
    children: Children,
) -> impl IntoView {
    Effect::new(move |_| {
        if let Some(dialog) = node.get() {
            let _ = dialog.show_modal();
        }
    });
    let beside = move |event: leptos::ev::MouseEvent| {
        // A click on the veil has the dialog itself as its target; inside it, a child.
        if let Some(dialog) = node.get_untracked()
            && event.target().is_some_and(|target| target.has_type::<web_sys::HtmlDialogElement>())
        {
            dialog.close();
        }
    };
    view! {
        <dialog
            class=format!("dialog {class}")
            aria-label=label
            node_ref=node
            on:click=beside
            on:close=move |_| context.intend(Intent::Over(Overlay::None))
        >
            <div class="dialog-box">{children()}</div>
        </dialog>
    }
}
