//! The sites of this agent: where each one's chat starts, and its tag to copy.

use leptos::prelude::*;

use super::context::Context;
use super::tag::Tag;
use crate::state::site::tag;
use crate::text::text;

/// The screen.
#[component]
pub fn SiteScreen(context: Context) -> impl IntoView {
    let t = text();
    let sites = Memo::new(move |_| context.sites.with(|sites| sites.sites.clone()));
    let base = Memo::new(move |_| {
        context.sites.with(|sites| sites.public_url.clone()).unwrap_or_else(|| context.origin.get_value())
    });
    let cards = move |sites: Vec<lobby_shared::site::SiteCard>| {
        sites
            .into_iter()
            .map(|site| {
                let key = site.key.clone();
                let written = Signal::derive(move || tag(&base.get(), key.as_str()));
                let origins = site.origins.into_iter().map(|origin| view! { <li>{origin}</li> }).collect_view();
                view! {
                    <section class="site">
                        <h2>{site.name}</h2>
                        <div class="site-origins">
                            <span>{t.site_origins}</span>
                            <ul>{origins}</ul>
                        </div>
                        <Tag context tag=written/>
                    </section>
                }
            })
            .collect_view()
    };
    view! {
        <div class="column">
            <header class="screen-head"><h1>{t.sites}</h1></header>
            <div class="scroll">
                {move || match sites.get() {
                    None => view! { <div class="nothing"><p>{t.loading}</p></div> }.into_any(),
                    Some(sites) if sites.is_empty() => view! {
                        <div class="nothing"><strong>{t.no_site}</strong><p>{t.no_site_help}</p></div>
                    }.into_any(),
                    Some(sites) => view! {
                        <div class="sites"><p class="entry-lead">{t.sites_lead}</p>{cards(sites)}</div>
                    }.into_any(),
                }}
            </div>
        </div>
    }
}
