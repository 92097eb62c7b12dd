//! What the conversation list promises, as sentences.

use lobby_shared::agent::{AgentCard, AgentRole};
use lobby_shared::conversation::LastWords;
use lobby_shared::id::SiteId;

use super::*;

const ME: AgentId = AgentId::from_bytes([1; 16]);
const NOW: Millis = Millis(0);

fn id(number: u8) -> ConversationId {
    ConversationId::from_bytes([number; 16])
}

fn agent(agent: AgentId) -> AgentCard {
    AgentCard { agent, name: "Jo".into(), role: AgentRole::Agent }
}

fn card(number: u8, state: ConversationState, last: Option<(Side, u64)>) -> ConversationCard {
    ConversationCard {
        conversation: id(number),
        site: SiteId::from_bytes([9; 16]),
        visitor: u64::from(number),
        state,
        opened_ms: Millis(u64::from(number)),
        last: last.map(|(side, ms)| LastWords { side, text: "hi".into(), time_ms: Millis(ms) }),
        head: 1,
        read: 0,
        unread: 0,
    }
}

fn waiting(number: u8) -> ConversationCard {
    card(number, ConversationState::Waiting, Some((Side::Visitor, 1)))
}

fn mine(number: u8, side: Side, ms: u64) -> ConversationCard {
    card(number, ConversationState::Talking(agent(ME)), Some((side, ms)))
}

fn lists(cards: Vec<ConversationCard>) -> Conversations {
    let mut lists = Conversations::default();
    update(&mut lists, Intent::Welcomed(ME), NOW);
    update(&mut lists, Intent::Cards { cards, first: true }, NOW);
    lists
}

#[test]
fn the_longest_waiting_comes_first_and_is_accepted_by_the_shortcut() {
    let mut lists = lists(vec![waiting(3), waiting(2), waiting(5)]);
    assert_eq!(lists.waiting(true), [id(2), id(3), id(5)]);
    assert_eq!(update(&mut lists, Intent::AcceptOldestPressed, NOW), [Effect::Accept(id(2))]);
}

#[test]
fn own_conversations_stand_by_who_waits() {
    let gone = ConversationState::Ended(Side::Visitor);
    let mut lists = lists(vec![
        mine(1, Side::Agent, 50),
        mine(2, Side::Visitor, 40),
        mine(3, Side::Visitor, 30),
        mine(4, Side::Agent, 60),
    ]);
    update(&mut lists, Intent::Card(mine(5, Side::Visitor, 1)), NOW);
    update(&mut lists, Intent::Card(card(5, gone, Some((Side::Visitor, 1)))), NOW);
    assert_eq!(lists.own(true), [id(3), id(2), id(4), id(1), id(5)]);
}

#[test]
fn a_row_that_a_colleague_took_goes_and_is_told() {
    let mut lists = lists(vec![waiting(2)]);
    let error = WireError::lasting(ErrorCode::AlreadyAccepted);
    let effects = update(&mut lists, Intent::Refused(id(2), Asked::Accept, error), NOW);
    assert_eq!(effects, [Effect::Notify(Notice::TakenFirst(2))]);
    assert!(lists.waiting(true).is_empty());
}

#[test]
fn an_open_waiting_conversation_that_is_taken_closes() {
    let mut lists = lists(vec![waiting(2)]);
    assert_eq!(update(&mut lists, Intent::Opened(Some(id(2))), NOW), [Effect::Follow(id(2))]);
    let effects = update(&mut lists, Intent::CardGone { id: id(2), over: false }, NOW);
    assert_eq!(effects, [Effect::Show(None), Effect::Notify(Notice::TakenFirst(2))]);
    assert_eq!(update(&mut lists, Intent::Opened(None), NOW), [Effect::Unfollow(id(2))]);
}

#[test]
fn what_the_visitor_ended_stays_grey_until_closed() {
    let mut lists = lists(vec![mine(2, Side::Visitor, 1)]);
    update(&mut lists, Intent::Card(card(2, ConversationState::Ended(Side::Visitor), None)), NOW);
    update(&mut lists, Intent::CardGone { id: id(2), over: false }, NOW);
    update(&mut lists, Intent::Cards { cards: vec![], first: true }, NOW);
    assert_eq!(lists.own(true), [id(2)]);
    assert_eq!(update(&mut lists, Intent::ClosePressed(id(2)), NOW), [Effect::Unfollow(id(2))]);
    assert!(lists.own(true).is_empty());
}

#[test]
fn closing_a_live_row_asks_before_it_ends() {
    let mut lists = lists(vec![mine(2, Side::Visitor, 1)]);
    assert_eq!(update(&mut lists, Intent::ClosePressed(id(2)), NOW), [Effect::Show(Some(id(2)))]);
    assert_eq!(lists.confirming, Some(id(2)));
    assert_eq!(update(&mut lists, Intent::EndConfirmed(id(2)), NOW), [Effect::End(id(2))]);
}

#[test]
fn own_conversations_are_followed_once_and_again_after_a_new_connection() {
    let mut lists = Conversations::default();
    update(&mut lists, Intent::Welcomed(ME), NOW);
    assert_eq!(update(&mut lists, Intent::Card(mine(2, Side::Visitor, 1)), NOW), [Effect::Follow(id(2))]);
    assert!(update(&mut lists, Intent::Card(mine(2, Side::Agent, 2)), NOW).is_empty());
    assert_eq!(update(&mut lists, Intent::Welcomed(ME), NOW), [Effect::Follow(id(2))]);
}

#[test]
fn a_colleagues_conversation_is_in_neither_list() {
    let other = ConversationState::Talking(agent(AgentId::from_bytes([7; 16])));
    let lists = lists(vec![card(2, other, None)]);
    assert!(lists.waiting(true).is_empty() && lists.own(true).is_empty());
}

#[test]
fn typing_is_forgotten_after_six_seconds() {
    let mut lists = lists(vec![mine(2, Side::Visitor, 1)]);
    update(&mut lists, Intent::Typing(id(2), true), NOW);
    assert!(lists.types(id(2)));
    update(&mut lists, Intent::Ticked, Millis(6_000));
    assert!(!lists.types(id(2)));
}

#[test]
fn what_is_being_written_is_forgotten_when_it_is_said_deleted_or_out_of_date() {
    let previewed = || {
        let mut lists = lists(vec![mine(1, Side::Visitor, 5)]);
        update(&mut lists, Intent::Previewed(id(1), "Do you sh".into()), NOW);
        assert_eq!((lists.preview(id(1)), lists.preview(id(2))), ("Do you sh", ""));
        lists
    };
    let mut stays = previewed();
    update(&mut stays, Intent::Card(mine(1, Side::Visitor, 5)), NOW);
    update(&mut stays, Intent::Card(mine(1, Side::Agent, 6)), NOW);
    assert_eq!(stays.preview(id(1)), "Do you sh");
    for ends in [
        Intent::Previewed(id(1), String::new()),
        Intent::Said(id(1)),
        Intent::Card(mine(1, Side::Visitor, 6)),
        Intent::CardGone { id: id(1), over: false },
        Intent::Welcomed(ME),
    ] {
        let mut lists = previewed();
        update(&mut lists, ends.clone(), NOW);
        assert_eq!(lists.preview(id(1)), "", "{ends:?}");
    }
}
