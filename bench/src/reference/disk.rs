//! The disk alone: one page appended and brought to disk by `fdatasync`, over and over.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use crate::clock;
use crate::outcome::Done;
use crate::quantile::quantile;

/// What SQLite's log writes at least for one commit.
const PAGE: [u8; 4_096] = [7; 4_096];

/// Writes for so long, then prints the median, the 99th percentile (both in microseconds) and the number per second.
pub fn run(folder: &Path, length: Duration) -> Done {
    let path = folder.join("pages");
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).open(&path)?;
    let start = clock::now();
    let mut spent = Vec::new();
    while clock::now().duration_since(start) < length {
        let before = clock::nanoseconds_since(start);
        file.write_all(&PAGE)?;
        file.sync_data()?;
        spent.push(clock::nanoseconds_since(start) - before);
    }
    let seconds = clock::now().duration_since(start).as_secs_f64();
    std::fs::remove_file(&path)?;
    spent.sort_unstable();
    let micros = |part| quantile(&spent, part) as f64 / 1_000.0;
    println!("{:.1} {:.1} {:.1}", micros(0.5), micros(0.99), spent.len() as f64 / seconds);
    Ok(())
}
