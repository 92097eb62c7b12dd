//! `cargo xtask fuzz`: random frames, inputs and addresses for as long as one likes; seconds of it are a part of the tests.

use crate::command::{self, cargo};
use crate::faults::{WORDS, number, pairs};
use crate::stop::{Done, Stop};

/// Runs all parts. `--seconds N`: for each of them, a minute if not told; `--seed N`: as a failure has printed it.
pub fn fuzz(flags: &[&str]) -> Done {
    let mut tests = cargo(WORDS);
    tests.env("LOBBY_FUZZ_SECONDS", "60");
    for (flag, value) in pairs(flags)? {
        match flag {
            "--seconds" => tests.env("LOBBY_FUZZ_SECONDS", number(flag, value)?),
            "--seed" => tests.env("LOBBY_FAULT_SEED", number(flag, value)?),
            _ => return Err(Stop::missing(format!("`fuzz` takes --seconds and --seed, not {flag}"))),
        };
    }
    command::run(tests.args(["--", "--nocapture", "fuzz::"]))
}
