//! What it costs that agents watch visitors walk: bytes to each agent, processor time for a page change, commits, and how
//! soon a page change is on an agent's screen.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use lobby_shared::page::Page;
use lobby_shared::wire::visitor::VisitorCommand;

use crate::clock;
use crate::crowd::{Crowd, Habit};
use crate::draw::Draw;
use crate::gather::gather;
use crate::ground::{Ground, Prepared};
use crate::lobby::{Lobby, SHOP, Scene};
use crate::outcome::Done;
use crate::quantile::quantile;
use crate::visitor::{self, Kept, Visitor};
use crate::walkers::Walkers;
use crate::watch::{ROWS, Watchers, sorts_by_page};

const COMMITS: &str = "lobby_database_commits_total";
/// Agents in the end.
const AGENTS: u32 = 20;
/// Real browsers among the visitors, where there are any.
const BROWSERS: usize = 20;
/// What belongs to coming in is over by then.
const SETTLED: Duration = Duration::from_secs(20);
const LENGTH: Duration = Duration::from_secs(30);
/// Page changes whose way to the agent is timed.
const TIMED: usize = 100;
/// Between two of them, so that they fall on all moments of a second.
const APART: Duration = Duration::from_millis(73);
/// What arrived before is told by then.
const BEATS: Duration = Duration::from_millis(2_500);
const SEEN_WITHIN: Duration = Duration::from_secs(5);

/// How it went.
#[derive(Clone, Copy, Debug)]
pub struct Walk {
    /// Bytes to each agent in a second, of those who sort by arrival.
    pub bytes: f64,
    /// The same of those who sort by page.
    pub page_bytes: f64,
    /// Processor time of the server for a page change while one agent watches, in microseconds.
    pub one_us: f64,
    /// The same with 20.
    pub many_us: f64,
    /// Commits for each visitor in a minute.
    pub commits: f64,
    /// From a page change to the agent, the slowest but one in a hundred, in milliseconds.
    pub seen_p99_ms: f64,
    /// How often the real browsers went to another page.
    pub browsers: f64,
}

struct Span {
    bytes: [f64; 2],
    processor_us: f64,
    commits: f64,
}

