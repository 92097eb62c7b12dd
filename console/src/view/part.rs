//! The one shape of element that the console is built from.
//!
//! Leptos compiles each different shape of element anew, with its attributes and everything it may hold; a hundred shapes
//! were a third of the program. So there is one, whose tag, attributes, listeners and children are values.

use std::any::Any;
use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use leptos::ev::{Custom as Named, Event, KeyboardEvent, on};
use leptos::html::{Custom, custom};
use leptos::prelude::*;
use leptos::tachys::html::attribute::any_attribute::{AnyAttribute, IntoAnyAttribute};
use leptos::tachys::html::attribute::custom::custom_attribute;
use leptos::tachys::html::node_ref::node_ref;
use leptos::tachys::html::property::prop;
use leptos::tachys::html::style::style;
use wasm_bindgen::{JsCast, JsValue};

use super::signal::Memo;

/// A hold on the element of a part, once it is in the page.
pub type Hold = NodeRef<Custom<&'static str>>;

/// What follows the state: run again whenever something it read has changed.
type Live<T> = Box<dyn FnMut() -> T + Send>;

/// An element, with everything about it and in it.
pub struct Part {
    tag: &'static str,
    about: Vec<AnyAttribute>,
    inside: Vec<AnyView>,
}

/// An element of this tag and class.
pub fn part(tag: &'static str, class: &'static str) -> Part {
    let part = Part { tag, about: Vec::new(), inside: Vec::new() };
    if class.is_empty() { part } else { part.with("class", class) }
}

/// A button that does nothing yet.
pub fn button(class: &'static str) -> Part {
    part("button", class).with("type", "button")
}

/// Something without words that a screen reader passes over.
pub fn ornament(class: &'static str) -> Part {
    part("span", class).with("aria-hidden", "true")
}

/// What is there only sometimes.
pub fn maybe(part: Option<Part>) -> AnyView {
    part.map_or_else(nothing, Part::view)
}

/// Nothing.
pub fn nothing() -> AnyView {
    ().into_any()
}

/// Whatever the state calls for now.
pub fn shows(what: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    let live: Live<AnyView> = Box::new(what);
    live.into_any()
}

/// A value that follows the state and tells only when it is another one.
pub fn memo<T: PartialEq + Send + Sync + 'static>(value: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    Memo::new(move |_| value())
}

/// Runs once what was begun is in the page, and again, which it is told, whenever something it read has changed.
pub fn effect(run: impl FnMut(bool) + 'static) {
    let mut run: Box<dyn FnMut(bool)> = Box::new(run);
    Effect::new(move |before: Option<()>| run(before.is_some()));
}

/// A part while `there`, built anew each time it comes.
pub fn while_there(
    there: impl Fn() -> bool + Send + Sync + 'static,
    what: impl Fn() -> Part + Send + 'static,
) -> AnyView {
    let there = memo(there);
    let what: Box<dyn Fn() -> Part + Send> = Box::new(what);
    shows(move || if there.get() { untrack(|| what().view()) } else { nothing() })
}

/// A key of any kind, known by its hash.
#[derive(Clone)]
struct Keyed {
    hash: u64,
    key: Arc<dyn Any + Send + Sync>,
}

impl Keyed {
    fn of<K: Hash + Send + Sync + 'static>(key: K) -> Self {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        Self { hash: hasher.finish(), key: Arc::new(key) }
    }
}

/// A row for each key; a row stays in the page for as long as its key is among them.
pub fn each<K: Clone + Hash + Send + Sync + 'static>(
    keys: impl Fn() -> Vec<K> + Send + Sync + 'static,
    row: impl Fn(K) -> Part + Send + Sync + 'static,
) -> AnyView {
    rows(
        Box::new(move || keys().into_iter().map(Keyed::of).collect()),
        Arc::new(move |keyed| match keyed.key.downcast_ref::<K>() {
            Some(key) => row(key.clone()),
            None => part("template", ""),
        }),
    )
}

/// The list itself, which is much code and there once.
fn rows(keys: Box<dyn Fn() -> Vec<Keyed> + Send + Sync>, row: Arc<dyn Fn(Keyed) -> Part + Send + Sync>) -> AnyView {
    let children = move |key: Keyed| untrack(|| row(key).view());
    For(ForProps::builder().each(keys).key(|keyed: &Keyed| keyed.hash).children(children).build()).into_any()
}

impl Part {
    /// An attribute that stays.
    pub fn with(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        let value: Cow<'static, str> = value.into();
        self.about.push(custom_attribute(name, value).into_any_attr());
        self
    }

