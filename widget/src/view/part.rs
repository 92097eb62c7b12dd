//! The one shape of element that the panel is built from, described by plain constants.
//!
//! Leptos compiles each different shape of element anew, with all its attributes and everything it may hold: a dozen
//! shapes weighed 20 KB in the widget. So there is one, whose tag, attributes and children are values, and each file
//! here describes its part of the panel as a constant.

use leptos::ev::{Custom, Event};
use leptos::html::custom;
use leptos::prelude::*;

use super::scene::Scene;
use crate::state::Intent;
use crate::state::shown::Shown;
use crate::text::Text;

/// Words that follow what is shown.
pub type Words = fn(&Shown, &'static Text) -> String;

/// An element and what it holds.
#[derive(Clone, Copy)]
pub struct Part {
    /// The HTML tag.
    pub tag: &'static str,
    /// The class.
    pub class: &'static str,
    /// What it is to a screen reader, where the tag does not say so.
    pub role: Option<&'static str>,
    /// Its name for a screen reader.
    pub label: Option<fn(&'static Text) -> &'static str>,
    /// When it is not there.
    pub hidden: Option<fn(&Shown) -> bool>,
    /// When it cannot be pressed.
    pub disabled: Option<fn(&Shown) -> bool>,
    /// What a press does.
    pub press: Option<fn() -> Intent>,
    /// Its words, before anything else in it.
    pub words: Option<Words>,
    /// What it holds.
    pub inside: &'static [Part],
}

/// An element with nothing to it, to describe others by.
pub const PLAIN: Part = Part {
    tag: "div",
    class: "",
    role: None,
    label: None,
    hidden: None,
    disabled: None,
    press: None,
    words: None,
    inside: &[],
};

/// What a part says before anything else in it.
pub enum Saying {
    /// Words that stay.
    These(String),
    /// Words that follow what is shown.
    Following(Words),
    /// None.
    Nothing,
}

/// Builds a part and everything in it.
pub fn build(scene: Scene, part: &Part) -> AnyView {
    let saying = part.words.map_or(Saying::Nothing, Saying::Following);
    let inside = part.inside.iter().map(|part| build(scene, part)).collect();
    element(scene, part, part.press.map(|press| press()), saying, inside)
}

/// Builds a part around these words and parts.
pub fn element(scene: Scene, part: &Part, press: Option<Intent>, saying: Saying, inside: Vec<AnyView>) -> AnyView {
    let words = move || match &saying {
        Saying::These(words) => words.clone(),
        Saying::Following(words) => scene.words(*words),
        Saying::Nothing => String::new(),
    };
    custom(part.tag)
        .class(part.class)
        .role(part.role)
        .aria_label(part.label.map(|label| label(scene.text)))
        .hidden(scene.flag(part.hidden))
        .attr("disabled", scene.flag(part.disabled))
        .on(Custom::<Event>::new("click"), move |_| {
            if let Some(intent) = &press {
                scene.act(intent.clone());
            }
        })
        .child((words, inside))
        .into_any()
}
