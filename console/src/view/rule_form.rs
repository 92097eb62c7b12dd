//! The form in which an administrator makes a rule or changes one, and tries it on yesterday's visitors.

use lobby_shared::id::RuleId;
use lobby_shared::invitation::DryRun;
use wasm_bindgen::JsValue;

use super::account::checked;
use super::context::Context;
use super::part::{Hold, Part, button, each, effect, focus, focus_when, nothing, part, shows, while_there};
use super::question::question;
use super::rule_condition::condition;
use super::signal::{Memo, RwSignal};
use crate::state::rule::{Dry, Fill, Intent, Place, Typed};
use crate::text::{moment, text};

/// The form, for this rule or a new one.
pub fn rule_form(context: Context, rule: Option<RuleId>) -> Part {
    let t = text();
    let known = context.rules.with_untracked(|all| rule.and_then(|id| all.rule(id)).map(|rule| rule.form.clone()));
    let typed = RwSignal::new(Typed::of(known.as_ref()));
    let fill = move |intent: Fill| context.intend(Intent::Form(intent));
    effect(move |again| {
        typed.track();
        if again {
            fill(Fill::Changed);
        }
    });
    let busy = move || context.rules.with(|all| all.form.as_ref().is_some_and(|form| form.busy));
    let tries = move || context.rules.with(|all| all.form.as_ref().is_some_and(|form| form.dry == Dry::Busy));
    let keys = move || typed.with(|typed| typed.conditions.iter().map(|(key, _)| *key).collect::<Vec<_>>());
    let add = button("button small").press(move || typed.update(Typed::add)).text(t.condition_add);
    let conditions = part("fieldset", "setting-group")
        .child(part("legend", "").text(t.conditions))
        .child(part("ul", "conditions").inside(each(keys, move |key| condition(context, typed, key))))
        .child(part("div", "").child(add));
    let asked = Hold::new();
    let asks = move || context.rules.with(|all| all.form.as_ref().is_some_and(|form| form.asks.is_some()));
    let saves = Hold::new();
    let attempt = button("button")
        .held(asked)
        .tells("aria-disabled", tries)
        .tells("aria-busy", tries)
        .press(move || fill(Fill::TryPressed(typed.get_untracked())))
        .text(t.rule_try);
    let cancel = button("button").press(move || fill(Fill::Closed)).text(t.cancel);
    let save = part("button", "button primary")
        .held(saves)
        .with("type", "submit")
        .tells("aria-disabled", busy)
        .tells("aria-busy", busy);
    part("form", "site setting-form")
        .with("novalidate", "")
        .label(t.rules)
        .on("submit", move |event| {
            event.prevent_default();
            fill(Fill::SavePressed(typed.get_untracked()));
        })
        .child(named(context, typed))
        .child(conditions)
        .children(said(context, typed))
        .child(part("p", "fault").with("role", "alert").says(move || wrong(context, Place::Whole)))
        .child(dry_run(context))
        .inside(while_there(asks, move || untried(context, asked, saves)))
        .child(
            part("div", "site-choice")
                .child(attempt)
                .child(part("span", "head-gap"))
                .child(cancel)
                .child(save.text(t.save)),
        )
}

/// Whether to go on without having tried the rule. The button that says yes goes with the question: the keyboard goes to
/// Save, which keeps it while it is busy.
fn untried(context: Context, asked: Hold, saves: Hold) -> Part {
    let t = text();
    let fill = move |intent: Fill| context.intend(Intent::Form(intent));
    let yes = move || {
        fill(Fill::SaveConfirmed);
        focus(saves);
    };
    let go = button("button").press(yes).text(t.rule_untried_go);
    question(t.rule_untried.to_owned(), asked, move || fill(Fill::SaveLeft), go)
}

/// Where the keyboard begins.
fn named(context: Context, typed: RwSignal<Typed>) -> Part {
    let hold = Hold::new();
    focus_when(hold, || true);
    let input = part("input", "").held(hold);
    boxed(context, typed, input, "rule-name", text().rule_name, "", Place::Name, |typed| &mut typed.name)
}

