//! Looking at one visitor: the whole trail at once, and then what changes.

use lobby_shared::id::SiteId;
use lobby_shared::wire::agent::AgentPush;

use super::AgentSession;
use crate::domain::key::VisitorKey;
use crate::hub::Topic;
use crate::store::Failure;

impl AgentSession {
    /// Looks at this visitor from now on, or at nobody. Of one who is not listed, or of no such site, nothing is told.
    pub(super) async fn look(&mut self, at: Option<(SiteId, u64)>) -> Result<(), Failure> {
        if let Some(look) = self.look.take() {
            self.listener.ignore(Topic::Trail(look.visitor));
        }
        let Some((site, number)) = at else { return Ok(()) };
        let Some(no) = self.service.site_no(site).await? else { return Ok(()) };
        let visitor = VisitorKey { site: no, number };
        self.listener.listen(Topic::Trail(visitor));
        let (look, trail) = self.service.look(site, visitor);
        self.look = Some(look);
        self.push(&AgentPush::Trail(Box::new(trail)));
        Ok(())
    }
}
