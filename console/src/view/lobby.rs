//! The lobby: who is on the watched site, as figures and as a dense table that changes in place.

use leptos::prelude::*;

use super::context::Context;
use super::go::Go;
use super::icon::{Glyph, Icon};
use super::search::Search;
use super::visitor::VisitorLine;
use crate::state::route::Route;
use crate::state::visitor::{self, Column, Counters, Intent, Sort};
use crate::text::{moment, text};

/// The screen.
#[component]
pub fn LobbyScreen(context: Context) -> impl IntoView {
    let t = text();
    let counters = Memo::new(move |_| context.lobby.with(|lobby| lobby.counters()));
    let asked_before = StoredValue::new((Sort::default(), String::new(), None));
    let (sort, words, held) = (RwSignal::new(Sort::default()), RwSignal::new(String::new()), RwSignal::new(false));
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
    let loaded = Memo::new(move |_| context.lobby.with(|lobby| lobby.loaded));
    let no_site = Memo::new(move |_| context.sites.with(|sites| sites.sites.as_ref().is_some_and(Vec::is_empty)));
    let heads = Column::ALL.map(|column| view! { <Head column sort/> }.into_any()).collect_view();
    view! {
        <div class="column">
            <header class="screen-head">
                <h1>{t.lobby}</h1>
                <SiteSwitch context/>
                <span class="head-gap"></span>
                <Search label=t.search_visitors words/>
            </header>
            <Figures counters/>
            <div class="scroll" tabindex="0" role="region" aria-label=t.lobby>
                <table class="lobby" aria-busy=move || (!loaded.get()).to_string()>
                    <thead><tr>{heads}</tr></thead>
                    <tbody on:pointerenter=move |_| held.set(true) on:pointerleave=move |_| held.set(false)>
                        <For each=move || order.get() key=|number| *number let:number>
                            <VisitorLine context number/>
                        </For>
                    </tbody>
                </table>
                {move || match (no_site.get(), loaded.get(), order.with(Vec::is_empty)) {
                    (false, true, true) if !words.with(String::is_empty) => view! {
                        <div class="nothing"><p>{t.search_none}</p></div>
                    }.into_any(),
                    (true, ..) => view! {
                        <div class="nothing"><strong>{t.no_site}</strong><p>{t.no_site_help}</p></div>
                    }.into_any(),
                    (false, false, _) => view! { <div class="nothing loading"><p>{t.loading}</p></div> }.into_any(),
                    (false, true, true) => view! {
                        <div class="nothing">
                            <strong>{t.lobby_empty}</strong>
                            <p>{t.lobby_empty_help}</p>
                            <Go context to=Route::Sites class="button" current=false>{t.show_tag}</Go>
                        </div>
                    }.into_any(),
                    (false, true, false) => ().into_any(),
                }}
            </div>
        </div>
    }
}

/// A header that sorts.
#[component]
fn Head(column: Column, sort: RwSignal<Sort>) -> impl IntoView {
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
    let here = move || sort.get().column == column;
    let direction = move || match (here(), sort.get().down) {
        (false, _) => None,
        (true, true) => Some("descending"),
        (true, false) => Some("ascending"),
    };
    view! {
        <th scope="col" class=class aria-sort=direction>
            <button class="sort" type="button" on:click=move |_| sort.update(|sort| *sort = sort.pressed(column))>
                {words}
                {move || here().then(|| {
                    let glyph = if sort.get().down { Glyph::Down } else { Glyph::Up };
                    view! { <Icon glyph size=12/> }
                })}
            </button>
        </th>
    }
}

/// The figures above the table.
#[component]
fn Figures(counters: Memo<Counters>) -> impl IntoView {
    let t = text();
    view! {
        <dl class="figures">
            <div><dt>{t.on_the_site}</dt><dd>{move || moment::count(counters.get().here)}</dd></div>
            <div><dt>{t.chatting}</dt><dd>{move || moment::count(counters.get().chatting)}</dd></div>
            <div class:calls=move || counters.get().waiting.gt(&0)>
                <dt>{t.waiting}</dt>
                <dd>{move || moment::count(counters.get().waiting)}</dd>
            </div>
        </dl>
    }
}

/// The watched site's name, or a choice when the agent has several.
#[component]
fn SiteSwitch(context: Context) -> impl IntoView {
    let sites = Memo::new(move |_| context.sites.with(|sites| sites.sites.clone().unwrap_or_default()));
    let watched = Memo::new(move |_| context.lobby.with(|lobby| lobby.site));
    let pick = move |name: String| {
        if let Ok(site) = lobby_shared::id::SiteId::parse(&name) {
            context.intend(Intent::SitePicked(site));
        }
    };
    move || {
        let sites = sites.get();
        if sites.len() < 2 {
            let name = sites.into_iter().next().map(|site| site.name);
            return name.map(|name| view! { <span class="site-name">{name}</span> }).into_any();
        }
        let options = sites
            .into_iter()
            .map(|site| {
                let id = site.site;
                let chosen = move || watched.get() == Some(id);
                view! { <option value=id.to_text() prop:selected=chosen>{site.name}</option> }
            })
            .collect_view();
        view! {
            <select
                class="site-switch"
                aria-label=text().site_switch
                on:change:target=move |event| pick(event.target().value())
            >
                {options}
            </select>
        }
        .into_any()
    }
}
