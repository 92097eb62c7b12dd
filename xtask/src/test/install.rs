//! Brings what the tests need and this machine lacks: says what first, asks on a terminal, and never guesses.

use std::fs;
use std::io::{IsTerminal, Write};
use std::process::Command;

use super::part::Part;
use crate::asset::add_target;
use crate::stop::{Done, Stop};
use crate::{command, place};

/// The oldest Node that the browser stories run on.
const NODE: u32 = 20;

/// Installs everything that these parts need.
pub fn install(parts: &[Part], yes: bool) -> Done {
    let browser = parts.iter().any(|part| part.needs_browser());
    if browser {
        check_node()?;
    }
    let packages = missing(&wanted(parts))?;
    let npm = browser && npm_is_stale();
    if !packages.is_empty() {
        println!("Debian packages to install: {}", packages.join(" "));
    }
    if npm {
        println!("Node packages to install: those of tests/browser/package-lock.json (npm ci)");
    }
    if (npm || !packages.is_empty()) && !yes && !agreed() {
        return Err(Stop::missing("nothing was installed and nothing was run"));
    }
    apt(&packages)?;
    if npm {
        let mut npm = Command::new("npm");
        npm.current_dir(place::browser_stories()).args(["ci", "--no-audit", "--no-fund"]);
        command::run(npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")).map_err(|stop| {
            Stop::missing(format!("{}\nThe browser stories need it: `cd tests/browser && npm ci`", stop.message))
        })?;
    }
    add_target()
}

fn wanted(parts: &[Part]) -> Vec<&'static str> {
    let mut packages = vec!["build-essential"];
    if parts.iter().any(|part| part.needs_browser()) {
        packages.extend(["chromium", "fonts-noto-core", "fonts-noto-cjk", "fonts-noto-color-emoji"]);
    }
    if parts.iter().any(|part| part.needs_postgres()) {
        packages.push("postgresql");
    }
    if parts.contains(&Part::Faults) {
        packages.push("strace");
    }
    packages
}

fn missing(packages: &[&'static str]) -> Done<Vec<&'static str>> {
    if command::find("dpkg-query").is_none() {
        println!(
            "This is not Debian: taking it that these are installed: {}. The stories look for /usr/bin/chromium.",
            packages.join(" ")
        );
        return Ok(Vec::new());
    }
    let mut missing = Vec::new();
    for package in packages {
        let mut query = Command::new("dpkg-query");
        let state = query.args(["-W", "-f", "${db:Status-Status}", package]).output();
        let state = state.map_err(|error| Stop::missing(format!("`dpkg-query` cannot be started: {error}")))?;
        if state.stdout != b"installed" {
            missing.push(*package);
        }
    }
    Ok(missing)
}

/// Asks on a terminal; without one there is nobody to ask, and the run goes on.
fn agreed() -> bool {
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return true;
    }
    print!("Install them now? [Y/n] ");
    let _ = std::io::stdout().flush();
    let mut answer = String::new();
    if std::io::stdin().read_line(&mut answer).is_err() {
        return false;
    }
    matches!(answer.trim().to_lowercase().as_str(), "" | "y" | "yes")
}

fn apt(packages: &[&str]) -> Done {
    if packages.is_empty() {
        return Ok(());
    }
    let install = ["apt-get", "install", "--yes", "--no-install-recommends"];
    let by_hand = format!("apt-get update && {} {}", install.join(" "), packages.join(" "));
    let stop = |why: &str| Stop::missing(format!("{why}. As root, run: {by_hand}"));
    let root = command::read(Command::new("id").arg("-u"))? == "0";
    let sudo: &[&str] = if root {
        &[]
    } else if command::find("sudo").is_some() {
        &["sudo"]
    } else {
        return Err(stop(&format!("{} must be installed, and there is no sudo here", packages.join(" "))));
    };
    let run = |words: &[&str]| {
        let line: Vec<&str> = sudo.iter().chain(["env", "DEBIAN_FRONTEND=noninteractive"].iter()).copied().collect();
        let Some((program, before)) = line.split_first() else { return Ok(()) };
        command::run(Command::new(program).args(before).args(words))
    };
    run(&["apt-get", "update"]).map_err(|_| stop("Debian's package lists could not be fetched"))?;
    let words: Vec<&str> = install.iter().chain(packages).copied().collect();
    run(&words).map_err(|_| stop(&format!("apt-get could not install {}", packages.join(" "))))
}

fn check_node() -> Done {
    let wanted = format!("Node {NODE} or newer (with npm)");
    let advice = "The browser stories need it: https://nodejs.org, or your system's packages nodejs and npm.";
    let version = command::read(Command::new("node").arg("--version"))
        .map_err(|_| Stop::missing(format!("{wanted} is not installed. {advice}")))?;
    let major = version.trim_start_matches('v').split('.').next().and_then(|number| number.parse::<u32>().ok());
    if major.is_none_or(|major| major < NODE) {
        return Err(Stop::missing(format!("{wanted} is needed; this is Node {version}. {advice}")));
    }
    match command::find("npm") {
        Some(_) => Ok(()),
        None => Err(Stop::missing(format!("npm is not installed. {advice}"))),
    }
}

/// Whether the installed Node packages are other than the lock file's.
fn npm_is_stale() -> bool {
    let folder = place::browser_stories();
    let time = |name: &str| fs::metadata(folder.join(name)).and_then(|file| file.modified()).ok();
    match (time("node_modules/.package-lock.json"), time("package-lock.json")) {
        (Some(installed), Some(wanted)) => installed < wanted,
        (None, _) | (_, None) => true,
    }
}
