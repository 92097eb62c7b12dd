//! A server that nobody uses: how soon it is ready, and what it holds.

use std::time::Duration;

use crate::ground::{Ground, Prepared};
use crate::outcome::Done;

/// After this long it has done whatever it does at its start.
const SETTLED: Duration = Duration::from_secs(1);

/// An empty server.
pub struct Empty {
    /// From the start of the process until it called itself ready, in milliseconds.
    pub ready_ms: f64,
    /// What it holds, in MiB.
    pub resident_mib: f64,
}

/// Measures one.
pub async fn run(ground: &Ground) -> Done<Empty> {
    let lobby = ground.lobby(Prepared::Plain).await?;
    tokio::time::sleep(SETTLED).await;
    let resident_mib = lobby.process.memory()?.resident / 1_048_576.0;
    let ready_ms = lobby.ready.as_secs_f64() * 1_000.0;
    lobby.process.kill().await?;
    Ok(Empty { ready_ms, resident_mib })
}
