//! The conversations' screen: the list, and beside it the open conversation with its header, stream and composer.

use leptos::prelude::*;
use lobby_shared::conversation::{ConversationCard, ConversationState};
use lobby_shared::id::ConversationId;

use super::composer::composer;
use super::context::Context;
use super::details::{details, details_button};
use super::end::end_buttons;
use super::go::go;
use super::icon::{Glyph, icon};
use super::list::conversation_list;
use super::nothing::nothing;
use super::part::{Part, button, maybe, ornament, part, shows};
use super::rail::badge;
use super::signal::{Memo, RwSignal};
use super::split::split;
use super::stream::stream;
use crate::state::conversation::{Conversations, Intent};
use crate::state::preference::{Column, Switch};
use crate::state::route::Route;
use crate::text::{moment, text};

/// The screen.
pub fn conversation_screen(context: Context) -> Part {
    let t = text();
    let open = Memo::new(move |_| context.open());
    // Over the stream, where there is no room beside it; there it is closed until asked for.
    let over = RwSignal::new(false);
    let classes = move || {
        let folded = !context.preferences.with(|chosen| chosen.on(Switch::Details));
        let mut classes = "conversations".to_owned();
        for (on, class) in
            [(open.get().is_some(), " reading"), (folded, " details-folded"), (over.get(), " details-over")]
        {
            if on {
                classes.push_str(class);
            }
        }
        classes
    };
    part("div", "")
        .classes(classes)
        .child(conversation_list(context))
        .child(split(context, Column::List, t.width_list))
        .shows(move || {
            let open = open.get();
            untrack(|| match open {
                Some(id) => vec![
                    open_conversation(context, id, over).view(),
                    split(context, Column::Details, t.width_details).view(),
                    details(context, id).view(),
                ]
                .into_any(),
                None => part("div", "column talk").inside(nothing_open(context)).view(),
            })
        })
}

/// What stands beside the list while no conversation is open.
fn nothing_open(context: Context) -> AnyView {
    let t = text();
    let stands = Memo::new(move |_| {
        let none = |lists: &Conversations| lists.waiting(true).is_empty() && lists.own(true).is_empty();
        context.conversations.with(|lists| (lists.loaded, none(lists)))
    });
    shows(move || match stands.get() {
        // The list says that it is on its way.
        (false, _) => maybe(None),
        (true, true) => nothing(Glyph::Bubble, t.quiet, t.quiet_help).view(),
        (true, false) => nothing(Glyph::Bubble, t.pick_one, t.pick_one_help).view(),
    })
}

/// How the open conversation stands, as far as the column beside the list is concerned.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    Ended,
    Mine,
    Waiting,
    Elsewhere,
}

fn open_conversation(context: Context, id: ConversationId, over: RwSignal<bool>) -> Part {
    let t = text();
    let stand = Memo::new(move |_| {
        let state = context.conversations.with(|lists| lists.card(id).map(|card| card.state.clone()));
        let mine = context.conversations.with(|lists| lists.is_mine(id));
        match state {
            Some(ConversationState::Ended(_)) => Stand::Ended,
            _ if context.stream.with(|stream| stream.ended) => Stand::Ended,
            _ if mine => Stand::Mine,
            Some(ConversationState::Waiting) => Stand::Waiting,
            Some(ConversationState::Talking(_)) | None => Stand::Elsewhere,
        }
    });
    let back = go(context, Route::Conversations(None), "icon-button talk-back", || false)
        .inside(icon(Glyph::Back))
        .child(part("span", "unseen").text(t.back_to_list));
    let choice = shows(move || {
        let stand = stand.get();
        untrack(|| match stand {
            Stand::Ended => {
                let close = button("button").press(move || context.intend(Intent::ClosePressed(id)));
                close.inside(icon(Glyph::Close)).text(t.close).view()
            }
            Stand::Mine => end_buttons(context, id).view(),
            Stand::Waiting | Stand::Elsewhere => maybe(None),
        })
    });
    let accept = move || {
        let accept = button("button primary").with("title", t.accept_key);
        accept.press(move || context.intend(Intent::AcceptPressed(id))).text(t.accept)
    };
    let foot = shows(move || {
        let stand = stand.get();
        untrack(|| match stand {
            Stand::Ended => part("p", "talk-note").with("role", "status").text(t.composer_ended).view(),
            Stand::Mine => composer(context, id).view(),
            Stand::Waiting => {
                part("div", "talk-note").child(part("p", "").text(t.accept_to_write)).child(accept()).view()
            }
            Stand::Elsewhere => maybe(None),
        })
    });
    let head = part("header", "screen-head talk-head").child(back).children(heading(context, id));
    part("section", "column talk")
        .with("aria-labelledby", "talk-title")
        .child(head.inside(choice).child(details_button(context, over)))
        .child(stream(context, id))
        .inside(foot)
}

/// The visitor, and under the name the site, the agents, the date and the timer.
fn heading(context: Context, id: ConversationId) -> [Part; 2] {
    let t = text();
    let card = Memo::new(move |_| context.conversations.with(|lists| lists.card(id).cloned()));
    let number = move || card.with(|card| card.as_ref().map(|card| card.visitor));
    // One that was over before this page was loaded stands in no list any more.
    let name = move || match number() {
        Some(number) => t.visitor(number),
        None if context.conversations.with(|lists| lists.loaded) => t.conversation.to_owned(),
        None => t.loading.to_owned(),
    };
    let told = Memo::new(move |_| card.with(|card| card.as_ref().map(|card| meta(context, card))).unwrap_or_default());
    let piece = |class: &'static str, at: usize| {
        let words = move || told.with(|told| told.get(at).cloned()).unwrap_or_default();
        part("span", class).says(words)
    };
    let title = part("h1", "").with("id", "talk-title").says(name);
    // A phone has no room for the site and the date.
    let meta =
        part("p", "").child(piece("talk-more", 0)).child(piece("", 1)).child(piece("talk-more", 2)).child(piece("", 3));
    [
        ornament("initials").says(move || number().map(badge).unwrap_or_default()),
        part("div", "talk-heading").child(title).child(meta),
    ]
}

fn meta(context: Context, card: &ConversationCard) -> [String; 4] {
    let t = text();
    let mine = context.conversations.with(|lists| lists.is_mine(card.conversation));
    let with = match &card.state {
        ConversationState::Waiting => t.with_nobody.to_owned(),
        ConversationState::Talking(_) if mine => t.with_you.to_owned(),
        ConversationState::Talking(agent) => t.with_agent(&agent.name),
        ConversationState::Ended(by) => t.ended(*by).to_owned(),
    };
    let now = context.now.get();
    let until = match &card.state {
        ConversationState::Ended(_) => card.last.as_ref().map_or(now, |last| last.time_ms),
        ConversationState::Waiting | ConversationState::Talking(_) => now,
    };
    let span = moment::lasting(until.since(card.opened_ms));
    let site = context.sites.with(|sites| sites.name(card.site));
    let opened = moment::short(card.opened_ms, now);
    [format!("{site} · "), with, format!(" · {opened}"), format!(" · {span}")]
}
