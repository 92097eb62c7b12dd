//! A PostgreSQL server of a test's own, to be killed and started again, on disks of its own if it shall, or below a
//! program that spoils its system calls. It syncs as it does for operators, and never outlives its test.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use lobby_server::store::Target;
use tempfile::TempDir;

use crate::party::PATIENCE;
use crate::serving::below;

/// A server, running or not, and where it keeps its things.
pub struct Cluster {
    /// Before the server: another program that starts it, with its flags.
    pub under: Vec<String>,
    folder: TempDir,
    data: PathBuf,
    programs: PathBuf,
    port: u16,
    server: Option<Child>,
}

impl Cluster {
    /// One whose files are all in one temporary folder. `None` where its programs are not installed, or this user may not
    /// start them.
    pub fn make() -> Option<Self> {
        let cluster = Self::bare()?;
        let data = cluster.folder.path().to_owned();
        cluster.init(&data, &[])
    }

    /// One that keeps its data and its log of changes (WAL) on two disks. That log's files are as small as can be, so
    /// that it needs a new one soon.
    pub fn on(data: &Path, log: &Path) -> Option<Self> {
        let cluster = Self::bare()?;
        cluster.owns(data)?;
        cluster.owns(log)?;
        cluster.init(data, &["--wal-segsize=1", &format!("--waldir={}", log.join("log").display())])
    }

    fn bare() -> Option<Self> {
        let mut versions: Vec<PathBuf> =
            fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|entry| entry.path().join("bin")).collect();
        versions.sort();
        let programs = versions.pop()?;
        let folder = TempDir::new().unwrap();
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).unwrap();
        let (under, data) = (Vec::new(), PathBuf::new());
        let cluster = Self { under, folder, data, programs, port: free.port(), server: None };
        cluster.owns(cluster.folder.path())?;
        Some(cluster)
    }

    /// Gives the server's user a folder.
    fn owns(&self, folder: &Path) -> Option<()> {
        match postgres_user() {
            Some((user, group)) => chown(folder, Some(user), Some(group)).ok(),
            None => Some(()),
        }
    }

    fn init(mut self, data: &Path, flags: &[&str]) -> Option<Self> {
        self.data = data.join("data");
        let mut init = self.command(self.programs.join("initdb"));
        init.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--pgdata"]);
        init.arg(&self.data).args(flags).stdout(Stdio::null()).stderr(Stdio::null());
        init.status().is_ok_and(|status| status.success()).then_some(self)
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/tmp").stdin(Stdio::null());
        if let Some((user, group)) = postgres_user() {
            command.uid(user).gid(group);
        }
        command
    }

    /// The address of its database.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Its database as the store's target.
    pub fn target(&self) -> Target {
        Target::Postgres { url: self.url() }
    }

    /// Starts it; after a kill it first waits until what was left of it is gone.
    pub async fn start(&mut self) {
        let begin = Instant::now();
        loop {
            let mut server = self.spawn();
            while server.try_wait().unwrap().is_none() {
                if self.answers() {
                    self.server = Some(server);
                    return;
                }
                assert!(begin.elapsed() < PATIENCE, "PostgreSQL does not start: {}", self.said());
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }

    fn spawn(&self) -> Child {
        let mut words = self.under.iter().map(PathBuf::from).chain([self.programs.join("postgres")]);
        let mut server = self.command(words.next().unwrap());
        server.args(words).arg("-D").arg(&self.data).args(["-p", &self.port.to_string()]);
        server.arg("-c").arg(format!("unix_socket_directories={}", self.folder.path().display()));
        let said = File::options().create(true).append(true).open(self.log_file()).unwrap();
        server.args(["-c", "listen_addresses=127.0.0.1"]).stdout(Stdio::null()).stderr(said).spawn().unwrap()
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("said")
    }

    /// What it has said since it was made.
    pub fn said(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.log_file()).unwrap_or_default()).into_owned()
    }

    /// How often one of its processes gave up with these words, and took all others down.
    pub fn panics(&self, words: &str) -> usize {
        self.said().matches(&format!("PANIC:  {words}")).count()
    }

    fn answers(&self) -> bool {
        let mut ready = self.command(self.programs.join("pg_isready"));
        ready.args(["--quiet", "--host=127.0.0.1", "--port", &self.port.to_string()]);
        ready.status().is_ok_and(|status| status.success())
    }

    /// Whether it has given up, so that nobody but an operator brings it back.
    pub fn has_stopped(&mut self) -> bool {
        self.server.as_mut().is_none_or(|server| server.try_wait().unwrap().is_some())
    }

    /// Waits until it answers again: by itself, or started again when it has given up.
    pub async fn comes_back(&mut self) {
        let begin = Instant::now();
        while !self.has_stopped() {
            if self.answers() {
                return;
            }
            assert!(begin.elapsed() < PATIENCE, "PostgreSQL neither answers nor stops: {}", self.said());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.start().await;
    }

    /// Kills the server's first process; the others notice and end.
    pub fn kill(&mut self) {
        self.end("KILL");
    }

    /// Ends it as an operator does, with everything written down.
    pub fn stop(&mut self) {
        self.end("INT");
    }

    fn end(&mut self, signal: &str) {
        let Some(mut server) = self.server.take() else { return };
        if server.try_wait().unwrap().is_none() {
            let first = if self.under.is_empty() { server.id() } else { below(server.id()) };
            assert!(Command::new("kill").args(["-s", signal, &first.to_string()]).status().unwrap().success());
            server.wait().unwrap();
        }
    }

    /// Kills one of its connections' processes: it takes everything down and recovers by itself.
    pub async fn kill_a_connection(&self) {
        let sql = "select pid from pg_stat_activity where application_name = 'lobby' limit 1";
        let row = lobby_tests::database::client(&self.url()).await.query_one(sql, &[]).await.unwrap();
        let id: i32 = row.get(0);
        assert!(Command::new("kill").args(["-KILL", &id.to_string()]).status().unwrap().success());
    }

    /// The file with a table's rows.
    pub async fn file_of(&self, table: &str) -> PathBuf {
        let client = lobby_tests::database::client(&self.url()).await;
        let row = client.query_one("select pg_relation_filepath($1::text::regclass)", &[&table]).await.unwrap();
        self.data.join(row.get::<_, String>(0))
    }

    /// Runs one statement, whatever becomes of it.
    pub fn tries(&self, sql: &str) {
        let mut client = self.command(self.programs.join("psql"));
        client.args(["--quiet", "--no-psqlrc", "--command", sql]).arg(self.url());
        let _ = client.stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Root runs it as the user `postgres`, since it refuses to run as root.
fn postgres_user() -> Option<(u32, u32)> {
    let own = fs::metadata("/proc/self").ok()?;
    if own.uid() != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").ok()?;
    let line = users.lines().find(|line| line.starts_with("postgres:"))?;
    let mut parts = line.split(':').skip(2);
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}
