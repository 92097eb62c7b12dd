//! Seeded bugs that need more than a line of the store's code; in no release.

use lobby_shared::bug::{self, Bug};

use super::failure::Fault;
use super::operation::Tx;
use crate::domain::conversation::Conversation;

const TAKE_AWAY: &str = "delete from event where site_no = $1 and conversation_no = $2 and seq = $3 returning pseq";
const STEP_BACK: &str =
    "update conversation set last_seq = $3, last_pseq = $4 where site_no = $1 and no = $2 returning last_seq";

/// What a race for `max() + 1` does where no key stands in its way: the second writer has the number of the first, and
/// what the first wrote is gone. The one writer of SQLite cannot race by itself, so every third append does.
pub(super) async fn race<T: Tx>(tx: &mut T, conversation: &mut Conversation) -> Result<(), Fault> {
    if conversation.last_seq < 3 || !bug::strikes(Bug::MaxPlusOne) {
        return Ok(());
    }
    conversation.last_seq -= 1;
    let key = conversation.key;
    let mut taken = tx.query_one(TAKE_AWAY, &[key.site.0.into(), key.no.into(), conversation.last_seq.into()]).await?;
    if taken.opt_count()?.is_some() {
        conversation.last_pseq -= 1;
    }
    let row = [key.site.0.into(), key.no.into(), conversation.last_seq.into(), conversation.last_pseq.into()];
    tx.query_one(STEP_BACK, &row).await.map(|_| ())
}
