//! The lobby: who is on the watched site, as figures, as a dense table that changes in place, as a map and by pages and
//! hours; beside it the card of the visitor who was opened.

use leptos::prelude::*;
use lobby_shared::id::SiteId;
use wasm_bindgen::JsCast;

use super::context::Context;
use super::go::go;
use super::heat::heat_pane;
use super::icon::{Glyph, icon};
use super::lobby_column::column_chooser;
use super::lobby_figure::figures;
use super::lobby_filter::{filter_bar, filter_chooser};
use super::lobby_table::lobby_table;
use super::map::map_pane;
use super::nothing::{not_yet, nothing};
use super::part::{Part, button, effect, maybe, memo, part, shows, while_there};
use super::search::search;
use super::signal::RwSignal;
use super::site::no_site;
use super::visitor_card::visitor_card;
use crate::state::route::Route;
use crate::state::trail;
use crate::state::visitor::{Intent, Pane};
use crate::state::watch::Choice;
use crate::text::text;

/// The screen.
pub fn lobby_screen(context: Context) -> Part {
    let t = text();
    let words = searched(context);
    let is_table = move || context.lobby.with(|lobby| lobby.pane == Pane::Table);
    let tools = move || {
        part("div", "lobby-tools")
            .child(search(context, t.search_visitors, words))
            .child(filter_chooser(context))
            .child(column_chooser(context))
    };
    let head = part("header", "screen-head lobby-head")
        .child(part("h1", "").text(t.lobby))
        .inside(site_switch(context))
        .inside(while_there(is_table, tools))
        .child(panes(context));
    let pane = memo(move || context.lobby.with(|lobby| lobby.pane));
    let body = part("div", "column lobby-body").shows(move || {
        let pane = pane.get();
        untrack(|| match pane {
            Pane::Table => vec![filter_bar(context), lobby_table(context).inside(empty(context)).view()].into_any(),
            Pane::Map => map_pane(context).view(),
            Pane::Heat => heat_pane(context).view(),
        })
    });
    part("div", "column lobby-screen")
        .key(move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            let typing = target.is_some_and(|target| matches!(target.tag_name().as_str(), "INPUT" | "SELECT"));
            if event.key() == "Escape" && !typing && context.trail.with_untracked(|trail| trail.card) {
                context.intend(trail::Intent::Closed);
            }
        })
        .child(head)
        .child(figures(context))
        .child(part("div", "lobby-split").child(body).inside(visitor_card(context)))
}

/// What is typed into the search, carried on as it changes, and emptied when the filters are.
fn searched(context: Context) -> RwSignal<String> {
    let search = memo(move || context.lobby.with(|lobby| lobby.table.search.clone()));
    let words = RwSignal::new(search.get_untracked());
    effect(move |_| {
        let typed = words.get();
        if search.with_untracked(|search| *search != typed) {
            context.intend(Intent::Chosen(Choice::Searched(typed)));
        }
    });
    effect(move |_| {
        let search = search.get();
        if words.with_untracked(|words| *words != search) {
            words.set(search);
        }
    });
    words
}

/// The three ways to see the site.
fn panes(context: Context) -> Part {
    let t = text();
    let panes = [
        (Pane::Table, Glyph::List, t.pane_list),
        (Pane::Map, Glyph::Globe, t.pane_map),
        (Pane::Heat, Glyph::Grid, t.pane_heat),
    ];
    let panes = panes.map(|(pane, glyph, words)| {
        button("")
            .label(words)
            .with("title", words)
            .tells("aria-pressed", move || context.lobby.with(|lobby| lobby.pane == pane))
            .press(move || context.intend(Intent::PanePicked(pane)))
            .inside(icon(glyph))
    });
    part("div", "segments panes").with("role", "group").label(t.panes).children(panes)
}

/// Why no row is there.
fn empty(context: Context) -> AnyView {
    let t = text();
    let stands = memo(move || {
        let no_site = context.sites.with(|sites| sites.sites.as_ref().is_some_and(Vec::is_empty));
        let lobby = context.lobby;
        let (loaded, none) = lobby.with(|lobby| (lobby.loaded, lobby.shown.total == 0));
        (no_site, loaded, none, lobby.with(|lobby| !lobby.table.filters()))
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

/// The watched site's name, or a choice when the agent has several.
fn site_switch(context: Context) -> AnyView {
    let watched = memo(move || context.lobby.with(|lobby| lobby.site));
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
                    context.intend(trail::Intent::Closed);
                    context.intend(Intent::SitePicked(site));
                }
            })
            .children(options)
            .view()
    })
}
