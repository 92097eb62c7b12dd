//! Stories of the list of blocks.

use lobby_shared::agent::{AgentCard, AgentRole};
use lobby_shared::id::AgentId;

use super::super::entry::Fault;
use super::*;

const SITE: SiteId = SiteId::from_bytes([1; 16]);
const OTHER: SiteId = SiteId::from_bytes([2; 16]);
const ID: BlockId = BlockId::from_bytes([3; 16]);

fn list(until: Option<Millis>) -> List {
    let by = AgentCard { agent: AgentId::from_bytes([4; 16]), name: "Ada".into(), role: AgentRole::Agent };
    let block = Block {
        id: ID,
        visitor: 7,
        identity: true,
        address: None,
        reason: String::new(),
        by,
        made_ms: Millis(0),
        until_ms: until,
        words: Vec::new(),
    };
    List { blocks: vec![block] }
}

#[test]
fn a_list_comes_for_the_site_on_the_screen_only_and_a_block_that_is_over_is_not_shown() {
    let mut blocks = Blocks::default();
    assert_eq!(update(&mut blocks, Intent::Shown(Some(SITE))), Some(Effect::Read(SITE)));
    update(&mut blocks, Intent::Read(OTHER, Ok(list(None))));
    assert_eq!(blocks.holding(Millis(0)), None);
    update(&mut blocks, Intent::Read(SITE, Ok(list(Some(Millis(100))))));
    assert_eq!(blocks.holding(Millis(99)), Some(vec![ID]));
    assert_eq!(blocks.holding(Millis(100)), Some(vec![]));
}

#[test]
fn a_list_that_could_not_be_loaded_is_asked_for_again() {
    let mut blocks = Blocks::default();
    update(&mut blocks, Intent::Shown(Some(SITE)));
    update(&mut blocks, Intent::Read(SITE, Err(Failure::Unreachable)));
    assert_eq!(blocks.reading, Reading::Failed);
    assert_eq!(update(&mut blocks, Intent::Again), Some(Effect::Read(SITE)));
    assert_eq!(blocks.reading, Reading::Busy);
}

#[test]
fn a_change_that_is_told_while_the_list_is_on_its_way_is_read_after_it() {
    let mut blocks = Blocks::default();
    update(&mut blocks, Intent::Shown(Some(SITE)));
    assert_eq!(update(&mut blocks, Intent::Again), None, "one request at a time");
    assert_eq!(update(&mut blocks, Intent::Read(SITE, Ok(list(None)))), Some(Effect::Read(SITE)));
    assert_eq!(update(&mut blocks, Intent::Read(SITE, Ok(list(None)))), None);
}

#[test]
fn a_block_is_lifted_once_and_a_failure_says_why() {
    let mut blocks = Blocks::default();
    update(&mut blocks, Intent::Shown(Some(SITE)));
    update(&mut blocks, Intent::Read(SITE, Ok(list(None))));
    assert_eq!(update(&mut blocks, Intent::LiftPressed(ID)), Some(Effect::Lift(SITE, ID)));
    assert_eq!(update(&mut blocks, Intent::LiftPressed(ID)), None);
    let failed = update(&mut blocks, Intent::LiftAnswered(SITE, ID, Err(Failure::Unreachable)));
    assert_eq!(failed, Some(Effect::Notify(Notice::Failed(Fault::Unreachable))));
    assert!(blocks.block(ID).is_some() && !blocks.lifts(ID));
    let lifted = update(&mut blocks, Intent::LiftAnswered(SITE, ID, Ok(List { blocks: Vec::new() })));
    assert_eq!(update(&mut blocks, Intent::UndoPressed(SITE, ID)), Some(Effect::Restore(SITE, ID)));
    assert_eq!((lifted, blocks.block(ID)), (Some(Effect::Notify(Notice::Lifted(SITE, ID))), None));
}
