//! What one idle socket holds in its server: the growth of the process over so many of them, in KiB each.

use std::time::Duration;

use crate::crowd::{Crowd, Habit, silent};
use crate::ground::{Ground, Prepared};
use crate::outcome::Done;
use crate::process::Memory;

/// After this long whatever was needed only for coming in is given back.
const SETTLED: Duration = Duration::from_millis(1_500);

/// Visitors of Lobby: known, listed, each on a page, after so many others.
pub async fn lobby(ground: &Ground, count: usize, pages: u32) -> Done<f64> {
    let lobby = ground.lobby(Prepared::Plain).await?;
    let before = lobby.process.memory()?;
    let habit = Habit { pages, ..Habit::default() };
    let mut crowd = Crowd::gather(lobby.process.address, ground.scene.key(), count, habit);
    crowd.ready(count).await?;
    tokio::time::sleep(SETTLED).await;
    let after = lobby.process.memory()?;
    lobby.process.kill().await?;
    Ok(each(before, after, count))
}

/// Clients of the bare echo, who have said one thing.
pub async fn echo(ground: &Ground, count: usize) -> Done<f64> {
    let echo = ground.echo().await?;
    let before = echo.memory()?;
    let links = silent(echo.address, count).await?;
    tokio::time::sleep(SETTLED).await;
    let after = echo.memory()?;
    drop(links);
    echo.kill().await?;
    Ok(each(before, after, count))
}

fn each(before: Memory, after: Memory, count: usize) -> f64 {
    (after.proportional - before.proportional) / 1_024.0 / count as f64
}
