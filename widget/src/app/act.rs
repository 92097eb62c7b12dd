//! Carries out what the visitor did.

use std::rc::Rc;

use lobby_shared::client::{Entry, Input, VisitorIntroduction, VisitorRequest};
use lobby_shared::id::Cid;
use lobby_shared::message::MessageText;
use lobby_shared::wire::visitor::VisitorCommand;

use super::{App, with};
use crate::host::clock::{self, Timer};
use crate::host::{chance, life};
use crate::state::Intent;
use crate::state::composer;
use crate::state::shown::Shown;
use crate::view::{BOX, STREAM, dom};

/// Where the keyboard goes when the visitor is asked whether to leave.
const STAY: &str = ".leaving button:last-child";

/// Puts the keyboard there, once everything is drawn.
pub(super) fn focus_soon(selector: &'static str) {
    clock::soon(Box::new(move || dom::focus(selector)));
}

/// Scrolls to the stream's end, once everything is drawn. Waits for no animation frame: a hidden frame gets none.
fn to_end_soon() {
    clock::soon(Box::new(|| dom::to_end(STREAM)));
}

impl App {
    /// Escape takes the innermost thing away: the question, the menu, the panel.
    pub(super) fn escape(self: &Rc<Self>) {
        let closed = self.change(|shown| (shown.menu, shown.leaving) = (false, false));
        if closed {
            return;
        }
        if self.inner.borrow().open {
            self.inner.borrow().keeper.bridge.close();
        } else if self.scene.borrow().shown.invitation.is_some() {
            self.answer(false);
        } else {
            self.dismiss();
        }
    }

    /// The visitor did this.
    pub(super) fn act(self: &Rc<Self>, intent: Intent) {
        match intent {
            Intent::Typed(draft) => self.compose(composer::Intent::Typed(draft)),
            Intent::SendPressed => self.compose(composer::Intent::SendPressed),
            Intent::BoxLeft => {
                self.compose(composer::Intent::Paused);
                self.save_now();
            }
            Intent::RetryPressed(cid) => self.feed(Input::Retry(cid)),
            Intent::DiscardPressed(cid) => self.feed(Input::Discard(cid)),
            Intent::MenuPressed => {
                self.change(|shown| shown.menu = !shown.menu);
            }
            Intent::LeavePressed => {
                self.change(|shown| (shown.menu, shown.leaving) = (false, true));
                focus_soon(STAY);
            }
            Intent::StayPressed => {
                self.change(|shown| shown.leaving = false);
                focus_soon(BOX);
            }
            Intent::EndConfirmed => {
                self.change(|shown| shown.leaving = false);
                self.ask(VisitorRequest::End);
                // The button goes away; without this the keyboard would fall out of the chat.
                focus_soon(STREAM);
            }
            Intent::EndDeclined => {
                self.ask(VisitorRequest::DeclineEnd);
                focus_soon(BOX);
            }
            Intent::NextPressed => focus_soon(BOX),
            Intent::ToEndPressed => to_end_soon(),
            Intent::OpenPressed => self.open_panel(),
            Intent::InvitationAccepted => self.answer(true),
            Intent::InvitationDeclined => self.answer(false),
            Intent::LeaveMessagePressed => {
                let VisitorIntroduction { site, token, .. } = self.inner.borrow().client.introduction().clone();
                let token = token.map_or_else(String::new, |token| token.to_text());
                life::open_page(&["/lobby/plain/", site.as_str()].concat(), &token);
            }
            Intent::DismissPressed => self.dismiss(),
            Intent::ClosePressed => self.inner.borrow().keeper.bridge.close(),
            Intent::EndInSight(near) => {
                self.scene.borrow_mut().change(|shown| {
                    shown.above = !near;
                    shown.news &= !near;
                });
                self.look();
            }
            Intent::ReconnectPressed => self.feed(Input::Start),
        }
    }

    /// Opens the panel, by a person's hand.
    pub(super) fn open_panel(self: &Rc<Self>) {
        self.inner.borrow_mut().open = true;
        self.show();
        self.inner.borrow().keeper.bridge.open_panel();
    }

    /// Changes what is shown, and keeps a reader at the stream's end who was there. Returns whether this is a change.
    pub(super) fn change(&self, change: impl FnOnce(&mut Shown)) -> bool {
        let changed = self.scene.borrow_mut().change(change);
        if changed {
            self.stick();
        }
        changed
    }

    /// Stays at the stream's end, if the reader was there.
    pub(super) fn stick(&self) {
        if !self.scene.borrow().shown.above {
            to_end_soon();
        }
    }

    fn ask(self: &Rc<Self>, request: impl FnOnce(lobby_shared::id::ConversationId) -> VisitorRequest) {
        let open = self.scene.borrow().shown.stage.open();
        if let Some(conversation) = open {
            self.feed(Input::Request(request(conversation)));
        }
    }

    /// Something happened to the box.
    pub(super) fn compose(self: &Rc<Self>, intent: composer::Intent) {
        let effects = self.inner.borrow_mut().composer.update(clock::now(), intent);
        let draft = self.inner.borrow().composer.draft().to_owned();
        let area = self.scene.borrow().area.clone();
        if area.value() != draft {
            area.set_value(&draft);
        }
        self.change(|shown| shown.draft = draft);
        self.preview();
        for effect in effects {
            match effect {
                composer::Effect::TellTyping(on) => {
                    self.inner.borrow_mut().pause = None;
                    self.feed(Input::Tell(VisitorCommand::Typing(on)));
                }
                composer::Effect::PauseAfter(span) => {
                    let app = Rc::downgrade(self);
                    let pause = move || with(&app, |app| app.compose(composer::Intent::Paused));
                    self.inner.borrow_mut().pause = Timer::after(span, Box::new(pause));
                }
                composer::Effect::SaveDraft => self.save_draft(),
                composer::Effect::Send(text) => self.send(text),
            }
        }
    }

    fn send(self: &Rc<Self>, text: MessageText) {
        // Whoever sends wants to see it, wherever they had scrolled to.
        self.scene.borrow_mut().change(|shown| (shown.above, shown.late) = (false, false));
        focus_soon(BOX);
        let entry = Entry {
            cid: Cid::from_bytes(chance::bytes()),
            conversation: None,
            text: text.into_string(),
            made_ms: clock::now(),
        };
        self.feed(Input::Send(entry));
    }
}
