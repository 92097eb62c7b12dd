//! The database's disk fails, SQLite's or PostgreSQL's: full, or unable to sync. What is refused is refused with another
//! try, what is acknowledged is there, and it all goes on by itself when the disk is well again; where PostgreSQL itself
//! stays down, it goes on when an operator has started that.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use lobby_server::store::Target;
use tempfile::TempDir;

use crate::cluster::Cluster;
use crate::crowd::Crowd;
use crate::ledger;
use crate::party::PATIENCE;
use crate::serving::{Plan, Serving};
use crate::settings::not_tried;

const MAY_NOT_MOUNT: &str = "this user may not mount a small file system";
const MAY_NOT_TRACE: &str = "strace is not installed or may not trace here";
const NO_POSTGRESQL: &str = "no PostgreSQL server to start here";

/// A small file system in memory, unmounted at the end.
struct Small {
    place: TempDir,
    mebibytes: usize,
}

impl Small {
    /// `None` where this process may not mount one.
    fn mount(mebibytes: usize) -> Option<Self> {
        let place = TempDir::new().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={mebibytes}m"), "lobby-faults"]).arg(place.path());
        let mounted = mount.stderr(Stdio::null()).status().is_ok_and(|status| status.success());
        mounted.then(|| Self { place, mebibytes })
    }

    fn path(&self) -> &Path {
        self.place.path()
    }

    fn ballast(&self) -> PathBuf {
        self.path().join("ballast")
    }

    /// As much as goes in; that it ends with an error is the point.
    fn fill(&self) {
        assert!(std::fs::write(self.ballast(), vec![7; self.mebibytes << 20]).is_err(), "there is still room");
    }

