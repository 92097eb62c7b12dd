//! What every view is given: what to show, and one way to say what the visitor did.
//!
//! Readers are made here from plain functions, so that every view shares the same few types:
//! each further type of closure would be compiled into the widget with all that Leptos builds around it.

use std::rc::Rc;

use leptos::prelude::*;

use super::part::Words;
use crate::state::Intent;
use crate::state::shown::Shown;
use crate::text::{ENGLISH, Text};

type Deed = Rc<dyn Fn(Intent)>;

/// Handed to every component. Views read, and say what happened through [`Self::act`].
#[derive(Clone, Copy)]
pub struct Scene {
    /// The words.
    pub text: &'static Text,
    /// Everything but the rows, which are drawn by [`super::List`].
    pub shown: RwSignal<Shown>,
    deed: StoredValue<Option<Deed>, LocalStorage>,
}

impl Scene {
    /// An empty scene.
    pub fn new() -> Self {
        Self {
            text: &ENGLISH,
            shown: RwSignal::new(Shown { fresh: true, ..Shown::default() }),
            deed: StoredValue::new_local(None),
        }
    }

    /// Sets who carries intents out.
    pub fn on_act(&self, deed: Deed) {
        self.deed.set_value(Some(deed));
    }

    /// Says what the visitor did.
    pub fn act(&self, intent: Intent) {
        if let Some(deed) = self.deed.get_value() {
            deed(intent);
        }
    }

    /// Changes what is shown, if this is a change. Returns whether it is.
    pub fn change(&self, change: impl FnOnce(&mut Shown)) -> bool {
        let before = self.shown.get_untracked();
        let mut after = before.clone();
        change(&mut after);
        let changed = after != before;
        if changed {
            self.shown.set(after);
        }
        changed
    }

    /// Words that follow what is shown.
    pub fn words(self, read: Words) -> String {
        self.shown.with(|shown| read(shown, self.text))
    }

    /// A yes or no that follows what is shown.
    pub fn flag(self, read: Option<fn(&Shown) -> bool>) -> impl Fn() -> bool + Copy + Send + Sync {
        move || read.is_some_and(|read| self.shown.with(read))
    }
}
