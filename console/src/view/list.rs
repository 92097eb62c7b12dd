//! The conversation list: the queue with Accept on each row, and this agent's own conversations.

use leptos::prelude::*;
use lobby_shared::conversation::{ConversationCard, Side};
use lobby_shared::id::ConversationId;
use lobby_shared::time::Millis;

use super::context::Context;
use super::details::column_of;
use super::go::go;
use super::icon::{Glyph, icon};
use super::nothing::not_yet;
use super::part::{Part, button, each, maybe, ornament, part, shows, while_there};
use super::rail::badge;
use super::search::search;
use super::signal::{Memo, RwSignal};
use crate::state::conversation::{Conversations, Intent, Turn, turn};
use crate::state::key::matches;
use crate::state::preference::{Column, Intent as Preference, Switch};
use crate::state::route::Route;
use crate::text::name::upper;
use crate::text::{moment, text};

/// Both sections.
pub fn conversation_list(context: Context) -> Part {
    let t = text();
    let typed = RwSignal::new(String::new());
    let longest = move || context.preferences.with(|chosen| chosen.on(Switch::LongestFirst));
    let found = move |all: fn(&Conversations, bool) -> Vec<ConversationId>| {
        Memo::new(move |_| {
            context.conversations.with(|lists| {
                let has = |card: &ConversationCard| typed.with(|typed| matches(&label(card), typed, upper));
                let mut ids = all(lists, longest());
                ids.retain(|id| lists.card(*id).is_some_and(has));
                ids
            })
        })
    };
    let (waiting, own) = (found(Conversations::waiting), found(Conversations::own));
    let sort = button("icon-button")
        .tells("aria-pressed", move || !longest())
        .label(t.sort_newest)
        .follows("title", move || Some(if longest() { t.sort_longest } else { t.sort_newest }.to_owned()))
        .press(move || {
            let newest = untrack(longest);
            context.intend(Preference::Switched(Switch::LongestFirst, !newest));
        })
        .inside(icon(Glyph::Sort));
    let coming = move || context.conversations.with(|lists| !lists.loaded);
    let section = |id: &'static str,
                   title: fn(u64) -> String,
                   ids: Memo<Vec<ConversationId>>,
                   row: fn(Context, ConversationId) -> Part,
                   empty: &'static str| {
        let heading = part("h2", "list-title").with("id", id).says(move || title(ids.with(Vec::len) as u64));
        let words = move || match (ids.with(Vec::is_empty), typed.with(String::is_empty)) {
            (false, _) => "",
            (true, false) => t.search_none,
            (true, true) => empty,
        };
        part("section", "")
            .has("hidden", coming)
            .with("aria-labelledby", id)
            .child(heading)
            .child(part("ul", "").inside(each(move || ids.get(), move |id| row(context, id))))
            .child(part("p", "list-empty").says(move || words().to_owned()))
    };
    let head = part("header", "screen-head").child(part("h1", "").text(t.conversations));
    let sections = part("div", "scroll")
        .child(section("waiting-title", |count| text().waiting_count(count), waiting, waiting_row, t.waiting_empty))
        .child(section("mine-title", |count| text().mine_count(count), own, own_row, t.mine_empty))
        .inside(while_there(coming, move || not_yet(context)));
    column_of(context, Column::List, part("div", "column list"))
        .with("id", "list")
        .child(head.child(search(context, t.search_talks, typed)).child(sort))
        .child(sections)
}

/// What the search looks through.
fn label(card: &ConversationCard) -> String {
    format!("{} {}", text().visitor(card.visitor), card.last.as_ref().map_or("", |last| &last.text))
}

/// A row: initials, the visitor, a time, the last words, and what else is given.
fn row(context: Context, id: ConversationId, time: impl Fn() -> String + Send + 'static, foot: Option<Part>) -> Part {
    let t = text();
    let number = context.conversations.with_untracked(|lists| lists.number(id));
    let words = move || {
        let last = context.conversations.with(|lists| lists.card(id).and_then(|card| card.last.clone()));
        last.map(|last| if last.side == Side::Agent { t.you_said(&last.text) } else { last.text }).unwrap_or_default()
    };
    let site = move || {
        let site = context.conversations.with(|lists| lists.card(id).map(|card| card.site))?;
        let several = context.sites.with(|sites| sites.sites.as_ref().is_some_and(|sites| sites.len() > 1));
        several.then(|| part("span", "row-site").text(context.sites.with(|sites| sites.name(site))))
    };
    go(context, Route::Conversations(Some(id)), "row-link", move || context.open() == Some(id))
        .child(ornament("initials").text(badge(number)))
        .child(part("span", "row-name").text(t.visitor(number)))
        .child(part("span", "row-time").says(time))
        .child(part("span", "row-words").child(part("bdi", "").says(words)))
        .shows(move || maybe(site()))
        .children(foot)
}

fn waiting_row(context: Context, id: ConversationId) -> Part {
    let t = text();
    let opened = move || context.conversations.with(|lists| lists.card(id).map_or(Millis(0), |card| card.opened_ms));
    let timer = move || t.waits_for(&moment::span(context.now.get().since(opened())));
    let number = context.conversations.with_untracked(|lists| lists.number(id));
    let accept = button("button small primary row-accept")
        .label(format!("{} · {}", t.accept, t.visitor(number)))
        .press(move || context.intend(Intent::AcceptPressed(id)))
        .text(t.accept);
    part("li", "")
        .class_while("row waiting", "open", move || context.open() == Some(id))
        .child(row(context, id, timer, None))
        .child(accept)
}

fn own_row(context: Context, id: ConversationId) -> Part {
    let t = text();
    let of = move |read: fn(&ConversationCard) -> u64| {
        move || context.conversations.with(|lists| lists.card(id).map_or(0, read))
    };
    let last = of(|card| card.last.as_ref().map_or(card.opened_ms, |last| last.time_ms).0);
    let unread = of(|card| card.unread);
    let stand = move || context.conversations.with(|lists| lists.card(id).map_or(Turn::Gone, turn));
    let time = move || moment::short(Millis(last()), context.now.get_untracked());
    let classes = move || {
        let turn = match stand() {
            Turn::Waiting => "row own turn-waiting",
            Turn::Answered => "row own turn-answered",
            Turn::Gone => "row own turn-gone",
        };
        if context.open() == Some(id) { format!("{turn} open") } else { turn.to_owned() }
    };
    let word = move || match stand() {
        Turn::Waiting => t.waits_for(&moment::span(context.now.get().since(Millis(last())))),
        Turn::Answered => t.turn_answered.to_owned(),
        Turn::Gone => t.turn_gone.to_owned(),
    };
    let news = shows(move || {
        let unread = unread();
        if unread == 0 {
            return maybe(None);
        }
        let said = part("span", "unseen").text(t.unread(unread as usize));
        let badge = part("span", "badge").child(ornament("").text(unread.to_string())).child(said);
        vec![part("span", "new-message").text(t.new_message).view(), badge.view()].into_any()
    });
    let foot = part("span", "row-foot").child(part("span", "row-turn").says(word)).inside(news);
    let close = button("icon-button row-close")
        .label(t.close_row)
        .with("title", t.close_row)
        .press(move || context.intend(Intent::ClosePressed(id)))
        .inside(icon(Glyph::Close));
    part("li", "").classes(classes).child(row(context, id, time, Some(foot))).child(close)
}
