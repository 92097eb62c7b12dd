//! The question before a visitor is blocked: what, for how long, why, and what then happens.

use lobby_shared::block::{BlockForm, MAX_REASON_CHARS, Span};
use lobby_shared::id::SiteId;
use wasm_bindgen::JsValue;

use super::account::checked;
use super::context::Context;
use super::dialog::{close, dialog};
use super::icon::{Glyph, icon};
use super::part::{Hold, Part, button, part, while_there};
use super::signal::RwSignal;
use super::visitor_fact::row_of;
use crate::state::block::Intent;
use crate::text::text;

/// The dialog about this visitor.
pub fn block_form(context: Context, site: SiteId, number: u64) -> Part {
    let t = text();
    let hold = Hold::new();
    let address = row_of(context, Some(site), number)
        .with_untracked(|row| row.as_ref().and_then(|row| row.visitor.facts.address.clone()));
    let (identity, by_address) = (RwSignal::new(true), RwSignal::new(false));
    let (span, reason) = (RwSignal::new(Span::Day), RwSignal::new(String::new()));
    let none = move || !(identity.get() || by_address.get());
    let confirm = move || {
        let reason = reason.get_untracked().trim().chars().take(MAX_REASON_CHARS).collect();
        let (identity, address) = (identity.get_untracked(), by_address.get_untracked());
        let form = BlockForm { visitor: number, identity, address, span: span.get_untracked(), reason };
        context.intend(Intent::Confirmed(site, form));
    };
    let leave = button("icon-button").label(t.close).press(move || close(hold)).inside(icon(Glyph::Close));
    let head = part("div", "dialog-head").child(part("h2", "").text(t.block_title(&t.visitor(number)))).child(leave);
    let by_address = address.map(|address| tick(t.block_where(&address), by_address));
    let what = part("div", "block-what")
        .with("role", "group")
        .label(t.block_what)
        .child(tick(t.block_identity.to_owned(), identity))
        .children(by_address);
    let fault = while_there(
        move || context.blocking.with(|blocking| blocking.fault.is_some()),
        move || {
            let fault = context.blocking.with_untracked(|blocking| blocking.fault);
            part("p", "fault").with("role", "alert").text(fault.map_or("", |fault| t.fault(fault, None)))
        },
    );
    let busy = move || context.blocking.with(|blocking| blocking.busy);
    let send = button("button danger")
        .has("disabled", move || none() || busy())
        .tells("aria-busy", busy)
        .press(confirm)
        .text(t.block);
    let cancel = button("button").press(move || close(hold)).text(t.cancel);
    let body = part("div", "block-body")
        .child(part("p", "").text(t.block_help))
        .child(what)
        .child(spans(span))
        .child(why(reason))
        .inside(fault)
        .child(part("div", "block-choice").child(cancel).child(send));
    dialog(context, t.block, "dialog block-dialog", hold, part("div", "dialog-box").child(head).child(body))
        .on("close", move |_| context.intend(Intent::Closed))
}

fn tick(words: String, chosen: RwSignal<bool>) -> Part {
    let input = part("input", "")
        .with("type", "checkbox")
        .property("checked", move || JsValue::from(chosen.get()))
        .on("change", move |event| chosen.set(checked(&event)));
    part("label", "block-tick").child(input).child(part("bdi", "").text(words))
}

fn spans(span: RwSignal<Span>) -> Part {
    let t = text();
    let spans =
        [(Span::Hour, t.span_hour), (Span::Day, t.span_day), (Span::Week, t.span_week), (Span::Ever, t.span_ever)];
    let spans = spans.map(|(one, words)| {
        button("").tells("aria-pressed", move || span.get() == one).press(move || span.set(one)).text(words)
    });
    part("div", "segments").with("role", "group").label(t.block_span).children(spans)
}

fn why(reason: RwSignal<String>) -> Part {
    let input = part("input", "")
        .with("type", "text")
        .with("maxlength", MAX_REASON_CHARS.to_string())
        .with("autocomplete", "off")
        .typed("input", move |typed| reason.set(typed));
    part("label", "block-why").child(part("span", "").text(text().block_reason)).child(input)
}
