//! `cargo xtask sim`: seeded people and storms around the released code in simulated time, and the proof that the checker
//! of their histories notices every seeded bug. Fresh seeds each time; they are printed, and each can be repeated.

use crate::command::{self, cargo};
use crate::faults::{number, pairs};
use crate::stop::{Done, Stop};
use crate::test::{Count, libtests};

/// The checker by itself, and the simulation: in a profile of their own, since they need quick code, and with features
/// that no other build has.
const WORDS: [&str; 10] =
    ["test", "--profile", "sim", "-p", "lobby-tests", "--features", "simulation", "--test", "history", "--test"];

/// Runs all of it. `--seeds N`: so many fresh ones, 2,000 if not told; `--seed N`: only this one, and tells all of it.
pub fn sim(flags: &[&str]) -> Done {
    let mut tests = cargo(WORDS);
    tests.args(["sim", "--", "--nocapture"]);
    for (flag, value) in pairs(flags)? {
        match flag {
            "--seeds" => tests.env("LOBBY_SIM_SEEDS", number(flag, value)?),
            "--seed" => tests.env("LOBBY_SIM_SEED", number(flag, value)?).arg("fresh_seeds"),
            _ => return Err(Stop::missing(format!("`sim` takes --seeds and --seed, not {flag}"))),
        };
    }
    command::run(&mut tests)
}

/// The same as a part of the tests.
pub fn part() -> Done<Count> {
    libtests(cargo(WORDS).args(["sim", "--no-fail-fast", "--", "--nocapture"]))
}
