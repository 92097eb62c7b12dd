//! Invitations and blocks: who wins when several act on one visitor at once, and what the caps count.

use lobby_server::domain::block::Held;
use lobby_server::domain::conversation::{Act, Actor, State};
use lobby_server::domain::invitation::{By, Caps};
use lobby_server::domain::key::{AgentNo, VisitorKey};
use lobby_server::domain::refusal::Refusal;
use lobby_server::domain::rule::Rule;
use lobby_server::store::Failure;
use lobby_server::store::block::{LiftBlock, ListBlocks, MakeBlock};
use lobby_server::store::conversation::{FindConversation, LatestOf, Lists, Post, Sender};
use lobby_server::store::invitation::{Accept, AllStanding, EndInvitation, Invite, MarkShown, Standing};
use lobby_server::store::rule::{Convert, Figures, ListRules, PutRule};
use lobby_shared::block::MAX_LISTED;
use lobby_shared::id::{BlockId, ConversationId, EventId, InvitationId, RuleId};
use lobby_shared::invitation::{Condition, Outcome, RuleForm};
use lobby_shared::time::Millis;

use crate::on_both;
use crate::scene::{Scene, bytes, post, wants};

fn by_agent(visitor: VisitorKey, agent: AgentNo, now: u64) -> Invite {
    Invite {
        visitor,
        id: InvitationId::from_bytes(bytes()),
        by: By { agent: Some(agent), rule: None },
        words: "Hello".into(),
        caps: Caps::of_site(3, 24),
        arrived_ms: Millis(1),
        now: Millis(now),
    }
}

fn accept(standing: &Standing, now: u64) -> Accept {
    Accept {
        visitor: standing.invitation.visitor,
        invitation: standing.invitation.id,
        agent_there: true,
        address: None,
        now: Millis(now),
        conversation: ConversationId::from_bytes(bytes()),
        events: std::array::from_fn(|_| EventId::from_bytes(bytes())),
    }
}

fn over(standing: &Standing, outcome: Outcome, now: u64) -> EndInvitation {
    let invitation = &standing.invitation;
    EndInvitation { visitor: invitation.visitor, invitation: invitation.id, outcome, now: Millis(now) }
}

async fn of_many_who_invite_at_once_one_wins(scene: &Scene) {
    let site = scene.site().await;
    let visitor = scene.visitor(site.no).await;
    let mut agents = Vec::new();
    for n in 0..6 {
        agents.push(scene.agent(&format!("jo{n}")).await.no);
    }
    let invite = |at: usize| scene.store.write(by_agent(visitor, agents[at], 100));
    let (a, b, c, d, e, f) = tokio::join!(invite(0), invite(1), invite(2), invite(3), invite(4), invite(5));
    let answers = [a, b, c, d, e, f];
    let won = answers.iter().filter(|answer| answer.is_ok()).count();
    let told = |answer: &&Result<Standing, Failure>| matches!(answer, Err(Failure::Refusal(Refusal::AlreadyInvited)));
    assert_eq!((won, answers.iter().filter(told).count()), (1, 5));
    assert_eq!(scene.read(AllStanding).await.len(), 1);
}

async fn an_acceptance_and_a_message_at_once_make_one_conversation(scene: &Scene) {
    let site = scene.site().await;
    let jo = scene.agent("jo").await;
    for _ in 0..8 {
        let visitor = scene.visitor(site.no).await;
        let standing = scene.write(by_agent(visitor, jo.no, 100)).await;
        let (accepted, posted) = tokio::join!(
            scene.store.write(accept(&standing, 200)),
            scene.store.write(post(Sender::Visitor(visitor), None, "hello"))
        );
        let posted = posted.unwrap_or_else(|failure| panic!("{failure:?}"));
        let latest = scene.read(LatestOf { visitor }).await.unwrap();
        assert_eq!((latest.id, latest.key.no), (posted.conversation.id, posted.conversation.key.no));
        match accepted {
            Ok(begun) => assert_eq!(begun.unwrap().conversation.id, latest.id, "the message went into it"),
            Err(failure) => {
                assert!(matches!(failure, Failure::Refusal(Refusal::InvitationOver)), "{failure:?}");
                assert_eq!(latest.state, State::Waiting);
            }
        }
    }
}

