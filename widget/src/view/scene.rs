//! What every view is given: what to show, as signals, and one way to say what the visitor did.

use std::rc::Rc;

use leptos::prelude::*;

use crate::state::Intent;
use crate::state::link::Line;
use crate::state::stage::Stage;
use crate::state::stream::Row;
use crate::text::{ENGLISH, Text};

type Deed = Rc<dyn Fn(Intent)>;

/// Handed to every component. Views read the signals, and say what happened through [`Self::act`].
#[derive(Clone, Copy)]
pub struct Scene {
    /// The words.
    pub text: &'static Text,
    /// The site's name; empty before the first welcome.
    pub site: RwSignal<String>,
    /// Whether an agent is there.
    pub available: RwSignal<bool>,
    /// The latest conversation.
    pub stage: RwSignal<Stage>,
    /// The stream.
    pub rows: RwSignal<Vec<Row>>,
    /// An agent types.
    pub typing: RwSignal<bool>,
    /// The connection.
    pub line: RwSignal<Line>,
    /// What stands in the box.
    pub draft: RwSignal<String>,
    /// Rises when the caret shall go into the box.
    pub focus: RwSignal<u32>,
    /// The stream's end is in sight. Views write this one.
    pub at_end: RwSignal<bool>,
    deed: StoredValue<Option<Deed>, LocalStorage>,
}

impl Scene {
    /// An empty scene.
    pub fn new() -> Self {
        Self {
            text: &ENGLISH,
            site: RwSignal::default(),
            available: RwSignal::default(),
            stage: RwSignal::default(),
            rows: RwSignal::default(),
            typing: RwSignal::default(),
            line: RwSignal::default(),
            draft: RwSignal::default(),
            focus: RwSignal::default(),
            at_end: RwSignal::new(true),
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
}
