//! A server that is killed with a crowd on it: how soon everybody is back, and whether anything is missing.

use std::time::Duration;

use crate::clock;
use crate::crowd::{Crowd, Habit};
use crate::ground::{Ground, Prepared};
use crate::lobby::{Data, Lobby};
use crate::outcome::Done;

const SETTLED: Duration = Duration::from_secs(2);

/// How it went.
pub struct Restart {
    /// From the kill to the last welcome, in seconds.
    pub back_s: f64,
    /// From the new server's being ready to the last welcome, in seconds.
    pub after_ready_s: f64,
    /// What the server holds afterwards, relative to before.
    pub memory: f64,
    /// Acknowledged messages that are missing.
    pub lost: f64,
}

/// Kills a server with so many visitors, of whom some have written, and starts it again at once on the same address.
pub async fn run(ground: &Ground, count: usize) -> Done<Restart> {
    let data = Data::Folder(ground.data(Prepared::Plain)?);
    let lobby = Lobby::start(ground.program(), &data, None).await?;
    let address = lobby.process.address;
    let mut crowd = Crowd::gather(address, ground.scene.key(), count, Habit { writers: true, ..Habit::default() });
    crowd.welcomed(count).await?;
    crowd.acknowledged(Crowd::writers(count)).await?;
    tokio::time::sleep(SETTLED).await;
    let before = lobby.process.memory()?;
    let killed = clock::now();
    lobby.process.kill().await?;
    let lobby = Lobby::start(ground.program(), &data, Some(address)).await?;
    let ready = lobby.process.started + lobby.ready;
    let tally = crowd.welcomed(2 * count).await?;
    let back = clock::now();
    tokio::time::sleep(SETTLED).await;
    let after = lobby.process.memory()?;
    lobby.process.kill().await?;
    Ok(Restart {
        back_s: back.duration_since(killed).as_secs_f64(),
        after_ready_s: back.duration_since(ready).as_secs_f64(),
        memory: after.proportional / before.proportional,
        lost: tally.lost as f64,
    })
}
