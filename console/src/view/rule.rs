//! The rules of a site that invite visitors, in order of trial, with what became of their invitations.

use leptos::prelude::*;
use lobby_shared::id::RuleId;
use lobby_shared::invitation::{Rule, RuleForm};
use wasm_bindgen::JsValue;

use super::account::{check, checked};
use super::context::Context;
use super::go::go;
use super::icon::{Glyph, icon};
use super::lobby_column::mover;
use super::nothing::{not_yet, nothing};
use super::part::{Hold, Part, button, each, focus, maybe, memo, part, shows, while_there};
use super::question::question;
use super::rule_form::rule_form;
use super::signal::Memo;
use super::site::manages;
use crate::state::route::Route;
use crate::state::rule::{Fill, Intent};
use crate::state::trail::Reading;
use crate::text::{moment, text};

/// The screen.
pub fn rule_screen(context: Context) -> Part {
    let t = text();
    let name = move || {
        let site = context.rules.with(|rules| rules.site);
        site.map(|site| context.sites.with(|sites| sites.name(site))).unwrap_or_default()
    };
    let back = go(context, Route::Sites, "icon-button", || false)
        .with("title", t.sites)
        .inside(icon(Glyph::Back))
        .child(part("span", "unseen").text(t.sites));
    let (may, title) = (manages(context), Hold::new());
    let open = Memo::new(move |_| context.rules.with(|rules| rules.form.as_ref().map(|form| form.rule)));
    let body = part("div", "scroll").shows(move || {
        let open = open.get();
        untrack(|| match open {
            Some(rule) => part("div", "sites").child(rule_form(context, rule)).view(),
            None => list(context, may, title).view(),
        })
    });
    let add = while_there(
        move || may && open.get().is_none(),
        move || button("button").press(move || context.intend(Intent::Form(Fill::Opened(None)))).text(t.rule_add),
    );
    let head = part("header", "screen-head")
        .child(back)
        .child(part("h1", "").held(title).with("tabindex", "-1").text(t.rules));
    part("div", "column")
        .child(head.child(part("span", "site-name").says(name)).child(part("span", "head-gap")).inside(add))
        .child(body)
}

fn list(context: Context, may: bool, title: Hold) -> Part {
    let t = text();
    let stands = Memo::new(move |_| {
        context.rules.with(|rules| (rules.reading, rules.list.as_ref().map(|list| list.rules.is_empty())))
    });
    let again = move || button("button").press(move || context.intend(Intent::Again)).text(t.retry);
    let state = shows(move || {
        let stands = stands.get();
        untrack(|| match stands {
            (Reading::Busy, None) => not_yet(context).view(),
            (Reading::Failed, _) => part("div", "")
                .with("role", "alert")
                .child(nothing(Glyph::Offline, "", t.load_failed).child(again()))
                .view(),
            (_, Some(true)) => nothing(Glyph::List, t.rules_empty, t.rules_empty_help).view(),
            (Reading::Busy | Reading::Done, _) => part("p", "entry-lead").text(t.rules_lead).view(),
        })
    });
    let ids = move || {
        context.rules.with(|rules| rules.list.iter().flat_map(|list| &list.rules).map(|rule| rule.id).collect())
    };
    let agents = memo(move || context.rules.with(|rules| rules.list.as_ref().map_or((0, 0, 0), |list| list.agents)));
    let own = while_there(
        move || context.rules.with(|rules| rules.list.is_some()),
        move || part("section", "").child(part("h2", "rule-own").text(t.rule_agents)).child(figures(agents)),
    );
    part("div", "sites")
        .inside(state)
        .child(part("ol", "blocks").label(t.rules).inside(each(ids, move |id| row(context, id, may.then_some(title)))))
        .inside(own)
}

/// With a heading that gets the keyboard when the rule goes, the rule can be changed.
fn row(context: Context, id: RuleId, title: Option<Hold>) -> Part {
    let rule = Memo::new(move |before: Option<&Option<Rule>>| {
        let found = context.rules.with(|rules| rules.rule(id).cloned());
        found.or_else(|| before.cloned().flatten())
    });
    // Drawn anew when the rule says something else: what is switched or counted changes in place, under the keyboard.
    let form = memo(move || rule.with(|rule| rule.as_ref().map(|rule| RuleForm { on: false, ..rule.form.clone() })));
    part("li", "site").shows(move || {
        let form = form.get();
        untrack(|| maybe(form.map(|form| inside(context, id, form, rule, title))))
    })
}

