//! Reading events in either side's counting.

use lobby_server::domain::conversation::{Act, Actor, Conversation};
use lobby_server::domain::event::Author;
use lobby_server::domain::key::VisitorKey;
use lobby_server::store::conversation::Sender;
use lobby_server::store::event::{EventAt, PublicNumber, Range};
use lobby_shared::conversation::Side;
use lobby_shared::event::Kind;

use crate::on_both;
use crate::scene::{AddNote, Raw, Scene};

/// Opened 1/1, message 2/2, accepted 3/3, note 4/-, message 5/4, note 6/-.
async fn with_notes(scene: &Scene) -> (VisitorKey, Conversation) {
    let (visitor, conversation) = scene.waiting().await;
    let jo = scene.agent("jo").await;
    scene.act(&conversation, Actor::Agent(jo.no), Act::Accept).await;
    scene.write(AddNote { conversation: conversation.clone(), agent: jo.no }).await;
    scene.say(Sender::Agent(jo.no), Some(conversation.id), "good day").await;
    scene.write(AddNote { conversation: conversation.clone(), agent: jo.no }).await;
    (visitor, conversation)
}

async fn both_countings_are_dense_with_notes_in_between(scene: &Scene) {
    let (_, conversation) = with_notes(scene).await;
    let range = async |side, from, limit| scene.read(Range { conversation: conversation.key, side, from, limit }).await;
    let numbers = async |side, from, limit| -> Vec<_> {
        range(side, from, limit).await.iter().map(|event| (event.seq, event.pseq)).collect()
    };
    let all = [(1, Some(1)), (2, Some(2)), (3, Some(3)), (4, None), (5, Some(4)), (6, None)];
    assert_eq!(numbers(Side::Agent, 1, 200).await, all);
    assert_eq!(numbers(Side::Visitor, 1, 200).await, [all[0], all[1], all[2], all[4]]);
    assert_eq!(numbers(Side::Agent, 3, 2).await, [all[2], all[3]]);
    assert_eq!(numbers(Side::Visitor, 3, 2).await, [all[2], all[4]]);
    assert_eq!(numbers(Side::Visitor, 5, 2).await, []);
    let events = range(Side::Agent, 1, 200).await;
    assert_eq!(events[0].author, Author::Visitor);
    assert!(matches!(&events[2].author, Author::Agent(agent) if agent.card.name == "jo"));
    assert!(events.iter().all(|event| event.conversation == conversation.id));
}

async fn numbers_translate_between_the_countings(scene: &Scene) {
    let (_, conversation) = with_notes(scene).await;
    let key = conversation.key;
    let public = async |seq| scene.read(PublicNumber { conversation: key, seq }).await;
    let all = [public(0).await, public(3).await, public(4).await, public(5).await, public(6).await, public(99).await];
    assert_eq!(all, [0, 3, 3, 4, 4, 4]);
    let at = async |side, number| scene.read(EventAt { conversation: key, side, number }).await;
    assert_eq!(at(Side::Visitor, 4).await, at(Side::Agent, 5).await);
    assert!(at(Side::Agent, 6).await.is_some());
    assert_eq!(at(Side::Visitor, 5).await, None);
    assert_eq!(at(Side::Agent, 0).await, None);
}

async fn a_kind_of_a_newer_program_is_read_as_unknown(scene: &Scene) {
    let (_, conversation) = scene.waiting().await;
    scene.write(Raw("update event set kind = '{\"Danced\":{\"steps\":3}}' where seq = 1 returning seq", vec![])).await;
    let range = Range { conversation: conversation.key, side: Side::Agent, from: 1, limit: 9 };
    assert_eq!(scene.read(range).await[0].kind, Kind::Unknown);
}

on_both!(
    both_countings_are_dense_with_notes_in_between,
    numbers_translate_between_the_countings,
    a_kind_of_a_newer_program_is_read_as_unknown,
);
