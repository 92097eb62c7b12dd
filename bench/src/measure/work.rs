//! What the database is made to do, by the server's own counters: nothing for an idle visitor, and no more for a message
//! in a long conversation than in a short one. Noise changes none of it.

use std::time::Duration;

use lobby_shared::id::ConversationId;
use lobby_shared::wire::Head;
use lobby_shared::wire::agent::{AgentCommand, AgentPush};
use lobby_shared::wire::log::{LogCommand, LogPush};
use lobby_shared::wire::visitor::VisitorPush;

use crate::agent::{self, Console};
use crate::crowd::{Crowd, Habit};
use crate::draw::Draw;
use crate::gather::gather;
use crate::ground::{Ground, Prepared, make_regulars};
use crate::lobby::{Lobby, Scene};
use crate::outcome::Done;
use crate::visitor::{self, Kept, Visitor};

const COMMITS: &str = "lobby_database_commits_total";
const STEPS: &str = "lobby_database_steps_total";
/// As many as a visitor may send at once.
const BURST: usize = 20;
/// Tabs of one visitor that fill a conversation side by side.
const TABS: usize = 8;
/// The server's own jobs take steps too: the smallest of some batches has none of theirs.
const BATCHES: usize = 5;
/// The first batch of a visit is on disk by then.
const SETTLED: Duration = Duration::from_secs(12);

/// What idle visitors make the database write.
pub struct Idle {
    /// Commits per visitor who stays for the given time.
    pub staying: f64,
    /// Commits, in all, while many visitors open the next page, which closes the socket and opens another.
    pub reopening: u64,
}

/// Lets a crowd be there for a while.
pub async fn idle(ground: &Ground, count: usize, length: Duration) -> Done<Idle> {
    let lobby = ground.lobby(Prepared::Plain).await?;
    let known = regulars(&lobby, &ground.scene, count / 10).await?;
    let habit = Habit { rests: true, ..Habit::default() };
    let mut crowd = Crowd::gather(lobby.process.address, ground.scene.key(), count, habit);
    crowd.ready(count).await?;
    tokio::time::sleep(SETTLED).await;
    let before = lobby.counter(COMMITS).await?;
    tokio::time::sleep(length).await;
    let stayed = lobby.counter(COMMITS).await?;
    let there = reopen(&lobby, &ground.scene, &known).await?;
    let reopened = lobby.counter(COMMITS).await?;
    drop((known, there, crowd));
    lobby.process.kill().await?;
    Ok(Idle { staying: (stayed - before) as f64 / count as f64, reopening: reopened - stayed })
}

/// Visitors who have said something, and stay.
async fn regulars(lobby: &Lobby, scene: &Scene, count: usize) -> Done<Vec<Visitor>> {
    let (door, key) = (visitor::door(lobby.process.address), scene.key());
    gather(count, |_| {
        let (door, key) = (door.clone(), key.clone());
        async move {
            let mut draw = Draw::fresh();
            let mut visitor = Visitor::enter(&door, &key, Kept::default(), &mut draw).await?;
            visitor.send(&mut draw).await?;
            Ok(visitor)
        }
    })
    .await
}

async fn reopen(lobby: &Lobby, scene: &Scene, known: &[Visitor]) -> Done<Vec<Visitor>> {
    let (door, key) = (visitor::door(lobby.process.address), scene.key());
    gather(known.len(), |number| {
        let kept = known.get(number).map(|visitor| visitor.kept).unwrap_or_default();
        let (door, key) = (door.clone(), key.clone());
        async move { Visitor::enter(&door, &key, kept, &mut Draw::fresh()).await }
    })
    .await
}

/// What a message costs the database.
pub struct Sending {
    /// Steps of SQLite for a message in a conversation that has just begun.
    pub short: f64,
    /// The same in a long one.
    pub long: f64,
}

