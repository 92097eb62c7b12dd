//! Random bytes and random orders of things, from a seed, on the stable compiler: mutations of the golden frames, inputs
//! that no browser would give. Nothing panics, and what must hold does. A failure prints the seed that repeats it.

mod address;
mod client;
mod decode;
mod mutate;
mod session;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use crate::dice::Dice;
use crate::settings;

/// Runs one case after another until the time is over; each has a seed of its own.
fn run(what: &str, mut case: impl FnMut(&mut Dice)) {
    let seed = settings::seed();
    let until = Instant::now() + Duration::from_secs(settings::fuzz_seconds());
    let mut cases = 0;
    while cases == 0 || Instant::now() < until {
        let own = seed.wrapping_add(cases);
        if catch_unwind(AssertUnwindSafe(|| case(&mut Dice::new(own)))).is_err() {
            panic!("{what}: case {cases} of seed {seed} failed; `cargo xtask fuzz --seed {own}` begins with it");
        }
        cases += 1;
    }
    println!("{what}: {cases} cases from seed {seed}");
}
