//! A trail: the pages of a visit with the time on each, and the events that pages told of. All of it is the visitor's own
//! words: text, and links only to http or https.

use leptos::prelude::*;
use lobby_shared::time::Millis;
use lobby_shared::trail::{Step, Walked};

use super::context::Context;
use super::nothing::not_yet_line;
use super::part::{Part, each, memo, nothing, ornament, part, shows};
use super::signal::Memo;
use super::visitor::page_link;
use crate::text::{moment, text};

/// The live trail of the visitor who is looked at, the latest step first; or why there is none.
pub fn live_trail(context: Context) -> Part {
    let stands = memo(move || context.trail.with(|trail| (trail.heard, trail.steps().is_empty())));
    part("div", "").child(steps(context)).shows(move || match stands.get() {
        (_, false) => nothing(),
        (true, true) => part("p", "card-none").text(text().trail_none).view(),
        (false, true) => not_yet_line(context, "card-none").view(),
    })
}

fn steps(context: Context) -> Part {
    let t = text();
    let steps = memo(move || context.trail.with(|trail| trail.steps()));
    let numbers = move || steps.with(|steps| steps.iter().map(|step| step.number).collect::<Vec<_>>());
    let line = move |number: u32| {
        let step = Memo::new(move |before: Option<&Option<Step>>| {
            let found = steps.with(|steps| steps.iter().find(|step| step.number == number).cloned());
            found.or_else(|| before.cloned().flatten())
        });
        let what = memo(move || step.with(|step| step.as_ref().map(|step| step.what.clone())));
        let now = memo(move || step.with(|step| step.as_ref().is_some_and(|step| step.now)));
        let at = step.with_untracked(|step| step.as_ref().map_or(Millis(0), |step| step.at_ms));
        let seen = move || {
            // Only the page in sight runs on.
            let at = if now.get() { context.now.get() } else { context.now.get_untracked() };
            step.with(|step| step.as_ref().map(|step| context.trail.with_untracked(|trail| trail.seen(step, at))))
        };
        let inside = shows(move || {
            let what = what.get();
            untrack(|| what.map_or_else(nothing, |what| walked(&what).view()))
        });
        let is_page = move || what.with(|what| matches!(what, Some(Walked::Page(_))));
        let time = part("span", "step-time").says(move || {
            let seen = if is_page() { seen() } else { None };
            seen.map(moment::span).unwrap_or_default()
        });
        part("li", "")
            .class_while("step", "now", move || now.get())
            .child(ornament("step-dot"))
            .child(moment_of(at))
            .inside(inside)
            .child(time)
            .shows(move || if now.get() { part("span", "unseen").text(t.now_here).view() } else { nothing() })
    };
    part("ol", "trail").label(t.trail).inside(each(numbers, line))
}

/// A trail that is over, in its order.
pub fn past_trail(steps: Vec<Step>) -> Part {
    let line = |step: Step| {
        let time = if matches!(step.what, Walked::Page(_)) { moment::span(step.seen_ms) } else { String::new() };
        part("li", "step")
            .child(ornament("step-dot"))
            .child(moment_of(step.at_ms))
            .child(walked(&step.what))
            .child(part("span", "step-time").text(time))
    };
    part("ol", "trail").children(steps.into_iter().map(line))
}

fn moment_of(at: Millis) -> Part {
    part("span", "step-at").with("title", moment::full(at)).text(moment::time_of_day(at))
}

fn walked(what: &Walked) -> Part {
    match what {
        Walked::Page(page) => part("span", "step-what").inside(page_link(Some(page.clone()))),
        Walked::Event(event) => {
            let named = part("span", "step-what").child(part("bdi", "step-event").text(event.name.clone()));
            if event.data.is_empty() {
                return named;
            }
            let data = part("code", "step-data").with("dir", "ltr").with("title", event.data.clone());
            named.child(data.text(event.data.clone()))
        }
    }
}
