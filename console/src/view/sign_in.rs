//! Signing in: e-mail, password, whether to stay signed in, and why it cannot work where it cannot.

use lobby_shared::http::SignIn;

use super::account::checked;
use super::context::Context;
use super::entry::{cookie_problem, entry_card, form_fault, submit};
use super::field::{Shape, field};
use super::part::{Part, part, while_there};
use super::signal::RwSignal;
use crate::state::entry::{Field, Intent};
use crate::text::text;

/// The sign-in form.
pub fn sign_in_form(context: Context) -> Part {
    let t = text();
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let remember = RwSignal::new(false);
    let signed_out = while_there(
        move || context.entry.with(|entry| entry.signed_out),
        move || part("p", "entry-lead").with("role", "status").text(t.signed_out),
    );
    let stay = part("input", "").with("type", "checkbox").on("change", move |event| remember.set(checked(&event)));
    let email_shape = Shape { kind: "email", ..Shape::text("username") }.first();
    let password_shape = Shape::password("current-password");
    let form = part("form", "")
        .with("novalidate", "")
        .on("submit", move |event| {
            event.prevent_default();
            context.intend(Intent::SignInPressed(SignIn {
                email: email.get_untracked().trim().to_owned(),
                password: password.get_untracked(),
                remember: remember.get_untracked(),
            }));
        })
        .child(field(context, Field::Email, email_shape, t.email, "", email))
        .child(field(context, Field::Password, password_shape, t.password, "", password))
        .child(part("label", "entry-check").child(stay).text(t.remember))
        .child(form_fault(context))
        .child(submit(context, t.sign_in_button, t.sign_in_busy));
    entry_card(t.sign_in_title, false, vec![cookie_problem(context), signed_out, form.view()])
}
