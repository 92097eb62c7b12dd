//! `cargo xtask bench`: builds the released program and the load generator, measures, and writes the table. The part
//! that noise cannot change is also a part of the tests.

use std::process::Command;

use crate::command::{self, cargo};
use crate::place;
use crate::stop::{Done, Stop};
use crate::test::Cluster;

/// Measures in rounds. The flags are the load generator's: `--rounds N`, `--only QUESTION,…`, `--postgres URL` (otherwise
/// a PostgreSQL is started for the run, if there is one).
pub fn bench(flags: &[&str]) -> Done {
    // What is measured is what is released.
    command::run(&mut cargo(["build", "--release", "-p", "lobby-server", "-p", "lobby-bench"]))?;
    let mut bench = generator("release", "run");
    bench.args(flags);
    let stories = place::browser_stories();
    if stories.join("node_modules").is_dir() {
        bench.arg("--browsers").arg(stories.join("harness/walkers.mjs"));
    } else {
        eprintln!("xtask: no real browsers among the visitors: `npm --prefix tests/browser ci` brings them");
    }
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

/// Part `bench` of the tests. On the ordinary build, which the other parts have built: its tasks are larger than the
/// released ones, so that a limit held here is held there, and its statements are the same.
pub fn gate() -> Done {
    command::run(&mut cargo(["build", "--workspace", "--bin", "lobby", "--bin", "lobby-bench"]))?;
    command::run(&mut generator("debug", "gate"))
        .map_err(|_| Stop::failed("the bench's gate is over a limit; see above"))
}

fn generator(build: &str, verb: &str) -> Command {
    let programs = place::root().join("target").join(build);
    let mut command = Command::new(programs.join("lobby-bench"));
    command.arg(verb).arg("--lobby").arg(programs.join("lobby")).arg("--folder").arg(place::bench());
    command
}
