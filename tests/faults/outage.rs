//! The database goes away under load and comes back: whoever sends meanwhile is refused with another try, `/readyz` tells,
//! and everything goes on by itself.

use std::fs;
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use lobby_server::app;
use lobby_server::clock::Clock;
use lobby_server::store::Target;
use lobby_shared::time::Millis;
use lobby_shared::wire::error::ErrorCode;
use lobby_tests::database::{Database, Engine};
use lobby_tests::people::{self, introduction};
use lobby_tests::server::settings;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::alarm::Alarm;
use crate::crowd::Crowd;
use crate::party::PATIENCE;
use crate::serving::Plan;
use crate::settings::not_tried;

/// A PostgreSQL of this test's own, to be killed and started again. It syncs as it does for operators.
struct Postgres {
    folder: TempDir,
    programs: PathBuf,
    port: u16,
    server: Option<Child>,
}

impl Postgres {
    /// `None` where its server is not installed, or this user may not start it.
    fn make() -> Option<Self> {
        let mut versions: Vec<PathBuf> =
            fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|entry| entry.path().join("bin")).collect();
        versions.sort();
        let programs = versions.pop()?;
        let folder = TempDir::new().unwrap();
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).unwrap();
        let postgres = Self { folder, programs, port: free.port(), server: None };
        if let Some((user, group)) = postgres_user() {
            std::os::unix::fs::chown(postgres.folder.path(), Some(user), Some(group)).ok()?;
        }
        let mut init = postgres.command("initdb");
        init.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--pgdata"]);
        init.arg(postgres.data()).stdout(Stdio::null()).stderr(Stdio::null());
        init.status().is_ok_and(|status| status.success()).then_some(postgres)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir("/tmp").stdin(Stdio::null());
        if let Some((user, group)) = postgres_user() {
            command.uid(user).gid(group);
        }
        command
    }

    fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Starts it; after a kill it first waits until what was left of it is gone.
    async fn start(&mut self) {
        let begin = Instant::now();
        loop {
            let mut server = self.command("postgres");
            server.arg("-D").arg(self.data()).args(["-p", &self.port.to_string()]);
            server.arg("-c").arg(format!("unix_socket_directories={}", self.folder.path().display()));
            server.args(["-c", "listen_addresses=127.0.0.1"]).stdout(Stdio::null()).stderr(Stdio::null());
            let mut server = server.spawn().unwrap();
            while server.try_wait().unwrap().is_none() {
                if self.answers() {
                    self.server = Some(server);
                    return;
                }
                assert!(begin.elapsed() < PATIENCE, "PostgreSQL does not start");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }

    fn answers(&self) -> bool {
        let mut ready = self.command("pg_isready");
        ready.args(["--quiet", "--host=127.0.0.1", "--port", &self.port.to_string()]);
        ready.status().is_ok_and(|status| status.success())
    }

    /// Kills the server's first process; the others notice and end.
    fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().unwrap();
            server.wait().unwrap();
        }
    }

    /// Kills one of its connections' processes: it takes everything down and recovers by itself.
    async fn kill_a_connection(&self) {
        let sql = "select pid from pg_stat_activity where application_name = 'lobby' limit 1";
        let row = lobby_tests::database::client(&self.url()).await.query_one(sql, &[]).await.unwrap();
        let id: i32 = row.get(0);
        assert!(Command::new("kill").args(["-KILL", &id.to_string()]).status().unwrap().success());
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Root runs it as the user `postgres`, since it refuses to run as root.
fn postgres_user() -> Option<(u32, u32)> {
    let own = fs::metadata("/proc/self").ok()?;
    if std::os::unix::fs::MetadataExt::uid(&own) != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").ok()?;
    let line = users.lines().find(|line| line.starts_with("postgres:"))?;
    let mut parts = line.split(':').skip(2);
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn refused(crowd: &Crowd) -> u64 {
    let times = |visitor: &std::sync::Arc<crate::crowd::Visitor>| {
        visitor.look(|seen| seen.retries.get(&ErrorCode::Unavailable).copied().unwrap_or(0))
    };
    crowd.visitors.iter().map(times).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_killed_and_started_again_under_load_loses_and_doubles_nothing() {
    let Some(mut postgres) = Postgres::make() else {
        not_tried("no PostgreSQL server to start here");
        return;
    };
    let target = Target::Postgres { url: postgres.url() };
    let mut plan = Plan::new(target.clone());
    // Without its database it is alive, not ready, and begins by itself.
    let waiting = plan.spawn();
    plan.until_ready_is(503).await;
    assert_eq!(plan.get("/healthz").await, Some(200));
    assert_eq!(plan.get("/console/").await, Some(503));
    assert_eq!(waiting.terminate().await.0, Some(0));
    assert!(plan.log().contains("waiting for the database. The PostgreSQL database postgres on 127.0.0.1"));
    let mut serving = plan.spawn();
    plan.until_ready_is(503).await;
    postgres.start().await;
    // One that answers and has no such database is not waited for.
    let mut mistaken = Plan::new(Target::Postgres { url: format!("{}_of_nobody", postgres.url()) });
    let words = mistaken.try_start().await.err().expect("it does not start");
    assert!(words.contains("postgres_of_nobody on 127.0.0.1 cannot be reached"), "{words}");
    let (site, cookie) = plan.set_up(&mut serving).await;
    let crowd = Crowd::at(&plan, &site, &cookie, 8);
    for round in 1..=4 {
        let before = refused(&crowd);
        crowd.say(80);
        crowd.until_acked(round * 50).await;
        if round == 3 {
            postgres.kill_a_connection().await;
        } else {
            postgres.kill();
            plan.until_ready_is(503).await;
            let begin = Instant::now();
            while refused(&crowd) == before {
                assert!(begin.elapsed() < PATIENCE, "nobody was refused");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            postgres.start().await;
        }
        plan.until_ready_is(200).await;
        crowd.converges().await;
    }
    println!("PostgreSQL killed 4 times: {} acknowledged, {} refused with another try", crowd.acked(), refused(&crowd));
    assert_eq!(serving.terminate().await.0, Some(0));
    crowd.settle(&target).await;
}

/// When the first visitor was last there, and how to make that column unwritable.
struct Seen(Connection);

impl Seen {
    fn of(folder: &Path) -> Self {
        let connection = Connection::open(folder.join("lobby.db")).unwrap();
        connection.busy_timeout(PATIENCE).unwrap();
        Self(connection)
    }

    fn say(&self, sql: &str) {
        self.0.execute_batch(sql).unwrap();
    }

    fn ms(&self) -> i64 {
        self.0.query_row("select seen_ms from visitor where number = 1", [], |row| row.get(0)).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_departure_that_could_not_be_written_is_written_later() {
    let _alarm = Alarm::set();
    let database = Database::create(Engine::Sqlite).await;
    let Target::Sqlite { folder } = &database.target else { panic!("it is on SQLite") };
    let clock = Clock::fixed(Clock::System.now());
    let running = app::start(settings(&database.target, &["--demo"]), clock.clone()).await.unwrap();
    let address = running.address;
    let demo = lobby_shared::site::SiteKey::parse("demo").unwrap();
    let origin = format!("http://shop.localhost:{}", address.port());
    let introduction = lobby_shared::client::VisitorIntroduction { origin, ..introduction(&demo, None) };
    let door = lobby_tests::dial::Door::visitor(address);
    let codec = lobby_shared::wire::codec::Codec::Json;
    let visitor = people::Visitor::start(door, introduction, codec, std::collections::BTreeMap::new());
    visitor.token().await;
    let seen = Seen::of(folder);
    let came = seen.ms();
    seen.say("create trigger broken before update on visitor begin select raise(abort, 'broken'); end");
    clock.advance(Millis(5_000));
    drop(visitor);
    let begin = Instant::now();
    while running.service.lobby.connected() > 0 {
        assert!(begin.elapsed() < PATIENCE, "the visitor never left");
        tokio::task::yield_now().await;
    }
    clock.advance(Millis(15_000));
    let begin = Instant::now();
    while running.service.beat().await.is_ok() {
        assert!(begin.elapsed() < PATIENCE, "the beat never failed");
    }
    assert_eq!(seen.ms(), came, "it could not be written");
    seen.say("drop trigger broken");
    running.service.beat().await.unwrap();
    assert_eq!(seen.ms(), came + 5_000, "the moment at which they left, whenever it was written");
    running.stop().await;
    database.remove().await;
}
