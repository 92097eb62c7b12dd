//! Stories of the list of blocks.

use lobby_shared::agent::{AgentCard, AgentRole};
use lobby_shared::id::AgentId;

use super::super::entry::Fault;
use super::*;

const SITE: SiteId = SiteId::from_bytes([1; 16]);
const OTHER: SiteId = SiteId::from_bytes([2; 16]);
const ID: BlockId = BlockId::from_bytes([3; 16]);

fn list(until: Option<Millis>) -> List {
    List { blocks: vec![block(ID, until)], more: false }
}

fn block(id: BlockId, until_ms: Option<Millis>) -> Block {
    let by = AgentCard { agent: AgentId::from_bytes([4; 16]), name: "Ada".into(), role: AgentRole::Agent };
    Block {
        id,
        visitor: 7,
        identity: true,
        address: None,
        reason: String::new(),
        by,
        made_ms: Millis(0),
        until_ms,
        words: Vec::new(),
    }
}

#[test]
fn a_list_comes_for_the_site_on_the_screen_only_and_a_block_that_is_over_is_not_shown() {
    let mut blocks = Blocks::default();
    assert_eq!(update(&mut blocks, Intent::Shown(Some(SITE))), Some(Effect::Read(SITE, None)));
    update(&mut blocks, Intent::Read(OTHER, None, Ok(list(None))));
    assert_eq!(blocks.holding(Millis(0)), None);
    update(&mut blocks, Intent::Read(SITE, None, Ok(list(Some(Millis(100))))));
    assert_eq!(blocks.holding(Millis(99)), Some(vec![ID]));
    assert_eq!(blocks.holding(Millis(100)), Some(vec![]));
}

#[test]
fn a_list_that_could_not_be_loaded_is_asked_for_again() {
    let mut blocks = Blocks::default();
    update(&mut blocks, Intent::Shown(Some(SITE)));
    update(&mut blocks, Intent::Read(SITE, None, Err(Failure::Unreachable)));
    assert_eq!(blocks.reading, Reading::Failed);
    assert_eq!(update(&mut blocks, Intent::Again), Some(Effect::Read(SITE, None)));
    assert_eq!(blocks.reading, Reading::Busy);
}

#[test]
fn a_change_that_is_told_while_the_list_is_on_its_way_is_read_after_it() {
    let mut blocks = Blocks::default();
    update(&mut blocks, Intent::Shown(Some(SITE)));
    assert_eq!(update(&mut blocks, Intent::Again), None, "one request at a time");
    assert_eq!(update(&mut blocks, Intent::Read(SITE, None, Ok(list(None)))), Some(Effect::Read(SITE, None)));
    assert_eq!(update(&mut blocks, Intent::Read(SITE, None, Ok(list(None)))), None);
}

#[test]
fn a_block_is_lifted_once_and_a_failure_says_why() {
    let mut blocks = Blocks::default();
    update(&mut blocks, Intent::Shown(Some(SITE)));
    update(&mut blocks, Intent::Read(SITE, None, Ok(list(None))));
    assert_eq!(update(&mut blocks, Intent::LiftPressed(ID)), Some(Effect::Lift(SITE, ID)));
    assert_eq!(update(&mut blocks, Intent::LiftPressed(ID)), None);
    let failed = update(&mut blocks, Intent::LiftAnswered(SITE, ID, Err(Failure::Unreachable)));
    assert_eq!(failed, Some(Effect::Notify(Notice::Failed(Fault::Unreachable))));
    assert!(blocks.block(ID).is_some() && !blocks.lifts(ID));
    let lifted = update(&mut blocks, Intent::LiftAnswered(SITE, ID, Ok(List { blocks: Vec::new(), more: false })));
    assert_eq!(update(&mut blocks, Intent::UndoPressed(SITE, ID)), Some(Effect::Restore(SITE, ID)));
    assert_eq!((lifted, blocks.block(ID)), (Some(Effect::Notify(Notice::Lifted(SITE, ID))), None));
}

/// Blocks of these numbers, and whether there are more.
fn page(numbers: std::ops::RangeInclusive<u8>, more: bool) -> Result<List, Failure> {
    Ok(List { blocks: numbers.map(|number| block(named(number), None)).collect(), more })
}

const fn named(number: u8) -> BlockId {
    BlockId::from_bytes([number; 16])
}

fn shown(blocks: &Blocks) -> usize {
    blocks.holding(Millis(0)).map_or(0, |holding| holding.len())
}

/// Five blocks are shown of more, two in an answer.
fn five() -> Blocks {
    let mut blocks = Blocks::default();
    update(&mut blocks, Intent::Shown(Some(SITE)));
    update(&mut blocks, Intent::Read(SITE, None, page(1..=2, true)));
    for last in [2, 4] {
        assert_eq!(update(&mut blocks, Intent::MorePressed), Some(Effect::Read(SITE, Some(named(last)))));
        assert_eq!(update(&mut blocks, Intent::MorePressed), None, "one request at a time");
        let next = page(last + 1..=if last == 2 { 4 } else { 5 }, true);
        assert_eq!(update(&mut blocks, Intent::Read(SITE, Some(named(last)), next)), None);
    }
    assert!(blocks.more && shown(&blocks) == 5);
    blocks
}

#[test]
fn the_next_blocks_come_after_the_last_until_there_are_no_more() {
    let mut blocks = five();
    update(&mut blocks, Intent::MorePressed);
    update(&mut blocks, Intent::Read(SITE, Some(named(5)), Err(Failure::Unreachable)));
    assert_eq!((blocks.reading, shown(&blocks)), (Reading::Failed, 5));
    assert_eq!(update(&mut blocks, Intent::MorePressed), Some(Effect::Read(SITE, Some(named(5)))), "once more");
    update(&mut blocks, Intent::Read(SITE, Some(named(5)), page(6..=7, false)));
    assert_eq!((shown(&blocks), blocks.more, blocks.came), (7, false, Some(named(6))));
    assert_eq!(update(&mut blocks, Intent::MorePressed), None);
}

#[test]
fn a_list_that_comes_anew_is_as_long_as_it_was_and_shorter_at_no_time() {
    let mut blocks = five();
    assert_eq!(update(&mut blocks, Intent::Again), Some(Effect::Read(SITE, None)));
    let read =
        |blocks: &mut Blocks, after: Option<u8>, answer| update(blocks, Intent::Read(SITE, after.map(named), answer));
    assert_eq!(read(&mut blocks, None, page(10..=11, true)), Some(Effect::Read(SITE, Some(named(11)))));
    assert_eq!(read(&mut blocks, Some(5), page(6..=7, true)), None, "an answer to what was asked before");
    assert_eq!(read(&mut blocks, Some(11), page(12..=13, true)), Some(Effect::Read(SITE, Some(named(13)))));
    assert_eq!(shown(&blocks), 5);
    assert_eq!(read(&mut blocks, Some(13), page(14..=14, false)), None);
    assert_eq!((shown(&blocks), blocks.more, blocks.block(named(1)), blocks.came), (5, false, None, None));
}

#[test]
fn a_block_far_down_is_lifted_and_put_back_under_its_visitors_name() {
    let mut blocks = five();
    update(&mut blocks, Intent::LiftPressed(named(5)));
    update(&mut blocks, Intent::LiftAnswered(SITE, named(5), page(1..=2, true)));
    assert_eq!((shown(&blocks), blocks.block(named(5))), (4, None));
    let back = update(&mut blocks, Intent::UndoAnswered(SITE, named(5), page(1..=2, true)));
    assert_eq!((back, shown(&blocks)), (Some(Effect::Notify(Notice::Blocked(7))), 4));
}
