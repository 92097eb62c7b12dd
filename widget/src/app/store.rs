//! Keeping what the visitor wrote, and giving it back after a reload.

use std::rc::Rc;

use lobby_shared::client::{Entry, Input};
use lobby_shared::id::{Cid, OutboxKey};
use lobby_shared::time::Millis;
use wasm_bindgen_futures::spawn_local;

use super::{App, Inner, with};
use crate::host::clock::Timer;
use crate::host::crypt::Lock;
use crate::host::keeper::Own;
use crate::state::{composer, keep};

/// Another tab has this long to get its words out itself.
const ADOPT_AFTER: Millis = Millis(10_000);
/// The draft goes to the page around after this much quiet.
const SAVE_AFTER: Millis = Millis(400);

impl App {
    /// Keeps a message. Returns its cid when that is all there is to wait for.
    pub(super) fn persist(self: &Rc<Self>, entry: &Entry) -> Option<Cid> {
        let (name, text) = (keep::name(entry.cid), keep::to_text(entry));
        let mut inner = self.inner.borrow_mut();
        if inner.keeper.keep(&name, &text) {
            inner.keeper.bridge.tell(keep::KEPT, &name);
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
            if kept {
                self.inner.borrow().keeper.bridge.tell(keep::KEPT, name);
            }
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
        inner.save = Timer::after(SAVE_AFTER, Box::new(move || with(&app, |app| app.save_now())));
    }

    /// Gives the page around the draft, if it is still due.
    pub(super) fn save_now(self: &Rc<Self>) {
        let due = self.inner.borrow_mut().save.take();
        if due.is_some() {
            let draft = self.inner.borrow().composer.draft().to_owned();
            self.seal(vec![(keep::DRAFT.into(), draft)], Vec::new());
        }
    }

    /// This tab leads from now on: unsent words of tabs that are gone are its own.
    pub(super) fn lead(self: &Rc<Self>, stored: Vec<(String, String)>) {
        self.inner.borrow_mut().leads = true;
        self.adopt();
        if self.inner.borrow().keeper.own.is_none() {
            self.seal(Vec::new(), stored);
        }
    }

    fn adopt(self: &Rc<Self>) {
        let mut all = self.inner.borrow().keeper.own.as_ref().map(Own::all).unwrap_or_default();
        // The draft belongs to the tab it is written in.
        all.retain(|(name, _)| name != keep::DRAFT);
        self.take_up(all);
    }

    /// Another tab keeps unsent words. Should it not get them out itself, they go out from here.
    pub(super) fn adopt_later(self: &Rc<Self>) {
        if !self.inner.borrow().leads {
            return;
        }
        let app = Rc::downgrade(self);
        let adopt = move || with(&app, |app| app.adopt());
        self.inner.borrow_mut().adopt = Timer::after(ADOPT_AFTER, Box::new(adopt));
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
                // What has arrived already was told off by a tab that is gone now.
                if self.inner.borrow().has_arrived(cid) {
                    self.inner.borrow_mut().keeper.forget(&name);
                } else {
                    entries.extend(keep::parse(cid, &text));
                }
            }
        }
        if !entries.is_empty() {
            self.feed(Input::Restore(entries));
        }
    }

    /// The key came: opens what the page around kept, and seals what had to wait for it. Another key, after a token that
    /// opened nothing, seals everything anew.
    pub(super) fn unlock(self: &Rc<Self>, key: OutboxKey) {
        let known = {
            let mut inner = self.inner.borrow_mut();
            inner.keeper.own.is_some()
                || inner.key.replace(key).is_some_and(|before| before.as_bytes() == key.as_bytes())
        };
        if known {
            return;
        }
        let app = Rc::clone(self);
        spawn_local(async move {
            let Some(lock) = Lock::new(&key).await else { return };
            let (unsent, sealed) = {
                let mut inner = app.inner.borrow_mut();
                inner.keeper.lock = Some(lock);
                (inner.unsent(), inner.sealed.clone())
            };
            app.seal(unsent, sealed);
        });
    }
}

impl Inner {
    /// Whether this message stands in a conversation already.
    fn has_arrived(&self, cid: Cid) -> bool {
        self.client.logs().any(|(_, log)| log.events().iter().any(|event| event.cid == Some(cid)))
    }

    /// What is not sent, to be sealed.
    fn unsent(&self) -> Vec<(String, String)> {
        let entries = self.client.outbox().entries().iter().map(|pending| &pending.entry);
        let mut unsent: Vec<_> = entries.map(|entry| (keep::name(entry.cid), keep::to_text(entry))).collect();
        let draft = self.composer.draft();
        if !draft.is_empty() {
            unsent.push((keep::DRAFT.into(), draft.into()));
        }
        unsent
    }
}
