//! The list of a site's blocks, and lifting one.

use lobby_shared::block::{Block, Blocks as List};
use lobby_shared::id::{BlockId, SiteId};
use lobby_shared::time::Millis;

use super::entry::Failure;
use super::ordered::Set;
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
    lifting: Set<BlockId>,
    stale: bool,
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
    /// A block that was lifted is to hold again.
    UndoPressed(SiteId, BlockId),
    /// The server answered it.
    UndoAnswered(SiteId, BlockId, Result<List, Failure>),
    /// The server answered that Lift was pressed.
    LiftAnswered(SiteId, BlockId, Result<List, Failure>),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask the server for the list.
    Read(SiteId),
    /// Lift this block.
    Lift(SiteId, BlockId),
    /// Put this one back.
    Restore(SiteId, BlockId),
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

    /// What was read may have been older than a change that was told meanwhile.
    fn reads_again(&mut self, site: SiteId) -> Option<Effect> {
        (self.site == Some(site) && std::mem::take(&mut self.stale)).then_some(Effect::Read(site))
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
            (blocks.reading, blocks.stale) = (Reading::Busy, false);
            site.map(Effect::Read)
        }
        Intent::Again => {
            // What is on its way may be older than the change.
            blocks.stale = blocks.reading == Reading::Busy;
            blocks.reading = Reading::Busy;
            blocks.site.filter(|_| !blocks.stale).map(Effect::Read)
        }
        Intent::Read(site, Ok(list)) => {
            blocks.take(site, list);
            blocks.reads_again(site)
        }
        Intent::Read(site, Err(_)) => {
            if blocks.site == Some(site) {
                blocks.reading = Reading::Failed;
            }
            blocks.reads_again(site)
        }
        Intent::LiftPressed(id) => {
            let site = blocks.site?;
            blocks.lifting.insert(id).then_some(Effect::Lift(site, id))
        }
        Intent::UndoPressed(site, id) => Some(Effect::Restore(site, id)),
        Intent::UndoAnswered(site, id, answer) => Some(Effect::Notify(match answer {
            Ok(list) => {
                let visitor = list.blocks.iter().find(|block| block.id == id).map(|block| block.visitor);
                blocks.take(site, list);
                Notice::Blocked(visitor.unwrap_or_default())
            }
            Err(failure) => Notice::Failed(fault(&failure)),
        })),
        Intent::LiftAnswered(site, id, answer) => {
            blocks.lifting.remove(&id);
            Some(Effect::Notify(match answer {
                Ok(list) => {
                    blocks.take(site, list);
                    Notice::Lifted(site, id)
                }
                Err(failure) => Notice::Failed(fault(&failure)),
            }))
        }
    }
}

#[cfg(test)]
#[path = "block_list_test.rs"]
mod tests;
