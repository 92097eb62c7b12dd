//! The stream: everything said, oldest first, and the cards that stand in it. Sticks to its end only if the reader was
//! there.

use leptos::html;
use leptos::prelude::*;

use super::card::{EndQuestion, Greeting, Next, Queue};
use super::row::row;
use super::scene::Scene;
use crate::state::Intent;

/// So near to the end counts as being there.
const NEAR_PX: i32 = 48;

/// The stream.
#[component]
pub fn Stream(scene: Scene) -> impl IntoView {
    let text = scene.text;
    let stream = NodeRef::<html::Div>::new();
    let news = RwSignal::new(false);
    let to_end = move || {
        if let Some(stream) = stream.get_untracked() {
            stream.set_scroll_top(stream.scroll_height());
        }
    };
    let scrolled = move |_| {
        let Some(stream) = stream.get_untracked() else { return };
        let near = stream.scroll_height() - stream.scroll_top() - stream.client_height() < NEAR_PX;
        if near != scene.at_end.get_untracked() {
            scene.at_end.set(near);
            scene.act(Intent::EndInSight(near));
        }
        if near {
            news.set(false);
        }
    };
    Effect::new(move |before: Option<usize>| {
        let count = scene.rows.with(Vec::len);
        scene.typing.track();
        scene.stage.track();
        scene.draft.track();
        if scene.at_end.get_untracked() {
            // After the rows themselves were drawn; a hidden frame gets no animation frame to wait for.
            leptos::task::spawn_local(async move { to_end() });
        } else if before.is_some_and(|before| count > before) {
            news.set(true);
        }
        count
    });
    view! {
        <div class="stream" role="log" aria-label=text.stream tabindex="0" node_ref=stream on:scroll=scrolled>
            <Greeting scene />
            <For each=move || scene.rows.get() key=|row| row.clone() children=move |each| row(scene, each) />
            <Queue scene />
            <div class="bubble first typing" role="img" aria-label=text.typing hidden=move || !scene.typing.get()>
                <i></i>
                <i></i>
                <i></i>
            </div>
            <EndQuestion scene />
            <Next scene />
        </div>
        <button type="button" class="pill" hidden=move || !news.get() on:click=move |_| to_end()>
            {text.new_messages}
        </button>
    }
}
