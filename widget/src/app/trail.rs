//! What the server hears of the page around: where the visitor is, whether they look, what happens there, what stands in the
//! box, and what of all this may be kept.

use std::rc::Rc;

use lobby_shared::client::{Input, Status, VisitorIntroduction};
use lobby_shared::page::Page;
use lobby_shared::privacy::Privacy;
use lobby_shared::wire::visitor::VisitorCommand;

use super::{App, Inner, with};
use crate::host::bridge::Stands;
use crate::host::clock::Timer;
use crate::host::keeper::Own;
use crate::host::life;
use crate::state::keep;
use crate::state::preview::REST;

/// So much of what happens on the page waits for a link; the rest is lost.
const WAITING: usize = 20;

/// What may be kept of a visitor.
pub(super) const fn privacy(quiet: bool) -> Privacy {
    if quiet { Privacy::Counted } else { Privacy::Lasting }
}

impl Inner {
    /// Whether the server hears now what is told.
    pub(super) fn is_ready(&self) -> bool {
        matches!(self.client.status(), Status::Ready)
    }

    /// What is to be told to a new link: what has changed while its hello may have been on the way, and what waited.
    pub(super) fn overdue(&mut self) -> Vec<VisitorCommand> {
        let VisitorIntroduction { page, foreground, privacy, .. } = self.client.introduction().clone();
        let mut due = Vec::new();
        if std::mem::take(&mut self.late) {
            due.extend([
                VisitorCommand::Consent(privacy),
                VisitorCommand::Foreground(foreground),
                VisitorCommand::View(page),
            ]);
        }
        due.append(&mut self.waiting);
        due
    }

    /// The frame's own storage is emptied and left alone, or used again.
    fn keep_nothing(&mut self, quiet: bool) {
        if !quiet {
            self.keeper.own = Own::open(self.client.introduction().site.as_str());
        } else if let Some(own) = self.keeper.own.take() {
            for (name, _) in own.all() {
                own.keep(&name, None);
            }
            let unsent = self.client.outbox().entries().iter().map(|pending| keep::name(pending.entry.cid));
            self.keeper.unkept.extend(unsent);
        }
    }
}

impl App {
    /// Says what has changed, now and to every link to come.
    fn tell(self: &Rc<Self>, change: &dyn Fn(&mut VisitorIntroduction), command: VisitorCommand) {
        let mut introduction = self.inner.borrow().client.introduction().clone();
        change(&mut introduction);
        self.feed(Input::Introduce(introduction));
        let late = !self.inner.borrow().is_ready();
        self.inner.borrow_mut().late |= late;
        self.feed(Input::Tell(command));
    }

    /// The visitor is on this page now.
    pub(super) fn page_is(self: &Rc<Self>, page: &Page) {
        self.tell(&|introduction| introduction.page = page.clone(), VisitorCommand::View(page.clone()));
    }

    /// The tab may have come to the foreground, or gone to the background.
    pub(super) fn turned(self: &Rc<Self>) {
        let on = life::is_visible();
        self.tell(&|introduction| introduction.foreground = on, VisitorCommand::Foreground(on));
    }

    /// The page hides the launcher, or shows it; the window came before the visitor's others, or fell behind; nothing may be
    /// kept from now on, or it may.
    pub(super) fn stands(self: &Rc<Self>, stands: Stands) {
        self.inner.borrow_mut().stands = stands;
        let quiet = stands.quiet;
        if quiet == (self.inner.borrow().client.introduction().privacy == Privacy::Counted) {
            return self.look();
        }
        self.inner.borrow_mut().keep_nothing(quiet);
        let privacy = privacy(quiet);
        self.tell(&|introduction| introduction.privacy = privacy, VisitorCommand::Consent(privacy));
    }

    /// Something happened on the page: told now, or once there is a link.
    pub(super) fn happened(self: &Rc<Self>, what: VisitorCommand) {
        let mut inner = self.inner.borrow_mut();
        if inner.is_ready() {
            drop(inner);
            self.feed(Input::Tell(what));
        } else if inner.waiting.len() < WAITING {
            inner.waiting.push(what);
        }
    }

    /// Lets the agents see what stands in the box, where the site wants that.
    pub(super) fn preview(self: &Rc<Self>) {
        if !self.scene.borrow().shown.is_previewed() {
            return;
        }
        let words = {
            let mut inner = self.inner.borrow_mut();
            let inner = &mut *inner;
            inner.preview.next(inner.composer.draft())
        };
        let Some(words) = words else { return };
        let app = Rc::downgrade(self);
        let rested = move || {
            with(&app, |app| {
                app.inner.borrow_mut().preview.rested();
                app.preview();
            });
        };
        self.inner.borrow_mut().glance = Timer::after(REST, Box::new(rested));
        self.feed(Input::Tell(VisitorCommand::Preview(words)));
    }
}
