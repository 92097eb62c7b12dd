//! The form in which an administrator makes a site or changes one: its name, and its addresses, one on each line.

use lobby_shared::http::SiteForm;
use lobby_shared::site::SiteCard;
use wasm_bindgen::JsValue;

use super::context::Context;
use super::part::{Hold, Part, button, focus_when, part};
use super::signal::RwSignal;
use crate::state::entry::{Fault, Field};
use crate::state::site::{Intent, Place, addresses};
use crate::text::text;

/// The form, for a site or a new one.
pub fn site_form(context: Context, site: Option<SiteCard>) -> Part {
    let t = text();
    let title = if site.is_some() { t.site_change } else { t.site_add };
    let (name, typed) = site.map(|site| (site.name, site.origins.join("\n"))).unwrap_or_default();
    let (name, typed) = (RwSignal::new(name), RwSignal::new(typed));
    let busy = move || context.sites.with(|sites| sites.form.is_some_and(|form| form.busy));
    let words = move |place: fn(Place) -> bool| {
        let fault = context.sites.with(|sites| sites.form.and_then(|form| form.fault));
        fault.filter(|(at, _)| place(*at)).map(|(at, fault)| told(at, fault)).unwrap_or_default()
    };
    let boxed = |tag: &'static str, id: &'static str, value: RwSignal<String>, place: fn(Place) -> bool| {
        part(tag, "")
            .with("id", id)
            .with("autocomplete", "off")
            .with("spellcheck", "false")
            .with("aria-describedby", format!("{id}-hint {id}-fault"))
            .tells("aria-invalid", move || !words(place).is_empty())
            .property("value", move || JsValue::from(value.get()))
            .typed("input", move |typed| value.set(typed))
    };
    let field = |id: &'static str, label: &'static str, input: Part, hint: &'static str, place: fn(Place) -> bool| {
        let hint = (!hint.is_empty()).then(|| part("p", "field-hint").with("id", format!("{id}-hint")).text(hint));
        let fault = part("p", "field-fault").with("id", format!("{id}-fault")).with("role", "alert");
        part("div", "field")
            .child(part("label", "").with("for", id).text(label))
            .child(part("div", "field-box").child(input))
            .children(hint)
            .child(fault.says(move || words(place)))
    };
    let hold = Hold::new();
    focus_when(hold, || true);
    let named = boxed("input", "site-name", name, at_name).held(hold);
    let listed = boxed("textarea", "site-addresses", typed, at_addresses).with("rows", "3");
    let cancel = button("button").press(move || context.intend(Intent::FormClosed)).text(t.cancel);
    let save = part("button", "button primary").with("type", "submit").has("disabled", busy).tells("aria-busy", busy);
    part("form", "site")
        .with("novalidate", "")
        .label(title)
        .on("submit", move |event| {
            event.prevent_default();
            let name = name.with_untracked(|name| name.trim().to_owned());
            context.intend(Intent::SavePressed(SiteForm {
                name,
                addresses: typed.with_untracked(|typed| addresses(typed)),
            }));
        })
        .child(part("h2", "").text(title))
        .child(field("site-name", t.site_name, named, "", at_name))
        .child(field("site-addresses", t.site_addresses, listed, t.site_addresses_hint, at_addresses))
        .child(part("p", "fault").with("role", "alert").says(move || words(|place| place == Place::Whole)))
        .child(part("div", "site-choice").child(cancel).child(save.text(t.save)))
}

fn at_name(place: Place) -> bool {
    place == Place::Name
}

fn at_addresses(place: Place) -> bool {
    matches!(place, Place::Addresses(_))
}

fn told(place: Place, fault: Fault) -> String {
    let t = text();
    match place {
        Place::Name => t.fault(fault, Some(Field::SiteName)).to_owned(),
        Place::Addresses(Some(line)) => t.site_line(line, t.fault(fault, Some(Field::SiteAddress))),
        Place::Addresses(None) => t.fault(fault, Some(Field::SiteAddress)).to_owned(),
        Place::Whole => t.fault(fault, None).to_owned(),
    }
}
