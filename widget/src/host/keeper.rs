//! Where the visitor's unsent words stay: in the frame's own storage where it works, else encrypted with the page
//! around, else in memory only.
//!
//! Own storage is synchronous, so what was pressed is on disk before it is transmitted. With the page around it is
//! on its way there, and the frame warns on leaving until the loader confirmed.

use web_sys::Storage;

use super::bridge::Bridge;
use super::crypt::Lock;

/// The frame's own storage, under this site's prefix.
#[derive(Clone)]
pub struct Own {
    storage: Storage,
    prefix: String,
}

impl Own {
    /// Opens it, and tries it out: blocked storage may open and then refuse.
    pub fn open(site: &str) -> Option<Self> {
        let storage = super::window()?.local_storage().ok()??;
        let prefix = ["lobby.", site, "."].concat();
        let probe = [&prefix, "probe"].concat();
        storage.set_item(&probe, "1").ok()?;
        storage.remove_item(&probe).ok()?;
        Some(Self { storage, prefix })
    }

    /// Everything it keeps for this site, by name.
    pub fn all(&self) -> Vec<(String, String)> {
        let count = self.storage.length().unwrap_or(0);
        let names = (0..count).filter_map(|at| self.storage.key(at).ok()?);
        names
            .filter_map(|full| {
                let name = full.strip_prefix(&self.prefix)?.to_owned();
                Some((name, self.storage.get_item(&full).ok()??))
            })
            .collect()
    }

    /// One text.
    pub fn get(&self, name: &str) -> Option<String> {
        self.storage.get_item(&[&self.prefix, name].concat()).ok()?
    }

    /// Keeps a text, or forgets it. Returns whether it is kept.
    pub fn keep(&self, name: &str, value: Option<&str>) -> bool {
        let name = [&self.prefix, name].concat();
        match value {
            Some(value) => self.storage.set_item(&name, value).is_ok(),
            None => self.storage.remove_item(&name).is_ok(),
        }
    }
}

/// All places together.
pub struct Keeper {
    /// The frame's own storage.
    pub own: Option<Own>,
    /// The page around.
    pub bridge: Bridge,
    /// The outbox key, once known.
    pub lock: Option<Lock>,
    /// What stands in memory only, by name.
    pub unkept: Vec<String>,
}

impl Keeper {
    /// Keeps a text in own storage. `false`: it has to go to the page around, encrypted.
    pub fn keep(&mut self, name: &str, text: &str) -> bool {
        let kept = self.own.as_ref().is_some_and(|own| own.keep(name, Some(text)));
        self.confirmed(name, true);
        if !kept {
            self.unkept.push(name.to_owned());
        }
        kept
    }

    /// Forgets a text everywhere.
    pub fn forget(&mut self, name: &str) {
        self.confirmed(name, true);
        match &self.own {
            Some(own) => {
                own.keep(name, None);
            }
            None => self.bridge.keep(name, None),
        }
    }

    /// The loader's answer.
    pub fn confirmed(&mut self, name: &str, kept: bool) {
        if kept {
            self.unkept.retain(|unkept| unkept != name);
        }
    }
}
