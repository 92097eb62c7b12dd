//! Trails whose time is over are removed while people write: what their acknowledgements wait for it.

use std::path::PathBuf;
use std::time::Duration;

use crate::clock;
use crate::ground::{Ground, Prepared};
use crate::grown;
use crate::outcome::{Done, doing};
use crate::traffic::Traffic;

const SOCKETS: usize = 1_000;
const RATE: f64 = 1_000.0;
const LENGTH: Duration = Duration::from_secs(6);
/// The server removes what is over when it starts and each minute after that (`server/src/job`), so much at a time
/// that there is enough for both.
const EVERY: Duration = Duration::from_secs(60);
const VISITS: usize = 10;
const PAGES: usize = 20;
/// The load begins so long before the removal.
const BEFORE: Duration = Duration::from_secs(2);

/// How long the slowest answers but one in a hundred took, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Purge {
    /// While nothing is removed.
    pub quiet_ms: f64,
    /// While trails are removed.
    pub purging_ms: f64,
}

/// A database with old trails, made once.
pub async fn make(ground: &Ground) -> Done<PathBuf> {
    let folder = ground.data(Prepared::Regulars)?;
    let path = folder.clone();
    tokio::task::spawn_blocking(move || doing("old trails", grown::walk(&path, VISITS, PAGES))).await??;
    Ok(folder)
}

/// The same load on one server, before a removal and during one.
pub async fn run(ground: &Ground, aged: &std::path::Path) -> Done<Purge> {
    let folder = ground.folder()?;
    crate::lobby::copy(aged, &folder)?;
    let lobby = ground.lobby_in(folder.clone()).await?;
    let ready = lobby.process.started + lobby.ready;
    let mut traffic = Traffic::visitors(lobby.process.address, &ground.scene, &ground.browsers(), SOCKETS).await?;
    tokio::time::sleep(until(ready + EVERY - 2 * BEFORE - LENGTH)).await;
    let before = grown::old_visits(&folder)?;
    let quiet = traffic.run(RATE, LENGTH).await?;
    let between = grown::old_visits(&folder)?;
    tokio::time::sleep(until(ready + EVERY - BEFORE)).await;
    let purging = traffic.run(RATE, LENGTH).await?;
    let after = grown::old_visits(&folder)?;
    lobby.process.kill().await?;
    eprintln!("  {before} old visits, {between} before the removal, {after} after it");
    if before != between || between == after {
        return Err("trails were not removed when they should have been".into());
    }
    if quiet.broken || purging.broken {
        return Err("a steady load was not carried".into());
    }
    Ok(Purge { quiet_ms: quiet.quantile_ms(0.99), purging_ms: purging.quantile_ms(0.99) })
}

fn until(moment: std::time::Instant) -> Duration {
    moment.saturating_duration_since(clock::now())
}
