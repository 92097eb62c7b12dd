//! The agent's initials with the state of the link, and behind them the choices of this browser and Sign out.

use lobby_shared::agent::AgentCard;
use wasm_bindgen::{JsCast, JsValue};

use super::context::Context;
use super::icon::{Glyph, icon};
use super::part::{Hold, Part, button, focus, ornament, part, while_there};
use super::rail::initials;
use super::signal::RwSignal;
use crate::state::entry::Intent;
use crate::state::key::Single;
use crate::state::link::Link;
use crate::state::preference::{Intent as Preference, Switch, Theme};
use crate::state::{Intent as Any, Overlay, invitation};
use crate::text::{languages, text};

/// The button and its menu.
pub fn account(context: Context, agent: &AgentCard) -> Part {
    let t = text();
    let open = RwSignal::new(false);
    let state = move || {
        let words = match context.link.get() {
            Link::Ready => t.connected,
            Link::Connecting => t.connecting,
            Link::Lost => t.no_connection,
            Link::TooOld => t.reload_needed,
            Link::Stopped => t.stopped,
        };
        words.to_owned()
    };
    let hold = Hold::new();
    let dot = ornament("").class_while("account-dot", "ready", move || context.link.get() == Link::Ready);
    let opener = button("account-button")
        .held(hold)
        .label(t.account(&agent.name))
        .tells("aria-expanded", move || open.get())
        .press(move || open.update(|open| *open = !*open))
        .child(ornament("initials").text(initials(&agent.name)))
        .child(dot);
    let name = agent.name.clone();
    let menu = move || {
        let who = part("div", "account-who")
            .child(part("strong", "").text(name.clone()))
            .child(part("span", "account-state").says(state));
        let then = move |intent: fn() -> Any| {
            move || {
                open.set(false);
                context.intend(intent());
            }
        };
        let sheet_key = move || context.preferences.with(|chosen| chosen.keys.key(Single::Sheet).to_owned());
        let keys = button("button").press(then(|| Any::Over(Overlay::Sheet))).inside(icon(Glyph::Keyboard));
        let keys = keys.text(t.keys_title);
        let words = button("button").press(then(|| invitation::Intent::Opened.into())).text(t.words);
        let leave = button("button").press(then(|| Intent::SignOutPressed.into())).inside(icon(Glyph::Leave));
        part("div", "popover account-menu")
            .child(who)
            .child(choices(context))
            .child(words)
            .child(keys.child(part("kbd", "").with("aria-hidden", "true").says(sheet_key)))
            .child(leave.text(t.sign_out))
    };
    part("div", "account")
        .key(move |event| {
            if event.key() == "Escape" && open.get_untracked() {
                open.set(false);
                focus(hold);
            }
        })
        .child(opener)
        .child(part("span", "unseen").with("role", "status").says(state))
        .inside(while_there(
            move || open.get(),
            move || button("scrim").with("tabindex", "-1").label(t.close).press(move || open.set(false)),
        ))
        .inside(while_there(move || open.get(), menu))
}

/// Theme, language, sounds and keys of this browser.
fn choices(context: Context) -> Part {
    let t = text();
    let chosen = context.preferences;
    let themes = Theme::ALL.map(|theme| {
        button("")
            .tells("aria-pressed", move || chosen.with(|chosen| chosen.theme == theme))
            .press(move || context.intend(Preference::ThemePicked(theme)))
            .text(t.theme_name(theme))
    });
    let switches =
        [(Switch::OfferSound, t.offer_sound), (Switch::MessageSound, t.message_sound), (Switch::Keys, t.single_keys)]
            .map(|(switch, words)| {
                let input = part("input", "")
                    .with("type", "checkbox")
                    .with("role", "switch")
                    .property("checked", move || JsValue::from(chosen.with(|chosen| chosen.on(switch))))
                    .on("change", move |event| {
                        let on = checked(&event);
                        context.intend(Preference::Switched(switch, on));
                    });
                part("label", "switch").child(part("span", "").text(words)).child(input)
            });
    let themes = part("div", "segments").with("role", "group").label(t.theme).children(themes);
    part("div", "choices")
        .with("role", "group")
        .label(t.settings)
        .child(part("div", "choice").child(ornament("").text(t.theme)).child(themes))
        .child(part("label", "switch").child(part("span", "").text(t.language)).child(language(context)))
        .children(switches)
}

fn language(context: Context) -> Part {
    let picked = context.language.get_untracked();
    let option = |code: &str, name: &str| {
        let option = part("option", "").with("value", code.to_owned()).text(name.to_owned());
        let option = if code.is_empty() { option } else { option.with("lang", code.to_owned()) };
        if picked == code { option.with("selected", "") } else { option }
    };
    let offered = languages();
    part("select", "")
        .typed("change", move |code| context.intend(Preference::LanguagePicked(code)))
        .child(option("", text().language_auto))
        .children(offered.iter().map(|(code, name)| option(code, name)))
}

/// Whether the box that changed is checked now.
pub fn checked(event: &web_sys::Event) -> bool {
    boxed(event).is_some_and(|input| input.checked())
}

/// Checks the box that changed, or not.
pub fn check(event: &web_sys::Event, on: bool) {
    boxed(event).into_iter().for_each(|input| input.set_checked(on));
}

fn boxed(event: &web_sys::Event) -> Option<web_sys::HtmlInputElement> {
    event.target().map(JsCast::unchecked_into)
}
