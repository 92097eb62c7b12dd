//! The part that noise cannot change, and that therefore may fail a build: memory relative to the bare echo, writes of
//! idle visitors, and what a message makes the database do.

use std::path::PathBuf;
use std::time::Duration;

use crate::ground::Ground;
use crate::measure::{memory, walk, work};
use crate::outcome::Done;

const SOCKETS: usize = 2_000;
/// A tenth of them.
const FEW: usize = 200;
/// Memory of a visitor's socket, relative to the bare echo's (goal P4 of the performance goals).
const MEMORY_RATIO: f64 = 1.5;
/// How often memory is measured, until it is within the limit.
const TRIES: u32 = 3;
/// Messages in the long conversation.
const LONG: usize = 10_000;
/// Steps of SQLite for one message, its card in the agents' lists included.
const STEPS: f64 = 500.0;
/// A message in the same millisecond as the one before takes a step less; a row that is looked at takes several.
const STEPS_APART: f64 = 8.0;
const IDLE_FOR: Duration = Duration::from_secs(6);

/// What to check.
#[derive(clap::Args)]
pub struct Settings {
    /// The program
    #[arg(long, value_name = "FILE")]
    lobby: PathBuf,
    /// Where databases are made, on the real disk
    #[arg(long, value_name = "FOLDER")]
    folder: PathBuf,
}

/// Checks everything and says what is over its limit; the error is empty of details, which were printed.
pub async fn run(settings: Settings) -> Done {
    let ground = Ground::prepare(&settings.lobby, &settings.folder, 1, 0).await?;
    let echo = memory::echo(&ground, SOCKETS).await?;
    let mut lobby = f64::INFINITY;
    // What a stalled machine piles up while a crowd comes in stays with the process: the leanest of a few is its own.
    for _ in 0..TRIES {
        if lobby > echo * MEMORY_RATIO {
            lobby = lobby.min(memory::lobby(&ground, SOCKETS, 0).await?);
        }
    }
    let idle = work::idle(&ground, SOCKETS, IDLE_FOR).await?;
    let sending = work::sending(&ground, LONG).await?;
    let few = walk::told(&ground, FEW).await?;
    let many = walk::told(&ground, SOCKETS).await?;
    let checks = [
        check(
            lobby <= echo * MEMORY_RATIO,
            format!(
                "memory per idle visitor at {SOCKETS} sockets: {lobby:.1} KiB, the bare echo {echo:.1} KiB, ratio {:.2}, at most {MEMORY_RATIO}",
                lobby / echo
            ),
        ),
        check(idle.staying == 0.0, format!("commits per idle visitor who stays: {}, at most 0", idle.staying)),
        check(
            idle.reopening <= 1,
            format!("commits while {} visitors open a page: {}, at most one batch", SOCKETS / 10, idle.reopening),
        ),
        check(sending.short <= STEPS, format!("steps of SQLite per message: {}, at most {STEPS}", sending.short)),
        check(
            (0.9..=1.1).contains(&(many / few)),
            format!(
                "bytes to an agent when 50 visitors of {SOCKETS} walk: {many}, of {FEW}: {few}, ratio {:.2}, at most 1.1",
                many / few
            ),
        ),
        check(
            (sending.short - sending.long).abs() <= STEPS_APART,
            format!("the same in a conversation of {LONG} messages: {}, at most {STEPS_APART} apart", sending.long),
        ),
    ];
    if checks.iter().all(|passed| *passed) { Ok(()) } else { Err("over a limit".into()) }
}

fn check(passed: bool, words: String) -> bool {
    println!("{} {words}", if passed { "ok  " } else { "OVER" });
    passed
}
