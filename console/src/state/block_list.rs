//! The list of a site's blocks, as far as it was asked for, and lifting one.

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
    /// There are more after the last of them.
    pub more: bool,
    /// The first of those that came last behind the others.
    pub came: Option<BlockId>,
    /// What has come of a list that is on its way, and how many of it are wanted.
    gathered: Vec<Block>,
    wanted: usize,
    lifting: Set<BlockId>,
    /// The block that was lifted last, and its visitor.
    lifted: Option<(BlockId, u64)>,
    stale: bool,
}

/// What somebody did, or what came of it.
#[derive(Clone, Debug)]
pub enum Intent {
    /// The list of this site is on the screen, or none any more.
    Shown(Option<SiteId>),
    /// Ask the server once more: by hand, or since the connection is back.
    Again,
    /// The blocks after the last that are shown.
    MorePressed,
    /// The server answered, from the beginning or after this block.
    Read(SiteId, Option<BlockId>, Result<List, Failure>),
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
    /// Ask the server for the list, from the beginning or after this block.
    Read(SiteId, Option<BlockId>),
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
        (self.site == Some(site) && std::mem::take(&mut self.stale)).then_some(Effect::Read(site, None))
    }

    /// A list is on its way anew, as long as the one on the screen.
    fn begin(&mut self) {
        self.wanted = self.list.as_ref().map_or(0, Vec::len);
        self.reading = Reading::Busy;
    }

    /// One answer of a list; it is shown when all of it has come.
    fn gather(&mut self, site: SiteId, after: Option<BlockId>, page: List) -> Option<Effect> {
        match after {
            None => self.gathered.clear(),
            // An answer to somebody who has begun anew since.
            Some(_) if self.gathered.last().map(|last| last.id) != after => return None,
            Some(_) => {}
        }
        self.gathered.extend(page.blocks);
        let last = self.gathered.last().map(|last| last.id);
        if page.more && self.gathered.len() < self.wanted {
            return Some(Effect::Read(site, last));
        }
        let end = self.list.iter().flatten().last().map(|end| end.id);
        let behind = self.gathered.iter().map(|block| Some(block.id)).skip_while(|id| *id != end);
        self.came = behind.flatten().nth(1).filter(|_| end.is_some());
        self.list = Some(std::mem::take(&mut self.gathered));
        (self.more, self.reading) = (page.more, Reading::Done);
        self.reads_again(site)
    }

    fn next(&mut self) -> Option<Effect> {
        let (site, list) = (self.site?, self.list.as_ref()?);
        let last = list.last().filter(|_| self.more && self.reading != Reading::Busy)?.id;
        self.gathered.clone_from(list);
        (self.wanted, self.reading) = (list.len() + 1, Reading::Busy);
        Some(Effect::Read(site, Some(last)))
    }

    /// The list's beginning, as it is after a change. A longer list stays until it comes anew, since everybody is told of
    /// the change.
    fn take(&mut self, site: SiteId, page: List) {
        let shown = self.list.as_ref().map_or(0, Vec::len);
        if self.site == Some(site) && !(page.more && shown > page.blocks.len()) {
            (self.list, self.more, self.reading) = (Some(page.blocks), page.more, Reading::Done);
        }
    }
}

/// Decides what an intent changes.
pub fn update(blocks: &mut Blocks, intent: Intent) -> Option<Effect> {
    match intent {
        Intent::Shown(site) => {
            if blocks.site != site {
                *blocks = Blocks { site, lifted: blocks.lifted, ..Blocks::default() };
            }
            blocks.begin();
            blocks.stale = false;
            site.map(|site| Effect::Read(site, None))
        }
        Intent::Again => {
            // What is on its way may be older than the change.
            blocks.stale = blocks.reading == Reading::Busy;
            if !blocks.stale {
                blocks.begin();
            }
            blocks.site.filter(|_| !blocks.stale).map(|site| Effect::Read(site, None))
        }
        Intent::MorePressed => blocks.next(),
        Intent::Read(site, after, Ok(page)) if blocks.site == Some(site) => blocks.gather(site, after, page),
        Intent::Read(site, _, answer) => {
            if blocks.site == Some(site) && answer.is_err() {
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
                // It may stand further down than the answer goes.
                let lifted = || blocks.lifted.filter(|(of, _)| *of == id).map(|(_, visitor)| visitor);
                let visitor = visitor.or_else(lifted).unwrap_or_default();
                blocks.take(site, list);
                Notice::Blocked(visitor)
            }
            Err(failure) => Notice::Failed(fault(&failure)),
        })),
        Intent::LiftAnswered(site, id, answer) => {
            blocks.lifting.remove(&id);
            Some(Effect::Notify(match answer {
                Ok(list) => {
                    blocks.lifted = blocks.block(id).map(|block| (id, block.visitor)).or(blocks.lifted);
                    blocks.list.iter_mut().for_each(|list| list.retain(|block| block.id != id));
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
