//! The one shape of element that the panel is built from.
//!
//! Leptos compiles each different shape of element anew, with all its attributes: a dozen shapes weighed 15 KB in the
//! widget. So there is one, whose tag and attributes are values, and whatever is no attribute of all parts lives in the
//! style sheet.

use leptos::html::custom;
use leptos::prelude::*;

use super::scene::Scene;
use crate::state::Intent;
use crate::state::shown::Shown;
use crate::text::Text;

/// An element before it is built.
#[derive(Clone)]
pub struct Part {
    scene: Scene,
    tag: &'static str,
    class: &'static str,
    role: Option<&'static str>,
    label: Option<&'static str>,
    hidden: fn(&Shown) -> bool,
    disabled: Option<fn(&Shown) -> bool>,
    press: Option<Intent>,
}

impl Part {
    /// A part with this tag and class.
    pub fn new(scene: Scene, tag: &'static str, class: &'static str) -> Self {
        Self { scene, tag, class, role: None, label: None, hidden: |_| false, disabled: None, press: None }
    }

    /// What it is to a screen reader.
    pub fn role(self, role: &'static str) -> Self {
        Self { role: Some(role), ..self }
    }

    /// Its name for a screen reader.
    pub fn label(self, label: &'static str) -> Self {
        Self { label: Some(label), ..self }
    }

    /// When it is not there.
    pub fn hidden(self, hidden: fn(&Shown) -> bool) -> Self {
        Self { hidden, ..self }
    }

    /// When it cannot be pressed.
    pub fn disabled(self, disabled: fn(&Shown) -> bool) -> Self {
        Self { disabled: Some(disabled), ..self }
    }

    /// What a press does.
    pub fn press(self, intent: Intent) -> Self {
        Self { press: Some(intent), ..self }
    }

    /// Builds it around these.
    pub fn around(self, inside: Vec<AnyView>) -> AnyView {
        let Self { scene, tag, class, role, label, hidden, disabled, press } = self;
        custom(tag)
            .class(class)
            .role(role)
            .aria_label(label)
            .hidden(scene.flag(Some(hidden)))
            .attr("disabled", scene.flag(disabled))
            .on(leptos::ev::click, move |_| {
                if let Some(intent) = &press {
                    scene.act(intent.clone());
                }
            })
            .child(inside)
            .into_any()
    }

    /// Builds it around words that stay.
    pub fn saying(self, words: &str) -> AnyView {
        self.around(vec![words.to_owned().into_any()])
    }

    /// Builds it around words that follow what is shown.
    pub fn telling(self, read: fn(&Shown, &'static Text) -> String) -> AnyView {
        let words = self.scene.words(read).into_any();
        self.around(vec![words])
    }
}

/// A button with words.
pub fn button(scene: Scene, class: &'static str, words: &'static str, intent: Intent) -> AnyView {
    Part::new(scene, "button", class).press(intent).saying(words)
}
