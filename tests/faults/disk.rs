//! SQLite's disk fails: full, or unable to sync. What is refused is refused with another try, what is acknowledged is
//! there, and it all goes on by itself when the disk is well again.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use lobby_server::store::Target;
use lobby_shared::wire::error::ErrorCode;
use tempfile::TempDir;

use crate::crowd::Crowd;
use crate::ledger;
use crate::party::PATIENCE;
use crate::serving::Plan;
use crate::settings::not_tried;

/// A small file system in memory, unmounted at the end.
struct Small {
    place: TempDir,
}

impl Small {
    /// `None` where this process may not mount one.
    fn mount() -> Option<Self> {
        let place = TempDir::new().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=6m", "lobby-faults"]).arg(place.path());
        mount.stderr(Stdio::null()).status().is_ok_and(|status| status.success()).then_some(Self { place })
    }

    fn path(&self) -> &Path {
        self.place.path()
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.place.path()).status();
    }
}

/// How often somebody was refused with another try, because the database does not write.
fn refusals(crowd: &Crowd) -> u64 {
    let of = |code| crowd.visitors.iter().map(move |visitor| visitor.look(|seen| seen.retries.get(&code).copied()));
    of(ErrorCode::Unavailable).flatten().sum()
}

/// Waits for one refusal more than so many.
async fn until_refused(crowd: &Crowd, before: u64) {
    let begin = Instant::now();
    while refusals(crowd) <= before {
        assert!(begin.elapsed() < PATIENCE, "nobody was refused");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_with_another_try_and_recovers_by_itself() {
    let Some(disk) = Small::mount() else {
        not_tried("this user may not mount a small file system");
        return;
    };
    let target = Target::Sqlite { folder: disk.path().join("data") };
    let mut plan = Plan::new(target.clone());
    let mut serving = plan.start().await;
    let (site, cookie) = plan.set_up(&mut serving).await;
    let crowd = Crowd::at(&plan, &site, &cookie, 6);
    crowd.say(40);
    crowd.converges().await;
    for _ in 0..2 {
        let ballast = disk.path().join("ballast");
        // As much as goes in; that it ends with an error is the point.
        let _ = std::fs::write(&ballast, vec![7; 8 << 20]);
        let before = refusals(&crowd);
        crowd.say(60);
        until_refused(&crowd, before).await;
        let acked = crowd.acked();
        // The disk is still full at the next one.
        until_refused(&crowd, refusals(&crowd)).await;
        println!("full: {acked} acknowledged, one refusal later {}", crowd.acked());
        std::fs::remove_file(&ballast).unwrap();
        crowd.converges().await;
        plan.until_ready_is(200).await;
    }
    assert_eq!(serving.terminate().await.0, Some(0));
    crowd.settle(&target).await;
}

fn strace() -> Option<PathBuf> {
    let found = Path::new("/usr/bin/strace");
    let works = || {
        let mut tried = Command::new(found);
        tried
            .args(["-f", "-e", "trace=none", "true"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    (found.exists() && works()).then(|| found.to_owned())
}

/// Some system calls of the server fail, from one to another.
async fn with_calls_failing(calls: &str, error: &str, when: &str) {
    let Some(strace) = strace() else {
        not_tried("strace is not installed or may not trace here");
        return;
    };
    let folder = TempDir::new().unwrap();
    let target = Target::Sqlite { folder: folder.path().join("data") };
    let mut plan = Plan::new(target.clone());
    let mut serving = plan.start().await;
    let (site, cookie) = plan.set_up(&mut serving).await;
    assert_eq!(serving.terminate().await.0, Some(0));
    let inject = format!("inject={calls}:error={error}:when={when}");
    let strace = strace.display().to_string();
    let trace = format!("trace={calls}");
    plan.under = [&strace, "-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject].map(str::to_owned).into();
    serving = plan.start().await;
    let crowd = Crowd::at(&plan, &site, &cookie, 6);
    crowd.say(150);
    until_refused(&crowd, 0).await;
    crowd.converges().await;
    plan.until_ready_is(200).await;
    println!("{calls} failed with {error}: {} acknowledged in the end", crowd.acked());
    // As a power cut would, so that what was acknowledged must be in the files.
    serving.kill().await;
    plan.under.clear();
    serving = plan.start().await;
    crowd.nudge().await;
    crowd.converges().await;
    assert_eq!(serving.terminate().await.0, Some(0));
    let kept = ledger::read(&target).await;
    assert!(!kept.is_empty());
    crowd.settle(&target).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sync_that_fails_acknowledges_nothing_and_is_recovered_from() {
    with_calls_failing("fdatasync,fsync", "EIO", "12..20").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_that_find_no_space_acknowledge_nothing_and_are_recovered_from() {
    with_calls_failing("pwrite64", "ENOSPC", "150..260").await;
}