/// Sends into a short and a long conversation while an agent is there, whose lists must be told of each message.
pub async fn sending(ground: &Ground, length: usize) -> Done<Sending> {
    let lobby = ground.lobby(Prepared::Plain).await?;
    let cookie = ground.scene.agents.first().ok_or("an agent without a sign-in")?;
    let made = make_regulars(&lobby, &ground.scene, 2).await?;
    let [short, long] = made.as_slice() else { return Err("two visitors were wanted".into()) };
    let long = fill(&lobby, &ground.scene, *long, length).await?;
    let mut console = Console::enter(lobby.process.address, cookie, &mut Draw::fresh()).await?;
    let short = steps(&lobby, &ground.scene, *short, &mut console).await?;
    let long = steps(&lobby, &ground.scene, long, &mut console).await?;
    lobby.process.kill().await?;
    Ok(Sending { short, long })
}

/// Makes a conversation so long.
async fn fill(lobby: &Lobby, scene: &Scene, kept: Kept, length: usize) -> Done<Kept> {
    let (door, conversation) = (visitor::door(lobby.process.address), conversation_of(kept)?);
    let mut last = kept;
    for _ in 0..length.div_ceil(TABS * BURST) {
        let tabs = gather(TABS, |_| {
            let (door, key) = (door.clone(), scene.key().clone());
            async move { burst(Visitor::enter(&door, &key, last, &mut Draw::fresh()).await?, conversation).await }
        })
        .await?;
        let farthest = tabs.into_iter().max_by_key(|kept| kept.cursor.map_or(0, |cursor| cursor.number));
        last = farthest.unwrap_or(last);
    }
    Ok(last)
}

/// Sends as much as may be sent at once, and waits until all of it is stored.
#[expect(clippy::wildcard_enum_match_arm, reason = "this role heeds only what it must answer")]
async fn burst(mut visitor: Visitor, conversation: ConversationId) -> Done<Kept> {
    let mut draw = Draw::fresh();
    for _ in 0..BURST {
        visitor.link.say(&visitor::message(Some(conversation), &mut draw)).await?;
    }
    let mut stored = 0;
    while stored < BURST {
        let bytes = visitor.link.hear().await.ok_or("the link broke before the ack")?;
        match visitor::decode(bytes)? {
            VisitorPush::Log(LogPush::Ack(ack)) => {
                visitor.kept.cursor = Some(visitor::cursor(&ack));
                stored += 1;
            }
            VisitorPush::Log(LogPush::Nack(nack)) => return Err(format!("refused: {:?}", nack.error).into()),
            _ => {}
        }
    }
    Ok(visitor.kept)
}

/// Steps of SQLite for a message of this visitor's while an agent is there.
pub async fn steps_in(lobby: &Lobby, scene: &Scene, kept: Kept) -> Done<f64> {
    let cookie = scene.agents.first().ok_or("an agent without a sign-in")?;
    let mut console = Console::enter(lobby.process.address, cookie, &mut Draw::fresh()).await?;
    steps(lobby, scene, kept, &mut console).await
}

async fn steps(lobby: &Lobby, scene: &Scene, kept: Kept, console: &mut Console) -> Done<f64> {
    let conversation = conversation_of(kept)?;
    let number = kept.cursor.map_or(0, |cursor| cursor.number);
    // Read up to here: how many messages wait to be read costs rows, by design at most 99.
    let read = AgentCommand::Log(LogCommand::Read(Head { conversation, number }));
    console.link.say(&agent::encode(&read)).await?;
    console.link.say(&agent::encode(&AgentCommand::Ping(1))).await?;
    let answered = |push: &AgentPush| matches!(push, AgentPush::Pong(1));
    while !answered(&agent::decode(console.link.hear().await.ok_or("the console lost its link")?)?) {}
    let door = visitor::door(lobby.process.address);
    let mut draw = Draw::fresh();
    let mut visitor = Visitor::enter(&door, scene.key(), kept, &mut draw).await?;
    let each = BURST / BATCHES;
    let mut least = u64::MAX;
    for _ in 0..BATCHES {
        let before = lobby.counter(STEPS).await?;
        for _ in 0..each {
            visitor.send(&mut draw).await?;
        }
        // The agents' card is read after the ack, and before the session looks at the next frame.
        visitor.ping().await?;
        least = least.min(lobby.counter(STEPS).await? - before);
    }
    Ok(least as f64 / each as f64)
}

/// The conversation of a regular.
pub fn conversation_of(kept: Kept) -> Done<ConversationId> {
    kept.cursor.map(|cursor| cursor.conversation).ok_or_else(|| "a regular has a conversation".into())
}