fn inside(context: Context, id: RuleId, form: RuleForm, rule: Memo<Option<Rule>>, title: Option<Hold>) -> Part {
    let t = text();
    let on = memo(move || rule.with(|rule| rule.as_ref().is_some_and(|rule| rule.form.on)));
    let counts = memo(move || {
        rule.with(|rule| rule.as_ref().map(|rule| (rule.shown, rule.accepted, rule.converted))).unwrap_or_default()
    });
    let state = part("span", "")
        .class_while("pill", "browsing", move || on.get())
        .says(move || if on.get() { t.rule_on } else { t.rule_off }.to_owned());
    let named = |words: &str| format!("{words} · {}", form.name);
    let (hold, switched) = (Hold::new(), Hold::new());
    let choice = title.map(|_| {
        let input = part("input", "")
            .held(switched)
            .with("type", "checkbox")
            .with("role", "switch")
            .label(named(t.rule_on))
            .property("checked", move || JsValue::from(on.get()))
            .on("change", move |event| {
                context.intend(Intent::Switched(id, checked(&event)));
                // While it is asked about, the switch stands where it stood.
                check(&event, on.get_untracked());
            });
        let change = button("button small")
            .label(named(t.site_change))
            .press(move || context.intend(Intent::Form(Fill::Opened(Some(id)))))
            .text(t.site_change);
        let remove = button("button small")
            .held(hold)
            .label(named(t.remove))
            .press(move || context.intend(Intent::RemovePressed(Some(id))))
            .text(t.remove);
        let place = memo(move || context.rules.with(|rules| rules.place(id)));
        let moves = |earlier| mover(&form.name, earlier, place, move || context.intend(Intent::Moved(id, earlier)));
        let order = [moves(true), moves(false)];
        let switch = part("label", "switch").child(input);
        part("div", "site-choice").children(order).child(switch).child(change).child(remove)
    });
    let about =
        [t.condition_count(form.conditions.len()), if form.as_agent { t.rule_as_agent } else { t.rule_as_site }.into()];
    let asks = move || context.rules.with(|rules| rules.removing == Some(id));
    let untried = move || context.rules.with(|rules| rules.asks == Some(id));
    part("div", "block")
        .child(part("div", "site-head").child(part("h2", "").child(part("bdi", "").text(form.name))).children(choice))
        .child(part("p", "").child(part("bdi", "").text(form.words)))
        .child(part("p", "field-hint").child(state).child(part("span", "rule-about").text(about.join(" · "))))
        .child(figures(counts))
        .inside(while_there(asks, move || removal(context, id, hold, title)))
        .inside(while_there(untried, move || switching(context, id, switched)))
}

/// Whether the rule is to invite though it was not tried.
fn switching(context: Context, id: RuleId, asked: Hold) -> Part {
    let confirm = move || {
        context.intend(Intent::SwitchConfirmed(id));
        focus(asked);
    };
    let go = button("button").press(confirm).text(text().rule_untried_on);
    question(text().rule_untried.to_owned(), asked, move || context.intend(Intent::SwitchLeft), go)
}

/// Whether the rule is to go.
fn removal(context: Context, id: RuleId, asked: Hold, title: Option<Hold>) -> Part {
    let gone = move || {
        context.intend(Intent::RemoveConfirmed(id));
        title.into_iter().for_each(focus);
    };
    let remove = button("button danger").press(gone).text(text().remove);
    question(text().rule_remove.to_owned(), asked, move || context.intend(Intent::RemovePressed(None)), remove)
}

/// Shown, of these accepted, of those shown converted.
fn figures(counts: Memo<(u64, u64, u64)>) -> Part {
    let t = text();
    let one = |words: &'static str, read: fn((u64, u64, u64)) -> u64| {
        let count = move || moment::count(usize::try_from(read(counts.get())).unwrap_or(usize::MAX));
        part("div", "").child(part("dt", "").text(words)).child(part("dd", "").says(count))
    };
    part("dl", "rule-figures")
        .child(one(t.rule_shown, |(shown, ..)| shown))
        .child(one(t.rule_accepted, |(_, accepted, _)| accepted))
        .child(one(t.rule_converted, |(.., converted)| converted))
}
