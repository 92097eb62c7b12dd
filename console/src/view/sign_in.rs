//! Signing in: e-mail, password, whether to stay signed in, and why it cannot work where it cannot.

use leptos::prelude::*;
use lobby_shared::http::SignIn;

use super::context::Context;
use super::entry::{CookieProblem, EntryCard, FormFault, seconds_to_wait};
use super::field::{Field, Shape};
use crate::state::entry::{Field as Which, Intent};
use crate::text::text;

/// The sign-in form.
#[component]
pub fn SignInForm(context: Context) -> impl IntoView {
    let email = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let remember = RwSignal::new(false);
    let busy = move || context.entry.with(|entry| entry.busy);
    let waits = Memo::new(move |_| seconds_to_wait(context).is_some());
    let signed_out = move || context.entry.with(|entry| entry.signed_out);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        context.intend(Intent::SignInPressed(SignIn {
            email: email.get().trim().to_owned(),
            password: password.get(),
            remember: remember.get(),
        }));
    };
    let email_shape = Shape { kind: "email", ..Shape::text("username") }.first();
    let t = text();
    view! {
        <EntryCard title=t.sign_in_title>
            <CookieProblem context/>
            <Show when=signed_out>
                <p class="entry-lead" role="status">{t.signed_out}</p>
            </Show>
            <form novalidate on:submit=submit>
                <Field context which=Which::Email shape=email_shape label=t.email value=email/>
                <Field
                    context
                    which=Which::Password
                    shape=Shape::password("current-password")
                    label=t.password
                    value=password
                />
                <label class="entry-check">
                    <input
                        type="checkbox"
                        prop:checked=move || remember.get()
                        on:change:target=move |event| remember.set(event.target().checked())
                    />
                    {t.remember}
                </label>
                <FormFault context/>
                <button class="button primary" type="submit" prop:disabled=move || busy() || waits.get()>
                    {move || if busy() { t.sign_in_busy } else { t.sign_in_button }}
                </button>
            </form>
        </EntryCard>
    }
}