async fn an_invitation_ends_once_and_says_how(scene: &Scene) {
    let site = scene.site().await;
    let visitor = scene.visitor(site.no).await;
    let jo = scene.agent("jo").await;
    let standing = scene.write(by_agent(visitor, jo.no, 100)).await;
    assert_eq!(scene.write(by_agent(visitor, jo.no, 150)).await, standing, "one's own again is the same");
    assert_eq!(scene.write(over(&standing, Outcome::Declined, 200)).await, Outcome::Declined);
    assert_eq!(scene.write(over(&standing, Outcome::Expired, 300)).await, Outcome::Declined);
    assert_eq!(scene.refused(accept(&standing, 300)).await, Refusal::InvitationOver);
    assert_eq!(scene.refused(by_agent(visitor, jo.no, 300)).await, Refusal::Capped, "they have just declined");
    let day = 24 * 3_600_000;
    let next = scene.write(by_agent(visitor, jo.no, 200 + day)).await;
    // Nobody swept it, and its minute is over: the next one takes its place.
    assert_eq!(scene.refused(accept(&next, 200 + day + 60_000)).await, Refusal::InvitationOver);
    let third = scene.write(by_agent(visitor, jo.no, 200 + day + 60_000)).await;
    assert_ne!(third.invitation.id, next.invitation.id);
    let begun = scene.write(accept(&third, 300 + day + 60_000)).await.unwrap();
    assert_eq!(begun.conversation.state, State::Talking(jo.no));
    assert!(scene.write(accept(&third, 400 + day + 60_000)).await.is_none(), "accepted once");
    assert_eq!(scene.refused(by_agent(visitor, jo.no, 500 + day + 60_000)).await, Refusal::NotBrowsing);
    let stranger = scene.visitor(site.no).await;
    let theirs = Accept { visitor: stranger, ..accept(&third, 300) };
    assert_eq!(scene.refused(theirs).await, Refusal::InvitationOver, "nobody accepts another's");
}

async fn figures_count_what_was_shown(scene: &Scene) {
    let site = scene.site().await;
    let jo = scene.agent("jo").await;
    let rule = RuleId::from_bytes(bytes());
    let form = RuleForm {
        name: "x".into(),
        on: true,
        conditions: vec![Condition::Leaving],
        words: "x".into(),
        as_agent: false,
        delay: 0,
        most: 0,
        goal: "order".into(),
    };
    scene.write(PutRule { site: site.no, rule: Rule { id: rule, form }, new: true }).await;
    for shown in [true, false] {
        let visitor = scene.visitor(site.no).await;
        let invite = Invite { by: By { agent: None, rule: Some(rule) }, ..by_agent(visitor, jo.no, 100) };
        let standing = scene.write(invite.clone()).await;
        if shown {
            let invitation = standing.invitation.id;
            scene.write(MarkShown { visitor, invitation, now: Millis(150) }).await;
        }
        scene.write(over(&standing, Outcome::Expired, 60_100)).await;
        let convert =
            |arrived| Convert { visitor, rules: vec![rule], arrived_ms: Millis(arrived), now: Millis(70_000) };
        scene.write(convert(60_000)).await;
        let again = Invite { id: InvitationId::from_bytes(bytes()), now: Millis(80_000), ..invite };
        assert_eq!(scene.refused(again).await, Refusal::Capped, "once in a visit");
        scene.write(convert(1)).await;
    }
    let visitor = scene.visitor(site.no).await;
    let standing = scene.write(by_agent(visitor, jo.no, 100)).await;
    scene.write(accept(&standing, 200)).await;
    scene.write(Convert { visitor, rules: vec![], arrived_ms: Millis(1), now: Millis(300) }).await;
    let (rules, agents) = scene.read(ListRules { site: site.no }).await;
    assert_eq!(rules[0].1, Figures { shown: 1, accepted: 0, converted: 1 });
    assert_eq!(agents, Figures { shown: 1, accepted: 1, converted: 1 }, "whoever answers has seen it");
}

