//! A site's tag to copy, and the page that shows it right after set-up.

use leptos::prelude::*;
use lobby_shared::site::SiteCard;

use super::context::Context;
use super::entry::entry_card;
use super::icon::{Glyph, icon};
use super::part::{Part, button, part};
use crate::state::Intent;
use crate::state::entry;
use crate::state::site::tag;
use crate::text::text;

/// The tag in a box with its Copy button.
pub fn tag_box(context: Context, tag: impl Fn() -> String + Clone + Send + 'static) -> Part {
    let t = text();
    let written = tag.clone();
    let shown = part("code", "tag-text").with("tabindex", "0").with("dir", "ltr").label(t.tag_label).says(written);
    let copy = button("button").press(move || context.intend(Intent::CopyPressed(untrack(&tag))));
    part("div", "tag").child(shown).child(copy.inside(icon(Glyph::Copy)).text(t.copy))
}

/// What to do after set-up.
pub fn tag_page(context: Context, site: &SiteCard) -> Part {
    let t = text();
    let key = site.key.clone();
    let written = move || {
        let public_url = context.entry.with(|entry| match &entry.stage {
            entry::Stage::Tag { public_url, .. } => public_url.clone(),
            entry::Stage::Loading
            | entry::Stage::Unreachable
            | entry::Stage::SetUp
            | entry::Stage::SignIn
            | entry::Stage::ChangePassword(_)
            | entry::Stage::SignedIn(_) => None,
        });
        tag(&public_url.unwrap_or_else(|| context.origin.get_value()), key.as_str())
    };
    let shop = context.entry.with_untracked(|entry| entry.demo_shop.clone());
    let demo = shop.filter(|shop| site.origins.iter().any(|origin| shop.starts_with(origin.as_str()))).map(|shop| {
        let link = part("a", "").with("href", shop).with("target", "_blank").with("rel", "noopener");
        part("p", "").child(link.text(t.tag_demo)).view()
    });
    let steps = [t.tag_step_1, t.tag_step_2, t.tag_step_3].map(|step| part("li", "").text(step));
    let go_on = button("button primary").press(move || context.intend(entry::Intent::GoOnPressed));
    let inside = [part("p", "entry-lead").text(t.tag_lead(&site.name)).view(), tag_box(context, written).view()]
        .into_iter()
        .chain(demo)
        .chain([
            part("h2", "tag-next").text(t.tag_next).view(),
            part("ol", "entry-steps").children(steps).view(),
            go_on.text(t.go_to_lobby).view(),
        ]);
    entry_card(t.tag_title, true, inside.collect())
}
