//! The lobby: who is on the watched site, as figures and as a dense table that changes in place.

use leptos::prelude::*;

use super::context::Context;
use super::go::Go;
use super::visitor::VisitorLine;
use crate::state::route::Route;
use crate::state::visitor::{Counters, Intent};
use crate::text::text;

/// The screen.
#[component]
pub fn LobbyScreen(context: Context) -> impl IntoView {
    let t = text();
    let counters = Memo::new(move |_| context.lobby.with(|lobby| lobby.counters()));
    let order = Memo::new(move |_| context.lobby.with(|lobby| lobby.order()));
    let loaded = Memo::new(move |_| context.lobby.with(|lobby| lobby.loaded));
    let no_site = Memo::new(move |_| context.sites.with(|sites| sites.sites.as_ref().is_some_and(Vec::is_empty)));
    let columns = [
        ("state", t.column_state),
        ("visitor", t.column_visitor),
        ("visits", t.column_visits),
        ("arrived", t.column_arrived),
        ("stay", t.column_stay),
        ("from", t.column_from),
        ("page", t.column_page),
        ("browser", t.column_browser),
        ("with", t.column_with),
    ];
    let heads = columns.map(|(class, word)| view! { <th scope="col" class=class>{word}</th> }).collect_view();
    view! {
        <div class="column">
            <header class="screen-head">
                <h1>{t.lobby}</h1>
                <SiteSwitch context/>
            </header>
            <Figures counters/>
            <div class="scroll" tabindex="0" role="region" aria-label=t.lobby>
                <table class="lobby" aria-busy=move || (!loaded.get()).to_string()>
                    <thead><tr>{heads}</tr></thead>
                    <tbody>
                        <For each=move || order.get() key=|number| *number let:number>
                            <VisitorLine context number/>
                        </For>
                    </tbody>
                </table>
                {move || match (no_site.get(), loaded.get(), order.with(Vec::is_empty)) {
                    (true, ..) => view! {
                        <div class="nothing"><strong>{t.no_site}</strong><p>{t.no_site_help}</p></div>
                    }.into_any(),
                    (false, false, _) => view! { <div class="nothing"><p>{t.loading}</p></div> }.into_any(),
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

/// The figures above the table.
#[component]
fn Figures(counters: Memo<Counters>) -> impl IntoView {
    let t = text();
    view! {
        <dl class="figures">
            <div><dt>{t.on_the_site}</dt><dd>{move || counters.get().here}</dd></div>
            <div><dt>{t.chatting}</dt><dd>{move || counters.get().chatting}</dd></div>
            <div class:calls=move || counters.get().waiting.gt(&0)>
                <dt>{t.waiting}</dt>
                <dd>{move || counters.get().waiting}</dd>
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
