//! Choosing a password of one's own, before anything else, when the present one was given by somebody.

use leptos::prelude::*;
use lobby_shared::http::ChangePassword;

use super::context::Context;
use super::entry::{EntryCard, FormFault, seconds_to_wait};
use super::field::{Field, Shape};
use crate::state::entry::{Field as Which, Intent};
use crate::text::text;

/// The form.
#[component]
pub fn PasswordForm(context: Context) -> impl IntoView {
    let current = RwSignal::new(String::new());
    let new = RwSignal::new(String::new());
    let busy = move || context.entry.with(|entry| entry.busy);
    let waits = Memo::new(move |_| seconds_to_wait(context).is_some());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        context.intend(Intent::ChangePasswordPressed(ChangePassword { current: current.get(), new: new.get() }));
    };
    let t = text();
    view! {
        <EntryCard title=t.change_title>
            <p class="entry-lead">{t.change_lead}</p>
            <form novalidate on:submit=submit>
                <Field
                    context
                    which=Which::CurrentPassword
                    shape=Shape::password("current-password").first()
                    label=t.current_password
                    value=current
                />
                <Field
                    context
                    which=Which::Password
                    shape=Shape::password("new-password")
                    label=t.new_password
                    hint=t.password_hint
                    value=new
                />
                <FormFault context/>
                <button class="button primary" type="submit" prop:disabled=move || busy() || waits.get()>
                    {t.change_button}
                </button>
            </form>
        </EntryCard>
    }
}
