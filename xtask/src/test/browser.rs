//! The browser stories: Playwright drives Debian's Chromium against the server of the ordinary (dev) build.

use std::fs;
use std::process::Command;

use super::count::{Count, playwright};
use crate::command;
use crate::place;
use crate::stop::{Done, Stop};

/// Runs all stories; the program was built before.
pub fn run() -> Done<Count> {
    let folder = place::browser_stories();
    let report = folder.join("results/report.json");
    // An old report must not be counted when this run writes none.
    let _ = fs::remove_file(&report);
    let mut stories = Command::new("npx");
    stories.current_dir(&folder).args(["--no-install", "playwright", "test"]);
    stories.env("LOBBY_BIN", place::root().join("target/debug/lobby"));
    let succeeded = command::run(&mut stories).is_ok();
    let text = fs::read_to_string(&report).map_err(|error| Stop::file(&report, error))?;
    let count = playwright(&text).ok_or_else(|| Stop::file(&report, "not a Playwright report"))?;
    Ok(count.unless(succeeded))
}
