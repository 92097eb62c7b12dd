//! The sheet of keys.

use leptos::html::Dialog as Native;
use leptos::prelude::*;

use super::context::Context;
use super::dialog::Dialog;
use super::icon::{Glyph, Icon};
use crate::text::text;

/// The sheet.
#[component]
pub fn KeySheet(context: Context) -> impl IntoView {
    let t = text();
    let node = NodeRef::<Native>::new();
    let keys: [(&[&str], &str); 12] = [
        (&["Ctrl", "K"], t.key_palette),
        (&["Alt", "A"], t.key_accept),
        (&["Alt", "D"], t.key_decline),
        (&["j", "k"], t.key_step),
        (&["r"], t.key_reply),
        (&["/"], t.key_search),
        (&["e"], t.key_end),
        (&["g", "l"], t.lobby),
        (&["g", "c"], t.conversations),
        (&["g", "s"], t.sites),
        (&["?"], t.key_sheet),
        (&["Esc"], t.close),
    ];
    let rows = keys.map(|(keys, words)| {
        let keys = keys.iter().map(|key| view! { <kbd>{*key}</kbd> }.into_any()).collect_view();
        view! { <div><dt>{keys}</dt><dd>{words}</dd></div> }.into_any()
    });
    let close = move |_| {
        if let Some(dialog) = node.get_untracked() {
            dialog.close();
        }
    };
    view! {
        <Dialog context label=t.keys_title class="sheet" node>
            <div class="dialog-head">
                <h2>{t.keys_title}</h2>
                <button class="icon-button" type="button" aria-label=t.close on:click=close>
                    <Icon glyph=Glyph::Close/>
                </button>
            </div>
            <dl class="keys">{rows.collect_view()}</dl>
            <p class="keys-help">{t.keys_help}</p>
        </Dialog>
    }
}
