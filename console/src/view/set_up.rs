//! The first run: the token, the first administrator and the first site, on one page.

use leptos::prelude::*;
use lobby_shared::http::SetUp;

use super::context::Context;
use super::entry::{CookieProblem, EntryCard, FormFault};
use super::field::{Field, Shape};
use crate::state::entry::{Field as Which, Intent};
use crate::text::text;

/// The set-up form. It keeps what was typed for as long as it is on the screen.
#[component]
pub fn SetUpForm(context: Context) -> impl IntoView {
    let demo = context.entry.with_untracked(|entry| entry.demo_shop.clone());
    let given = context.token.get_untracked();
    let token_first = given.is_none();
    let token = RwSignal::new(given.unwrap_or_default());
    let name = RwSignal::new(String::new());
    let email = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let site_name = RwSignal::new(if demo.is_some() { text().demo_site_name.to_owned() } else { String::new() });
    let site_address = RwSignal::new(demo.unwrap_or_default());
    let busy = move || context.entry.with(|entry| entry.busy);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        context.intend(Intent::SetUpPressed(SetUp {
            token: token.get().trim().to_owned(),
            name: name.get().trim().to_owned(),
            email: email.get().trim().to_owned(),
            password: password.get(),
            site_name: site_name.get().trim().to_owned(),
            site_address: site_address.get().trim().to_owned(),
        }));
    };
    let (token_shape, name_shape) = if token_first {
        (Shape::text("off").first(), Shape::text("name"))
    } else {
        (Shape::text("off"), Shape::text("name").first())
    };
    let email_shape = Shape { kind: "email", ..Shape::text("username") };
    let address_shape = Shape { kind: "url", ..Shape::text("url") };
    let t = text();
    view! {
        <EntryCard title=t.set_up_title>
            <p class="entry-lead">{t.set_up_lead}</p>
            <CookieProblem context/>
            <form novalidate on:submit=submit>
                <Field context which=Which::Token shape=token_shape label=t.token hint=t.token_hint value=token/>
                <fieldset>
                    <legend>{t.set_up_you}</legend>
                    <Field context which=Which::Name shape=name_shape label=t.name hint=t.name_hint value=name/>
                    <Field context which=Which::Email shape=email_shape label=t.email value=email/>
                    <Field
                        context
                        which=Which::Password
                        shape=Shape::password("new-password")
                        label=t.password
                        hint=t.password_hint
                        value=password
                    />
                </fieldset>
                <fieldset>
                    <legend>{t.set_up_site}</legend>
                    <Field
                        context
                        which=Which::SiteName
                        shape=Shape::text("off")
                        label=t.site_name
                        value=site_name
                    />
                    <Field
                        context
                        which=Which::SiteAddress
                        shape=address_shape
                        label=t.site_address
                        hint=t.site_address_hint
                        value=site_address
                    />
                </fieldset>
                <FormFault context/>
                <button class="button primary" type="submit" prop:disabled=busy>
                    {move || if busy() { t.set_up_busy } else { t.set_up_button }}
                </button>
            </form>
        </EntryCard>
    }
}
