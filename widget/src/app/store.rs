//! Keeping what the visitor wrote, and giving it back after a reload.

use std::rc::Rc;

use leptos::task::spawn_local;
use lobby_shared::client::{Entry, Input};
use lobby_shared::id::{Cid, OutboxKey};
use lobby_shared::time::Millis;

use super::{App, Inner, with};
use crate::host::clock::Timer;
use crate::host::crypt::Lock;
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
        if inner.keeper.lock.is_none() {
            return Some(entry.cid);
        }
        drop(inner);
        self.seal(vec![(name, text)], Vec::new());
        None
    }

    /// Encrypts these texts for the page around, whose answer is `Kept`, and opens those that it kept.
    fn seal(self: &Rc<Self>, texts: Vec<(String, String)>, sealed: Vec<(String, String)>) {
        let app = Rc::clone(self);
        let Some(lock) = self.inner.borrow().keeper.lock.clone() else { return };
        spawn_local(async move {
            for (name, text) in texts {
                match lock.close(&name, &text).await {
                    Some(sealed) => app.inner.borrow().keeper.bridge.keep(&name, Some(&sealed)),
                    // Nothing to keep: it stays in memory, and the frame warns on leaving.
                    None => app.kept(&name, false),
                }
            }
            let mut opened = Vec::new();
            for (name, sealed) in sealed {
                opened.extend(lock.open(&name, &sealed).await.map(|text| (name, text)));
            }
            app.take_up(opened);
        });
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
        let app = Rc::downgrade(self);
        let save = move || with(&app, |app| app.seal(vec![(keep::DRAFT.into(), draft)], Vec::new()));
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
            let (waiting, sealed) = {
                let mut inner = app.inner.borrow_mut();
                inner.keeper.lock = Some(lock);
                (inner.unkept(), std::mem::take(&mut inner.sealed))
            };
            app.seal(waiting, sealed);
        });
    }
}

impl Inner {
    /// What was written before there was a key to seal it under.
    fn unkept(&self) -> Vec<(String, String)> {
        let entries = self.client.outbox().entries().iter().map(|pending| &pending.entry);
        let mut unkept: Vec<_> = entries.map(|entry| (keep::name(entry.cid), keep::to_text(entry))).collect();
        let draft = self.composer.draft();
        if !draft.is_empty() {
            unkept.push((keep::DRAFT.into(), draft.into()));
        }
        unkept
    }
}
