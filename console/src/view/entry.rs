//! The frame of the screens before the console itself: one card in the middle, and the line above its button.

use leptos::prelude::*;

use super::context::Context;
use crate::state::entry::Fault;
use crate::text::text;

/// The card.
#[component]
pub fn EntryCard(title: &'static str, #[prop(optional)] wide: bool, children: Children) -> impl IntoView {
    view! {
        <main class="entry">
            <section class="entry-card" class:wide=wide aria-labelledby="entry-title">
                <span class="mark" aria-hidden="true">"L"</span>
                <h1 id="entry-title">{title}</h1>
                {children()}
            </section>
        </main>
    }
}

/// Why sign-in cannot work at this address, and what to do; nothing where it can.
#[component]
pub fn CookieProblem(context: Context) -> impl IntoView {
    let problem = move || context.entry.with(|entry| entry.cookie_problem);
    view! {
        <Show when=problem>
            <div class="entry-warning" role="alert">
                <strong>{text().cookie_title}</strong>
                <p>{text().cookie_help}</p>
            </div>
        </Show>
    }
}

/// What is wrong with the form as a whole, or how long to wait.
#[component]
pub fn FormFault(context: Context) -> impl IntoView {
    let wait = Memo::new(move |_| seconds_to_wait(context));
    let fault = Memo::new(move |_| context.entry.with(|entry| entry.fault(None)));
    view! {
        <p class="fault" role="alert">
            {move || match (wait.get(), fault.get()) {
                (Some(seconds), _) => (text().wait)(seconds),
                (None, Some(Fault::Problem(lobby_shared::http::ProblemCode::TooMany)) | None) => String::new(),
                (None, Some(fault)) => (text().fault)(fault, None).to_owned(),
            }}
        </p>
    }
}

/// Whole seconds until the next attempt; `None` when it may be made now.
pub fn seconds_to_wait(context: Context) -> Option<u64> {
    let until = context.entry.with(|entry| entry.wait_until)?;
    let left = until.since(context.now.get()).0;
    (left > 0).then(|| left.div_ceil(1_000))
}
