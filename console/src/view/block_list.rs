//! Who is blocked on a site: what, until when, by whom and why, what they have written since, and the way to lift it.

use leptos::prelude::*;
use lobby_shared::block::Block;
use lobby_shared::id::{BlockId, SiteId};
use lobby_shared::time::Millis;
use wasm_bindgen::JsCast;

use super::context::Context;
use super::go::go;
use super::icon::{Glyph, icon};
use super::nothing::{not_yet, nothing};
use super::part::{Hold, Part, button, each, effect, focus, memo, part, shows, while_there};
use super::signal::Memo;
use super::visitor_fact::row_of;
use crate::state::block_list::Intent;
use crate::state::route::Route;
use crate::state::trail::Reading;
use crate::state::{Intent as Any, Overlay};
use crate::text::{moment, text};

/// The screen.
pub fn block_screen(context: Context) -> Part {
    let t = text();
    let name = move || {
        let site = context.blocks.with(|blocks| blocks.site);
        site.map(|site| context.sites.with(|sites| sites.name(site))).unwrap_or_default()
    };
    let back = go(context, Route::Sites, "icon-button", || false)
        .with("title", t.sites)
        .inside(icon(Glyph::Back))
        .child(part("span", "unseen").text(t.sites));
    let holding = Memo::new(move |_| {
        let now = context.now.get();
        context.blocks.with(|blocks| blocks.holding(now))
    });
    let stands = Memo::new(move |_| {
        let reading = context.blocks.with(|blocks| blocks.reading);
        (reading, holding.with(|holding| holding.as_ref().map(Vec::is_empty)))
    });
    let again = move |words| button("button").press(move || context.intend(Intent::Again)).text(words);
    let empty = shows(move || {
        let stands = stands.get();
        untrack(|| match stands {
            (Reading::Busy, None) => not_yet(context).view(),
            (Reading::Failed, None) => part("div", "")
                .with("role", "alert")
                .child(nothing(Glyph::Offline, "", t.load_failed).child(again(t.retry)))
                .view(),
            (_, Some(true)) => nothing(Glyph::Check, t.blocks_empty, t.blocks_empty_help).view(),
            (Reading::Failed, Some(false)) => part("p", "fault block-stale")
                .with("role", "alert")
                .child(part("span", "").text(t.load_failed))
                .child(again(t.retry))
                .view(),
            (Reading::Busy | Reading::Done, _) => super::part::nothing(),
        })
    });
    let title = Hold::new();
    goes_on(context, title);
    let rows = each(move || holding.get().unwrap_or_default(), move |id| row(context, id, title));
    let list = part("div", "sites")
        .inside(while_there(
            move || holding.with(|holding| holding.as_ref().is_some_and(|holding| !holding.is_empty())),
            move || part("p", "entry-lead").text(t.blocks_lead),
        ))
        .inside(empty)
        .child(part("ul", "blocks").label(t.blocks).inside(rows))
        .inside(while_there(move || context.blocks.with(|blocks| blocks.more), move || next(context)));
    let heading = part("h1", "").held(title).with("tabindex", "-1").text(t.blocks);
    let head = part("header", "screen-head").child(back).child(heading);
    part("div", "column")
        .child(head.child(part("span", "site-name").says(name)))
        .child(part("div", "scroll").child(list))
}

/// When the last have come and the way to more is gone, the keyboard that was on it goes to the first of those that came.
fn goes_on(context: Context, title: Hold) {
    let more = memo(move || context.blocks.with(|blocks| blocks.more));
    effect(move |again| {
        if more.get() || !again {
            return;
        }
        request_animation_frame(move || {
            let elsewhere = document().active_element().is_some_and(|active| active.tag_name() != "BODY");
            if elsewhere {
                return;
            }
            let came = context.blocks.with_untracked(|blocks| blocks.came);
            let row = came.and_then(|came| document().get_element_by_id(&came.to_text()));
            match row.and_then(|row| row.dyn_into::<web_sys::HtmlElement>().ok()) {
                Some(row) => drop(row.focus()),
                None => focus(title),
            }
        });
    });
}

