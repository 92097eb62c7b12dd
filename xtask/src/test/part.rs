//! The parts of the tests, in the order in which they run, and what each one does.

use super::browser;
use super::count::{Count, libtests};
use crate::command::{self, cargo};
use crate::stop::Done;
use crate::{asset, bench, sim, size};

/// One part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Formatting and clippy, for the machine and for WASM.
    Lint,
    /// The crates' own tests, the front ends' pure ones included.
    Unit,
    /// The release build of everything that a browser loads.
    Assets,
    /// The byte budget.
    Size,
    /// Stories through the server's public doors.
    Stories,
    /// The store's conformance on both databases.
    Store,
    /// The golden frames.
    Wire,
    /// The rules of the source itself.
    Tidy,
    /// Stories in a browser.
    Browser,
    /// What of the bench noise cannot change.
    Bench,
    /// The program killed, stopped, starved and cut off, and random frames: a short round.
    Faults,
    /// Seeded people and storms in simulated time, and the checker of histories.
    Sim,
}

impl Part {
    /// All of them, in order.
    pub const ALL: [Self; 12] = [
        Self::Lint,
        Self::Unit,
        Self::Assets,
        Self::Size,
        Self::Stories,
        Self::Store,
        Self::Wire,
        Self::Tidy,
        Self::Browser,
        Self::Bench,
        Self::Faults,
        Self::Sim,
    ];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lint => "lint",
            Self::Unit => "unit",
            Self::Assets => "assets",
            Self::Size => "size",
            Self::Stories => "stories",
            Self::Store => "store",
            Self::Wire => "wire",
            Self::Tidy => "tidy",
            Self::Browser => "browser",
            Self::Bench => "bench",
            Self::Faults => "faults",
            Self::Sim => "sim",
        }
    }

    /// Whether this part talks to PostgreSQL.
    pub const fn needs_postgres(self) -> bool {
        matches!(self, Self::Stories | Self::Store | Self::Faults)
    }

    /// Whether this part runs a browser.
    pub const fn needs_browser(self) -> bool {
        matches!(self, Self::Browser)
    }

    /// Runs this part; an error counts as one failure.
    pub fn run(self, postgres: Option<&str>) -> Done<Count> {
        match self {
            Self::Lint => lint(),
            Self::Unit => {
                let count = tests(&["--exclude", "lobby-tests"], postgres)?;
                Ok(count.plus(tests(&["--exclude", "lobby-tests", "--doc"], postgres)?))
            }
            Self::Assets => asset::build(asset::Build::Release).map(|()| Count::one(true)),
            Self::Size => size::check().map(|()| Count::one(true)),
            Self::Stories => {
                program()?;
                tests(&["--test", self.name()], postgres)
            }
            Self::Store | Self::Wire | Self::Tidy => tests(&["--test", self.name()], postgres),
            Self::Browser => {
                program()?;
                browser::run()
            }
            Self::Sim => sim::part(),
            Self::Bench => bench::gate().map(|()| Count::one(true)),
            Self::Faults => {
                program()?;
                tests(&["--test", self.name(), "--features", "lobby-tests/failpoints"], postgres)
            }
        }
    }
}

/// Builds the program itself, which the stories of operating and of the browser run.
fn program() -> Done<()> {
    command::run(&mut cargo(["build", "--workspace", "--bin", "lobby"]))
}

/// The whole workspace is named each time, so that every part builds the dependencies with the same features, once.
fn tests(words: &[&str], postgres: Option<&str>) -> Done<Count> {
    let mut command = cargo(["test", "--workspace", "--no-fail-fast"]);
    command.args(words);
    if !words.iter().any(|word| *word == "--doc" || *word == "--test") {
        command.args(["--lib", "--bins", "--tests"]);
    }
    if let Some(url) = postgres {
        command.env("LOBBY_TEST_POSTGRES", url);
    }
    libtests(&mut command)
}

/// Goes on after a failure, so that one run names everything.
fn lint() -> Done<Count> {
    let front_ends = ["lobby-widget", "lobby-console"];
    let mut native = cargo(["clippy", "--quiet", "--workspace", "--all-targets"]);
    native.args(front_ends.iter().flat_map(|name| ["--exclude", name]));
    let mut faults = cargo(["clippy", "--quiet", "-p", "lobby-tests", "--test", "faults"]);
    faults.args(["--features", "failpoints"]);
    let mut sim = cargo(["clippy", "--quiet", "-p", "lobby-tests", "--test", "sim"]);
    sim.args(["--features", "simulation"]);
    let mut steps = vec![cargo(["fmt", "--all", "--check"]), native, faults, sim];
    for name in front_ends {
        let mut wasm = cargo(["clippy", "--quiet", "--target", "wasm32-unknown-unknown", "-p", name]);
        wasm.arg("--target-dir").arg(crate::place::wasm_target());
        steps.push(wasm);
    }
    let mut passed = true;
    for (number, step) in steps.iter_mut().enumerate() {
        if number > 0 {
            step.args(["--", "-D", "warnings"]);
        }
        if let Err(stop) = command::run(step) {
            eprintln!("{}", stop.message);
            passed = false;
        }
    }
    Ok(Count::one(passed))
}
