//! Saying things, accepting, ending, receipts and lists.

use lobby_server::domain::conversation::{Act, Actor, Conversation, State};
use lobby_server::domain::key::{AgentNo, SiteNo, VisitorKey};
use lobby_server::domain::refusal::Refusal;
use lobby_server::store::conversation::{
    FindConversation, Fresh, LatestOf, Listed, ListedOne, Lists, Mark, OpenOf, Post, Sender,
};
use lobby_shared::conversation::Side;
use lobby_shared::event::{AgentEvent, Kind};
use lobby_shared::id::ConversationId;
use lobby_shared::time::Millis;

use crate::on_both;
use crate::scene::{AddNote, Scene, post, put_site, wants};

async fn a_first_message_opens_a_conversation(scene: &Scene) {
    let site = scene.site().await;
    let visitor = scene.visitor(site.no).await;
    let posted = scene.say(Sender::Visitor(visitor), None, "hello").await;
    assert_eq!(posted.conversation.state, State::Waiting);
    assert_eq!((posted.conversation.last_seq, posted.conversation.last_pseq), (2, 2));
    let kinds: Vec<_> = posted.events.iter().map(|event| (event.seq, event.pseq, event.kind.clone())).collect();
    let message = Kind::Known(AgentEvent::Message { text: "hello".into() });
    assert_eq!(kinds, [(1, Some(1), Kind::Known(AgentEvent::Opened {})), (2, Some(2), message)]);
    assert_eq!(posted.message, posted.events[1]);
    assert!(!posted.dup);
    let found = scene.read(FindConversation { conversation: posted.conversation.id }).await;
    assert_eq!(found.as_ref(), Some(&posted.conversation));
    assert_eq!(scene.read(OpenOf { visitor }).await, found);
    let second = scene.say(Sender::Visitor(visitor), None, "are you there?").await;
    assert_eq!(second.conversation.id, posted.conversation.id);
    assert_eq!(second.message.seq, 3);
}

async fn the_same_cid_is_stored_once(scene: &Scene) {
    let site = scene.site().await;
    let visitor = scene.visitor(site.no).await;
    let first = post(Sender::Visitor(visitor), None, "hello");
    let stored = scene.write(first.clone()).await;
    let again = scene.write(Post { now: Millis(900), fresh: post_fresh(visitor), ..first.clone() }).await;
    assert!(again.dup && again.events.is_empty());
    assert_eq!(again.message, stored.message);
    assert_eq!(again.conversation, stored.conversation);
    assert_eq!(scene.refused(Post { cid_hash: [8; 32], ..first.clone() }).await, Refusal::CidReused);
    scene.act(&stored.conversation, Actor::Visitor(visitor.number), Act::End).await;
    assert!(scene.write(first.clone()).await.dup, "what is stored stays acknowledged after the end");
    let other = scene.visitor(site.no).await;
    let theirs = scene.write(Post { sender: Sender::Visitor(other), ..post(Sender::Visitor(other), None, "hi") }).await;
    let same_cid = Post { sender: Sender::Visitor(other), conversation: Some(theirs.conversation.id), ..first };
    assert!(!scene.write(same_cid).await.dup, "another sender's cid is another cid");
}

fn post_fresh(visitor: VisitorKey) -> Fresh {
    post(Sender::Visitor(visitor), None, "unused").fresh
}

async fn an_agents_cid_is_stored_once_too(scene: &Scene) {
    let (_, conversation) = scene.waiting().await;
    let jo = scene.agent("jo").await;
    scene.act(&conversation, Actor::Agent(jo.no), Act::Accept).await;
    let reply = post(Sender::Agent(jo.no), Some(conversation.id), "good day");
    let stored = scene.write(reply.clone()).await;
    assert_eq!(stored.message.seq, 4);
    let again = scene.write(reply.clone()).await;
    assert!(again.dup);
    assert_eq!(again.message, stored.message);
    assert_eq!(scene.refused(Post { cid_hash: [8; 32], ..reply }).await, Refusal::CidReused);
}

