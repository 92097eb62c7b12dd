//! Starting, and what the browser and the loader report.

use std::cell::RefCell;
use std::rc::Rc;

use lobby_shared::client::Input;
use lobby_shared::site::SiteKey;
use lobby_shared::wire::visitor::VisitorCommand;

use super::act::focus_soon;
use super::{App, Beginning, with};
use crate::host::bridge::{Bridge, Heard};
use crate::host::{life, site_key, window, words};
use crate::view;
use crate::view::scene::Scene;

/// Starts: tells the loader that the frame listens, and runs once it answers.
pub fn start() {
    let running: Rc<RefCell<Option<Rc<App>>>> = Rc::default();
    let way: Rc<RefCell<Option<Bridge>>> = Rc::default();
    let bridge = {
        let way = Rc::clone(&way);
        Bridge::open(move |heard| {
            let app = running.borrow().clone();
            match (app, heard) {
                (Some(app), heard) => app.loader_says(heard),
                (None, Heard::Start { origin, page, from, open, stands, focus, stored }) => {
                    let site = site_key().as_deref().and_then(SiteKey::parse);
                    let bridge = way.borrow().clone();
                    if let (Some(site), Some(bridge)) = (site, bridge) {
                        let beginning = Beginning { site, origin, page, from, open, stands, stored };
                        let app = mount(bridge, beginning, focus);
                        running.replace(app);
                    }
                }
                (
                    None,
                    Heard::Page(_)
                    | Heard::Open { .. }
                    | Heard::Stands(_)
                    | Heard::Happened(_)
                    | Heard::Escape
                    | Heard::Kept { .. }
                    | Heard::Lead(_)
                    | Heard::Tab { .. },
                ) => {}
            }
        })
    };
    if let Some(bridge) = bridge {
        way.replace(Some(bridge.clone()));
        bridge.ready();
    }
}

/// Puts the panel in the place of the page's "one moment", and starts the loop.
fn mount(bridge: Bridge, beginning: Beginning, focus: bool) -> Option<Rc<App>> {
    let place = window()?.document()?.get_element_by_id("widget")?;
    let text = words::read();
    let label = |name: &'static str| (name, text.get(&["launcher.", name].concat()).into());
    bridge.labels(["open", "close", "unread", "frame"].map(label));
    let app = App::new(Scene::new(place, text)?, bridge, beginning);
    app.wire();
    app.restore_own();
    app.feed(Input::Start);
    if focus {
        focus_soon(view::BOX);
    }
    Some(app)
}

impl App {
    /// Connects the views and the browser's own events.
    fn wire(self: &Rc<Self>) {
        let app = Rc::downgrade(self);
        view::wire(&self.scene.borrow(), Rc::new(move |intent| with(&app, |app| app.act(intent))));
        let app = Rc::downgrade(self);
        life::on_return(Rc::new(move || {
            with(&app, |app| {
                if life::is_visible() {
                    app.feed(Input::Nudge);
                }
                app.turned();
            });
        }));
        let app = Rc::downgrade(self);
        life::on_use(Box::new(move || with(&app, |app| app.inner.borrow().keeper.bridge.used())));
        let app = Rc::downgrade(self);
        life::on_escape(Box::new(move || with(&app, |app| app.escape())));
        let app = Rc::downgrade(self);
        life::on_resize(Rc::new(move || with(&app, |app| app.measure())));
        let app = Rc::downgrade(self);
        life::on_leave(Box::new(move || app.upgrade().is_some_and(|app| app.is_unsaved())));
    }

    fn loader_says(self: &Rc<Self>, heard: Heard) {
        match heard {
            Heard::Start { page, open, focus, .. } => {
                self.page_is(&page);
                self.opened(open, focus);
            }
            Heard::Page(page) => self.page_is(&page),
            Heard::Open { on, focus } => self.opened(on, focus),
            Heard::Stands(stands) => self.stands(stands),
            Heard::Happened(what) => self.happened(what),
            Heard::Escape => self.escape(),
            Heard::Kept { name, kept } => self.kept(&name, kept),
            Heard::Lead(stored) => self.lead(stored),
            Heard::Tab { name, value } => self.told(&name, &value),
        }
    }

    fn opened(self: &Rc<Self>, on: bool, focus: bool) {
        self.inner.borrow_mut().open = on;
        self.feed(Input::Tell(VisitorCommand::Show(on)));
        if focus {
            focus_soon(view::BOX);
        }
    }
}
