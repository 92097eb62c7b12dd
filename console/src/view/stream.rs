//! The stream of the open conversation. It stays at its end when the reader was there, and otherwise says that there is
//! something new.

use leptos::html::Div;
use leptos::prelude::*;
use lobby_shared::id::ConversationId;

use super::bubble::ItemView;
use super::context::Context;
use super::icon::{Glyph, Icon};
use crate::state::Intent;
use crate::text::text;

/// This close to the end counts as there, in CSS pixels.
const NEAR: i32 = 48;

/// The stream.
#[component]
pub fn StreamView(context: Context, id: ConversationId) -> impl IntoView {
    let t = text();
    let items = Memo::new(move |_| context.stream.with(|stream| stream.items.clone()));
    let loading = Memo::new(move |_| context.stream.with(|stream| stream.loading && stream.conversation == Some(id)));
    let types = Memo::new(move |_| context.conversations.with(|lists| lists.types(id)));
    let number = Memo::new(move |_| {
        context.conversations.with(|lists| lists.card(id).map(|card| card.visitor)).unwrap_or_default()
    });
    let node = NodeRef::<Div>::new();
    let at_end = RwSignal::new(true);
    let to_end = move || {
        if let Some(node) = node.try_get_untracked().flatten() {
            node.set_scroll_top(node.scroll_height());
        }
    };
    // Runs after the rows of this change are in the page.
    Effect::new(move |_| {
        items.track();
        types.track();
        node.track();
        if at_end.get_untracked() {
            request_animation_frame(to_end);
        }
    });
    let scrolled = move |_| {
        let Some(node) = node.try_get_untracked().flatten() else { return };
        let near = node.scroll_height() - node.scroll_top() - node.client_height() <= NEAR;
        if at_end.get_untracked() != near {
            at_end.set(near);
            context.intend(Intent::EndInView(near));
        }
    };
    let news = Memo::new(move |before: Option<&(u64, bool)>| {
        let last = context.stream.with(|stream| stream.last);
        let (seen, _) = before.copied().unwrap_or((last, false));
        if at_end.get() { (last, false) } else { (seen, last > seen) }
    });
    view! {
        <div class="stream-frame">
            <div
                class="stream scroll"
                node_ref=node
                role="log"
                aria-label=t.stream
                aria-live="polite"
                tabindex="0"
                on:scroll=scrolled
            >
                <Show when=move || loading.get()>
                    <p class="stream-line">{t.loading}</p>
                </Show>
                <For each=move || items.get() key=|item| item.clone() let:item>
                    <ItemView context number item/>
                </For>
                <Show when=move || types.get()>
                    <div class="typing">
                        <span></span><span></span><span></span>
                        <span class="unseen">{t.typing}</span>
                    </div>
                </Show>
            </div>
            <Show when=move || news.get().1>
                <button class="button stream-news" type="button" on:click=move |_| to_end()>
                    <Icon glyph=Glyph::Down/>
                    {t.to_newest}
                </button>
            </Show>
        </div>
    }
}
