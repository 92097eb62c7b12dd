//! A steady load well below the limit: how long an answer takes, and what a message costs the server's processor.

use std::time::Duration;

use crate::ground::{Ground, Prepared};
use crate::lobby::{Data, Lobby, Scene};
use crate::outcome::Done;
use crate::process::Process;
use crate::traffic::{Browsers, Traffic};

/// Sockets, and messages per second over all of them.
const SOCKETS: usize = 1_000;
const RATE: f64 = 1_000.0;
const WARM: Duration = Duration::from_millis(1_500);
const LENGTH: Duration = Duration::from_secs(5);

/// How an opponent did.
#[derive(Clone, Copy, Debug)]
pub struct Voice {
    /// Processor time of the server for one message, in microseconds.
    pub processor_us: f64,
    /// The median answer, in milliseconds.
    pub p50_ms: f64,
    /// The slowest answers but one in a hundred, in milliseconds.
    pub p99_ms: f64,
}

/// What Lobby's people do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Talk {
    /// Visitors write; no agent is there.
    Alone,
    /// Visitors and agents write to each other, and tell what has arrived.
    Pairs,
    /// Visitors type and agents see it.
    Typing,
}

/// The bare echo.
pub async fn echo(ground: &Ground) -> Done<Voice> {
    bare(ground.echo().await?).await
}

/// The bare durable echo.
pub async fn durable(ground: &Ground) -> Done<Voice> {
    bare(ground.durable().await?).await
}

async fn bare(process: Process) -> Done<Voice> {
    let mut traffic = Traffic::echo(process.address, SOCKETS).await?;
    let voice = talk(&process, &mut traffic).await?;
    process.kill().await?;
    Ok(voice)
}

/// Lobby on SQLite.
pub async fn lobby(ground: &Ground, what: Talk) -> Done<Voice> {
    let lobby = ground.lobby(Prepared::Regulars).await?;
    let voice = people(&lobby, &ground.scene, &ground.browsers(), what).await?;
    lobby.process.kill().await?;
    Ok(voice)
}

/// Lobby on PostgreSQL, which was set up and has its own regulars.
pub async fn postgres(ground: &Ground, url: &str, scene: &Scene, browsers: &Browsers) -> Done<Voice> {
    let lobby = Lobby::start(ground.program(), &Data::Url(url.to_owned()), None).await?;
    let voice = people(&lobby, scene, browsers, Talk::Alone).await?;
    lobby.process.kill().await?;
    Ok(voice)
}

async fn people(lobby: &Lobby, scene: &Scene, browsers: &Browsers, what: Talk) -> Done<Voice> {
    let address = lobby.process.address;
    let mut traffic = match what {
        Talk::Alone => Traffic::visitors(address, scene, browsers, SOCKETS).await?,
        Talk::Pairs => Traffic::pairs(address, scene, browsers, SOCKETS).await?,
        Talk::Typing => Traffic::typing(address, scene, browsers, SOCKETS).await?,
    };
    talk(&lobby.process, &mut traffic).await
}

async fn talk(process: &Process, traffic: &mut Traffic) -> Done<Voice> {
    traffic.run(RATE, WARM).await?;
    let before = process.processor()?;
    let outcome = traffic.run(RATE, LENGTH).await?;
    let spent = process.processor()? - before;
    if outcome.broken || outcome.refused > 0 {
        return Err(format!("a steady load was not carried: {outcome}").into());
    }
    Ok(Voice {
        processor_us: spent.as_secs_f64() * 1e6 / outcome.answered as f64,
        p50_ms: outcome.quantile_ms(0.5),
        p99_ms: outcome.quantile_ms(0.99),
    })
}
