//! The `lobby` program itself, as an operator runs it: started, read, signalled, killed.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, ChildStdout, Command};

use crate::raw::PATIENCE;

/// The program, built beside the tests.
///
/// # Panics
/// When it was not built.
pub fn path() -> PathBuf {
    let test = std::env::current_exe().expect("the test's own path");
    let folder = test.parent().and_then(Path::parent).expect("target/PROFILE/deps");
    let program = folder.join("lobby");
    assert!(program.exists(), "{} is missing: run `cargo build -p lobby-server` first", program.display());
    program
}

/// What a finished run left behind.
#[derive(Debug)]
pub struct Finished {
    /// The exit code.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// Runs the program to its end, with an empty environment.
///
/// # Panics
/// When it does not end in time.
pub async fn run(flags: &[&str]) -> Finished {
    let output = command(flags).stdout(Stdio::piped()).stderr(Stdio::piped()).output();
    let output = tokio::time::timeout(PATIENCE, output).await.expect("it ends in time").unwrap();
    Finished {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn command(flags: &[&str]) -> Command {
    let mut command = Command::new(path());
    command.args(flags).env_clear().stdin(Stdio::null()).kill_on_drop(true);
    command
}

/// A running server in a process of its own.
pub struct Serving {
    child: Child,
    out: BufReader<ChildStdout>,
    /// Where it serves.
    pub address: std::net::SocketAddr,
}

impl Serving {
    /// Starts one and waits until it says where it serves.
    ///
    /// # Panics
    /// When it does not.
    pub async fn start(flags: &[&str]) -> Self {
        let mut child = command(flags).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        let read = tokio::time::timeout(PATIENCE, out.read_line(&mut line)).await.expect("it starts in time").unwrap();
        if read == 0 {
            let mut words = String::new();
            child.stderr.take().unwrap().read_to_string(&mut words).await.unwrap();
            panic!("it did not start: {words}");
        }
        let address = line.trim().rsplit(' ').next().unwrap_or_default().parse();
        Self { child, out, address: address.unwrap_or_else(|_| panic!("no address in {line:?}")) }
    }

    /// Reads what it prints until a line has this in it.
    ///
    /// # Panics
    /// When no such line comes.
    pub async fn prints(&mut self, wanted: &str) -> String {
        loop {
            let mut line = String::new();
            let read = tokio::time::timeout(PATIENCE, self.out.read_line(&mut line)).await.expect("a line in time");
            assert!(read.unwrap() > 0, "it never printed {wanted:?}");
            if line.contains(wanted) {
                return line;
            }
        }
    }

    /// Kills it as a power cut would.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Sends SIGTERM and waits for the end; returns the exit code and the log.
    ///
    /// # Panics
    /// When it does not end in time.
    pub async fn terminate(mut self) -> (Option<i32>, String) {
        let id = self.child.id().expect("it runs").to_string();
        Command::new("kill").args(["-TERM", &id]).status().await.unwrap();
        let status = tokio::time::timeout(PATIENCE, self.child.wait()).await.expect("it ends in time").unwrap();
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).await.unwrap();
        (status.code(), log)
    }
}
