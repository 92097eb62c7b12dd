//! The agent's initials with the state of the link, and behind them the choices of this browser and Sign out.

use leptos::prelude::*;
use lobby_shared::agent::AgentCard;

use super::context::Context;
use super::icon::{Glyph, Icon};
use super::rail::initials;
use crate::state::entry::Intent;
use crate::state::link::Link;
use crate::state::preference::{Intent as Preference, Switch, Theme};
use crate::state::{Intent as Any, Overlay};
use crate::text::{LANGUAGES, text};

/// The button and its menu.
#[component]
pub fn Account(context: Context, agent: AgentCard) -> impl IntoView {
    let t = text();
    let open = RwSignal::new(false);
    let state = move || match context.link.get() {
        Link::Ready => t.connected,
        Link::Connecting => t.connecting,
        Link::Lost => t.no_connection,
        Link::TooOld => t.reload_needed,
        Link::Stopped => t.stopped,
    };
    let ready = move || context.link.get() == Link::Ready;
    let button = NodeRef::<leptos::html::Button>::new();
    let close_on_escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            open.set(false);
            if let Some(button) = button.get_untracked() {
                let _ = button.focus();
            }
        }
    };
    let shown = initials(&agent.name);
    let label = (t.account)(&agent.name);
    view! {
        <div class="account" on:keydown=close_on_escape>
            <button
                class="account-button"
                type="button"
                node_ref=button
                aria-label=label
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <span class="initials" aria-hidden="true">{shown}</span>
                <span class="account-dot" class:ready=ready aria-hidden="true"></span>
            </button>
            <span class="unseen" role="status">{state}</span>
            <Show when=move || open.get()>
                <button class="scrim" type="button" tabindex="-1" aria-label=t.close on:click=move |_| open.set(false)>
                </button>
                <div class="popover account-menu">
                    <div class="account-who">
                        <strong>{agent.name.clone()}</strong>
                        <span class="account-state">{state}</span>
                    </div>
                    <Choices context/>
                    <button
                        class="button"
                        type="button"
                        on:click=move |_| {
                            open.set(false);
                            context.intend(Any::Over(Overlay::Sheet));
                        }
                    >
                        {t.keys_title}
                        <kbd aria-hidden="true">"?"</kbd>
                    </button>
                    <button
                        class="button"
                        type="button"
                        on:click=move |_| {
                            open.set(false);
                            context.intend(Intent::SignOutPressed);
                        }
                    >
                        <Icon glyph=Glyph::Leave/>
                        {t.sign_out}
                    </button>
                </div>
            </Show>
        </div>
    }
}

/// Theme, language, sounds and keys of this browser.
#[component]
fn Choices(context: Context) -> impl IntoView {
    let t = text();
    let chosen = context.preferences;
    let themes = Theme::ALL.map(|theme| {
        let now = move || chosen.with(|chosen| chosen.theme == theme);
        view! {
            <button
                type="button"
                aria-pressed=move || now().to_string()
                on:click=move |_| context.intend(Preference::ThemePicked(theme))
            >
                {(t.theme_name)(theme)}
            </button>
        }
        .into_any()
    });
    let language = move || chosen.with(|chosen| chosen.language.clone().unwrap_or_default());
    let languages = LANGUAGES.iter().map(|offered| {
        let now = move || language() == offered.code;
        view! { <option value=offered.code lang=offered.code prop:selected=now>{offered.name}</option> }.into_any()
    });
    let switches =
        [(Switch::OfferSound, t.offer_sound), (Switch::MessageSound, t.message_sound), (Switch::Keys, t.single_keys)]
            .map(|(switch, words)| {
                view! {
                    <label class="switch">
                        <span>{words}</span>
                        <input
                            type="checkbox"
                            role="switch"
                            prop:checked=move || chosen.with(|chosen| chosen.on(switch))
                            on:change:target=move |event| {
                                context.intend(Preference::Switched(switch, event.target().checked()));
                            }
                        />
                    </label>
                }
                .into_any()
            });
    view! {
        <div class="choices" role="group" aria-label=t.settings>
            <div class="segments" role="group" aria-label=t.theme>{themes.collect_view()}</div>
            <label class="switch">
                <span>{t.language}</span>
                <select on:change:target=move |event| {
                    let code = event.target().value();
                    context.intend(Preference::LanguagePicked((!code.is_empty()).then_some(code)));
                }>
                    <option value="" prop:selected=move || language().is_empty()>{t.language_auto}</option>
                    {languages.collect_view()}
                </select>
            </label>
            {switches.collect_view()}
        </div>
    }
}
