//! A PostgreSQL of the tests' or the bench's own: made in a temporary folder, reachable from this machine only, gone at the end.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::command;
use crate::stop::{Done, Stop};

/// How often it is asked whether it is up, a tenth of a second apart.
const TRIES: u32 = 300;

/// A running server. Stops when dropped; an interrupt from the keyboard reaches it too, as it stays in our group.
pub struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    port: u16,
    server: Child,
}

impl Cluster {
    /// Makes and starts one with these settings besides its own. What the tests write need not survive a power cut, so
    /// that they take `fsync=off`; what the server promises to sync, Lobby's own tests check.
    pub fn start(settings: &[&str]) -> Done<Self> {
        let programs = programs()?;
        let folder = command::read(as_postgres("mktemp").args(["--directory", "/tmp/lobby-postgresql-XXXXXX"]))?;
        let folder = PathBuf::from(folder);
        let mut init = as_postgres(programs.join("initdb"));
        init.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]);
        command::read(init.arg("--pgdata").arg(folder.join("data")))?;
        let port = free_port()?;
        let log = fs::File::create(log(&folder, port)).map_err(|error| Stop::file(&log(&folder, port), error))?;
        let mut server = as_postgres(programs.join("postgres"));
        server.arg("-D").arg(folder.join("data")).args(["-p", &port.to_string()]);
        server.arg("-c").arg(format!("unix_socket_directories={}", folder.display()));
        for setting in ["listen_addresses=127.0.0.1", "max_connections=300"].iter().chain(settings) {
            server.args(["-c", setting]);
        }
        let server = server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn();
        let server = server.map_err(|error| Stop::missing(format!("PostgreSQL cannot be started: {error}")))?;
        let cluster = Self { folder, programs, port, server };
        cluster.wait()?;
        Ok(cluster)
    }

    /// Where the tests find it.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn wait(&self) -> Done {
        for _ in 0..TRIES {
            let mut ready = Command::new(self.programs.join("pg_isready"));
            ready.args(["--quiet", "--host=127.0.0.1", "--port", &self.port.to_string()]);
            if ready.status().is_ok_and(|status| status.success()) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let said = fs::read_to_string(log(&self.folder, self.port)).unwrap_or_default();
        Err(Stop::failed(format!("PostgreSQL did not start within half a minute: {}", said.trim())))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = as_postgres(self.programs.join("pg_ctl"));
        stop.args(["stop", "--mode=immediate", "--silent", "--pgdata"]).arg(self.folder.join("data"));
        let _ = stop.stdout(Stdio::null()).stderr(Stdio::null()).status();
        let _ = self.server.wait();
        let _ = as_postgres("rm").arg("-rf").arg(&self.folder).status();
        let _ = fs::remove_file(log(&self.folder, self.port));
    }
}

/// Beside the folder, not in it: the folder may belong to another user.
fn log(folder: &Path, port: u16) -> PathBuf {
    folder.with_extension(format!("{port}.log"))
}

/// The newest PostgreSQL of Debian's packages, or the one in the `PATH`.
fn programs() -> Done<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = Vec::new();
    for entry in fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten() {
        let version = entry.file_name().to_string_lossy().parse().unwrap_or(0);
        let folder = entry.path().join("bin");
        if folder.join("postgres").is_file() {
            found.push((version, folder));
        }
    }
    found.sort();
    let in_path = || command::find("postgres").and_then(|program| program.parent().map(Path::to_owned));
    found.pop().map(|(_, folder)| folder).or_else(in_path).ok_or_else(|| {
        Stop::missing("PostgreSQL's server is not installed. As root, run: apt-get install --yes postgresql")
    })
}

/// PostgreSQL refuses to run as root, so that root runs it as the user `postgres`.
fn as_postgres(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let root = command::read(Command::new("id").arg("-u")).is_ok_and(|id| id == "0");
    let mut command;
    if root {
        command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
    } else {
        command = Command::new(program);
    }
    command.current_dir("/tmp");
    command
}

fn free_port() -> Done<u16> {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    port.map(|address| address.port()).map_err(|error| Stop::failed(format!("no free port on 127.0.0.1: {error}")))
}
