//! Once a second: the lobby's changes to those who watch, the departed to disk, the visitors told whether anyone is there.

use std::sync::Arc;

use lobby_shared::id::SiteId;

use super::Service;
use crate::domain::key::SiteNo;
use crate::hub::Topic;
use crate::hub::bell::Shared;
use crate::hub::notice::{LobbyChange, Notice};
use crate::store::Failure;
use crate::store::site::ListSites;

impl Service {
    /// One beat of the second's tick.
    ///
    /// # Errors
    /// When the database fails; the next beat tells what this one did not.
    pub async fn beat(&self) -> Result<(), Failure> {
        let now = self.clock.now();
        // First what may fail: what is taken from memory below is not there to be taken again.
        let sites = self.store.read(ListSites).await?;
        let gone = self.lobby.sweep(now);
        self.metrics.visitors.set(i64::try_from(self.lobby.connected()).unwrap_or(i64::MAX));
        let batches = self.lobby.batches(|site| self.bus.reaches(Topic::Watch(site)));
        let news = self.staff.news(now);
        if !batches.is_empty() || news.is_some() {
            let id_of = |no: SiteNo| -> Option<SiteId> { sites.iter().find(|site| site.no == no).map(|site| site.id) };
            for (no, batch) in batches {
                let Some(site) = id_of(no) else { continue };
                let change = LobbyChange { site, rows: batch.rows, left: batch.left, frame: Shared::default() };
                self.bus.publish(Topic::Watch(no), &Arc::new(Notice::Lobby(change)));
            }
            if let Some(available) = news {
                let notice = Arc::new(Notice::Available(available));
                for site in &sites {
                    self.bus.publish(Topic::VisitorsOf(site.no), &notice);
                }
            }
        }
        self.lobby.owe(gone);
        let owed = self.lobby.owed();
        self.keep_seen(owed.clone()).await?;
        self.lobby.paid(&owed);
        Ok(())
    }

    /// Keeps when everyone present was last there: they are, now. For the server's last moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_present(&self) -> Result<(), Failure> {
        let now = self.clock.now();
        let mut seen = self.lobby.owed();
        seen.extend(self.lobby.present().into_iter().map(|key| (key, now)));
        self.keep_seen(seen).await
    }
}
