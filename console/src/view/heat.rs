//! The heat view: the pages that visitors are on now, and when in the week they come.

use leptos::prelude::*;
use lobby_shared::page::Page;

use super::context::Context;
use super::nothing::not_yet_line;
use super::part::{Part, each, maybe, memo, ornament, part, shows};
use super::signal::Memo;
use super::visitor::page_link;
use crate::state::figure::level;
use crate::text::{moment, name, text};

/// Hours in a day.
const HOURS: usize = 24;

/// The pane.
pub fn heat_pane(context: Context) -> Part {
    let t = text();
    let heading = |words: &'static str| part("h2", "").text(words);
    part("div", "scroll heat-pane")
        .with("tabindex", "0")
        .with("role", "region")
        .label(t.pane_heat)
        .child(part("section", "").child(heading(t.heat_week)).child(week(context)).child(legend()))
        .child(part("section", "").child(heading(t.heat_pages)).child(pages(context)).inside(not_told(context)))
}

/// Why there is no figure yet, or none at all.
pub fn not_told(context: Context) -> AnyView {
    let told = memo(move || {
        context.lobby.with(|lobby| lobby.overview.as_ref().map(|all| all.countries.iter().any(|(_, count)| *count > 0)))
    });
    shows(move || match told.get() {
        None => not_yet_line(context, "pane-none").view(),
        Some(false) => part("p", "pane-none").with("role", "status").text(text().lobby_empty).view(),
        Some(true) => maybe(None),
    })
}

/// Words, a bar as long as its count beside the most, and the count.
pub fn bar(words: String, count: Memo<u32>, most: Memo<u32>) -> AnyView {
    bar_of(part("bdi", "bar-words").text(words).view(), count, most)
}

fn bar_of(words: AnyView, count: Memo<u32>, most: Memo<u32>) -> AnyView {
    let share = move || format!("{}%", u64::from(count.get()) * 100 / u64::from(most.get().max(1)));
    let long = ornament("bar-long").child(part("span", "").styled("inline-size", share));
    let number = part("span", "bar-count").says(move || moment::count(count.get() as usize));
    vec![words, long.view(), number.view()].into_any()
}

fn pages(context: Context) -> Part {
    let pages = memo(move || {
        context.lobby.with(|lobby| lobby.overview.as_ref().map(|all| all.pages.clone()).unwrap_or_default())
    });
    let most = memo(move || pages.with(|pages| pages.iter().map(|(_, count)| *count).max().unwrap_or(0)));
    let listed = move || pages.with(|pages| pages.iter().map(|(page, _)| key(page)).collect::<Vec<_>>());
    let row = move |(address, title): (String, String)| {
        let page = Page { address, title };
        let of = page.clone();
        let count =
            memo(move || pages.with(|pages| pages.iter().find(|(page, _)| *page == of).map_or(0, |(_, count)| *count)));
        let link = part("span", "bar-words").inside(page_link(Some(page))).view();
        part("li", "").child(part("div", "bar-line").inside(bar_of(link, count, most)))
    };
    part("ol", "bars").inside(each(listed, row))
}

fn key(page: &Page) -> (String, String) {
    (page.address.clone(), page.title.clone())
}

/// Seven days of 24 hours, each in the colour of its count.
fn week(context: Context) -> Part {
    let t = text();
    let counts = memo(move || {
        context.lobby.with(|lobby| lobby.overview.as_ref().map(|all| all.week.clone()).unwrap_or_default())
    });
    let most = memo(move || counts.with(|counts| counts.iter().copied().max().unwrap_or(0)));
    let cell = move |day: usize, hour: usize| {
        let count = move || counts.with(|counts| counts.get(day * HOURS + hour).copied().unwrap_or(0));
        let said = move || t.heat_cell(&name::weekday(day, false), &name::hour(hour), &t.visit_count(count() as usize));
        part("td", "")
            .classes(move || format!("level-{}", level(count(), most.get())))
            .follows("title", move || Some(said()))
            .child(part("span", "unseen").says(move || moment::count(count() as usize)))
    };
    let days = (0..7).map(move |day| {
        let head = part("th", "").with("scope", "row").text(name::weekday(day, true));
        part("tr", "").child(head).children((0..HOURS).map(move |hour| cell(day, hour)))
    });
    let hours = (0..HOURS).map(|hour| {
        let words = part("span", if hour % 3 == 0 { "" } else { "unseen" }).text(name::hour(hour));
        part("th", "").with("scope", "col").child(words)
    });
    let head = part("thead", "").child(part("tr", "").child(part("td", "")).children(hours));
    part("table", "week").label(t.heat_week).child(head).child(part("tbody", "").children(days))
}

fn legend() -> Part {
    let t = text();
    let steps = ["level-0", "level-1", "level-2", "level-3", "level-4"].map(|class| part("span", class));
    part("p", "week-legend")
        .child(part("span", "").text(t.heat_less))
        .child(ornament("week-steps").children(steps))
        .child(part("span", "").text(t.heat_more))
        .child(part("span", "week-zone").text(t.heat_zone))
}