/// Lets so many visitors walk, each to another page every 40 s, while one agent and then 20 watch. Where there is a script
/// that drives browsers, some of them are real ones.
pub async fn run(ground: &Ground, count: usize, script: Option<&Path>) -> Done<Walk> {
    let lobby = ground.lobby(Prepared::Plain).await?;
    let (address, scene) = (lobby.process.address, &ground.scene);
    let real = script.map_or(0, |_| BROWSERS);
    let mut crowd = Crowd::gather(address, scene.key(), count - real, Habit::default());
    crowd.ready(count - real).await?;
    let walkers = match script {
        Some(script) => Some(Walkers::start(script, address, scene.key(), real).await?),
        None => None,
    };
    let mut watchers = Watchers::default();
    watchers.add(address, scene, 0).await?;
    tokio::time::sleep(SETTLED).await;
    let one = span(&lobby, &crowd, &watchers).await?;
    for place in 1..AGENTS {
        watchers.add(address, scene, place).await?;
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    let many = span(&lobby, &crowd, &watchers).await?;
    let seen = seen(&lobby, scene, &watchers).await?;
    let browsers = match walkers {
        Some(walkers) => walkers.end().await?,
        None => 0.0,
    };
    lobby.process.kill().await?;
    let [by_arrival, by_page] = many.bytes;
    let pagers = u32::try_from((0..AGENTS).filter(|place| sorts_by_page(*place)).count())?;
    Ok(Walk {
        bytes: by_arrival / LENGTH.as_secs_f64() / f64::from(AGENTS - pagers),
        page_bytes: by_page / LENGTH.as_secs_f64() / f64::from(pagers),
        one_us: one.processor_us,
        many_us: many.processor_us,
        commits: many.commits / count as f64 / LENGTH.as_secs_f64() * 60.0,
        seen_p99_ms: seen,
        browsers,
    })
}

async fn span(lobby: &Lobby, crowd: &Crowd, watchers: &Watchers) -> Done<Span> {
    let commits = lobby.counter(COMMITS).await?;
    let (walked, bytes, processor) = (crowd.tally().walked, watchers.bytes(), lobby.process.processor()?);
    tokio::time::sleep(LENGTH).await;
    let walked = crowd.tally().walked - walked;
    let ([arrivals, pages], [arrivals_before, pages_before]) = (watchers.bytes(), bytes);
    let processor = lobby.process.processor()? - processor;
    let commits = lobby.counter(COMMITS).await? - commits;
    Ok(Span {
        bytes: [(arrivals - arrivals_before) as f64, (pages - pages_before) as f64],
        processor_us: processor.as_secs_f64() * 1e6 / walked.max(1) as f64,
        commits: commits as f64,
    })
}

/// Bytes to an agent when all 50 visitors of the window walk once, while so many others walk outside it. Noise changes
/// little of it: the 50 are told in one beat or in two.
pub async fn told(ground: &Ground, count: usize) -> Done<f64> {
    let lobby = ground.lobby(Prepared::Plain).await?;
    let (address, scene) = (lobby.process.address, &ground.scene);
    let mut crowd = Crowd::gather(address, scene.key(), count, Habit::default());
    crowd.ready(count).await?;
    let visitors = latest(&lobby, scene, ROWS.into()).await?;
    let mut watchers = Watchers::default();
    watchers.add(address, scene, 0).await?;
    let mut titles = watchers.titles();
    tokio::time::sleep(BEATS).await;
    let [before, _] = watchers.bytes();
    let mut sent = BTreeMap::new();
    for (visitor, number) in visitors.iter().zip(100..) {
        walk(visitor, number, &mut sent).await?;
    }
    while !sent.is_empty() {
        let title = tokio::time::timeout(SEEN_WITHIN, titles.recv()).await;
        sent.remove(&title.map_err(|_| format!("{} page changes were never told", sent.len()))??);
    }
    let [after, _] = watchers.bytes();
    let bytes = after - before;
    drop(crowd);
    lobby.process.kill().await?;
    Ok(bytes as f64)
}

async fn latest(lobby: &Lobby, scene: &Scene, count: usize) -> Done<Vec<Visitor>> {
    let (door, key) = (visitor::door(lobby.process.address), scene.key());
    gather(count, |_| {
        let (door, key) = (door.clone(), key.clone());
        async move { Visitor::enter(&door, &key, Kept::default(), &mut Draw::fresh()).await }
    })
    .await
}

async fn walk(visitor: &Visitor, number: usize, sent: &mut BTreeMap<String, Instant>) -> Done {
    let title = format!("Timed page {number}");
    let page = Page { address: format!("{SHOP}/timed/{number}"), title: title.clone() };
    visitor.link.say(&visitor::encode(&VisitorCommand::View(page))).await?;
    sent.insert(title, clock::now());
    Ok(())
}

/// The latest arrivals stand in the first window: some more come, and their page changes are timed to the first agent who
/// is told.
async fn seen(lobby: &Lobby, scene: &Scene, watchers: &Watchers) -> Done<f64> {
    let visitors = latest(lobby, scene, usize::from(ROWS / 2)).await?;
    let mut titles = watchers.titles();
    let (mut sent, mut taken): (BTreeMap<String, Instant>, Vec<u64>) = (BTreeMap::new(), Vec::new());
    for (number, visitor) in visitors.iter().cycle().take(TIMED).enumerate() {
        walk(visitor, number, &mut sent).await?;
        // Whoever looks at the next page within one beat is told of the next only: each waits for its own.
        let until = tokio::time::Instant::now() + APART;
        while let Ok(Ok(title)) = tokio::time::timeout_at(until, titles.recv()).await {
            taken.extend(sent.remove(&title).map(clock::nanoseconds_since));
        }
    }
    while !sent.is_empty() {
        let title = tokio::time::timeout(SEEN_WITHIN, titles.recv()).await;
        let title = title.map_err(|_| format!("{} page changes were never told", sent.len()))??;
        taken.extend(sent.remove(&title).map(clock::nanoseconds_since));
    }
    taken.sort_unstable();
    Ok(quantile(&taken, 0.99) as f64 / 1e6)
}
