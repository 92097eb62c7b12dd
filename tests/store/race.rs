//! Many at once: the outcome is one that some order of them would have had.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use lobby_server::domain::conversation::{Act, Actor, State};
use lobby_server::domain::refusal::Refusal;
use lobby_server::store::conversation::{FindConversation, Sender};
use lobby_server::store::event::Range;
use lobby_shared::conversation::Side;

use crate::on_both;
use crate::scene::{Scene, post, refusal, wants};

async fn first_messages_at_once_open_one_conversation(scene: &Scene) {
    let site = scene.site().await;
    let visitor = scene.visitor(site.no).await;
    let posted = join_all((0..20).map(|_| scene.say(Sender::Visitor(visitor), None, "hello"))).await;
    let ids: BTreeSet<_> = posted.iter().map(|posted| posted.conversation.id).collect();
    assert_eq!(ids.len(), 1);
    let mut numbers: Vec<_> = posted.iter().flat_map(|posted| posted.events.iter().map(|event| event.seq)).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=21).collect::<Vec<_>>());
}

async fn one_cid_at_once_is_stored_once(scene: &Scene) {
    let site = scene.site().await;
    let visitor = scene.visitor(site.no).await;
    let one = post(Sender::Visitor(visitor), None, "hello");
    let posted = join_all((0..20).map(|_| scene.write(one.clone()))).await;
    assert_eq!(posted.iter().filter(|posted| !posted.dup).count(), 1);
    assert!(posted.iter().all(|other| other.message == posted[0].message));
}

async fn of_fifty_agents_one_accepts(scene: &Scene) {
    let (_, conversation) = scene.waiting().await;
    let agents = join_all((0..50).map(async |number| scene.agent(&format!("agent{number}")).await)).await;
    let wanted =
        agents.iter().map(|agent| scene.store.write(wants(&conversation, Actor::Agent(agent.no), Act::Accept)));
    let mut winners = Vec::new();
    for (agent, done) in agents.iter().zip(join_all(wanted).await) {
        match done {
            Ok(acted) => winners.push((agent.no, acted)),
            failed => assert_eq!(refusal(failed), Refusal::AlreadyAccepted),
        }
    }
    let [(winner, acted)] = &winners[..] else { panic!("{} accepted it", winners.len()) };
    assert_eq!(acted.conversation.agent.as_ref().unwrap().no, *winner);
    let found = scene.read(FindConversation { conversation: conversation.id }).await.unwrap();
    assert_eq!((found.state, found.last_seq), (State::Talking(*winner), 3));
}

async fn numbers_stay_dense_with_eight_senders(scene: &Scene) {
    let (visitor, conversation) = scene.waiting().await;
    let jo = scene.agent("jo").await;
    scene.act(&conversation, Actor::Agent(jo.no), Act::Accept).await;
    let senders = (0..8).map(async |number| {
        let sender = if number % 2 == 0 { Sender::Visitor(visitor) } else { Sender::Agent(jo.no) };
        let mut last = 0;
        for message in 0..50 {
            let posted = scene.say(sender, Some(conversation.id), &format!("{number}/{message}")).await;
            assert!(posted.message.seq > last, "each sender's order is kept");
            last = posted.message.seq;
        }
    });
    join_all(senders).await;
    let events = scene.read(Range { conversation: conversation.key, side: Side::Agent, from: 1, limit: 1_000 }).await;
    let numbers: Vec<_> = events.iter().map(|event| (event.seq, event.pseq)).collect();
    assert_eq!(numbers, (1..=403).map(|number| (number, Some(number))).collect::<Vec<_>>());
    let ids: BTreeSet<_> = events.iter().map(|event| event.id).collect();
    assert_eq!(ids.len(), 403);
}

async fn ending_and_writing_at_once_leave_nothing_after_the_end(scene: &Scene) {
    let (visitor, conversation) = scene.waiting().await;
    let says = (0..20).map(async |_| {
        let done = scene.store.write(post(Sender::Visitor(visitor), Some(conversation.id), "wait")).await;
        done.map(|posted| posted.message.seq)
    });
    let (said, ended) =
        futures_util::future::join(join_all(says), scene.act(&conversation, Actor::Visitor(visitor.number), Act::End))
            .await;
    let end = ended.event.unwrap().seq;
    for done in said {
        match done {
            Ok(seq) => assert!(seq < end),
            failed => assert_eq!(refusal(failed), Refusal::Ended),
        }
    }
}

on_both!(
    first_messages_at_once_open_one_conversation,
    one_cid_at_once_is_stored_once,
    of_fifty_agents_one_accepts,
    numbers_stay_dense_with_eight_senders,
    ending_and_writing_at_once_leave_nothing_after_the_end,
);
