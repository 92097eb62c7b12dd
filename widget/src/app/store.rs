//! Keeping what the visitor wrote, and giving it back after a reload.

use std::rc::Rc;

use leptos::task::spawn_local;
use lobby_shared::client::{Entry, Input};
use lobby_shared::id::{Cid, OutboxKey};
use lobby_shared::time::Millis;

use super::{App, with};
use crate::host::clock::Timer;
use crate::host::crypt::Lock;
use crate::host::keeper::seal;
use crate::state::{composer, keep};

/// The draft goes to the page around after this much quiet.
const SAVE_AFTER: Millis = Millis(400);

impl App {
    /// Keeps a message. Returns its cid when that is all there is to wait for.
    pub(super) fn persist(self: &Rc<Self>, entry: &Entry) -> Option<Cid> {
        let (name, text) = (keep::name(entry.cid), keep::to_text(entry));
        let mut inner = self.inner.borrow_mut();
        if inner.keeper.keep(&name, &text) {
            return Some(entry.cid);
        }
        let Some(lock) = inner.keeper.lock.clone() else { return Some(entry.cid) };
        let (app, bridge, cid) = (Rc::downgrade(self), inner.keeper.bridge.clone(), entry.cid);
        spawn_local(async move {
            // The loader answers what it was given; where there was nothing to give, the frame warns on leaving.
            if !seal(lock, bridge, name, text).await {
                with(&app, |app| app.feed(Input::Persisted(cid)));
            }
        });
        None
    }

    /// The loader kept a text, or could not.
    pub(super) fn kept(self: &Rc<Self>, name: &str, kept: bool) {
        self.inner.borrow_mut().keeper.confirmed(name, kept);
        if let Some(cid) = keep::cid(name) {
            self.feed(Input::Persisted(cid));
        }
    }

    /// Whether leaving now would lose words that were sent off.
    pub(super) fn is_unsaved(&self) -> bool {
        let inner = self.inner.borrow();
        let lost = |cid: Cid| inner.keeper.unkept.contains(&keep::name(cid));
        inner.client.outbox().entries().iter().any(|pending| lost(pending.entry.cid))
    }

    /// Keeps the draft: at once where that is cheap, else after a little quiet.
    pub(super) fn save_draft(self: &Rc<Self>) {
        let mut inner = self.inner.borrow_mut();
        let draft = inner.composer.draft().to_owned();
        inner.save = None;
        if draft.is_empty() {
            inner.keeper.forget(keep::DRAFT);
            return;
        }
        if inner.keeper.keep(keep::DRAFT, &draft) {
            return;
        }
        let Some(lock) = inner.keeper.lock.clone() else { return };
        let bridge = inner.keeper.bridge.clone();
        let save = move || {
            spawn_local(async move {
                seal(lock, bridge, keep::DRAFT.to_owned(), draft).await;
            });
        };
        inner.save = Timer::after(SAVE_AFTER, Box::new(save));
    }

    /// Takes up what the frame's own storage has.
    pub(super) fn restore_own(self: &Rc<Self>) {
        let all = self.inner.borrow().keeper.own.as_ref().map(|own| own.all()).unwrap_or_default();
        self.take_up(all);
    }

    fn take_up(self: &Rc<Self>, texts: Vec<(String, String)>) {
        let mut entries = Vec::new();
        for (name, text) in texts {
            if name == keep::DRAFT {
                self.compose(composer::Intent::Restored(text));
            } else if let Some(cid) = keep::cid(&name) {
                entries.extend(keep::parse(cid, &text));
            }
        }
        if !entries.is_empty() {
            self.feed(Input::Restore(entries));
        }
    }

    /// The key came: opens what the page around kept, and seals what had to wait for it. Once.
    pub(super) fn unlock(self: &Rc<Self>, key: OutboxKey) {
        let needed = {
            let inner = self.inner.borrow();
            inner.keeper.own.is_none() && inner.keeper.lock.is_none()
        };
        if !needed {
            return;
        }
        let app = Rc::clone(self);
        spawn_local(async move {
            let Some(lock) = Lock::new(&key).await else { return };
            app.inner.borrow_mut().keeper.lock = Some(lock.clone());
            let sealed = std::mem::take(&mut app.inner.borrow_mut().sealed);
            let mut texts = Vec::new();
            for (name, sealed) in sealed {
                if name == keep::DRAFT || keep::cid(&name).is_some() {
                    texts.extend(lock.open(&name, &sealed).await.map(|text| (name, text)));
                }
            }
            app.seal_unkept(&lock).await;
            app.take_up(texts);
        });
    }

    async fn seal_unkept(&self, lock: &Lock) {
        let (bridge, waiting, draft) = {
            let inner = self.inner.borrow();
            let entries = inner.client.outbox().entries().iter();
            let waiting: Vec<_> = entries.map(|pending| pending.entry.clone()).collect();
            (inner.keeper.bridge.clone(), waiting, inner.composer.draft().to_owned())
        };
        for entry in waiting {
            seal(lock.clone(), bridge.clone(), keep::name(entry.cid), keep::to_text(&entry)).await;
        }
        if !draft.is_empty() {
            seal(lock.clone(), bridge, keep::DRAFT.to_owned(), draft).await;
        }
    }
}