/// What is said, in whose name, when, how often, and what for.
fn said(context: Context, typed: RwSignal<Typed>) -> [Part; 6] {
    let t = text();
    let line = |input: Part, id, label, hint, at: fn(&mut Typed) -> &mut String| {
        boxed(context, typed, input, id, label, hint, Place::Whole, at)
    };
    let number = || part("input", "").with("inputmode", "numeric");
    let area = part("textarea", "").with("rows", "2");
    [
        boxed(context, typed, area, "rule-words", t.rule_words, t.rule_words_hint, Place::Words, |typed| {
            &mut typed.words
        }),
        toggle(typed, t.rule_as_agent, |typed| &mut typed.as_agent),
        line(number(), "rule-delay", t.rule_delay, t.rule_delay_hint, |typed| &mut typed.delay),
        line(number(), "rule-most", t.rule_most, t.rule_most_hint, |typed| &mut typed.most),
        line(part("input", ""), "rule-goal", t.rule_goal, t.rule_goal_hint, |typed| &mut typed.goal),
        toggle(typed, t.rule_on, |typed| &mut typed.on),
    ]
}

/// What is wrong at this place, in words.
pub fn wrong(context: Context, place: Place) -> String {
    let fault = context.rules.with(|all| all.form.as_ref().and_then(|form| form.fault));
    fault.filter(|(at, _)| *at == place).map(|(_, fault)| text().fault(fault, None).to_owned()).unwrap_or_default()
}

#[expect(clippy::too_many_arguments, reason = "what a field is; it is used in this file alone")]
fn boxed(
    context: Context,
    typed: RwSignal<Typed>,
    input: Part,
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    place: Place,
    at: fn(&mut Typed) -> &mut String,
) -> Part {
    // A number's fault is said for the form as a whole.
    let words = move || if place == Place::Whole { String::new() } else { wrong(context, place) };
    let input = input
        .with("id", id)
        .with("autocomplete", "off")
        .with("aria-describedby", format!("{id}-hint {id}-fault"))
        .tells("aria-invalid", move || !words().is_empty())
        .property("value", move || JsValue::from(at(&mut typed.get()).clone()))
        .typed("input", move |now| typed.update(|typed| *at(typed) = now));
    part("div", "field")
        .child(part("label", "").with("for", id).text(label))
        .child(part("div", "field-box").child(input))
        .child(part("p", "field-hint").with("id", format!("{id}-hint")).text(hint))
        .child(part("p", "field-fault").with("id", format!("{id}-fault")).with("role", "alert").says(words))
}

fn toggle(typed: RwSignal<Typed>, label: &'static str, at: fn(&mut Typed) -> &mut bool) -> Part {
    let input = part("input", "")
        .with("type", "checkbox")
        .with("role", "switch")
        .property("checked", move || JsValue::from(*at(&mut typed.get())))
        .on("change", move |event| {
            let on = checked(&event);
            typed.update(|typed| *at(typed) = on);
        });
    part("label", "switch").child(part("span", "").text(label)).child(input)
}

fn dry_run(context: Context) -> Part {
    let dry = Memo::new(move |_| context.rules.with(|all| all.form.as_ref().map(|form| form.dry.clone())));
    part("div", "").with("role", "status").inside(shows(move || match dry.get() {
        None | Some(Dry::None) => nothing(),
        Some(Dry::Busy) => part("p", "field-hint").text(text().loading).view(),
        Some(Dry::Done(run)) => ran(context, run).view(),
    }))
}

fn ran(context: Context, run: DryRun) -> Part {
    let t = text();
    let count = |count: u32| moment::count(count as usize);
    let now = context.now.get_untracked();
    let untold: Vec<String> = run.untold.iter().map(|at| (at + 1).to_string()).collect();
    let untold = (!untold.is_empty()).then(|| part("p", "field-hint").text(t.dry_untold(&untold.join(", "))));
    let some = run.some.into_iter().map(|visit| {
        let page = if visit.page.is_empty() { t.none.to_owned() } else { visit.page };
        part("li", "")
            .child(part("span", "visit-at").text(moment::short(visit.at_ms, now)))
            .child(part("span", "").text(t.visitor(visit.visitor)))
            .child(part("bdi", "block-said").text(page))
    });
    part("div", "block dry-run")
        .child(part("strong", "").text(t.dry_result(&count(run.invited), &count(run.visits))))
        .children(untold)
        .child(part("ul", "block-words").children(some))
}