async fn a_block_keeps_a_conversation_from_agents_until_it_is_lifted(scene: &Scene) {
    let (visitor, conversation) = scene.waiting().await;
    let jo = scene.agent("jo").await;
    let held = Held { visitor, id: BlockId::from_bytes(bytes()), identity: true, address: None, until_ms: None };
    let made = MakeBlock { held: held.clone(), reason: String::new(), agent: jo.no, now: Millis(200) };
    assert_eq!(scene.write(made).await, [(conversation.id, visitor)]);
    let posted = scene.say(Sender::Visitor(visitor), None, "still here").await;
    assert_eq!((posted.conversation.id, posted.conversation.apart), (conversation.id, Some(held.id)));
    assert!(scene.read(Lists { agent: jo.no }).await.is_empty());
    assert_eq!(scene.refused(wants(&conversation, Actor::Agent(jo.no), Act::Accept)).await, Refusal::NotFound);
    let listed = scene.read(ListBlocks { site: visitor.site, after: None, now: Millis(300) }).await;
    assert_eq!(
        listed.blocks[0].words.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(),
        ["still here", "hello"]
    );
    let lift = || LiftBlock { site: visitor.site, block: held.id, now: Millis(400) };
    assert_eq!(scene.write(lift()).await, [(conversation.id, visitor)]);
    assert_eq!(scene.refused(lift()).await, Refusal::NotFound);
    let found = scene.read(FindConversation { conversation: conversation.id }).await.unwrap();
    assert_eq!(found.apart, None);
    assert_eq!(scene.read(Lists { agent: jo.no }).await.len(), 1);
}

async fn what_waits_goes_apart_where_its_visitor_goes_and_forgets_where_that_was(scene: &Scene) {
    let (visitor, conversation) = scene.waiting().await;
    let jo = scene.agent("jo").await;
    let other = scene.visitor(visitor.site).await;
    let blocked = Some("192.0.2.1".to_owned());
    let id = BlockId::from_bytes(bytes());
    let held = Held { visitor: other, id, identity: false, address: blocked.clone(), until_ms: None };
    let made = MakeBlock { held, reason: String::new(), agent: jo.no, now: Millis(200) };
    assert_eq!(scene.write(made).await, [], "it was opened elsewhere");
    let from = async |address: Option<&str>| {
        let post = Post { address: address.map(str::to_owned), ..post(Sender::Visitor(visitor), None, "hello") };
        scene.write(post).await.conversation
    };
    assert_eq!(from(Some("192.0.2.2")).await.apart, None);
    let there = from(blocked.as_deref()).await;
    assert_eq!((there.apart, there.address), (Some(id), blocked.clone()));
    assert_eq!(from(Some("192.0.2.2")).await.apart, None);
    scene.act(&conversation, Actor::Agent(jo.no), Act::Accept).await;
    let found = scene.read(FindConversation { conversation: conversation.id }).await.unwrap();
    assert_eq!(found.address, None, "only what waits needs it");
    assert_eq!(from(blocked.as_deref()).await.address, None);
}

