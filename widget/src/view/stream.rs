//! The stream: everything said, oldest first, and the cards that stand in it. Sticks to its end only if the reader was
//! there.

use leptos::html;
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Render};
use wasm_bindgen::JsCast;

use super::card::{end_question, greeting, next, queue};
use super::part::Part;
use super::row::row;
use super::scene::Scene;
use crate::state::Intent;
use crate::state::stream::Row;

/// So near to the end counts as being there.
const NEAR_PX: i32 = 48;

/// The rows on the screen, and the elements that show them.
///
/// Not Leptos's `For`: the stream changes at its end, so what stays the same before and behind the change is found
/// without keys and hash tables, which would weigh 5 KB in the widget.
#[derive(Default)]
struct Drawn {
    rows: Vec<Row>,
    elements: Vec<AnyViewState>,
}

impl Drawn {
    /// Draws what changed.
    fn draw(&mut self, scene: Scene, parent: &web_sys::Element, rows: Vec<Row>) {
        let (start, tail) = unchanged(&self.rows, &rows);
        let gone = start..self.rows.len() - tail;
        for mut element in self.elements.drain(gone) {
            element.unmount();
        }
        let fresh = rows.iter().take(rows.len() - tail).skip(start);
        let mut fresh: Vec<_> = fresh.map(|each| row(scene, each).build()).collect();
        for element in &mut fresh {
            match self.elements.get(start) {
                Some(next) => {
                    next.insert_before_this(element);
                }
                None => element.mount(parent, None),
            }
        }
        self.elements.splice(start..start, fresh);
        self.rows = rows;
    }
}

/// How many rows stay the same at the start, and how many at the end.
fn unchanged<T: PartialEq>(before: &[T], after: &[T]) -> (usize, usize) {
    let start = before.iter().zip(after).take_while(|(before, after)| before == after).count();
    let most = before.len().min(after.len()) - start;
    let tail = before.iter().rev().zip(after.iter().rev()).take(most).take_while(|(before, after)| before == after);
    (start, tail.count())
}

/// The stream.
pub fn stream(scene: Scene) -> AnyView {
    let text = scene.text;
    let part = |tag, class| Part::new(scene, tag, class);
    let scrolled = move |event: leptos::ev::Event| {
        if let Some(stream) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) {
            let below = stream.scroll_height() - stream.scroll_top() - stream.client_height();
            scene.act(Intent::EndInSight(below < NEAR_PX));
        }
    };
    let list = NodeRef::<html::Div>::new();
    Effect::new(move |before: Option<Drawn>| {
        let mut drawn = before.unwrap_or_default();
        let rows = scene.rows.get();
        if let Some(list) = list.get()
            && drawn.rows != rows
        {
            drawn.draw(scene, &list, rows);
            scene.act(Intent::Drawn);
        }
        drawn
    });
    let dots = (0..3).map(|_| part("i", "").around(Vec::new()));
    let typing = part("span", "unseen").saying(text.typing);
    let inside = vec![
        greeting(scene),
        view! { <div class="rows" role="log" aria-label=text.stream node_ref=list></div> }.into_any(),
        queue(scene),
        part("div", "bubble first typing").hidden(|shown| !shown.typing).around(dots.chain([typing]).collect()),
        end_question(scene),
        next(scene),
    ];
    let pill = part("button", "pill").hidden(|shown| !shown.news).press(Intent::ToEndPressed).saying(text.new_messages);
    let stream = view! {
        <div class="stream" tabindex="0" on:scroll=scrolled>
            {inside}
        </div>
    };
    vec![stream.into_any(), pill].into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_drawn_anew() {
        for (before, after, want) in [
            ("", "abc", (0, 0)),
            ("ab", "abc", (2, 0)),
            ("abC", "abdC", (2, 1)),
            ("abc", "ac", (1, 1)),
            ("aa", "aaa", (2, 0)),
            ("abc", "", (0, 0)),
            ("abc", "abc", (3, 0)),
        ] {
            assert_eq!(unchanged(before.as_bytes(), after.as_bytes()), want, "{before} → {after}");
        }
    }
}
