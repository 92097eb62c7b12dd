//! Once a second: the lobby's changes to those who watch, the departed to disk, the visitors told whether anyone is there.

use std::sync::Arc;

use lobby_shared::time::Millis;

use super::Service;
use crate::hub::Topic;
use crate::hub::lobby::WEEKS;
use crate::hub::notice::{Broadcast, Notice};
use crate::store::Failure;
use crate::store::site::ListSites;
use crate::store::visit::ListBegun;
use crate::store::visit_count::CountThere;

/// Minutes of the past whose visitors are told.
const MINUTES: u32 = 60;

impl Service {
    /// One beat of the second's tick. Whoever watches is told first, which needs no database.
    ///
    /// # Errors
    /// When the database fails; the next beat writes and tells what this one did not.
    pub async fn beat(&self) -> Result<(), Failure> {
        let now = self.clock.now();
        let gone = self.lobby.sweep(now);
        self.metrics.visitors.set(i64::try_from(self.lobby.connected()).unwrap_or(i64::MAX));
        for (topic, push) in self.lobby.beat(now) {
            self.bus.publish(topic, &Arc::new(Notice::Lobby(Broadcast::new(push))));
        }
        gone.iter().for_each(|(visitor, _)| self.rules.forget(*visitor));
        self.lobby.owe(gone);
        // One that cannot be ended holds up nothing else.
        let ended = self.end_due_blocks().await;
        self.end_due_invitations().await?;
        self.consider_due().await?;
        self.tell_available(now).await?;
        let owed = self.lobby.owed();
        self.keep_seen(owed.clone()).await?;
        self.lobby.paid(&owed);
        ended
    }

    /// Tells every visitor whether an agent is there, when that has changed.
    async fn tell_available(&self, now: Millis) -> Result<(), Failure> {
        if self.staff.available(now) == self.staff.told() {
            return Ok(());
        }
        // First what may fail: news that is taken is not there to be taken again.
        let sites = self.store.read(ListSites).await?;
        if let Some(available) = self.staff.news(now) {
            self.reconsider(None);
            let notice = Arc::new(Notice::Available(available));
            for site in &sites {
                self.bus.publish(Topic::VisitorsOf(site.no), &notice);
            }
        }
        Ok(())
    }

    /// Takes the figures of every site up again where they stood before this server started.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn recall_figures(&self) -> Result<(), Failure> {
        let now = self.clock.now();
        for site in self.store.read(ListSites).await? {
            let since = Millis(now.0.saturating_sub(WEEKS.0));
            let begun = self.store.read(ListBegun { site: site.no, since }).await?;
            let minutes = self.store.read(CountThere { site: site.no, minutes: MINUTES, now }).await?;
            let begun = begun.iter().map(|begun| (begun.from_ms, u32::try_from(begun.visits).unwrap_or(u32::MAX)));
            self.lobby.recall(site.no, begun, &minutes, now);
        }
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