/// The way to those after the last.
fn next(context: Context) -> Part {
    let busy = move || context.blocks.with(|blocks| blocks.reading == Reading::Busy);
    let more = button("button").tells("aria-busy", busy).press(move || context.intend(Intent::MorePressed));
    part("div", "site-choice").child(more.text(text().blocks_more))
}

fn row(context: Context, id: BlockId, title: Hold) -> Part {
    // What a block is stays as it is; only what is written behind it grows.
    let block = context.blocks.with_untracked(|blocks| blocks.block(id).cloned());
    part("li", "site")
        .with("id", id.to_text())
        .with("tabindex", "-1")
        .children(block.map(|block| inside(context, id, block, title)))
}

/// What has been written since, the latest first.
fn words(context: Context, id: BlockId) -> AnyView {
    let said = memo(move || context.blocks.with(|blocks| blocks.block(id).map(|block| block.words.clone())));
    let said = move || said.get().unwrap_or_default();
    // Who writes the same twice at once has written it twice.
    let told = move || {
        let said = said();
        let before = |at: usize, one| said.iter().take(at).filter(|before| *before == one).count();
        said.iter().enumerate().map(|(at, one)| (before(at, one), one.clone())).collect::<Vec<_>>()
    };
    let line = move |(_, (at, words)): (usize, (Millis, String))| {
        part("li", "")
            .child(part("span", "visit-at").text(moment::short(at, context.now.get_untracked())))
            .child(part("bdi", "block-said").text(words))
    };
    while_there(
        move || !said().is_empty(),
        move || {
            part("details", "visit")
                .child(part("summary", "").says(move || text().block_words(said().len())))
                .child(part("ul", "block-words").inside(each(told, line)))
        },
    )
}

fn inside(context: Context, id: BlockId, block: Block, title: Hold) -> Part {
    let t = text();
    let now = context.now.get_untracked();
    let who = t.visitor(block.visitor);
    let lifts = move || context.blocks.with(|blocks| blocks.lifts(id));
    let lift = button("button small")
        .label(format!("{} · {who}", t.lift))
        .has("disabled", lifts)
        .tells("aria-busy", lifts)
        .press(move || {
            context.intend(Intent::LiftPressed(id));
            // The row goes, and the keyboard with it.
            focus(title);
        })
        .text(t.lift);
    let identity = block.identity.then(|| t.block_identity.to_owned());
    let address = block.address.map(|address| t.block_where(&address));
    let until = match block.until_ms {
        Some(until) => t.block_until(&moment::short(until, now)),
        None => t.span_ever.to_owned(),
    };
    let what: Vec<String> = identity.into_iter().chain(address).chain([until]).collect();
    let by = [block.by.name, moment::short(block.made_ms, now)].join(" · ");
    let reason = (!block.reason.is_empty()).then(|| part("p", "").child(part("bdi", "").text(block.reason)));
    part("div", "block")
        .child(part("div", "site-head").child(part("h2", "").text(who)).child(lift))
        .child(part("p", "").text(what.join(" · ")))
        .children(reason)
        .child(part("p", "field-hint").text(by))
        .inside(words(context, id))
}

/// The button that opens the question whether to block this visitor; once they are blocked, the way to the list.
pub fn block_button(context: Context, site: SiteId, number: u64) -> AnyView {
    let t = text();
    let row = row_of(context, Some(site), number);
    let blocked = Memo::new(move |_| row.with(|row| row.as_ref().is_some_and(|row| row.visitor.blocked)));
    let ask = move || context.intend(Any::Over(Overlay::Block(site, number)));
    shows(move || {
        let blocked = blocked.get();
        untrack(|| {
            let button = if blocked {
                go(context, Route::Blocks(site), "button small", || false).text(t.blocks)
            } else {
                button("button small").with("aria-haspopup", "dialog").press(ask).text(t.block)
            };
            button.view()
        })
    })
}
