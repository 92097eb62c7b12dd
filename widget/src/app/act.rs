//! Carries out what the visitor did.

use std::rc::Rc;

use leptos::prelude::*;
use lobby_shared::client::{Entry, Input, VisitorRequest};
use lobby_shared::id::Cid;
use lobby_shared::message::MessageText;
use lobby_shared::wire::visitor::VisitorCommand;

use super::{App, with};
use crate::host::chance;
use crate::host::clock::{self, Timer};
use crate::state::Intent;
use crate::state::composer;

impl App {
    /// The visitor did this.
    pub(super) fn act(self: &Rc<Self>, intent: Intent) {
        match intent {
            Intent::Typed(draft) => self.compose(composer::Intent::Typed(draft)),
            Intent::SendPressed => self.compose(composer::Intent::SendPressed),
            Intent::BoxLeft => self.compose(composer::Intent::Paused),
            Intent::RetryPressed(cid) => self.feed(Input::Retry(cid)),
            Intent::DiscardPressed(cid) => self.feed(Input::Discard(cid)),
            Intent::EndConfirmed => self.ask(VisitorRequest::End),
            Intent::EndDeclined => self.ask(VisitorRequest::DeclineEnd),
            Intent::ClosePressed => self.inner.borrow().keeper.bridge.close(),
            Intent::EndInSight(_) => self.look(),
            Intent::ReconnectPressed => self.feed(Input::Start),
        }
    }

    fn ask(self: &Rc<Self>, request: impl FnOnce(lobby_shared::id::ConversationId) -> VisitorRequest) {
        if let Some(conversation) = self.scene.stage.with_untracked(|stage| stage.open()) {
            self.feed(Input::Request(request(conversation)));
        }
    }

    /// Something happened to the box.
    pub(super) fn compose(self: &Rc<Self>, intent: composer::Intent) {
        let effects = self.inner.borrow_mut().composer.update(clock::now(), intent);
        let draft = self.inner.borrow().composer.draft().to_owned();
        if self.scene.draft.with_untracked(|shown| *shown != draft) {
            self.scene.draft.set(draft);
        }
        for effect in effects {
            match effect {
                composer::Effect::TellTyping(on) => {
                    self.inner.borrow_mut().pause = None;
                    self.feed(Input::Tell(VisitorCommand::Typing(on)));
                }
                composer::Effect::PauseAfter(span) => {
                    let app = Rc::downgrade(self);
                    let pause = move || with(&app, |app| app.compose(composer::Intent::Paused));
                    self.inner.borrow_mut().pause = Timer::after(span, pause);
                }
                composer::Effect::SaveDraft => self.save_draft(),
                composer::Effect::Send(text) => self.send(text),
            }
        }
    }

    fn send(self: &Rc<Self>, text: MessageText) {
        // Whoever sends wants to see it, wherever they had scrolled to.
        self.scene.at_end.set(true);
        let entry = Entry {
            cid: Cid::from_bytes(chance::bytes()),
            conversation: None,
            text: text.into_string(),
            made_ms: clock::now(),
        };
        self.feed(Input::Send(entry));
    }
}
