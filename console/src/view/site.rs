//! The sites of this agent: where each one's chat starts, and its tag to copy; administrators make and change them here.

use leptos::prelude::*;
use lobby_shared::agent::AgentRole;
use lobby_shared::site::SiteCard;

use super::context::Context;
use super::site_form::SiteEditor;
use super::tag::Tag;
use crate::state::entry::Stage;
use crate::state::site::{Intent, tag};
use crate::text::text;

/// The screen.
#[component]
pub fn SiteScreen(context: Context) -> impl IntoView {
    let t = text();
    let sites = Memo::new(move |_| context.sites.with(|sites| sites.sites.clone()));
    let form = Memo::new(move |_| context.sites.with(|sites| sites.form.map(|form| form.site)));
    let manages = context.entry.with_untracked(|entry| match &entry.stage {
        Stage::SignedIn(agent) => agent.role == AgentRole::Administrator,
        Stage::Loading
        | Stage::Unreachable
        | Stage::SetUp
        | Stage::Tag { .. }
        | Stage::SignIn
        | Stage::ChangePassword(_) => false,
    });
    let add = manages.then(|| {
        view! {
            <button class="button" type="button" on:click=move |_| context.intend(Intent::FormOpened(None))>
                {t.site_add}
            </button>
        }
    });
    let cards = move |sites: Vec<SiteCard>| {
        let edited = form.get();
        sites
            .into_iter()
            .map(|site| {
                if edited == Some(Some(site.site)) {
                    view! { <SiteEditor context site=Some(site)/> }.into_any()
                } else {
                    view! { <SiteCardView context site manages/> }.into_any()
                }
            })
            .collect_view()
    };
    view! {
        <div class="column">
            <header class="screen-head"><h1>{t.sites}</h1><span class="head-gap"></span>{add}</header>
            <div class="scroll">
                <div class="sites">
                    {move || (form.get() == Some(None)).then(|| view! { <SiteEditor context site=None/> })}
                    {move || match sites.get() {
                        None => view! { <div class="nothing loading"><p>{t.loading}</p></div> }.into_any(),
                        Some(sites) if sites.is_empty() => view! {
                            <div class="nothing"><strong>{t.no_site}</strong><p>{t.no_site_help}</p></div>
                        }.into_any(),
                        Some(sites) => view! { <p class="entry-lead">{t.sites_lead}</p>{cards(sites)} }.into_any(),
                    }}
                </div>
            </div>
        </div>
    }
}

#[component]
fn SiteCardView(context: Context, site: SiteCard, manages: bool) -> impl IntoView {
    let t = text();
    let base = Memo::new(move |_| {
        context.sites.with(|sites| sites.public_url.clone()).unwrap_or_else(|| context.origin.get_value())
    });
    let SiteCard { site, name, key, origins } = site;
    let written = Signal::derive(move || tag(&base.get(), key.as_str()));
    let origins = origins.into_iter().map(|origin| view! { <li>{origin}</li> }).collect_view();
    let label = format!("{} · {name}", t.site_change);
    let change = manages.then(|| {
        view! {
            <button
                class="button small"
                type="button"
                aria-label=label
                on:click=move |_| context.intend(Intent::FormOpened(Some(site)))
            >
                {t.site_change}
            </button>
        }
    });
    view! {
        <section class="site">
            <div class="site-head"><h2>{name}</h2>{change}</div>
            <div class="site-origins"><span>{t.site_origins}</span><ul>{origins}</ul></div>
            <Tag context tag=written/>
        </section>
    }
}
