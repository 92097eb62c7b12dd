//! The console as a whole: one of the screens before it, or the console itself, and the notices over either.

use std::mem::discriminant;

use leptos::prelude::*;

use super::context::Context;
use super::desk::desk;
use super::entry::entry_card;
use super::nothing::loading;
use super::part::{Part, memo, ornament, part, shows};
use super::password::password_form;
use super::set_up::set_up_form;
use super::sign_in::sign_in_form;
use super::tag::tag_page;
use super::toast::toast_list;
use crate::state::entry::Stage;
use crate::text::text;

/// Everything.
pub fn root(context: Context) -> AnyView {
    // By kind, not by content: the tag's address arriving later must not build its page anew.
    let kind = memo(move || context.entry.with(|entry| discriminant(&entry.stage)));
    let screen = shows(move || {
        kind.track();
        untrack(|| on_stage(context, &context.entry.with(|entry| entry.stage.clone())).view())
    });
    vec![screen, toast_list(context).view()].into_any()
}

fn on_stage(context: Context, stage: &Stage) -> Part {
    let t = text();
    let lead = |words: &'static str| part("p", "entry-lead").text(words);
    match stage {
        Stage::Loading => part("main", "entry")
            .with("aria-busy", "true")
            .child(part("div", "entry-wait").child(ornament("mark").text("L")).child(loading())),
        Stage::Unreachable => entry_card(t.unreachable, false, vec![lead(t.unreachable_help).view()]),
        Stage::SetUp => set_up_form(context),
        Stage::Tag { site, .. } => tag_page(context, site),
        Stage::SignIn => sign_in_form(context),
        Stage::ChangePassword(_) => password_form(context),
        Stage::SignedIn(agent) => desk(context, agent),
    }
}
