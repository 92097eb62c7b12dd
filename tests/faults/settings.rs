//! How long the rounds are: short without being told, longer by `cargo xtask faults` and `cargo xtask fuzz`. And what this
//! machine does not allow, which nobody shall take for tried.

use std::io::Write as _;
use std::process;

/// The variable with the number of kills on each database.
const ROUNDS: &str = "LOBBY_FAULT_ROUNDS";
/// The variable with the number of messages in each round.
const MESSAGES: &str = "LOBBY_FAULT_MESSAGES";
/// The variable with the seed; without it each run has its own.
const SEED: &str = "LOBBY_FAULT_SEED";
/// The variable with the seconds that each part of the fuzzing takes.
const SECONDS: &str = "LOBBY_FUZZ_SECONDS";

/// How long the rounds of kills are.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Kills on each database.
    pub rounds: u64,
    /// Messages between two kills.
    pub messages: u64,
    /// For the moments of the kills.
    pub seed: u64,
}

/// What the environment says, or the short round of CI.
pub fn read() -> Settings {
    Settings { rounds: number(ROUNDS).unwrap_or(6), messages: number(MESSAGES).unwrap_or(250), seed: seed() }
}

/// The seed, which a failing test prints.
pub fn seed() -> u64 {
    number(SEED).unwrap_or_else(|| u64::from(process::id()))
}

/// Seconds for each part of the fuzzing.
pub fn fuzz_seconds() -> u64 {
    number(SECONDS).unwrap_or(2)
}

/// Says that a fault was not tried here, and why. The harness keeps to itself what a passing test prints, so this goes
/// past it.
pub fn not_tried(why: &str) {
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    let _ = writeln!(std::io::stderr(), "\nnot tried: {test}: {why}");
}

#[expect(clippy::disallowed_methods, reason = "the one place where the faults learn how long they shall be")]
fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is a number, not {text:?}")))
}

/// With nothing in its path a machine has no `mount`, so that the disk cannot be filled.
#[test]
fn what_was_not_tried_is_seen_though_its_test_passes() {
    let fault = "disk::a_full_disk_refuses_with_another_try_and_recovers_by_itself";
    let mut run = process::Command::new(std::env::current_exe().unwrap());
    let output = run.args(["--exact", fault]).env("PATH", "/nowhere").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    assert!(said.contains("not tried: ") && said.contains("may not mount"), "{said}");
}
