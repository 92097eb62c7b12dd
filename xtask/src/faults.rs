//! `cargo xtask faults`: the program killed, stopped, starved and cut off, on both databases. The short round of it is also
//! a part of the tests; here its length is told.

use crate::command::{self, cargo};
use crate::stop::{Done, Stop};
use crate::test::Cluster;

/// What the recipe takes: a flag with a value, and the variable by which the tests hear of it.
const FLAGS: [(&str, &str); 3] =
    [("--rounds", "LOBBY_FAULT_ROUNDS"), ("--messages", "LOBBY_FAULT_MESSAGES"), ("--seed", "LOBBY_FAULT_SEED")];

/// Runs all faults. `--rounds N`: so many kills on each database; `--messages N`: so many messages between two of them;
/// `--seed N`: for their moments; `--only NAME`: the faults whose names have this in them.
pub fn faults(flags: &[&str]) -> Done {
    command::run(&mut cargo(["build", "--workspace", "--bin", "lobby"]))?;
    // As installed, so with every commit brought to disk.
    let cluster = Cluster::start(&[])?;
    let mut tests = cargo(WORDS);
    tests.env("LOBBY_TEST_POSTGRES", cluster.url());
    let mut only = None;
    for (flag, value) in pairs(flags)? {
        match FLAGS.iter().find(|(name, _)| *name == flag) {
            Some((_, variable)) => drop(tests.env(variable, number(flag, value)?)),
            None if flag == "--only" => only = Some(value),
            None => {
                return Err(Stop::missing(format!("`faults` takes --rounds, --messages, --seed, --only, not {flag}")));
            }
        }
    }
    // One fault at a time: each is about load, and what disturbs it shall be its own.
    tests.args(["--", "--nocapture", "--test-threads=1"]).args(only).args(["--skip", "fuzz::"]);
    command::run(&mut tests)
}

/// The words of cargo that run the faults and what else is in their program.
pub const WORDS: [&str; 6] = ["test", "--workspace", "--test", "faults", "--features", "lobby-tests/failpoints"];

/// Each flag with its value.
pub fn pairs<'a>(flags: &[&'a str]) -> Done<Vec<(&'a str, &'a str)>> {
    flags
        .chunks(2)
        .map(|pair| match pair {
            [flag, value] => Ok((*flag, *value)),
            _ => Err(Stop::missing(format!("`{}` needs a value behind it", pair.concat()))),
        })
        .collect()
}

/// A value that is a number.
pub fn number(flag: &str, value: &str) -> Done<String> {
    let number: u64 = value.parse().map_err(|_| Stop::missing(format!("{flag} takes a number, not `{value}`")))?;
    Ok(number.to_string())
}