    /// An attribute that follows the state; `None` takes it away.
    pub fn follows(mut self, name: &'static str, value: impl FnMut() -> Option<String> + Send + 'static) -> Self {
        let live: Live<Option<String>> = Box::new(value);
        self.about.push(custom_attribute(name, live).into_any_attr());
        self
    }

    /// An attribute that says `true` or `false`.
    pub fn tells(self, name: &'static str, value: impl Fn() -> bool + Send + 'static) -> Self {
        self.follows(name, move || Some(value().to_string()))
    }

    /// An attribute that is there or not.
    pub fn has(self, name: &'static str, value: impl Fn() -> bool + Send + 'static) -> Self {
        self.follows(name, move || value().then(String::new))
    }

    /// Classes that follow the state.
    pub fn classes(self, value: impl Fn() -> String + Send + 'static) -> Self {
        self.follows("class", move || Some(value()))
    }

    /// This class, and `more` while `on`.
    pub fn class_while(self, class: &'static str, more: &'static str, on: impl Fn() -> bool + Send + 'static) -> Self {
        self.classes(move || if on() { format!("{class} {more}") } else { class.to_owned() })
    }

    /// One style property that follows the state.
    pub fn styled(mut self, name: &'static str, value: impl FnMut() -> String + Send + 'static) -> Self {
        let live: Live<String> = Box::new(value);
        self.about.push(style((name, live)).into_any_attr());
        self
    }

    /// A property of the element that follows the state.
    pub fn property(mut self, name: &'static str, value: impl FnMut() -> JsValue + Send + 'static) -> Self {
        let live: Live<JsValue> = Box::new(value);
        self.about.push(prop(name, live).into_any_attr());
        self
    }

    /// What happens when the event does.
    pub fn on(mut self, name: &'static str, call: impl FnMut(Event) + 'static) -> Self {
        let call: Box<dyn FnMut(Event)> = Box::new(call);
        self.about.push(on(Named::<Event>::new(name), call).into_any_attr());
        self
    }

    /// What a press does.
    pub fn press(self, mut call: impl FnMut() + 'static) -> Self {
        self.on("click", move |_| call())
    }

    /// What a key does.
    pub fn key(self, mut call: impl FnMut(KeyboardEvent) + 'static) -> Self {
        self.on("keydown", move |event| call(event.unchecked_into()))
    }

    /// What was typed or picked, whenever it changes.
    pub fn typed(self, name: &'static str, mut call: impl FnMut(String) + 'static) -> Self {
        self.on(name, move |event| call(event_target_value(&event)))
    }

    /// A hold on the element.
    pub fn held(mut self, hold: Hold) -> Self {
        self.about.push(node_ref::<Custom<&'static str>, _>(hold).into_any_attr());
        self
    }

    /// The name of this for a screen reader.
    pub fn label(self, words: impl Into<Cow<'static, str>>) -> Self {
        self.with("aria-label", words)
    }

    /// Words in it.
    pub fn text(mut self, words: impl Into<Cow<'static, str>>) -> Self {
        let words: Cow<'static, str> = words.into();
        self.inside.push(words.into_any());
        self
    }

    /// Words in it that follow the state.
    pub fn says(mut self, words: impl FnMut() -> String + Send + 'static) -> Self {
        let live: Live<String> = Box::new(words);
        self.inside.push(live.into_any());
        self
    }

    /// A part in it.
    pub fn child(self, part: Part) -> Self {
        self.inside(part.view())
    }

    /// Parts in it.
    pub fn children(mut self, parts: impl IntoIterator<Item = Part>) -> Self {
        self.inside.extend(parts.into_iter().map(Self::view));
        self
    }

    /// Anything in it.
    pub fn inside(mut self, view: AnyView) -> Self {
        self.inside.push(view);
        self
    }

    /// What the state calls for, in it.
    pub fn shows(self, what: impl FnMut() -> AnyView + Send + 'static) -> Self {
        self.inside(shows(what))
    }

    /// The part as Leptos draws it.
    pub fn view(self) -> AnyView {
        custom(self.tag).add_any_attr(self.about).child(self.inside).into_any()
    }
}

/// Puts the keyboard here as soon as the element is in the page, whenever `now`.
pub fn focus_when(hold: Hold, now: impl Fn() -> bool + 'static) {
    effect(move |_| {
        if let Some(element) = hold.get().filter(|_| now()) {
            let _ = element.focus();
        }
    });
}

/// Puts the keyboard here now.
pub fn focus(hold: Hold) {
    if let Some(element) = hold.try_get_untracked().flatten() {
        let _ = element.focus();
    }
}