async fn nobody_posts_where_they_may_not(scene: &Scene) {
    let (visitor, conversation) = scene.waiting().await;
    let blog = scene.write(put_site("blog")).await;
    let stranger = scene.visitor(blog.no).await;
    let jo = scene.agent("jo").await;
    let id = Some(conversation.id);
    let nowhere = Some(ConversationId::from_bytes([9; 16]));
    let ghost = VisitorKey { site: SiteNo(1), number: 99 };
    for (sender, place, why) in [
        (Sender::Visitor(stranger), id, Refusal::NotFound),
        (Sender::Visitor(visitor), nowhere, Refusal::NotFound),
        (Sender::Visitor(ghost), None, Refusal::NotFound),
        (Sender::Agent(jo.no), id, Refusal::NotAccepted),
        (Sender::Agent(jo.no), None, Refusal::NotFound),
        (Sender::Agent(jo.no), nowhere, Refusal::NotFound),
    ] {
        assert_eq!(scene.refused(post(sender, place, "hello")).await, why, "{sender:?} {place:?}");
    }
    scene.act(&conversation, Actor::Visitor(visitor.number), Act::End).await;
    assert_eq!(scene.refused(post(Sender::Visitor(visitor), id, "more")).await, Refusal::Ended);
}

async fn after_the_end_the_next_message_opens_another(scene: &Scene) {
    let (visitor, first) = scene.waiting().await;
    scene.act(&first, Actor::Visitor(visitor.number), Act::End).await;
    assert_eq!(scene.read(OpenOf { visitor }).await, None);
    let latest = scene.read(LatestOf { visitor }).await.unwrap();
    assert_eq!((latest.id, latest.state), (first.id, State::Ended(Side::Visitor)));
    let second = scene.say(Sender::Visitor(visitor), None, "one more thing").await.conversation;
    assert_ne!(second.id, first.id);
    assert_eq!(second.key.no, first.key.no + 1);
    assert_eq!(scene.read(LatestOf { visitor }).await, Some(second));
}

async fn an_accepted_conversation_goes_on_to_its_end(scene: &Scene) {
    let (visitor, conversation) = scene.waiting().await;
    let (jo, kim) = (scene.agent("jo").await, scene.agent("kim").await);
    let (its_visitor, its_agent) = (Actor::Visitor(visitor.number), Actor::Agent(jo.no));
    let accepted = scene.act(&conversation, its_agent, Act::Accept).await;
    assert_eq!(accepted.conversation.state, State::Talking(jo.no));
    assert_eq!(accepted.conversation.agent.as_ref().unwrap().card, jo.card());
    assert_eq!(accepted.event.unwrap().kind, Kind::Known(AgentEvent::Accepted {}));
    assert_eq!(scene.act(&conversation, its_agent, Act::Accept).await.event, None, "it was so already");
    let too_late = wants(&conversation, Actor::Agent(kim.no), Act::Accept);
    assert_eq!(scene.refused(too_late).await, Refusal::AlreadyAccepted);
    assert!(scene.act(&conversation, its_agent, Act::AskToEnd).await.event.is_some());
    assert!(scene.act(&conversation, its_visitor, Act::DeclineEnd).await.event.is_some());
    let ended = scene.act(&conversation, its_agent, Act::End).await;
    assert_eq!(ended.event.unwrap().kind, Kind::Known(AgentEvent::Ended { by: Side::Agent }));
    let found = scene.read(FindConversation { conversation: conversation.id }).await.unwrap();
    assert_eq!(found, ended.conversation);
    assert_eq!(found.agent.unwrap().no, jo.no, "who had it stays known");
    assert_eq!(found.last_seq, 6);
}

async fn a_conversation_of_another_site_is_not_there(scene: &Scene) {
    let (visitor, conversation) = scene.waiting().await;
    let end = wants(&conversation, Actor::Visitor(visitor.number), Act::End);
    let elsewhere = lobby_server::store::conversation::Act { site: Some(SiteNo(99)), ..end };
    assert_eq!(scene.refused(elsewhere).await, Refusal::NotFound);
    let number = Some(1);
    let mark = Mark {
        conversation: conversation.id,
        actor: Actor::Visitor(visitor.number),
        site: Some(SiteNo(99)),
        received: number,
        read: number,
    };
    assert_eq!(scene.refused(mark).await, Refusal::NotFound);
}

async fn times_never_go_back(scene: &Scene) {
    let (visitor, _) = scene.waiting().await;
    let late = Post { now: Millis(5_000), ..post(Sender::Visitor(visitor), None, "late") };
    assert_eq!(scene.write(late).await.message.time_ms, Millis(5_000));
    let early = Post { now: Millis(40), ..post(Sender::Visitor(visitor), None, "early") };
    let posted = scene.write(early).await;
    assert_eq!((posted.message.time_ms, posted.conversation.last_ms), (Millis(5_000), Millis(5_000)));
}