    fn has_room_again(&self) {
        std::fs::remove_file(self.ballast()).unwrap();
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        // Whoever was killed may not be gone yet.
        let _ = Command::new("umount").arg("--lazy").arg(self.place.path()).status();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_with_another_try_and_recovers_by_itself() {
    let Some(disk) = Small::mount(6) else {
        not_tried(MAY_NOT_MOUNT);
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
        disk.fill();
        let before = crowd.refusals();
        crowd.say(60);
        crowd.until_refused(before).await;
        let acked = crowd.acked();
        // The disk is still full at the next one.
        crowd.until_refused(crowd.refusals()).await;
        println!("full: {acked} acknowledged, one refusal later {}", crowd.acked());
        disk.has_room_again();
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

/// What starts a program some of whose system calls fail.
fn spoiling(strace: &Path, calls: &str, how: &str) -> Vec<String> {
    let (strace, trace) = (strace.display().to_string(), format!("trace={calls}"));
    let inject = format!("inject={calls}:{how}");
    [&strace, "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject].map(str::to_owned).into()
}

/// Some system calls of the server fail, from one to another.
async fn with_calls_failing(calls: &str, error: &str, when: &str) {
    let Some(strace) = strace() else {
        not_tried(MAY_NOT_TRACE);
        return;
    };
    let folder = TempDir::new().unwrap();
    let target = Target::Sqlite { folder: folder.path().join("data") };
    let mut plan = Plan::new(target.clone());
    let mut serving = plan.start().await;
    let (site, cookie) = plan.set_up(&mut serving).await;
    assert_eq!(serving.terminate().await.0, Some(0));
    plan.under = spoiling(&strace, calls, &format!("error={error}:when={when}"));
    serving = plan.start().await;
    let crowd = Crowd::at(&plan, &site, &cookie, 6);
    crowd.say(150);
    crowd.until_refused(0).await;
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

/// A program on a PostgreSQL of its own, with a crowd that talks already.
struct Scene {
    cluster: Cluster,
    plan: Plan,
    serving: Serving,
    crowd: Crowd,
}

impl Scene {
    async fn on(mut cluster: Cluster) -> Self {
        cluster.start().await;
        let mut plan = Plan::new(cluster.target());
        let mut serving = plan.start().await;
        let (site, cookie) = plan.set_up(&mut serving).await;
        // So many that their words find the disk full before the server finds one of them too fast.
        let crowd = Crowd::at(&plan, &site, &cookie, 16);
        crowd.say(48);
        crowd.converges().await;
        Self { cluster, plan, serving, crowd }
    }

    /// PostgreSQL is started again, below a program that spoils its calls.
    async fn restarts_under(&mut self, under: Vec<String>) {
        self.cluster.stop();
        self.cluster.under = under;
        self.cluster.start().await;
        self.goes_on().await;
    }

    /// The database is well again: everything goes on by itself.
    async fn goes_on(&self) {
        self.plan.until_ready_is(200).await;
        self.crowd.converges().await;
    }

    /// PostgreSQL ends as by a power cut, so that what was acknowledged must be in the files; then all is well.
    async fn keeps_everything_when_killed(mut self) {
        self.cluster.kill();
        self.cluster.under.clear();
        self.cluster.start().await;
        self.goes_on().await;
        assert_eq!(self.crowd.other_refusals(), Vec::<String>::new());
        assert_eq!(self.serving.terminate().await.0, Some(0));
        self.crowd.settle(&self.plan.target).await;
    }
}

/// A PostgreSQL with its data on one small disk and its log of changes on another.
fn on_small_disks() -> Result<(Small, Small, Cluster), &'static str> {
    let (data, log) = (Small::mount(64).ok_or(MAY_NOT_MOUNT)?, Small::mount(16).ok_or(MAY_NOT_MOUNT)?);
    let cluster = Cluster::on(data.path(), log.path()).ok_or(NO_POSTGRESQL)?;
    Ok((data, log, cluster))
}

/// Without room for rows, PostgreSQL refuses to write them (`disk_full`) and serves on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_without_room_for_rows_refuses_with_another_try_and_recovers_by_itself() {
    let (disk, _log, cluster) = match on_small_disks() {
        Ok(made) => made,
        Err(why) => return not_tried(why),
    };
    let mut scene = Scene::on(cluster).await;
    for _ in 0..2 {
        disk.fill();
        scene.crowd.say(100);
        scene.crowd.until_refused(scene.crowd.refusals()).await;
        let acked = scene.crowd.acked();
        scene.crowd.until_refused(scene.crowd.refusals() + 5).await;
        println!("no room for rows: {acked} acknowledged, some refusals later {}", scene.crowd.acked());
        // It answers who only reads.
        assert_eq!(scene.plan.ready().await, Some(200));
        disk.has_room_again();
        scene.goes_on().await;
    }
    assert!(!scene.cluster.has_stopped() && !scene.cluster.said().contains("PANIC"), "{}", scene.cluster.said());
    assert!(scene.plan.log().contains("(53100)"), "{}", scene.plan.log());
    scene.keeps_everything_when_killed().await;
}

/// Without room for its log of changes PostgreSQL dies, and cannot recover before there is some: an operator makes room and
/// starts it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_that_stopped_without_room_for_its_log_is_started_again_and_has_lost_nothing() {
    let (_data, disk, cluster) = match on_small_disks() {
        Ok(made) => made,
        Err(why) => return not_tried(why),
    };
    let mut scene = Scene::on(cluster).await;
    for _ in 0..2 {
        disk.fill();
        let (before, begin) = (scene.crowd.refusals(), Instant::now());
        scene.crowd.say(60);
        while scene.crowd.refusals() <= before {
            assert!(begin.elapsed() < PATIENCE, "nobody was refused");
            scene.crowd.say(4);
            // On to the log's next file, and the next, until there is no room for one.
            scene.cluster.tries("select pg_switch_wal()");
        }
        scene.crowd.until_refused(scene.crowd.refusals() + 5).await;
        // Whether it stays down is its own affair; while it does, the server says so.
        let stopped = scene.cluster.has_stopped();
        if stopped {
            scene.plan.until_ready_is(503).await;
        }
        println!("no room for the log: {} acknowledged, PostgreSQL stopped: {stopped}", scene.crowd.acked());
        disk.has_room_again();
        scene.cluster.comes_back().await;
        scene.goes_on().await;
    }
    let said = scene.cluster.said();
    assert!(said.contains("PANIC:  could not write to file \"pg_wal/") && said.contains("No space left"), "{said}");
    scene.keeps_everything_when_killed().await;
}

/// PostgreSQL does not go on after a sync of its log that failed: it dies and recovers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sync_of_postgresqls_log_that_fails_acknowledges_nothing_and_is_recovered_from() {
    let Some(strace) = strace() else { return not_tried(MAY_NOT_TRACE) };
    let Some(cluster) = Cluster::make() else { return not_tried(NO_POSTGRESQL) };
    let mut scene = Scene::on(cluster).await;
    // Each process' own: whoever commits dies of it, and those that bring everything back do not come so far.
    scene.restarts_under(spoiling(&strace, "fdatasync", "error=EIO:when=6")).await;
    let before = scene.crowd.refusals();
    scene.crowd.say(80);
    scene.crowd.until_refused(before).await;
    scene.goes_on().await;
    assert!(!scene.cluster.has_stopped(), "it recovers by itself: {}", scene.cluster.said());
    let deaths = scene.cluster.panics("could not fdatasync file");
    println!("died of {deaths} syncs of the log: {} acknowledged in the end", scene.crowd.acked());
    assert!(deaths > 0, "{}", scene.cluster.said());
    scene.keeps_everything_when_killed().await;
}

/// Nor after a sync of its rows: it dies, and dies again while it recovers, until an operator starts it on a disk that is
/// well.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_that_cannot_sync_its_rows_is_started_again_and_has_lost_nothing() {
    let Some(strace) = strace() else { return not_tried(MAY_NOT_TRACE) };
    let Some(cluster) = Cluster::make() else { return not_tried(NO_POSTGRESQL) };
    let mut scene = Scene::on(cluster).await;
    let rows = scene.cluster.file_of("event").await.display().to_string();
    let only = ["-P".to_owned(), rows];
    scene.restarts_under([spoiling(&strace, "fsync", "error=EIO"), only.into()].concat()).await;
    let before = scene.crowd.refusals();
    scene.crowd.say(200);
    scene.crowd.until_acked(scene.crowd.acked() + 40).await;
    scene.cluster.tries("checkpoint");
    scene.plan.until_ready_is(503).await;
    scene.crowd.until_refused(before + 5).await;
    let begin = Instant::now();
    while scene.cluster.panics("could not fsync file") < 2 {
        assert!(begin.elapsed() < PATIENCE, "it does not die of it: {}", scene.cluster.said());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    println!("its rows cannot be synced: {} acknowledged", scene.crowd.acked());
    scene.keeps_everything_when_killed().await;
}
