//! Invitations: they stand for as long as the server says so, and show only where the visitor looks: in a tab in sight, and
//! where several windows are, in the one that was used last.

use std::rc::Rc;

use lobby_shared::client::{Input, VisitorRequest};
use lobby_shared::wire::visitor::VisitorCommand;

use super::act::focus_soon;
use super::{App, Inner};
use crate::host::life;
use crate::view::STREAM;

impl Inner {
    /// Whether an invitation would come before the visitor's eyes.
    pub(super) fn is_in_sight(&self) -> bool {
        life::is_visible() && !self.stands.behind && (self.open || !self.stands.hidden)
    }
}

impl App {
    /// The invitation that the visitor sees now for the first time.
    pub(super) fn newly_invited(&self) -> Option<VisitorCommand> {
        let mut inner = self.inner.borrow_mut();
        if !inner.is_in_sight() || !inner.is_ready() {
            return None;
        }
        let id = inner.invited.first_shown()?;
        inner.keeper.bridge.event("invitation shown", &[]);
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
