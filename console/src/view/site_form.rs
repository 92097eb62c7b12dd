//! The form in which an administrator makes a site or changes one: its name, and its addresses, one on each line.

use leptos::html::Input;
use leptos::prelude::*;
use lobby_shared::http::SiteForm;
use lobby_shared::site::SiteCard;

use super::context::Context;
use crate::state::entry::{Fault, Field};
use crate::state::site::{Intent, Place, addresses};
use crate::text::text;

/// The form, for a site or a new one.
#[component]
pub fn SiteEditor(context: Context, site: Option<SiteCard>) -> impl IntoView {
    let t = text();
    let title = if site.is_some() { t.site_change } else { t.site_add };
    let (name, typed) = site.map(|site| (site.name, site.origins.join("\n"))).unwrap_or_default();
    let name = RwSignal::new(name);
    let typed = RwSignal::new(typed);
    let busy = Memo::new(move |_| context.sites.with(|sites| sites.form.is_some_and(|form| form.busy)));
    let fault = Memo::new(move |_| context.sites.with(|sites| sites.form.and_then(|form| form.fault)));
    let node = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(input) = node.get() {
            let _ = input.focus();
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = name.get_untracked().trim().to_owned();
        context.intend(Intent::SavePressed(SiteForm { name, addresses: addresses(&typed.get_untracked()) }));
    };
    let wrong = move |place: fn(Place) -> bool| fault.get().is_some_and(|(at, _)| place(at));
    let words = move |place: fn(Place) -> bool| {
        fault.get().filter(|(at, _)| place(*at)).map(|(at, fault)| told(at, fault)).unwrap_or_default()
    };
    view! {
        <form class="site" novalidate aria-label=title on:submit=submit>
            <h2>{title}</h2>
            <div class="field">
                <label for="site-name">{t.site_name}</label>
                <div class="field-box">
                    <input
                        id="site-name"
                        node_ref=node
                        autocomplete="off"
                        aria-invalid=move || wrong(at_name).to_string()
                        aria-describedby="site-name-fault"
                        prop:value=move || name.get()
                        on:input:target=move |event| name.set(event.target().value())
                    />
                </div>
                <p class="field-fault" id="site-name-fault" role="alert">{move || words(at_name)}</p>
            </div>
            <div class="field">
                <label for="site-addresses">{t.site_addresses}</label>
                <div class="field-box">
                    <textarea
                        id="site-addresses"
                        rows="3"
                        spellcheck="false"
                        aria-invalid=move || wrong(at_addresses).to_string()
                        aria-describedby="site-addresses-hint site-addresses-fault"
                        prop:value=move || typed.get()
                        on:input:target=move |event| typed.set(event.target().value())
                    ></textarea>
                </div>
                <p class="field-hint" id="site-addresses-hint">{t.site_addresses_hint}</p>
                <p class="field-fault" id="site-addresses-fault" role="alert">{move || words(at_addresses)}</p>
            </div>
            <p class="fault" role="alert">{move || words(|place| place == Place::Whole)}</p>
            <div class="site-choice">
                <button class="button" type="button" on:click=move |_| context.intend(Intent::FormClosed)>
                    {t.cancel}
                </button>
                <button class="button primary" type="submit" prop:disabled=move || busy.get()>{t.save}</button>
            </div>
        </form>
    }
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
        Place::Name => (t.fault)(fault, Some(Field::SiteName)).to_owned(),
        Place::Addresses(Some(line)) => (t.site_line)(line, (t.fault)(fault, Some(Field::SiteAddress))),
        Place::Addresses(None) => (t.fault)(fault, Some(Field::SiteAddress)).to_owned(),
        Place::Whole => (t.fault)(fault, None).to_owned(),
    }
}
