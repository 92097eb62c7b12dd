//! The `lobby` command: reads the command line and runs it.

use std::process::ExitCode;

use clap::Parser as _;
use lobby_server::command::{self, Command};

#[tokio::main]
async fn main() -> ExitCode {
    command::run(Command::parse()).await
}
