//! The sites of this agent: where each one's chat starts, and its tag to copy; administrators make and change them here.

use leptos::prelude::*;
use lobby_shared::agent::AgentRole;
use lobby_shared::site::SiteCard;

use super::context::Context;
use super::go::go;
use super::icon::Glyph;
use super::nothing::{not_yet, nothing};
use super::part::{Part, button, maybe, part, shows};
use super::setting_form::setting_form;
use super::signal::Memo;
use super::site_form::site_form;
use super::tag::tag_box;
use crate::state::Intent as Any;
use crate::state::entry::Stage;
use crate::state::route::Route;
use crate::state::setting;
use crate::state::site::{Intent, tag};
use crate::text::text;

/// The screen.
pub fn site_screen(context: Context) -> Part {
    let t = text();
    let sites = Memo::new(move |_| context.sites.with(|sites| sites.sites.clone()));
    let form = Memo::new(move |_| context.sites.with(|sites| sites.form.map(|form| form.site)));
    let manages = manages(context);
    let add =
        manages.then(|| button("button").press(move || context.intend(Intent::FormOpened(None))).text(t.site_add));
    let new = shows(move || {
        let new = form.get() == Some(None);
        untrack(|| maybe(new.then(|| site_form(context, None))))
    });
    let settled = Memo::new(move |_| context.settings.with(|all| all.open.as_ref().map(|open| open.site)));
    let cards = shows(move || {
        let (sites, edited, settled) = (sites.get(), form.get(), settled.get());
        untrack(|| match sites {
            None => not_yet(context).view(),
            Some(sites) if sites.is_empty() => no_site(context).view(),
            Some(sites) => {
                let lead = part("p", "entry-lead").text(t.sites_lead).view();
                let card = |site: SiteCard| {
                    let is_edited = edited == Some(Some(site.site));
                    let is_settled = settled == Some(site.site);
                    match (is_edited, is_settled) {
                        (true, _) => site_form(context, Some(site)),
                        (false, true) => setting_form(context, site),
                        (false, false) => site_card(context, site, manages),
                    }
                    .view()
                };
                std::iter::once(lead).chain(sites.into_iter().map(card)).collect::<Vec<_>>().into_any()
            }
        })
    });
    let head = part("header", "screen-head").child(part("h1", "").text(t.sites)).child(part("span", "head-gap"));
    part("div", "column")
        .child(head.children(add))
        .child(part("div", "scroll").child(part("div", "sites").inside(new).inside(cards)))
}

/// Whether this agent is an administrator.
pub fn manages(context: Context) -> bool {
    context.entry.with_untracked(|entry| match &entry.stage {
        Stage::SignedIn(agent) => agent.role == AgentRole::Administrator,
        Stage::Loading
        | Stage::Unreachable
        | Stage::SetUp
        | Stage::Tag { .. }
        | Stage::SignIn
        | Stage::ChangePassword(_) => false,
    })
}

/// What stands where there is no site: an administrator makes the first one, another agent waits to be given one.
pub fn no_site(context: Context) -> Part {
    let t = text();
    if !manages(context) {
        return nothing(Glyph::Globe, t.no_site, t.no_site_help);
    }
    let add = button("button primary").press(move || {
        context.intend(Any::Go(Route::Sites));
        context.intend(Intent::FormOpened(None));
    });
    nothing(Glyph::Globe, t.first_site, t.first_site_help).child(add.text(t.site_add))
}

fn site_card(context: Context, site: SiteCard, manages: bool) -> Part {
    let t = text();
    let SiteCard { site, name, key, origins } = site;
    let written = move || {
        let base = context.sites.with(|sites| sites.public_url.clone());
        tag(&base.unwrap_or_else(|| context.origin.get_value()), key.as_str())
    };
    let lists = [(t.rules, Route::Rules(site)), (t.blocks, Route::Blocks(site))].map(|(words, route)| {
        go(context, route, "button small", || false).label(format!("{words} · {name}")).text(words)
    });
    let settle = manages.then(|| {
        button("button small")
            .label(format!("{} · {name}", t.site_settings))
            .press(move || context.intend(setting::Intent::Opened(site)))
            .text(t.site_settings)
    });
    let change = manages.then(|| {
        button("button small")
            .label(format!("{} · {name}", t.site_change))
            .press(move || context.intend(Intent::FormOpened(Some(site))))
            .text(t.site_change)
    });
    let origins = part("ul", "").children(origins.into_iter().map(|origin| part("li", "").text(origin)));
    let choice = part("div", "site-choice").children(lists).children(settle).children(change);
    part("section", "site")
        .child(part("div", "site-head").child(part("h2", "").text(name)).child(choice))
        .child(part("div", "site-origins").child(part("span", "").text(t.site_origins)).child(origins))
        .child(tag_box(context, written))
}
