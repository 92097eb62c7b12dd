//! The one shape of element that the panel is built from, described by plain constants.
//!
//! Leptos compiles each different shape of element anew, with all its attributes and everything it may hold: a dozen
//! shapes weighed 20 KB in the widget. So there is one, whose tag, attributes and children are values, and each file
//! here describes its part of the panel as a constant. On a change all parts are described again, and Leptos sets
//! what differs: a panel of fifty elements needs no signals, which weighed another 6 KB.

use leptos::html::custom;
use leptos::prelude::*;

use crate::state::shown::Shown;
use crate::text::Text;

/// An element and what it holds.
#[derive(Clone, Copy)]
pub struct Part {
    /// The HTML tag, in capitals as the browser names it: Leptos compares the two, and builds anew what differs.
    pub tag: &'static str,
    /// The class.
    pub class: &'static str,
    /// What it is to a screen reader, where the tag does not say so.
    pub role: Option<&'static str>,
    /// The key of its name for a screen reader.
    pub label: Option<&'static str>,
    /// When it is not there.
    pub hidden: Option<fn(&Shown) -> bool>,
    /// When it cannot be pressed.
    pub disabled: Option<fn(&Shown) -> bool>,
    /// What a press does, as `Intent::pressed` reads it.
    pub press: Option<&'static str>,
    /// The key of its words, before anything else in it.
    pub says: Option<&'static str>,
    /// Its words where they follow what is shown.
    pub words: Option<fn(&Shown, &Text) -> String>,
    /// What it holds.
    pub inside: &'static [Part],
}

/// An element with nothing to it, to describe others by.
pub const PLAIN: Part = Part {
    tag: "DIV",
    class: "",
    role: None,
    label: None,
    hidden: None,
    disabled: None,
    press: None,
    says: None,
    words: None,
    inside: &[],
};

/// The role of what only adorns and is not read out.
pub const ORNAMENT: &str = "presentation";

/// A button.
pub const BUTTON: Part = Part { tag: "BUTTON", ..PLAIN };

/// An element as it is now.
#[derive(Default)]
pub struct Drawn {
    /// The HTML tag, in capitals.
    pub tag: &'static str,
    /// The class.
    pub class: &'static str,
    /// What it is to a screen reader.
    pub role: Option<&'static str>,
    /// Its name for a screen reader.
    pub label: Option<String>,
    /// It is not there.
    pub hidden: bool,
    /// It cannot be pressed.
    pub disabled: bool,
    /// What a press does.
    pub press: Option<String>,
    /// Its words.
    pub words: String,
    /// What it holds behind them.
    pub inside: Vec<AnyView>,
}

impl Drawn {
    /// The element.
    pub fn element(self) -> AnyView {
        let owned = |value: Option<&str>| value.map(str::to_owned);
        let flag = |on: bool| on.then(String::new);
        let adorns = self.role == Some(ORNAMENT);
        custom(self.tag)
            .attr("class", owned(Some(self.class)))
            .attr("role", owned(self.role.filter(|_| !adorns)))
            .attr("aria-hidden", adorns.then(|| "true".to_owned()))
            .attr("aria-label", self.label)
            .attr("hidden", flag(self.hidden))
            .attr("disabled", flag(self.disabled))
            .attr("value", self.press)
            .child((self.words, self.inside))
            .into_any()
    }
}

/// A part and everything in it, as they are now.
pub fn draw(part: &Part, shown: &Shown, text: &Text) -> AnyView {
    let is = |when: Option<fn(&Shown) -> bool>| when.is_some_and(|when| when(shown));
    let says = part.says.map(|key| text.get(key).to_owned());
    Drawn {
        tag: part.tag,
        class: part.class,
        role: part.role,
        label: part.label.map(|key| text.get(key).to_owned()),
        hidden: is(part.hidden),
        disabled: is(part.disabled),
        press: part.press.map(str::to_owned),
        words: says.or_else(|| part.words.map(|words| words(shown, text))).unwrap_or_default(),
        inside: part.inside.iter().map(|part| draw(part, shown, text)).collect(),
    }
    .element()
}
