//! Wires the console together: carries intents to the state that decides, and carries out the effects it returns.

use leptos::prelude::*;
use lobby_shared::time::Millis;
use wasm_bindgen_futures::spawn_local;

use crate::state::route::Route;
use crate::state::{Intent, entry, toast};
use crate::view::context::Context;
use crate::view::root::Root;
use crate::{api, host};

/// How long to wait before asking an unreachable server again.
const ASK_AGAIN: Millis = Millis(3_000);

/// Starts the console in this page.
pub fn run() {
    let token = host::location::take_from_fragment("token");
    mount_to_body(move || {
        let context = Context {
            entry: RwSignal::default(),
            route: RwSignal::new(Route::parse(&host::location::path())),
            toasts: RwSignal::default(),
            now: RwSignal::new(host::clock::now()),
            token: RwSignal::new(token),
            origin: StoredValue::new(host::location::origin()),
            intend: Callback::new(|_| {}),
        };
        let context = Context { intend: Callback::new(move |intent| carry(context, intent)), ..context };
        listen(context);
        perform(context, entry::Effect::FetchStart);
        view! { <Root context/> }
    });
}

fn listen(context: Context) {
    host::event::on_back(move || context.route.set(Route::parse(&host::location::path())));
    host::clock::every_second(move || {
        context.now.set(host::clock::now());
        if context.toasts.with_untracked(|toasts| !toasts.shown().is_empty()) {
            carry(context, toast::Intent::Ticked.into());
        }
    });
}

fn carry(context: Context, intent: Intent) {
    let now = host::clock::now();
    match intent {
        Intent::Entry(intent) => {
            let effects = context.entry.try_update(|entry| entry::update(entry, intent, now)).unwrap_or_default();
            for effect in effects {
                perform(context, effect);
            }
        }
        Intent::Toast(intent) => context.toasts.update(|toasts| toast::update(toasts, intent, now)),
        Intent::Go(route) => {
            host::location::push(&route.path());
            context.route.set(route);
        }
        Intent::CopyPressed(text) => spawn_local(async move {
            let copied = host::clipboard::copy(&text).await;
            let notice = if copied { toast::Notice::Copied } else { toast::Notice::NotCopied };
            carry(context, toast::Intent::Show(notice).into());
        }),
    }
}

fn perform(context: Context, effect: entry::Effect) {
    use entry::{Effect, Intent};
    let answer = move |intent: Intent| carry(context, intent.into());
    match effect {
        Effect::FetchStart => spawn_local(async move { answer(Intent::StartAnswered(api::start().await)) }),
        Effect::FetchStartLater => {
            let _ = host::clock::after(ASK_AGAIN, move || perform(context, Effect::FetchStart));
        }
        Effect::FetchSites => spawn_local(async move { answer(Intent::SitesAnswered(api::sites().await)) }),
        Effect::SendSetUp(body) => {
            spawn_local(async move { answer(Intent::SetUpAnswered(api::set_up(&body).await)) });
        }
        Effect::SendSignIn(body) => {
            spawn_local(async move { answer(Intent::SignInAnswered(api::sign_in(&body).await)) });
        }
        Effect::SendChangePassword(body) => {
            spawn_local(async move { answer(Intent::SignInAnswered(api::change_password(&body).await)) });
        }
        Effect::SendSignOut => spawn_local(async move {
            match api::sign_out().await {
                Ok(()) => answer(Intent::SignedOut),
                Err(_) => carry(context, toast::Intent::Show(toast::Notice::Offline).into()),
            }
        }),
        Effect::Connect(_) => {}
        Effect::Disconnect => {}
    }
}
