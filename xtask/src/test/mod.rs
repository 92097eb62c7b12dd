//! `cargo xtask test`: installs what the tests need, runs every part, goes on after a failing one, and ends with one
//! line that adds everything up.

mod browser;
mod count;
mod install;
mod part;
mod postgres;

use std::io::Write;
use std::time::{Duration, Instant};

pub use count::{Count, libtests};
use part::Part;
pub use postgres::Cluster;

use crate::place;
use crate::stop::{Done, Stop};

/// Runs the parts named, or all of them. The last line on standard output is `N passed, N failed`.
pub fn test(words: &[&str]) -> Done {
    let mut parts = Vec::new();
    let mut yes = false;
    for word in words {
        match Part::ALL.into_iter().find(|part| part.name() == *word) {
            Some(part) => parts.push(part),
            None if *word == "--yes" => yes = true,
            None => {
                let names = Part::ALL.map(Part::name).join(" ");
                return Err(Stop::missing(format!("`{word}` is no part of the tests; there are: {names}")));
            }
        }
    }
    if parts.is_empty() {
        parts = Part::ALL.to_vec();
    }
    install::install(&parts, yes)?;
    // The server embeds this folder, so that it must be there even while nothing was built into it.
    std::fs::create_dir_all(place::assets()).map_err(|error| Stop::file(&place::assets(), error))?;
    let cluster =
        if parts.iter().any(|part| part.needs_postgres()) { Some(Cluster::start(&["fsync=off"])?) } else { None };
    let url = cluster.as_ref().map(Cluster::url);
    let mut rows = Vec::new();
    for part in parts {
        println!("\n── {} ──", part.name());
        let begin = now();
        let count = part.run(url.as_deref()).unwrap_or_else(|stop| {
            eprintln!("{}", stop.message);
            Count::one(false)
        });
        rows.push((part, count, now().duration_since(begin)));
    }
    drop(cluster);
    report(&rows)
}

#[expect(clippy::disallowed_methods, reason = "the parts' durations are for people; nothing is decided by them")]
fn now() -> Instant {
    Instant::now()
}

fn report(rows: &[(Part, Count, Duration)]) -> Done {
    println!("\npart       minutes  passed  failed");
    let mut all = Count::default();
    let mut spent = Duration::ZERO;
    for (part, count, duration) in rows {
        println!("{:<10} {:>7.1}  {:>6}  {:>6}", part.name(), minutes(*duration), count.passed, count.failed);
        all = all.plus(count.clone());
        spent += *duration;
    }
    println!("{:<10} {:>7.1}\n", "all", minutes(spent));
    for red in &all.red {
        println!("failed: {red}\n");
    }
    println!("{} passed, {} failed", all.passed, all.failed);
    let _ = std::io::stdout().flush();
    if all.failed == 0 { Ok(()) } else { Err(Stop { message: String::new(), code: 1 }) }
}

fn minutes(duration: Duration) -> f64 {
    duration.as_secs_f64() / 60.0
}
