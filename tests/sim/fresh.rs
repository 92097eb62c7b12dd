//! Fresh seeds, every time others: what the released code must live through.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use lobby_server::auth::random;

use crate::run::run;

/// How many seeds, when nobody says.
const SEEDS: u64 = 2_000;
/// Records that are told of a seed that fails.
const TOLD: usize = 40;

#[expect(clippy::disallowed_methods, reason = "how many seeds, or which one, is said from outside")]
fn said(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Runs these seeds on all processors; the failing ones with their words.
pub fn many(seeds: std::ops::Range<u64>, red: impl Fn(u64) -> Option<String> + Sync) -> Vec<(u64, String)> {
    let next = AtomicU64::new(seeds.start);
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let worker = || {
        let mut found = Vec::new();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                return found;
            }
            let told = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| red(seed)));
            match told {
                Ok(None) => {}
                Ok(Some(words)) => found.push((seed, words)),
                Err(_) => found.push((seed, "it panicked".to_owned())),
            }
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker")).collect()
    })
}

fn red(seed: u64) -> Option<String> {
    let outcome = run(seed, &[]);
    if outcome.findings.is_empty() {
        return None;
    }
    let words: Vec<String> = outcome.findings.iter().map(ToString::to_string).collect();
    let records = outcome.history.records.len().saturating_sub(TOLD);
    let last: Vec<String> = outcome.history.records.iter().skip(records).map(ToString::to_string).collect();
    Some(format!("{}\n…\n{}", words.join("\n"), last.join("\n")))
}

#[test]
#[expect(clippy::disallowed_methods, reason = "how long it took is told to people")]
fn fresh_seeds_keep_every_promise() {
    if let Some(seed) = said("LOBBY_SIM_SEED") {
        let outcome = run(seed, &[]);
        println!("{}", outcome.tell());
        assert!(outcome.findings.is_empty(), "seed {seed} broke {} promises", outcome.findings.len());
        return;
    }
    let count = said("LOBBY_SIM_SEEDS").unwrap_or(SEEDS);
    let first = u64::from(u32::from_be_bytes(random::draw()));
    let last = first + count - 1;
    // Before they run, so that a run that is broken off can be repeated too.
    println!("seeds {first}…{last}");
    let begun = Instant::now();
    let failed = many(first..first + count, red);
    println!("seeds {first}…{last} in {:.1} s", begun.elapsed().as_secs_f64());
    for (seed, words) in &failed {
        println!("\nseed {seed}: {words}\nrepeat it: cargo xtask sim --seed {seed}");
    }
    let seeds: Vec<u64> = failed.iter().map(|(seed, _)| *seed).collect();
    assert!(failed.is_empty(), "{} of {count} seeds failed: {seeds:?}", seeds.len());
}

#[test]
fn the_same_seed_gives_the_same_run() {
    for seed in [1, 77, 4_711] {
        let (one, other) = (run(seed, &[]), run(seed, &[]));
        if one.hash() != other.hash() {
            let (one, other) = (one.history.records, other.history.records);
            let at = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
            panic!("seed {seed} went two ways at record {at}: {:?} and {:?}", one.get(at), other.get(at));
        }
    }
}
