//! `cargo xtask bench`: builds the released program and the load generator, measures, and writes the table. The part
//! that noise cannot change is also a part of the tests.

use std::ffi::OsStr;
use std::process::Command;

use crate::command::{self, cargo};
use crate::place;
use crate::stop::{Done, Stop};
use crate::test::Cluster;

/// Measures in rounds. The flags are the load generator's: `--rounds N`, `--only QUESTION,…`, `--postgres URL` (otherwise
/// a PostgreSQL is started for the run, if there is one).
pub fn bench(flags: &[&str]) -> Done {
    build()?;
    let mut bench = generator("run");
    bench.args(flags);
    let given = flags.iter().any(|flag| flag.starts_with("--postgres"));
    // As installed, so with every commit brought to disk.
    let cluster =
        if given { None } else { Cluster::start(&[]).map_err(|stop| eprintln!("xtask: {}", stop.message)).ok() };
    if let Some(cluster) = &cluster {
        bench.args(["--postgres", &cluster.url()]);
    }
    command::run(&mut bench)?;
    println!("The table is in {}", place::bench().join("report.md").display());
    Ok(())
}

/// Part `bench` of the tests.
pub fn gate() -> Done {
    build()?;
    command::run(&mut generator("gate")).map_err(|_| Stop::failed("the bench's gate is over a limit; see above"))
}

/// What is measured is what is released.
fn build() -> Done {
    command::run(&mut cargo(["build", "--release", "-p", "lobby-server", "-p", "lobby-bench"]))
}

fn generator(verb: impl AsRef<OsStr>) -> Command {
    let released = place::root().join("target/release");
    let mut command = Command::new(released.join("lobby-bench"));
    command.arg(verb).arg("--lobby").arg(released.join("lobby")).arg("--folder").arg(place::bench());
    command
}
