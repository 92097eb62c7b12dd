//! The bridge to the loader in the page around: small versioned messages, origin and source checked, shapes checked.
//!
//! **Invariant:** nothing is taken from the page but where the visitor is, what they do there, whether the panel is open,
//! what may be kept, and stored texts;
//! nothing is given to it but names for the launcher, what happened in the conversation, texts to store (the token, and
//! words under the outbox key), that it is used, and wishes to open, to close and to sound.

use js_sys::Object;
use lobby_shared::invitation::Signal;
use lobby_shared::page::Page;
use lobby_shared::trail::Track;
use lobby_shared::wire::visitor::VisitorCommand;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Window};

use super::{field, life, object};

/// The messages' version.
const VERSION: f64 = 1.0;

/// How the chat stands in the page around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stands {
    /// The page hides the launcher, and what stands beside it.
    pub hidden: bool,
    /// Nothing may be kept.
    pub quiet: bool,
    /// The visitor has used another of their windows since.
    pub behind: bool,
}

/// What the loader says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The first message.
    Start {
        /// The origin around, as the browser confirms it.
        origin: String,
        /// The page.
        page: Page,
        /// The page that led to the site; empty when there was none.
        from: String,
        /// The panel is open.
        open: bool,
        /// How the chat stands in the page.
        stands: Stands,
        /// A person opened it just now.
        focus: bool,
        /// What it kept for us, by name.
        stored: Vec<(String, String)>,
    },
    /// The visitor is on this page now.
    Page(Page),
    /// The panel was opened or closed.
    Open {
        /// It is open.
        on: bool,
        /// By a person's hand.
        focus: bool,
    },
    /// How the chat stands in the page from now on.
    Stands(Stands),
    /// What happened on the page, as the server is told.
    Happened(VisitorCommand),
    /// Escape was pressed on the launcher.
    Escape,
    /// Whether a text was kept so that it survives the page.
    Kept {
        /// Its name.
        name: String,
        /// It was.
        kept: bool,
    },
    /// Of all the visitor's tabs this one leads now; with what the page around keeps.
    Lead(Vec<(String, String)>),
    /// What another tab told.
    Tab {
        /// About what.
        name: String,
        /// What.
        value: String,
    },
}

fn text(from: &JsValue, name: &str) -> Option<String> {
    field(from, name).as_string()
}

fn page(from: &JsValue) -> Option<Page> {
    let page = field(from, "page");
    Some(Page { address: text(&page, "address")?, title: text(&page, "title")? }.clean())
}

fn flag(from: &JsValue, name: &str) -> bool {
    field(from, name).is_truthy()
}

fn stands(from: &JsValue) -> Stands {
    Stands { hidden: flag(from, "hidden"), quiet: flag(from, "quiet"), behind: flag(from, "behind") }
}

fn stored(from: &JsValue) -> Vec<(String, String)> {
    let Ok(stored) = field(from, "stored").dyn_into::<Object>() else { return Vec::new() };
    let names = Object::keys(&stored).into_iter().filter_map(|name| name.as_string());
    names.filter_map(|name| text(&stored, &name).map(|value| (name, value))).collect()
}

fn read(message: &JsValue, origin: String) -> Option<Heard> {
    if field(message, "lobby").as_f64() != Some(VERSION) {
        return None;
    }
    Some(match text(message, "type")?.as_str() {
        "start" => Heard::Start {
            origin,
            page: page(message)?,
            from: text(message, "from").unwrap_or_default(),
            open: flag(message, "open"),
            stands: stands(message),
            focus: flag(message, "focus"),
            stored: stored(message),
        },
        "page" => Heard::Page(page(message)?),
        "open" => Heard::Open { on: flag(message, "on"), focus: flag(message, "focus") },
        "stands" => Heard::Stands(stands(message)),
        "escape" => Heard::Escape,
        "event" => Heard::Happened(match (text(message, "name"), field(message, "scrolled").as_f64()) {
            (Some(name), _) => VisitorCommand::Track(Track { name, data: text(message, "data")? }),
            (None, Some(part)) => VisitorCommand::Signal(Signal::Scrolled(part as u8)),
            (None, None) => VisitorCommand::Signal(Signal::Leaving),
        }),
        "kept" => Heard::Kept { name: text(message, "name")?, kept: flag(message, "kept") },
        "lead" => Heard::Lead(stored(message)),
        "tab" => {
            let note = field(message, "note");
            Heard::Tab { name: text(&note, "name")?, value: text(&note, "value")? }
        }
        _ => return None,
    })
}

/// The way to the loader. Knows the one origin that it talks to.
#[derive(Clone)]
pub struct Bridge {
    parent: Window,
    origin: String,
}

impl Bridge {
    /// Listens to the page around; `None` when this is no frame of a loader's.
    pub fn open(call: impl Fn(Heard) + 'static) -> Option<Self> {
        let parent = super::window()?.parent().ok()??;
        let origin = life::told_origin()?;
        let bridge = Self { parent, origin };
        let (from, expected) = (JsValue::from(bridge.parent.clone()), bridge.origin.clone());
        let hear = move |event: web_sys::Event| {
            let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
            let source: JsValue = event.source().map(Into::into).unwrap_or_default();
            if source != from || event.origin() != expected {
                return;
            }
            if let Some(heard) = read(&event.data(), event.origin()) {
                call(heard);
            }
        };
        life::listen(&*super::window()?, "message", Box::new(hear));
        Some(bridge)
    }

    fn post(&self, kind: &str, fields: &[(&str, JsValue)]) {
        let mut all = vec![("lobby", JsValue::from_f64(VERSION)), ("type", JsValue::from_str(kind))];
        all.extend_from_slice(fields);
        // Fails only where the page around is gone.
        let _ = self.parent.post_message(&object(&all), &self.origin);
    }

    /// This frame listens now.
    pub fn ready(&self) {
        self.post("ready", &[]);
    }

    /// The visitor uses this window now.
    pub fn used(&self) {
        self.post("used", &[]);
    }

    /// This many messages are unread.
    pub fn unread(&self, count: u32) {
        self.post("unread", &[("count", count.into())]);
    }

    /// The panel shall close.
    pub fn close(&self) {
        self.post("close", &[]);
    }

    /// Keep this text under this name, or forget it. Answered by `Kept`.
    pub fn keep(&self, name: &str, value: Option<&str>) {
        let value = value.map_or(JsValue::NULL, JsValue::from_str);
        self.post("keep", &[("name", JsValue::from_str(name)), ("value", value)]);
    }

    /// The launcher's names, in the language of the page around.
    pub fn labels(&self, labels: [(&'static str, JsValue); 4]) {
        self.post("labels", &labels);
    }

    /// The card beside the closed launcher is this high; 0: there is none.
    pub fn peek(&self, height: i32) {
        self.post("peek", &[("height", height.into())]);
    }

    /// The panel shall open.
    pub fn open_panel(&self) {
        self.post("open", &[]);
    }

    /// This message of an agent came, and nobody saw it.
    pub fn sound(&self, id: &str) {
        self.post("sound", &[("id", id.into())]);
    }

    /// Tells the visitor's other tabs. Never anybody's words.
    pub fn tell(&self, name: &str, value: &str) {
        self.post("tell", &[("note", object(&[("name", name.into()), ("value", value.into())]))]);
    }

    /// Something happened that the page around may want to know.
    pub fn event(&self, name: &str, detail: &[(&str, JsValue)]) {
        self.post("event", &[("name", name.into()), ("detail", object(detail))]);
    }
}
