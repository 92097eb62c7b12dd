//! What one console watches: its window of a lobby, and the figures beside it. Listens first and reads then, so that no
//! change falls between.

use lobby_shared::id::SiteId;
use lobby_shared::lobby::Watch;
use lobby_shared::wire::agent::AgentPush;

use crate::domain::key::SiteNo;
use crate::hub::lobby::Watching;
use crate::hub::{Listener, Topic};
use crate::service::Service;
use crate::store::Failure;

/// The window that a console has open, if any.
#[derive(Debug, Default)]
pub struct Watcher {
    open: Option<(SiteId, Watching)>,
}

fn topics(no: SiteNo, watch: &Watch) -> Vec<Topic> {
    let overview = watch.overview.then_some(Topic::Overview(no));
    [Topic::Window(no, watch.name()), Topic::Counts(no)].into_iter().chain(overview).collect()
}

impl Watcher {
    /// Watches this from now on, or nothing. Answers what there is to see now; a site that does not exist is nothing.
    ///
    /// # Errors
    /// When the database fails; then all is as it was.
    pub async fn watch(
        &mut self,
        service: &Service,
        listener: &mut Listener,
        watch: Option<Watch>,
    ) -> Result<Vec<AgentPush>, Failure> {
        let there = match &watch {
            Some(watch) => self.site_no(service, watch.site).await?.map(|no| (no, watch)),
            None => None,
        };
        let before = self.open.take();
        let wanted = there.map(|(no, watch)| topics(no, watch)).unwrap_or_default();
        if let Some((_, before)) = &before {
            before.topics().filter(|topic| !wanted.contains(topic)).for_each(|topic| listener.ignore(topic));
        }
        let Some((no, watch)) = there else { return Ok(Vec::new()) };
        wanted.into_iter().for_each(|topic| listener.listen(topic));
        // The one before goes after this one has come, so that a view that both share is not sorted anew.
        let (watching, pages) = service.lobby.watch(no, watch);
        let now = service.clock.now();
        let mut pushes: Vec<AgentPush> = pages.into_iter().map(AgentPush::Lobby).collect();
        pushes.push(AgentPush::Counts(service.lobby.counts(no, watch.site, now)));
        let looked = before.as_ref().is_some_and(|(_, before)| before.site() == no && before.overview());
        if watch.overview && !looked {
            pushes.push(AgentPush::Overview(service.lobby.overview(no, watch.site, now)));
        }
        self.open = Some((watch.site, watching));
        Ok(pushes)
    }

    /// The row of a site; of the one that is watched it is known.
    async fn site_no(&self, service: &Service, site: SiteId) -> Result<Option<SiteNo>, Failure> {
        match &self.open {
            Some((open, watching)) if *open == site => Ok(Some(watching.site())),
            Some(_) | None => service.site_no(site).await,
        }
    }
}
