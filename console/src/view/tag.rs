//! A site's tag to copy, and the page that shows it right after set-up.

use leptos::prelude::*;
use lobby_shared::site::SiteCard;

use super::context::Context;
use super::entry::EntryCard;
use super::icon::{Glyph, Icon};
use crate::state::Intent;
use crate::state::entry;
use crate::state::site::tag;
use crate::text::text;

/// The tag in a box with its Copy button.
#[component]
pub fn Tag(context: Context, #[prop(into)] tag: Signal<String>) -> impl IntoView {
    view! {
        <div class="tag">
            <code class="tag-text" tabindex="0" aria-label=text().tag_label>{move || tag.get()}</code>
            <button class="button" type="button" on:click=move |_| context.intend(Intent::CopyPressed(tag.get()))>
                <Icon glyph=Glyph::Copy/>
                {text().copy}
            </button>
        </div>
    }
}

/// What to do after set-up.
#[component]
pub fn TagPage(context: Context, site: SiteCard) -> impl IntoView {
    let t = text();
    let public_url = move || {
        context.entry.with(|entry| match &entry.stage {
            entry::Stage::Tag { public_url, .. } => public_url.clone(),
            entry::Stage::Loading
            | entry::Stage::Unreachable
            | entry::Stage::SetUp
            | entry::Stage::SignIn
            | entry::Stage::ChangePassword(_)
            | entry::Stage::SignedIn(_) => None,
        })
    };
    let key = site.key.clone();
    let written =
        Signal::derive(move || tag(&public_url().unwrap_or_else(|| context.origin.get_value()), key.as_str()));
    let shop = context.entry.with_untracked(|entry| entry.demo_shop.clone());
    let demo = shop.filter(|shop| site.origins.iter().any(|origin| shop.starts_with(origin.as_str()))).map(|shop| {
        view! { <p><a href=shop target="_blank" rel="noopener">{t.tag_demo}</a></p> }
    });
    let steps = t.tag_steps.map(|step| view! { <li>{step}</li> }).collect_view();
    view! {
        <EntryCard title=t.tag_title wide=true>
            <p class="entry-lead">{(t.tag_lead)(&site.name)}</p>
            <Tag context tag=written/>
            {demo}
            <h2 class="tag-next">{t.tag_next}</h2>
            <ol class="entry-steps">{steps}</ol>
            <button
                class="button primary"
                type="button"
                on:click=move |_| context.intend(entry::Intent::GoOnPressed)
            >
                {t.go_to_lobby}
            </button>
        </EntryCard>
    }
}
