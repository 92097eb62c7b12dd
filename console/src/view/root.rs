//! The console as a whole: one of the screens before it, or the console itself, and the notices over either.

use leptos::prelude::*;

use super::context::Context;
use super::desk::Desk;
use super::entry::EntryCard;
use super::password::PasswordForm;
use super::set_up::SetUpForm;
use super::sign_in::SignInForm;
use super::tag::TagPage;
use super::toast::ToastList;
use crate::state::entry::Stage;
use crate::text::text;

/// Everything.
#[component]
pub fn Root(context: Context) -> impl IntoView {
    // By kind, not by content: the tag's address arriving later must not build its page anew.
    let stage = Memo::new_with_compare(
        move |_| context.entry.with(|entry| entry.stage.clone()),
        |before, after| before.map(std::mem::discriminant) != after.map(std::mem::discriminant),
    );
    view! {
        {move || {
            // Another language builds everything anew; what was typed lives in the state.
            context.language.track();
            let t = text();
            match stage.get() {
            Stage::Loading => view! { <main class="entry" aria-busy="true"><p class="entry-lead">{t.loading}</p></main> }.into_any(),
            Stage::Unreachable => {
                view! { <EntryCard title=t.unreachable><p class="entry-lead">{t.unreachable_help}</p></EntryCard> }
                    .into_any()
            }
            Stage::SetUp => view! { <SetUpForm context/> }.into_any(),
            Stage::Tag { site, .. } => view! { <TagPage context site/> }.into_any(),
            Stage::SignIn => view! { <SignInForm context/> }.into_any(),
            Stage::ChangePassword(_) => view! { <PasswordForm context/> }.into_any(),
            Stage::SignedIn(agent) => view! { <Desk context agent/> }.into_any(),
        }}}
        <ToastList context/>
    }
}
