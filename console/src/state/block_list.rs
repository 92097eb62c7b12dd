//! The list of a site's blocks, and lifting one.

use std::collections::BTreeSet;

use lobby_shared::block::{Block, Blocks as List};
use lobby_shared::id::{BlockId, SiteId};
use lobby_shared::time::Millis;

use super::entry::Failure;
use super::setting::fault;
use super::toast::Notice;
use super::trail::Reading;

/// The list on the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks {
    /// Whose list is on the screen.
    pub site: Option<SiteId>,
    /// How far it has come.
    pub reading: Reading,
    /// The list, the latest first; `None` before it came.
    list: Option<Vec<Block>>,
    lifting: BTreeSet<BlockId>,
}

/// What somebody did, or what came of it.
#[derive(Clone, Debug)]
pub enum Intent {
    /// The list of this site is on the screen, or none any more.
    Shown(Option<SiteId>),
    /// Ask the server once more: by hand, or since the connection is back.
    Again,
    /// The server answered.
    Read(SiteId, Result<List, Failure>),
    /// Lift was pressed.
    LiftPressed(BlockId),
    /// The server answered it.
    LiftAnswered(SiteId, BlockId, Result<List, Failure>),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask the server for the list.
    Read(SiteId),
    /// Lift this block.
    Lift(SiteId, BlockId),
    /// Show a notice.
    Notify(Notice),
}

impl Blocks {
    /// The blocks that hold at `now`; `None` before they came.
    pub fn holding(&self, now: Millis) -> Option<Vec<BlockId>> {
        let holds = |block: &&Block| block.until_ms.is_none_or(|until| until > now);
        self.list.as_ref().map(|list| list.iter().filter(holds).map(|block| block.id).collect())
    }

    /// One block.
    pub fn block(&self, id: BlockId) -> Option<&Block> {
        self.list.iter().flatten().find(|block| block.id == id)
    }

    /// Whether it is being lifted.
    pub fn lifts(&self, id: BlockId) -> bool {
        self.lifting.contains(&id)
    }

    fn take(&mut self, site: SiteId, list: List) {
        if self.site == Some(site) {
            (self.list, self.reading) = (Some(list.blocks), Reading::Done);
        }
    }
}

/// Decides what an intent changes.
pub fn update(blocks: &mut Blocks, intent: Intent) -> Option<Effect> {
    match intent {
        Intent::Shown(site) => {
            if blocks.site != site {
                (blocks.site, blocks.list) = (site, None);
                blocks.lifting.clear();
            }
            blocks.reading = Reading::Busy;
            site.map(Effect::Read)
        }
        Intent::Again => {
            blocks.reading = Reading::Busy;
            blocks.site.map(Effect::Read)
        }
        Intent::Read(site, Ok(list)) => {
            blocks.take(site, list);
            None
        }
        Intent::Read(site, Err(_)) => {
            if blocks.site == Some(site) {
                blocks.reading = Reading::Failed;
            }
            None
        }
        Intent::LiftPressed(id) => {
            let site = blocks.site?;
            blocks.lifting.insert(id).then_some(Effect::Lift(site, id))
        }
        Intent::LiftAnswered(site, id, answer) => {
            blocks.lifting.remove(&id);
            Some(Effect::Notify(match answer {
                Ok(list) => {
                    blocks.take(site, list);
                    Notice::Lifted
                }
                Err(failure) => Notice::Failed(fault(&failure)),
            }))
        }
    }
}

#[cfg(test)]
#[path = "block_list_test.rs"]
mod tests;
