//! Choosing a password of one's own, before anything else, when the present one was given by somebody.

use lobby_shared::http::ChangePassword;

use super::context::Context;
use super::entry::{entry_card, form_fault, submit};
use super::field::{Shape, field};
use super::part::{Part, part};
use super::signal::RwSignal;
use crate::state::entry::{Field, Intent};
use crate::text::text;

/// The form.
pub fn password_form(context: Context) -> Part {
    let t = text();
    let (current, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let old_shape = Shape::password("current-password").first();
    let new_shape = Shape::password("new-password");
    let form = part("form", "")
        .with("novalidate", "")
        .on("submit", move |event| {
            event.prevent_default();
            let body = ChangePassword { current: current.get_untracked(), new: new.get_untracked() };
            context.intend(Intent::ChangePasswordPressed(body));
        })
        .child(field(context, Field::CurrentPassword, old_shape, t.current_password, "", current))
        .child(field(context, Field::Password, new_shape, t.new_password, t.password_hint, new))
        .child(form_fault(context))
        .child(submit(context, t.change_button, t.change_button));
    let lead = part("p", "entry-lead").text(t.change_lead);
    entry_card(t.change_title, false, vec![lead.view(), form.view()])
}