fn mark(of: &Conversation, actor: Actor, number: [Option<u64>; 2]) -> Mark {
    let [received, read] = number;
    Mark { conversation: of.id, actor, site: None, received, read }
}

async fn receipts_never_go_back_nor_past_the_head(scene: &Scene) {
    let (visitor, conversation) = scene.waiting().await;
    let jo = scene.agent("jo").await;
    scene.act(&conversation, Actor::Agent(jo.no), Act::Accept).await;
    scene.write(AddNote { conversation: conversation.clone(), agent: jo.no }).await;
    scene.say(Sender::Agent(jo.no), Some(conversation.id), "good day").await;
    // Now opened 1/1, message 2/2, accepted 3/3, note 4/-, message 5/4.
    let (its_visitor, its_agent) = (Actor::Visitor(visitor.number), Actor::Agent(jo.no));
    let marks = async |actor, numbers| {
        let marked = scene.write(mark(&conversation, actor, numbers)).await;
        marked.map(|conversation| {
            let marks = conversation.marks;
            [marks.visitor_received, marks.visitor_read, marks.agent_received, marks.agent_read]
        })
    };
    assert_eq!(marks(its_visitor, [Some(3), None]).await, Some([3, 0, 0, 0]));
    assert_eq!(marks(its_visitor, [None, Some(4)]).await, Some([5, 5, 0, 0]), "read implies received");
    assert_eq!(marks(its_visitor, [Some(2), Some(2)]).await, None, "never back");
    assert_eq!(marks(its_visitor, [None, Some(99)]).await, None, "never past the head");
    assert_eq!(marks(its_agent, [Some(4), Some(2)]).await, Some([5, 5, 4, 2]));
    assert_eq!(marks(its_agent, [None, None]).await, None);
    let kim = scene.agent("kim").await;
    let foreign = mark(&conversation, Actor::Agent(kim.no), [Some(1), None]);
    assert_eq!(scene.refused(foreign).await, Refusal::AlreadyAccepted);
}

async fn lists_show_last_words_and_what_is_unread(scene: &Scene) {
    let (visitor, first) = scene.waiting().await;
    let jo = scene.agent("jo").await;
    let site = first.key.site;
    let other = scene.visitor(site).await;
    let earlier = Post { now: Millis(50), ..post(Sender::Visitor(other), None, "was here before") };
    let second = scene.write(earlier).await.conversation;
    let names = async |agent: AgentNo| -> Vec<_> {
        let listed = scene.read(Lists { agent }).await;
        listed.into_iter().map(|row| row.conversation.id).collect()
    };
    assert_eq!(names(jo.no).await, [second.id, first.id], "oldest first");
    scene.act(&second, Actor::Agent(jo.no), Act::Accept).await;
    assert_eq!(names(jo.no).await, [first.id, second.id], "what waits, then what they talk in");
    let kim = scene.agent("kim").await;
    assert_eq!(names(kim.no).await, [first.id]);
    let one = async || scene.read(ListedOne { conversation: second.id }).await.unwrap();
    let Listed { last, unread, conversation, .. } = one().await;
    assert_eq!(last, Some((Side::Visitor, "was here before".into(), Millis(50))));
    assert_eq!((unread, conversation.state), (1, State::Talking(jo.no)));
    scene.say(Sender::Agent(jo.no), Some(second.id), "good day").await;
    scene.write(mark(&second, Actor::Agent(jo.no), [None, Some(2)])).await;
    assert_eq!((one().await.last.unwrap().0, one().await.unread), (Side::Agent, 0));
    for _ in 0..120 {
        scene.say(Sender::Visitor(visitor), None, "hello?").await;
    }
    assert_eq!(scene.read(ListedOne { conversation: first.id }).await.unwrap().unread, 99);
}

on_both!(
    a_first_message_opens_a_conversation,
    the_same_cid_is_stored_once,
    an_agents_cid_is_stored_once_too,
    nobody_posts_where_they_may_not,
    after_the_end_the_next_message_opens_another,
    an_accepted_conversation_goes_on_to_its_end,
    a_conversation_of_another_site_is_not_there,
    times_never_go_back,
    receipts_never_go_back_nor_past_the_head,
    lists_show_last_words_and_what_is_unread,
);
