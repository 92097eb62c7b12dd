//! A server that has been in use for years: what a message costs between five million others, and in a conversation of a
//! hundred thousand, beside the same on few rows.

use std::path::PathBuf;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::clock;
use crate::draw::Draw;
use crate::gather::gather;
use crate::ground::{Ground, Prepared};
use crate::grown;
use crate::lobby::{Lobby, Scene};
use crate::measure::work;
use crate::outcome::Done;
use crate::quantile::quantile;
use crate::visitor::{self, Kept, Visitor};

/// Visitors who write at once, each the next message when the last is acknowledged: half of the regulars.
const WRITERS: usize = 2_000;
/// As many as a visitor may send at once.
const BURST: usize = 20;
/// Messages in each old conversation: five millions in all.
const EACH: usize = 2_500;
/// Messages in the long conversation.
const LONG: usize = 100_000;
/// Visitors take turns with the long conversation's, so that neither has the better moments.
const TURNS: usize = 20;

/// The grown database, made once: the first half of its conversations are old and full, the others have just begun.
pub struct Grown {
    folder: PathBuf,
    old: Vec<Kept>,
    new: Vec<Kept>,
    /// Whose conversation is long.
    long: Kept,
}

/// Who writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writers {
    /// In an empty database's conversations.
    Few,
    /// Today's visitors, whose conversations have just begun, between the millions of others.
    Today,
    /// Everybody who was there in all those years comes back in the same second: hardly two messages fall on one page.
    Returning,
}

/// Everybody writes as fast as they are answered.
#[derive(Clone, Copy, Debug)]
pub struct Throng {
    /// Messages per second.
    pub rate: f64,
    /// Processor time of the server for one message, in microseconds.
    pub processor_us: f64,
}

/// One message after the other into a long and a short conversation of a grown database.
#[derive(Clone, Copy, Debug)]
pub struct Length {
    /// The median answer in the short one, in milliseconds.
    pub short_ms: f64,
    /// In the long one.
    pub long_ms: f64,
    /// Steps of SQLite for a message in the long one, while an agent is there.
    pub steps: f64,
}

impl Grown {
    /// Makes the database: a few gigabytes on the bench's disk.
    pub async fn make(ground: &Ground) -> Done<Self> {
        let folder = ground.data(Prepared::Regulars)?;
        let (path, regulars) = (folder.clone(), ground.regulars().to_vec());
        let begun = clock::now();
        let grown = tokio::task::spawn_blocking(move || {
            let mut numbered = Vec::new();
            for kept in regulars {
                numbered.push((grown::number(&path, work::conversation_of(kept)?)?, kept));
            }
            numbered.sort_by_key(|(number, _)| *number);
            let new = numbered.split_off(numbered.len().saturating_sub(WRITERS));
            let (Some((first, long)), Some((last, _))) = (numbered.first(), numbered.last()) else {
                return Err("somebody must have a conversation".into());
            };
            grown::talk(&path, *first..=*last, EACH)?;
            grown::talk(&path, *first..=*first, LONG - EACH)?;
            eprintln!("  {} events", grown::events(&path)?);
            let kept = |numbered: &[(i64, Kept)]| numbered.iter().map(|(_, kept)| *kept).collect();
            Done::Ok(Self { folder, old: kept(&numbered), new: kept(&new), long: *long })
        })
        .await??;
        eprintln!("  made within {:.0} s", clock::now().duration_since(begun).as_secs_f64());
        Ok(grown)
    }

    async fn lobby(&self, ground: &Ground) -> Done<Lobby> {
        ground.lobby_in(self.folder.clone()).await
    }
}

/// Everybody writes.
pub async fn throng(ground: &Ground, grown: &Grown, writers: Writers) -> Done<Throng> {
    let (lobby, kept) = match writers {
        Writers::Few => (ground.lobby(Prepared::Regulars).await?, &grown.new),
        Writers::Today => (grown.lobby(ground).await?, &grown.new),
        Writers::Returning => (grown.lobby(ground).await?, &grown.old),
    };
    let visitors = enter(&lobby, &ground.scene, kept).await?;
    let count = visitors.len() * BURST;
    let (begun, before) = (clock::now(), lobby.process.processor()?);
    let mut writing = JoinSet::new();
    for mut visitor in visitors {
        writing.spawn(async move {
            let mut draw = Draw::fresh();
            for _ in 0..BURST {
                visitor.send(&mut draw).await?;
            }
            Done::Ok(visitor)
        });
    }
    while let Some(written) = writing.join_next().await {
        written??;
    }
    let (took, spent) = (clock::now().duration_since(begun), lobby.process.processor()? - before);
    lobby.process.kill().await?;
    let of = |time: Duration| time.as_secs_f64() / count as f64;
    Ok(Throng { rate: 1.0 / of(took), processor_us: of(spent) * 1e6 })
}

async fn enter(lobby: &Lobby, scene: &Scene, writers: &[Kept]) -> Done<Vec<Visitor>> {
    let door = visitor::door(lobby.process.address);
    gather(writers.len(), |number| {
        let kept = writers.get(number).copied().unwrap_or_default();
        let (door, key) = (door.clone(), scene.key().clone());
        async move { Visitor::enter(&door, &key, kept, &mut Draw::fresh()).await }
    })
    .await
}

/// One message after the other, by turns into a long and a short conversation.
pub async fn length(ground: &Ground, grown: &Grown) -> Done<Length> {
    let lobby = grown.lobby(ground).await?;
    let door = visitor::door(lobby.process.address);
    let mut draw = Draw::fresh();
    let short = *grown.new.last().ok_or("somebody must have a conversation")?;
    let [mut short, mut long] = [
        Visitor::enter(&door, ground.scene.key(), short, &mut draw).await?,
        Visitor::enter(&door, ground.scene.key(), grown.long, &mut draw).await?,
    ];
    let mut waits = [Vec::new(), Vec::new()];
    for _ in 0..TURNS {
        for (visitor, waits) in [&mut short, &mut long].into_iter().zip(&mut waits) {
            let begun = clock::now();
            visitor.send(&mut draw).await?;
            waits.push(clock::nanoseconds_since(begun));
        }
    }
    lobby.process.kill().await?;
    // Started anew, so that both may say again as much as may be said at once.
    let lobby = grown.lobby(ground).await?;
    let steps = work::steps_in(&lobby, &ground.scene, long.kept).await?;
    lobby.process.kill().await?;
    let [short_ms, long_ms] = waits.map(|mut waits| {
        waits.sort_unstable();
        quantile(&waits, 0.5) as f64 / 1e6
    });
    Ok(Length { short_ms, long_ms, steps })
}