async fn what_waits_under_one_block_stays_apart_under_another_and_is_released_by_the_last(scene: &Scene) {
    let site = scene.site().await.no;
    let jo = scene.agent("jo").await;
    let [blocked, other] = [scene.visitor(site).await, scene.visitor(site).await];
    let block = async |visitor, identity, address: Option<&str>, now| {
        let id = BlockId::from_bytes(bytes());
        let held = Held { visitor, id, identity, address: address.map(str::to_owned), until_ms: None };
        let made = MakeBlock { held, reason: String::new(), agent: jo.no, now: Millis(now) };
        let mut apart: Vec<_> = scene.write(made).await.into_iter().map(|(_, visitor)| visitor.number).collect();
        apart.sort_unstable();
        (id, apart)
    };
    let lift = async |block, now| {
        let released = scene.write(LiftBlock { site, block, now: Millis(now) }).await;
        let mut released: Vec<_> = released.into_iter().map(|(_, visitor)| visitor.number).collect();
        released.sort_unstable();
        released
    };
    let say = async |visitor, address: &str| {
        let post = Post { address: Some(address.to_owned()), ..post(Sender::Visitor(visitor), None, "hello") };
        scene.write(post).await.conversation
    };
    for visitor in [blocked, other] {
        say(visitor, "192.0.2.1").await;
    }
    let (first, apart) = block(blocked, false, Some("192.0.2.1"), 200).await;
    assert_eq!(apart, [blocked.number, other.number], "all who wait at the address");
    let (second, apart) = block(blocked, true, Some("192.0.2.2"), 300).await;
    assert_eq!(apart, [0; 0], "they are apart already");
    assert_eq!(lift(first, 400).await, [other.number], "the other block covers the one");
    assert_eq!(say(blocked, "192.0.2.1").await.apart, Some(second));
    let (third, apart) = block(other, false, Some("192.0.2.1"), 500).await;
    assert_eq!(apart, [other.number]);
    assert_eq!(say(other, "192.0.2.2").await.apart, Some(second), "apart under the block of where they are now");
    assert_eq!(lift(third, 600).await, [0; 0]);
    assert_eq!(lift(second, 700).await, [blocked.number, other.number]);
}

async fn a_long_list_of_blocks_is_told_in_pieces_and_nothing_between_is_lost(scene: &Scene) {
    let visitor = scene.visitor(scene.site().await.no).await;
    let jo = scene.agent("jo").await;
    let mut all = Vec::new();
    for at in 0..2 * MAX_LISTED {
        let id = BlockId::from_bytes(bytes());
        let held = Held { visitor, id, identity: true, address: None, until_ms: None };
        // Some are made in the same moment.
        let now = Millis(at as u64 / 3);
        scene.write(MakeBlock { held, reason: String::new(), agent: jo.no, now }).await;
        all.push((std::cmp::Reverse(now), id));
    }
    all.sort();
    let all: Vec<BlockId> = all.into_iter().map(|(_, id)| id).collect();
    let after = async |after: Option<BlockId>| {
        let list = scene.read(ListBlocks { site: visitor.site, after, now: Millis(1_000) }).await;
        (list.blocks.iter().map(|block| block.id).collect::<Vec<_>>(), list.more)
    };
    let last = all[MAX_LISTED - 1];
    assert_eq!(after(None).await, (all[..MAX_LISTED].to_vec(), true));
    assert_eq!(after(Some(last)).await, (all[MAX_LISTED..].to_vec(), false), "exactly as many as fit are all");
    scene.write(LiftBlock { site: visitor.site, block: last, now: Millis(1_000) }).await;
    assert_eq!(after(Some(last)).await, (all[MAX_LISTED..].to_vec(), false), "also after one that was lifted");
    assert_eq!(after(all.last().copied()).await, (Vec::new(), false));
    let never = ListBlocks { site: visitor.site, after: Some(BlockId::from_bytes([255; 16])), now: Millis(1_000) };
    assert_eq!(crate::scene::refusal(scene.store.read(never).await), Refusal::NotFound);
}

on_both!(
    what_waits_under_one_block_stays_apart_under_another_and_is_released_by_the_last,
    a_long_list_of_blocks_is_told_in_pieces_and_nothing_between_is_lost,
    what_waits_goes_apart_where_its_visitor_goes_and_forgets_where_that_was,
    of_many_who_invite_at_once_one_wins,
    an_acceptance_and_a_message_at_once_make_one_conversation,
    an_invitation_ends_once_and_says_how,
    figures_count_what_was_shown,
    a_block_keeps_a_conversation_from_agents_until_it_is_lifted,
);
