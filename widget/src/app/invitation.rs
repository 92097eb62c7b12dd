//! Invitations: kept from when the server says so until they are answered or over, and shown only where the visitor looks.

use std::rc::Rc;

use lobby_shared::client::{Input, VisitorRequest};
use lobby_shared::invitation::{Invitation, STANDS_FOR};
use lobby_shared::wire::visitor::VisitorCommand;

use super::act::focus_soon;
use super::{App, Inner, with};
use crate::host::clock::{self, Timer};
use crate::host::life;
use crate::view::STREAM;

impl Inner {
    /// Whether an invitation would come before the visitor's eyes.
    pub(super) fn is_in_sight(&self) -> bool {
        life::is_visible() && (self.open || !self.hidden)
    }
}

impl App {
    /// This invitation stands now; `None`: none does. It goes by itself when its time is over.
    pub(super) fn invited(self: &Rc<Self>, invitation: Option<Invitation>) {
        let app = Rc::downgrade(self);
        let mut inner = self.inner.borrow_mut();
        inner.invited.stands(invitation);
        let standing = inner.invited.standing().map(|standing| (standing.id, standing.until_ms));
        inner.until = standing.and_then(|(id, until)| {
            let span = until.since(inner.client.server_time(clock::now())).min(STANDS_FOR);
            let end = move || {
                with(&app, |app| {
                    app.inner.borrow_mut().invited.over(id);
                    app.show();
                });
            };
            Timer::after(span, Box::new(end))
        });
    }

    /// The invitation that the visitor sees now for the first time.
    pub(super) fn newly_invited(&self) -> Option<VisitorCommand> {
        let mut inner = self.inner.borrow_mut();
        let inner = &mut *inner;
        if !inner.is_in_sight() || !inner.is_ready() {
            return None;
        }
        let site = self.scene.borrow().shown.site.clone();
        let card = inner.invited.card(&site)?;
        let id = inner.invited.first_shown()?.id;
        let detail = [("agent", card.agent.as_str().into()), ("text", card.text.as_str().into())];
        inner.keeper.bridge.event("invitation shown", &detail);
        Some(VisitorCommand::InvitationShown(id))
    }

    /// The visitor accepts the invitation, or declines it.
    pub(super) fn answer(self: &Rc<Self>, accept: bool) {
        let standing = self.inner.borrow().invited.standing().map(|standing| standing.id);
        let Some(id) = standing else { return };
        self.inner.borrow_mut().invited.over(id);
        if accept {
            self.open_panel();
        } else if self.inner.borrow().open {
            // The button goes away; without this the keyboard would fall out of the chat.
            focus_soon(STREAM);
        }
        self.feed(Input::Request(VisitorRequest::Answer(id, accept)));
    }

    /// The server took the answer.
    pub(super) fn answered(&self, accept: bool) {
        let name = if accept { "invitation accepted" } else { "invitation declined" };
        self.inner.borrow().keeper.bridge.event(name, &[]);
    }
}
