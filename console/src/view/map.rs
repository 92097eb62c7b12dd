//! The map: a dot for each piece of land, in the colour of how many visitors its country has now, and the countries as a
//! list. A press on either shows that country's visitors.

use leptos::prelude::*;
use lobby_shared::lobby::Column as Key;
use wasm_bindgen::JsCast;

use super::context::Context;
use super::heat::{bar, not_told};
use super::part::{Part, button, each, memo, part};
use super::signal::Memo;
use super::visitor_cell::value_words;
use crate::state::figure::level;
use crate::state::visitor::{Intent, Pane};
use crate::state::watch::Choice;
use crate::state::world::{ACROSS, DOWN, countries};
use crate::text::text;

/// Visitors by country, two letters.
type Counts = Memo<Vec<(String, u32)>>;

/// The pane.
pub fn map_pane(context: Context) -> Part {
    let t = text();
    let counts: Counts = memo(move || {
        context.lobby.with(|lobby| lobby.overview.iter().flat_map(|all| all.countries.iter().cloned()).collect())
    });
    let most = memo(move || {
        let known = |counts: &Vec<(String, u32)>| {
            counts.iter().filter(|(code, _)| !code.is_empty()).map(|(_, count)| *count).max()
        };
        counts.with(known).unwrap_or(0)
    });
    let listed = move || {
        counts.with(|counts| {
            // The most first.
            let mut listed: Vec<(u32, String)> = Vec::new();
            for (code, count) in counts {
                let at = listed.partition_point(|(more, _)| *more >= *count);
                listed.insert(at, (*count, code.clone()));
            }
            listed.into_iter().map(|(_, code)| code).collect::<Vec<_>>()
        })
    };
    let row = move |code: String| {
        let of = code.clone();
        let count = memo(move || of_country(counts, &of));
        let words = value_words(Key::Region, &code);
        let inside = bar(words, count, most);
        let line = if code.is_empty() {
            part("div", "bar-line").inside(inside)
        } else {
            button("bar-line").press(move || show(context, &code)).inside(inside)
        };
        part("li", "").child(line)
    };
    let list = part("ul", "bars").inside(each(listed, row));
    let side = part("section", "map-list").child(part("h2", "").text(t.column_region)).child(list);
    part("div", "scroll map-pane")
        .with("tabindex", "0")
        .with("role", "region")
        .label(t.pane_map)
        .child(part("div", "map-world").inside(world(context, counts, most)))
        .child(side.inside(not_told(context)))
}

fn of_country(counts: Counts, code: &str) -> u32 {
    counts.with(|counts| counts.iter().find(|(of, _)| of == code).map_or(0, |(_, count)| *count))
}

fn show(context: Context, country: &str) {
    context.intend(Intent::Chosen(Choice::Only(Key::Region, country.to_owned())));
    context.intend(Intent::PanePicked(Pane::Table));
}

fn world(context: Context, counts: Counts, most: Memo<u32>) -> AnyView {
    let dots: Vec<AnyView> = countries()
        .into_iter()
        .map(|(code, path)| {
            let class = move || {
                let count = of_country(counts, code);
                format!("land level-{}", level(count, most.get()))
            };
            let title = move || {
                let count = of_country(counts, code);
                format!("{}: {}", value_words(Key::Region, code), text().visitor_count(count as usize))
            };
            view! { <path class=class d=path data-country=code><title>{title}</title></path> }.into_any()
        })
        .collect();
    let pressed = move |event: leptos::ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let code = target.and_then(|target| target.get_attribute("data-country"));
        if let Some(code) = code.filter(|code| untrack(|| of_country(counts, code)) > 0) {
            show(context, &code);
        }
    };
    let frame = format!("-1 -1 {} {}", ACROSS + 1, DOWN + 1);
    view! { <svg class="world" viewBox=frame role="img" aria-label=text().map_label on:click=pressed>{dots}</svg> }
        .into_any()
}
