//! The first run: the token, the first administrator and the first site, on one page.

use lobby_shared::http::SetUp;

use super::context::Context;
use super::entry::{cookie_problem, entry_card, form_fault, submit};
use super::field::{Shape, field};
use super::part::{Part, part};
use super::signal::RwSignal;
use crate::state::entry::{Field, Intent};
use crate::text::text;

/// The set-up form. It keeps what was typed for as long as it is on the screen.
pub fn set_up_form(context: Context) -> Part {
    let t = text();
    let demo = context.entry.with_untracked(|entry| entry.demo_shop.clone());
    let given = context.token.get_untracked();
    let token_first = given.is_none();
    let site_name = if demo.is_some() { t.demo_site_name } else { "" };
    let typed = [given.unwrap_or_default(), site_name.to_owned(), demo.unwrap_or_default()].map(RwSignal::new);
    let [token, site_name, site_address] = typed;
    let [name, email, password] = [(); 3].map(|()| RwSignal::new(String::new()));
    let trimmed = |typed: RwSignal<String>| typed.with_untracked(|typed| typed.trim().to_owned());
    let (token_shape, name_shape) = if token_first {
        (Shape::text("off").first(), Shape::text("name"))
    } else {
        (Shape::text("off"), Shape::text("name").first())
    };
    let email_shape = Shape { kind: "email", ..Shape::text("username") };
    let address_shape = Shape { kind: "url", ..Shape::text("url") };
    let password_shape = Shape::password("new-password");
    let you = part("fieldset", "")
        .child(part("legend", "").text(t.set_up_you))
        .child(field(context, Field::Name, name_shape, t.name, t.name_hint, name))
        .child(field(context, Field::Email, email_shape, t.email, "", email))
        .child(field(context, Field::Password, password_shape, t.password, t.password_hint, password));
    let site = part("fieldset", "")
        .child(part("legend", "").text(t.set_up_site))
        .child(field(context, Field::SiteName, Shape::text("off"), t.site_name, "", site_name))
        .child(field(context, Field::SiteAddress, address_shape, t.site_address, t.site_address_hint, site_address));
    let form = part("form", "")
        .with("novalidate", "")
        .on("submit", move |event| {
            event.prevent_default();
            context.intend(Intent::SetUpPressed(SetUp {
                token: trimmed(token),
                name: trimmed(name),
                email: trimmed(email),
                password: password.get_untracked(),
                site_name: trimmed(site_name),
                site_address: trimmed(site_address),
            }));
        })
        .child(field(context, Field::Token, token_shape, t.token, t.token_hint, token))
        .children([you, site, form_fault(context), submit(context, t.set_up_button, t.set_up_busy)]);
    let lead = part("p", "entry-lead").text(t.set_up_lead);
    entry_card(t.set_up_title, false, vec![lead.view(), cookie_problem(context), form.view()])
}
