//! The program `lobby` with failpoints: otherwise nothing of it differs from the released one.

use std::process::ExitCode;

use clap::Parser as _;
use lobby_server::command::{self, Command};

#[tokio::main]
async fn main() -> ExitCode {
    command::run(Command::parse()).await
}
