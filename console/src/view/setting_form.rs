//! How a site treats its visitors, as a form on the site's card: trails, start, consent, preview, invitations, networks.

use leptos::prelude::*;
use lobby_shared::site::{SiteCard, StartMode, TrailMode};
use wasm_bindgen::JsValue;

use super::account::checked;
use super::context::Context;
use super::part::{Hold, Part, button, effect, focus, focus_when, maybe, memo, nothing, part, shows};
use super::question::question;
use super::signal::{Memo, RwSignal};
use crate::state::entry::Fault;
use crate::state::setting::{Intent, Open, Place, Stand, Typed};
use crate::text::text;

/// The settings of this site, which are open.
pub fn setting_form(context: Context, site: SiteCard) -> Part {
    let t = text();
    let title = format!("{} · {}", t.site_settings, site.name);
    let stand = Memo::new(move |_| context.settings.with(|all| all.open.as_ref().map(|open| open.stand.clone())));
    let inside = shows(move || {
        let stand = stand.get();
        untrack(|| match stand {
            None => nothing(),
            Some(Stand::Loading) => {
                let busy = part("p", "entry-lead").with("role", "status").text(t.loading);
                part("div", "setting-form").child(busy).child(part("div", "site-choice").child(cancel(context))).view()
            }
            Some(Stand::Failed(fault)) => failed(context, fault).view(),
            Some(Stand::Here(settings)) => form(context, Typed::of(&settings)).view(),
        })
    });
    part("section", "site").label(title.clone()).child(part("h2", "").text(title)).inside(inside)
}

fn cancel(context: Context) -> Part {
    button("button").press(move || context.intend(Intent::Closed)).text(text().cancel)
}

fn failed(context: Context, fault: Fault) -> Part {
    let t = text();
    let words = if fault == Fault::Unreachable { t.load_failed } else { t.fault(fault, None) };
    let hold = Hold::new();
    focus_when(hold, || true);
    let retry = button("button").held(hold).press(move || context.intend(Intent::RetryPressed)).text(t.retry);
    part("div", "setting-form")
        .child(part("p", "fault").with("role", "alert").text(words))
        .child(part("div", "site-choice").child(cancel(context)).child(retry))
}

fn form(context: Context, typed: Typed) -> Part {
    let t = text();
    let typed = RwSignal::new(typed);
    let busy = move || context.settings.with(|all| all.open.as_ref().is_some_and(|open| open.busy));
    let asks = |open: &Open| open.asks.as_ref().map(|said| said.keep_days);
    let less = memo(move || context.settings.with(|all| all.open.as_ref().and_then(asks)));
    let trails =
        [(TrailMode::Lasting, t.trail_lasting), (TrailMode::Visit, t.trail_visit), (TrailMode::Off, t.trail_off)];
    let starts = [(StartMode::Idle, t.start_idle), (StartMode::Click, t.start_click)];
    let line =
        |place, label, hint| boxed(context, typed, part("input", "").with("inputmode", "numeric"), place, label, hint);
    let networks = part("textarea", "").with("rows", "2");
    effect(move |again| {
        typed.track();
        if again {
            context.intend(Intent::Changed);
        }
    });
    let asked = Hold::new();
    let save = part("button", "button primary")
        .held(asked)
        .with("type", "submit")
        .tells("aria-disabled", busy)
        .tells("aria-busy", busy);
    part("form", "setting-form")
        .with("novalidate", "")
        .on("submit", move |event| {
            event.prevent_default();
            context.intend(Intent::SavePressed(typed.get_untracked()));
        })
        .child(choice(typed, "set-trail", t.trail_mode, &trails, |typed| &mut typed.trail, true))
        .child(line(Place::KeepDays, t.keep_days, t.keep_days_hint))
        .child(choice(typed, "set-start", t.start_mode, &starts, |typed| &mut typed.start, false))
        .child(toggle(typed, "set-consent", t.ask_consent, t.ask_consent_hint, |typed| &mut typed.ask_consent))
        .child(toggle(typed, "set-preview", t.preview_switch, t.preview_hint, |typed| &mut typed.preview))
        .child(line(Place::Daily, t.daily, t.daily_hint))
        .child(line(Place::RestHours, t.rest_hours, t.rest_hours_hint))
        .child(toggle(typed, "set-crawlers", t.crawlers, t.crawlers_hint, |typed| &mut typed.crawlers))
        .child(boxed(context, typed, networks, Place::KeepOut(None), t.keep_out, t.keep_out_hint))
        .child(part("p", "fault").with("role", "alert").says(move || wrong(context, Place::Whole)))
        .inside(shows(move || {
            let days = less.get();
            untrack(|| maybe(days.map(|days| loss(context, days, asked))))
        }))
        .child(part("div", "site-choice").child(cancel(context)).child(save.text(t.save)))
}

