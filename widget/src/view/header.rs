//! The panel's head: who is there, the menu, and the way out.

use leptos::prelude::*;

use super::icon::{DOTS, DOWN, icon};
use super::part::{Part, button};
use super::scene::Scene;
use crate::state::Intent;
use crate::state::shown::Shown;
use crate::state::stage::Stage;
use crate::text::Text;

/// Who is there, in words.
fn state(shown: &Shown, text: &'static Text) -> String {
    match &shown.stage {
        Stage::Talking { agent, .. } => (text.with)(agent),
        Stage::Ended => text.over.into(),
        Stage::Fresh | Stage::Waiting(_) if shown.site.is_empty() => String::new(),
        Stage::Fresh | Stage::Waiting(_) => if shown.available { text.available } else { text.nobody }.into(),
    }
}

/// The head.
pub fn header(scene: Scene) -> AnyView {
    let text = scene.text;
    let part = |tag, class| Part::new(scene, tag, class);
    let quiet = |label, intent, path| part("button", "quiet").label(label).press(intent).around(vec![icon(path)]);
    part("header", "head").around(vec![
        part("span", "face").role("presentation").telling(|shown, _| shown.initials()),
        part("div", "who").around(vec![
            part("h1", "").telling(|shown, _| shown.site.clone()),
            part("p", "").role("status").telling(state),
        ]),
        part("div", "").hidden(|shown| !shown.is_open()).around(vec![quiet(text.menu, Intent::MenuPressed, DOTS)]),
        quiet(text.close, Intent::ClosePressed, DOWN),
        part("div", "menu").hidden(|shown| !(shown.menu && shown.is_open())).around(vec![button(
            scene,
            "",
            text.end,
            Intent::LeavePressed,
        )]),
    ])
}
