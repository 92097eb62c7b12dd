//! The cards: greeting, queue, the agent's question, the end, leaving, and the line about the connection.

use leptos::prelude::*;

use super::part::{Part, button};
use super::scene::Scene;
use crate::state::Intent;
use crate::state::link::Line;
use crate::state::shown::Shown;
use crate::state::stage::Stage;

/// A question over its two answers.
fn question(scene: Scene, card: Part, ask: &'static str, yes: [(&'static str, Intent); 2]) -> AnyView {
    let [(yes, does), (no, does_not)] = yes;
    let answers = vec![button(scene, "main", yes, does), button(scene, "", no, does_not)];
    card.role("group").label(ask).around(vec![
        Part::new(scene, "p", "").role("alert").saying(ask),
        Part::new(scene, "div", "choices").around(answers),
    ])
}

/// Stands on the empty stream.
pub fn greeting(scene: Scene) -> AnyView {
    Part::new(scene, "div", "greeting").hidden(|shown| !shown.fresh).around(vec![
        Part::new(scene, "h2", "").saying(scene.text.greeting),
        Part::new(scene, "p", "").saying(scene.text.greeting_more),
    ])
}

/// Stands under the words that wait for an agent.
pub fn queue(scene: Scene) -> AnyView {
    Part::new(scene, "p", "card queue")
        .hidden(|shown| !matches!(shown.stage, Stage::Waiting(_)))
        .telling(|shown, text| if shown.available { text.waiting } else { text.waiting_long }.into())
}

/// The agent asks whether the conversation may end.
pub fn end_question(scene: Scene) -> AnyView {
    let text = scene.text;
    let card = Part::new(scene, "div", "card").hidden(|shown| !shown.stage.asked());
    let answers = [(text.end_yes, Intent::EndConfirmed), (text.end_no, Intent::EndDeclined)];
    question(scene, card, text.end_question, answers)
}

/// After the end: the way to the next conversation, which writing opens.
pub fn next(scene: Scene) -> AnyView {
    Part::new(scene, "div", "choices next").hidden(|shown| !matches!(shown.stage, Stage::Ended)).around(vec![button(
        scene,
        "",
        scene.text.again,
        Intent::NextPressed,
    )])
}

/// Asks before the visitor ends the conversation, and says what that does.
pub fn leaving(scene: Scene) -> AnyView {
    let text = scene.text;
    let card = Part::new(scene, "div", "card leaving").hidden(|shown| !(shown.leaving && shown.is_open()));
    question(scene, card, text.end_what, [(text.end, Intent::EndConfirmed), (text.end_cancel, Intent::StayPressed)])
}

/// The line about the connection, while it does not work.
pub fn connection(scene: Scene) -> AnyView {
    let how = |shown: &Shown, text: &'static crate::text::Text| match shown.line {
        Line::Quiet => String::new(),
        Line::Lost => text.lost.into(),
        Line::Stopped(code) => (text.stopped)(code).into(),
    };
    Part::new(scene, "div", "connection").hidden(|shown| shown.line == Line::Quiet).around(vec![
        Part::new(scene, "p", "").role("status").telling(how),
        Part::new(scene, "div", "").hidden(|shown| !matches!(shown.line, Line::Stopped(_))).around(vec![button(
            scene,
            "",
            scene.text.reconnect,
            Intent::ReconnectPressed,
        )]),
    ])
}