/// What fewer days lose, and whether to go on.
fn loss(context: Context, days: u16, asked: Hold) -> Part {
    let t = text();
    // The button that says yes goes with the question: the keyboard goes to Save, which keeps it while it is busy.
    let yes = move || {
        context.intend(Intent::SaveConfirmed);
        focus(asked);
    };
    let go = button("button danger").press(yes).text(t.keep_days_go);
    question(t.keep_days_less(days.into()), asked, move || context.intend(Intent::Changed), go)
}

/// One of several, by a radio button each.
fn choice<T: Copy + PartialEq + 'static>(
    typed: RwSignal<Typed>,
    name: &'static str,
    label: &'static str,
    options: &[(T, &'static str)],
    place: fn(&mut Typed) -> &mut T,
    first: bool,
) -> Part {
    let now = *place(&mut typed.get_untracked());
    let options = options.iter().map(|(value, words)| {
        let value = *value;
        let input = part("input", "").with("type", "radio").with("name", name);
        let input = if value == now { input.with("checked", "") } else { input };
        let hold = Hold::new();
        focus_when(hold, move || first && value == now);
        let input = input.held(hold).on("change", move |_| typed.update(|typed| *place(typed) = value));
        part("label", "setting-option").child(input).child(part("span", "").text(*words))
    });
    part("fieldset", "setting-group").child(part("legend", "").text(label)).children(options)
}

/// A switch with what it does.
fn toggle(
    typed: RwSignal<Typed>,
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    place: fn(&mut Typed) -> &mut bool,
) -> Part {
    let input = part("input", "")
        .with("type", "checkbox")
        .with("role", "switch")
        .with("aria-describedby", format!("{id}-hint"))
        .property("checked", move || JsValue::from(*place(&mut typed.get())))
        .on("change", move |event| {
            let on = checked(&event);
            typed.update(|typed| *place(typed) = on);
        });
    part("div", "setting-switch")
        .child(part("label", "switch").child(part("span", "").text(label)).child(input))
        .child(part("p", "field-hint").with("id", format!("{id}-hint")).text(hint))
}

/// A labelled field, with its hint and with what is wrong.
fn boxed(
    context: Context,
    typed: RwSignal<Typed>,
    input: Part,
    place: Place,
    label: &'static str,
    hint: &'static str,
) -> Part {
    let id = id(place);
    let words = move || wrong(context, place);
    let input = input
        .with("id", id)
        .with("autocomplete", "off")
        .with("spellcheck", "false")
        .with("aria-describedby", format!("{id}-hint {id}-fault"))
        .tells("aria-invalid", move || !words().is_empty())
        .property("value", move || JsValue::from(written(&mut typed.get(), place).clone()))
        .typed("input", move |now| typed.update(|typed| *written(typed, place) = now));
    part("div", "field")
        .child(part("label", "").with("for", id).text(label))
        .child(part("div", "field-box").child(input))
        .child(part("p", "field-hint").with("id", format!("{id}-hint")).text(hint))
        .child(part("p", "field-fault").with("id", format!("{id}-fault")).with("role", "alert").says(words))
}

const fn id(place: Place) -> &'static str {
    match place {
        Place::KeepDays => "set-keep-days",
        Place::Daily => "set-daily",
        Place::RestHours => "set-rest-hours",
        Place::KeepOut(_) | Place::Whole => "set-keep-out",
    }
}

const fn written(typed: &mut Typed, place: Place) -> &mut String {
    match place {
        Place::KeepDays => &mut typed.keep_days,
        Place::Daily => &mut typed.daily,
        Place::RestHours => &mut typed.rest_hours,
        Place::KeepOut(_) | Place::Whole => &mut typed.keep_out,
    }
}

/// What is wrong at this place, in words.
fn wrong(context: Context, place: Place) -> String {
    let t = text();
    let fault = context.settings.with(|all| all.open.as_ref().and_then(|open| open.fault));
    let fault = fault.filter(|(at, _)| std::mem::discriminant(at) == std::mem::discriminant(&place));
    match fault {
        Some((Place::KeepOut(Some(line)), fault)) => t.site_line(line, t.fault(fault, None)),
        Some((_, fault)) => t.fault(fault, None).to_owned(),
        None => String::new(),
    }
}
