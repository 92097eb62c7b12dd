//! The stream of the open conversation. It stays at its end when the reader was there, and otherwise says that there is
//! something new.

use leptos::prelude::*;
use lobby_shared::id::ConversationId;

use super::bubble::item;
use super::context::Context;
use super::icon::{Glyph, icon};
use super::nothing::not_yet;
use super::part::{Hold, Part, button, each, effect, part, while_there};
use super::signal::{Memo, RwSignal};
use crate::state::Intent;
use crate::text::text;

/// This close to the end counts as there, in CSS pixels.
const NEAR: i32 = 48;

/// The stream.
pub fn stream(context: Context, id: ConversationId) -> Part {
    let t = text();
    let items = Memo::new(move |_| context.stream.with(|stream| stream.items.clone()));
    let types = Memo::new(move |_| context.conversations.with(|lists| lists.types(id)));
    let preview = Memo::new(move |_| context.conversations.with(|lists| lists.preview(id).to_owned()));
    let number = Memo::new(move |_| context.conversations.with(|lists| lists.number(id)));
    let hold = Hold::new();
    let at_end = RwSignal::new(true);
    let to_end = move || {
        if let Some(stream) = hold.try_get_untracked().flatten() {
            stream.set_scroll_top(stream.scroll_height());
        }
    };
    // Runs after the rows of this change are in the page.
    effect(move |_| {
        items.track();
        types.track();
        preview.track();
        hold.track();
        if at_end.get_untracked() {
            request_animation_frame(to_end);
        }
    });
    let scrolled = move |_| {
        let Some(stream) = hold.try_get_untracked().flatten() else { return };
        let near = stream.scroll_height() - stream.scroll_top() - stream.client_height() <= NEAR;
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
    let rows = part("div", "stream scroll")
        .held(hold)
        .with("role", "log")
        .label(t.stream)
        .with("aria-live", "polite")
        .with("tabindex", "0")
        .on("scroll", scrolled)
        .inside(while_there(
            move || context.stream.with(|stream| stream.loading && stream.conversation == Some(id)),
            move || not_yet(context),
        ))
        // A row that came before its visitor's number did is drawn again when that is known.
        .inside(each(
            move || items.get().into_iter().map(|item| (number.get(), item)).collect(),
            move |(number, shown)| item(context, number, shown),
        ))
        .inside(while_there(move || preview.with(|words| !words.is_empty()), move || unsent(preview)))
        .inside(while_there(move || types.get(), typing));
    let newest = move || button("button stream-news").press(to_end).inside(icon(Glyph::Down)).text(t.to_newest);
    part("div", "stream-frame").child(rows).inside(while_there(move || news.get().1, newest))
}

/// What the visitor has written and not sent. It is drawn, not read out: it changes with every key.
fn unsent(preview: Memo<String>) -> Part {
    let bubble = part("p", "bubble").child(part("bdi", "").says(move || preview.get()));
    part("div", "said unsent")
        .with("aria-live", "off")
        .child(part("div", "bubble-box").child(part("span", "bubble-name").text(text().preview)).child(bubble))
}

fn typing() -> Part {
    let dots = [(); 3].map(|()| part("span", ""));
    part("div", "typing").children(dots).child(part("span", "unseen").text(text().typing))
}
