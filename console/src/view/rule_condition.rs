//! One condition of a rule in the form: what it asks about, and whatever fields that has.

use leptos::prelude::*;
use lobby_shared::invitation::Match;
use wasm_bindgen::JsValue;

use super::account::checked;
use super::context::Context;
use super::icon::{Glyph, icon};
use super::part::{Part, button, nothing, part, shows};
use super::rule_form::wrong;
use super::signal::{Memo, RwSignal};
use crate::state::condition::{Draft, Kind, Shape};
use crate::state::rule::{Place, Typed};
use crate::text::{name, text};

/// A condition of the form, known by its key.
#[derive(Clone, Copy)]
struct Held {
    typed: RwSignal<Typed>,
    key: u32,
}

impl Held {
    fn read<T>(self, read: impl FnOnce(&Draft) -> T) -> Option<T> {
        self.typed.with(|typed| typed.conditions.iter().find(|(key, _)| *key == self.key).map(|(_, draft)| read(draft)))
    }

    fn change(self, change: impl FnOnce(&mut Draft)) {
        self.typed.update(|typed| {
            if let Some((_, draft)) = typed.conditions.iter_mut().find(|(key, _)| *key == self.key) {
                change(draft);
            }
        });
    }

    fn place(self) -> Place {
        let at = self.typed.with(|typed| typed.conditions.iter().position(|(key, _)| *key == self.key));
        Place::Condition(at.unwrap_or(usize::MAX))
    }
}

/// The row of this condition.
pub fn condition(context: Context, typed: RwSignal<Typed>, key: u32) -> Part {
    let t = text();
    let held = Held { typed, key };
    let kind = Memo::new(move |_| held.read(|draft| draft.kind));
    let options = (0..).zip(Kind::ALL).map(|(at, one): (usize, Kind)| {
        let option = part("option", "").with("value", at.to_string()).text(kind_name(one));
        if kind.get_untracked() == Some(one) { option.with("selected", "") } else { option }
    });
    let pick = part("select", "")
        .label(t.conditions)
        .typed("change", move |at| {
            if let Some(kind) = at.parse().ok().and_then(|at: usize| Kind::ALL.get(at)) {
                held.change(|draft| *draft = Draft { how: draft.how, ..Draft::new(*kind) });
            }
        })
        .children(options);
    let fields = part("div", "condition-fields").inside(shows(move || {
        let kind = kind.get();
        untrack(|| kind.map_or_else(nothing, |kind| fields(held, kind)))
    }));
    let remove = button("icon-button")
        .label(t.remove)
        .with("title", t.remove)
        .press(move || typed.update(|typed| typed.conditions.retain(|(one, _)| *one != key)))
        .inside(icon(Glyph::Close));
    let fault = part("p", "field-fault").with("role", "alert").says(move || wrong(context, held.place()));
    part("li", "condition").child(pick).child(fields).child(remove).child(fault)
}

fn fields(held: Held, kind: Kind) -> AnyView {
    let t = text();
    let line = move |hint: &'static str| {
        part("input", "")
            .label(kind_name(kind))
            .with("placeholder", hint)
            .with("autocomplete", "off")
            .property("value", move || JsValue::from(held.read(|draft| draft.text.clone()).unwrap_or_default()))
            .typed("input", move |now| held.change(|draft| draft.text = now))
    };
    match kind.shape() {
        Shape::Compared => {
            let hows = [
                (Match::Contains, t.match_contains),
                (Match::Is, t.match_is),
                (Match::Starts, t.match_starts),
                (Match::Lacks, t.match_lacks),
            ];
            let hint = if kind == Kind::Page { "/checkout" } else { "" };
            vec![either(held, &hows, |draft| &mut draft.how).view(), line(hint).view()].into_any()
        }
        Shape::Several => line(if kind == Kind::Country { "DE, AT, CH" } else { "de, fr" }).view(),
        Shape::Number => line("").with("inputmode", "numeric").view(),
        Shape::Text => line("").view(),
        Shape::Either => either(held, &[(true, t.yes), (false, t.no)], |draft| &mut draft.yes).view(),
        Shape::Hours => hours(held),
        Shape::Bare => nothing(),
    }
}

fn either<T: Copy + PartialEq + Send + Sync + 'static>(
    held: Held,
    options: &[(T, &'static str)],
    at: fn(&mut Draft) -> &mut T,
) -> Part {
    let now = held.read(|draft| *at(&mut draft.clone()));
    let values: Vec<T> = options.iter().map(|(value, _)| *value).collect();
    let options = options.iter().enumerate().map(|(at, (value, words))| {
        let option = part("option", "").with("value", at.to_string()).text(*words);
        if now == Some(*value) { option.with("selected", "") } else { option }
    });
    part("select", "")
        .label(text().condition_how)
        .typed("change", move |picked| {
            if let Some(value) = picked.parse().ok().and_then(|picked: usize| values.get(picked)) {
                held.change(|draft| *at(draft) = *value);
            }
        })
        .children(options)
}

fn hours(held: Held) -> AnyView {
    let t = text();
    let time = |words: &'static str, at: fn(&mut Draft) -> &mut String| {
        part("input", "")
            .with("type", "time")
            .label(words)
            .property("value", move || {
                JsValue::from(held.read(|draft| at(&mut draft.clone()).clone()).unwrap_or_default())
            })
            .typed("input", move |now| held.change(|draft| *at(draft) = now))
    };
    let days = (0..7).map(|day: usize| {
        let on = move || held.read(|draft| draft.days.get(day).copied().unwrap_or_default()).unwrap_or_default();
        let input = part("input", "").with("type", "checkbox").property("checked", move || JsValue::from(on())).on(
            "change",
            move |event| {
                let now = checked(&event);
                held.change(|draft| draft.days.iter_mut().skip(day).take(1).for_each(|on| *on = now));
            },
        );
        part("label", "condition-day").child(input).child(part("span", "").text(name::weekday(day, true)))
    });
    let days = part("div", "condition-days").with("role", "group").label(t.condition_days).children(days);
    vec![
        time(t.condition_from, |draft| &mut draft.from).view(),
        time(t.condition_to, |draft| &mut draft.to).view(),
        days.view(),
    ]
    .into_any()
}

/// What a condition of this kind asks about.
fn kind_name(kind: Kind) -> &'static str {
    let t = text();
    match kind {
        Kind::Page => t.kind_page,
        Kind::Referrer => t.kind_referrer,
        Kind::Campaign => t.kind_campaign,
        Kind::Country => t.kind_country,
        Kind::Language => t.kind_language,
        Kind::Pages => t.kind_pages,
        Kind::SecondsOnPage => t.kind_seconds_on_page,
        Kind::SecondsOnSite => t.kind_seconds_on_site,
        Kind::Returning => t.kind_returning,
        Kind::Scrolled => t.kind_scrolled,
        Kind::Leaving => t.kind_leaving,
        Kind::Event => t.kind_event,
        Kind::AgentsThere => t.kind_agents_there,
        Kind::Hours => t.kind_hours,
    }
}
