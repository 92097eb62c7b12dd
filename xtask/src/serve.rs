//! `cargo xtask serve`: builds everything, then becomes `lobby serve --demo` with its data in `./data`.

use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::stop::{Done, Stop};
use crate::{asset, command, place};

/// Returns only when something went wrong; otherwise the server takes this process over and prints where to go next.
pub fn serve(flags: &[&str]) -> Done {
    let (ours, more) = match flags.iter().position(|flag| *flag == "--") {
        Some(at) => (flags.get(..at).unwrap_or_default(), flags.get(at + 1..).unwrap_or_default()),
        None => (flags, <&[&str]>::default()),
    };
    let release = match ours {
        [] => false,
        ["--release"] => true,
        [..] => {
            let message =
                "`serve` takes --release; the server's own flags come after --, such as `-- --listen 127.0.0.1:9000`";
            return Err(Stop::missing(message));
        }
    };
    asset::build(if release { asset::Build::Release } else { asset::Build::Quick })?;
    let mut build = command::cargo(["build", "-p", "lobby-server"]);
    if release {
        build.arg("--release");
    }
    command::run(&mut build)?;
    let lobby = place::root().join(if release { "target/release/lobby" } else { "target/debug/lobby" });
    let mut server = Command::new(&lobby);
    server.current_dir(place::root()).arg("serve");
    let given = |flag: &str| more.iter().any(|word| word.split('=').next() == Some(flag));
    if !given("--demo") {
        server.arg("--demo");
    }
    if !given("--data") {
        server.args(["--data", "./data"]);
    }
    server.args(more);
    Err(Stop::file(&lobby, server.exec()))
}
