//! `lobby-bench`: the load generator, and the bare servers that Lobby is compared with in the same run.

mod agent;
mod clock;
mod crowd;
mod draw;
mod gate;
mod gather;
mod ground;
mod grown;
mod http;
mod link;
mod lobby;
mod measure;
mod outcome;
mod pace;
mod process;
mod quantile;
mod reference;
mod report;
mod run;
mod traffic;
mod visitor;
mod walkers;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use tokio::runtime::{Builder, Runtime};

use outcome::Done;
use reference::{disk, durable, echo};

/// Load for Lobby, and what it is compared with.
#[derive(Parser)]
#[command(name = "lobby-bench", about, arg_required_else_help = true)]
struct Line {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Measure everything, in rounds
    Run(run::Settings),
    /// Check what noise cannot change
    Gate(gate::Settings),
    /// Be the bare echo
    Echo,
    /// Be the bare durable echo, with its database in this folder
    Durable { folder: PathBuf },
    /// Be the disk alone, for so many milliseconds
    Disk { folder: PathBuf, milliseconds: u64 },
}

fn main() -> ExitCode {
    match act(Line::parse().verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lobby-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn act(verb: Verb) -> Done {
    match verb {
        Verb::Run(settings) => generator()?.block_on(run::run(settings)),
        Verb::Gate(settings) => generator()?.block_on(gate::run(settings)),
        // As Lobby itself runs: a thread for each core.
        Verb::Echo => Runtime::new()?.block_on(echo::run()),
        Verb::Durable { folder } => Runtime::new()?.block_on(durable::run(folder)),
        Verb::Disk { folder, milliseconds } => disk::run(&folder, Duration::from_millis(milliseconds)),
    }
}

/// One thread is enough for all clients, and leaves the rest of the machine to the server.
fn generator() -> Done<Runtime> {
    Ok(Builder::new_current_thread().enable_all().build()?)
}
