//! The lobby: who is on the watched site, as figures and as a dense table that changes in place.

use leptos::prelude::*;
use lobby_shared::id::SiteId;

use super::context::Context;
use super::go::go;
use super::icon::{Glyph, sized};
use super::nothing::{not_yet, nothing};
use super::part::{Part, button, each, maybe, part, shows};
use super::search::search;
use super::site::no_site;
use super::visitor::visitor_line;
use crate::state::route::Route;
use crate::state::visitor::{self, Column, Counters, Intent, Sort};
use crate::text::{moment, text};

/// The screen.
pub fn lobby_screen(context: Context) -> Part {
    let t = text();
    let (sort, words, held) = (RwSignal::new(Sort::default()), RwSignal::new(String::new()), RwSignal::new(false));
    let asked_before = StoredValue::new((Sort::default(), String::new(), None));
    let order = Memo::new(move |before: Option<&Vec<u64>>| {
        let now = context.lobby.with(|lobby| words.with(|words| lobby.order(sort.get(), words)));
        // Rows do not move under the pointer; a change of sort or filter is asked for, and moves them at once.
        let asked = (sort.get(), words.get(), context.lobby.with(|lobby| lobby.site));
        let same = asked_before.with_value(|before| *before == asked);
        asked_before.set_value(asked);
        match before.filter(|_| held.get() && same) {
            Some(before) => visitor::held(before, &now),
            None => now,
        }
    });
    let head = part("header", "screen-head")
        .child(part("h1", "").text(t.lobby))
        .inside(site_switch(context))
        .child(part("span", "head-gap"))
        .child(search(context, t.search_visitors, words));
    let rows = part("tbody", "")
        .on("pointerenter", move |_| held.set(true))
        .on("pointerleave", move |_| held.set(false))
        .inside(each(move || order.get(), move |number| visitor_line(context, number)));
    let heads = part("tr", "").children(Column::ALL.map(|column| column_head(column, sort)));
    let table = part("table", "lobby")
        .tells("aria-busy", move || !context.lobby.with(|lobby| lobby.loaded))
        .child(part("thead", "").child(heads))
        .child(rows);
    let scroll = part("div", "scroll").with("tabindex", "0").with("role", "region").label(t.lobby);
    part("div", "column")
        .child(head)
        .child(figures(context))
        .child(scroll.child(table).inside(empty(context, order, words)))
}

/// Why no row is there.
fn empty(context: Context, order: Memo<Vec<u64>>, words: RwSignal<String>) -> AnyView {
    let t = text();
    let stands = Memo::new(move |_| {
        let no_site = context.sites.with(|sites| sites.sites.as_ref().is_some_and(Vec::is_empty));
        let loaded = context.lobby.with(|lobby| lobby.loaded);
        (no_site, loaded, order.with(Vec::is_empty), words.with(String::is_empty))
    });
    shows(move || {
        let stands = stands.get();
        untrack(|| {
            let said = match stands {
                (true, ..) => no_site(context),
                (false, false, ..) => not_yet(context),
                (false, true, false, _) => return maybe(None),
                (false, true, true, false) => nothing(Glyph::Search, "", t.search_none),
                (false, true, true, true) => nothing(Glyph::Eye, t.lobby_empty, t.lobby_empty_help)
                    .child(go(context, Route::Sites, "button", || false).text(t.show_tag)),
            };
            said.view()
        })
    })
}

/// A header that sorts.
pub fn column_head(column: Column, sort: RwSignal<Sort>) -> Part {
    let t = text();
    let (class, words) = match column {
        Column::State => ("state", t.column_state),
        Column::Visitor => ("visitor", t.column_visitor),
        Column::Visits => ("visits", t.column_visits),
        Column::Arrived => ("arrived", t.column_arrived),
        Column::Stay => ("stay", t.column_stay),
        Column::From => ("from", t.column_from),
        Column::Page => ("page", t.column_page),
        Column::Browser => ("browser", t.column_browser),
        Column::With => ("with", t.column_with),
    };
    let here = move || Some(sort.get()).filter(|sort| sort.column == column);
    let direction = move || here().map(|sort| if sort.down { "descending" } else { "ascending" }.to_owned());
    let arrow =
        move || here().map_or_else(|| maybe(None), |sort| sized(if sort.down { Glyph::Down } else { Glyph::Up }, 12));
    let press = button("sort").press(move || sort.update(|sort| *sort = sort.pressed(column)));
    part("th", class).with("scope", "col").follows("aria-sort", direction).child(press.text(words).shows(arrow))
}

/// The figures above the table.
fn figures(context: Context) -> Part {
    let t = text();
    let counters = Memo::new(move |_| context.lobby.with(|lobby| lobby.counters()));
    let figure = |words: &'static str, read: fn(&Counters) -> usize| {
        let count = part("dd", "").says(move || {
            if context.lobby.with(|lobby| lobby.loaded) {
                moment::count(counters.with(read))
            } else {
                t.none.to_owned()
            }
        });
        part("div", "").child(part("dt", "").text(words)).child(count)
    };
    part("dl", "figures")
        .child(figure(t.on_the_site, |counters| counters.here))
        .child(figure(t.chatting, |counters| counters.chatting))
        .child(
            figure(t.waiting, |counters| counters.waiting)
                .class_while("", "calls", move || counters.with(|counters| counters.waiting > 0)),
        )
}

/// The watched site's name, or a choice when the agent has several.
fn site_switch(context: Context) -> AnyView {
    let watched = Memo::new(move |_| context.lobby.with(|lobby| lobby.site));
    shows(move || {
        let sites = context.sites.with(|sites| sites.sites.clone().unwrap_or_default());
        if sites.len() < 2 {
            return maybe(sites.into_iter().next().map(|site| part("span", "site-name").text(site.name)));
        }
        let watched = watched.get();
        let options = sites.into_iter().map(|site| {
            let option = part("option", "").with("value", site.site.to_text()).text(site.name);
            if watched == Some(site.site) { option.with("selected", "") } else { option }
        });
        part("select", "site-switch")
            .label(text().site_switch)
            .typed("change", move |name| {
                if let Ok(site) = SiteId::parse(&name) {
                    context.intend(Intent::SitePicked(site));
                }
            })
            .children(options)
            .view()
    })
}
