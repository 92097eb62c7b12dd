//! The cards: greeting, queue, the agent's question, the end, leaving, and the line about the connection.

use leptos::html;
use leptos::prelude::*;

use super::scene::Scene;
use crate::state::Intent;
use crate::state::link::Line;
use crate::state::stage::Stage;

/// Stands on the empty stream.
#[component]
pub fn Greeting(scene: Scene) -> impl IntoView {
    view! {
        <div class="greeting" hidden=move || !scene.rows.with(Vec::is_empty)>
            <h2>{scene.text.greeting}</h2>
            <p>{scene.text.greeting_more}</p>
        </div>
    }
}

/// Stands under the words that wait for an agent.
#[component]
pub fn Queue(scene: Scene) -> impl IntoView {
    let waits = move || scene.stage.with(|stage| matches!(stage, Stage::Waiting(_)));
    let words = move || if scene.available.get() { scene.text.waiting } else { scene.text.waiting_long };
    view! {
        <p class="card queue" hidden=move || !waits()>
            {words}
        </p>
    }
}

/// The agent asks whether the conversation may end.
#[component]
pub fn EndQuestion(scene: Scene) -> impl IntoView {
    let text = scene.text;
    view! {
        <div class="card" hidden=move || !scene.stage.with(Stage::asked)>
            <p>{text.end_question}</p>
            <div class="choices">
                <button type="button" class="main" on:click=move |_| scene.act(Intent::EndConfirmed)>{text.end_yes}</button>
                <button type="button" on:click=move |_| scene.act(Intent::EndDeclined)>{text.end_no}</button>
            </div>
        </div>
    }
}

/// After the end: the way to the next conversation, which writing opens.
#[component]
pub fn Next(scene: Scene) -> impl IntoView {
    let ended = move || scene.stage.with(|stage| matches!(stage, Stage::Ended));
    view! {
        <div class="choices next" hidden=move || !ended()>
            <button type="button" on:click=move |_| scene.focus.update(|focus| *focus += 1)>{scene.text.again}</button>
        </div>
    }
}

/// Asks before the visitor ends the conversation, and says what that does.
#[component]
pub fn Leaving(scene: Scene, leaving: RwSignal<bool>) -> impl IntoView {
    let text = scene.text;
    let open = move || leaving.get() && scene.stage.with(|stage| stage.open().is_some());
    let stay = NodeRef::<html::Button>::new();
    // Browsers refuse the attribute `autofocus` in another site's page.
    Effect::new(move |_| {
        if let Some(stay) = stay.get() {
            let _ = stay.focus();
        }
    });
    let end = move |_| {
        leaving.set(false);
        scene.act(Intent::EndConfirmed);
    };
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            leaving.set(false);
        }
    };
    view! {
        <Show when=open>
            <div class="card leaving" role="alertdialog" aria-labelledby="leaving" aria-describedby="leaving-what" on:keydown=escape>
                <h2 id="leaving">{text.end}</h2>
                <p id="leaving-what">{text.end_what}</p>
                <div class="choices">
                    <button type="button" class="main" on:click=end>{text.end}</button>
                    <button type="button" node_ref=stay on:click=move |_| leaving.set(false)>{text.end_cancel}</button>
                </div>
            </div>
        </Show>
    }
}

/// The line about the connection, while it does not work.
#[component]
pub fn Connection(scene: Scene) -> impl IntoView {
    let text = scene.text;
    let words = move || match scene.line.get() {
        Line::Quiet => "",
        Line::Lost => text.lost,
        Line::Stopped(code) => (text.stopped)(code),
    };
    let stopped = move || matches!(scene.line.get(), Line::Stopped(_));
    view! {
        <div class="connection" role="status" hidden=move || scene.line.get() == Line::Quiet>
            <span>{words}</span>
            <button type="button" hidden=move || !stopped() on:click=move |_| scene.act(Intent::ReconnectPressed)>
                {text.reconnect}
            </button>
        </div>
    }
}
