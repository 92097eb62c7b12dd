//! The `lobby` command: reads the command line and runs it.

use std::process::ExitCode;

use clap::Parser as _;
use lobby_server::command::{self, Command};
use tokio::runtime::Builder;

/// Threads for what blocks: reads of the database (four at once) and hashing. Without this limit a crowd that comes in
/// leaves some dozen threads behind, each with its memory.
const BLOCKING_THREADS: usize = 8;

fn main() -> ExitCode {
    let command = Command::parse();
    match Builder::new_multi_thread().enable_all().max_blocking_threads(BLOCKING_THREADS).build() {
        Ok(runtime) => runtime.block_on(command::run(command)),
        Err(error) => {
            eprintln!("lobby: the system gives no threads: {error}");
            ExitCode::from(2)
        }
    }
}
