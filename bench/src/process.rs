//! A server in a process of its own: started, measured from outside, and ended whatever happens.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, ChildStdout, Command};

use crate::clock;
use crate::outcome::{Done, doing};

/// A server says where it serves within this time, and ends within it.
const PATIENCE: Duration = Duration::from_secs(30);
/// The kernel counts processor time in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// A running server; killed when dropped.
pub struct Process {
    child: Child,
    out: BufReader<ChildStdout>,
    /// Where it serves.
    pub address: SocketAddr,
    /// When it was started.
    pub started: Instant,
}

/// What a process holds, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// Its share, where pages are shared with others.
    pub proportional: f64,
    /// All that it has in memory.
    pub resident: f64,
}

impl Process {
    /// Starts a server whose first line ends with its address.
    pub async fn start(command: &mut Command) -> Done<Self> {
        let started = clock::now();
        command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = doing("a server cannot be started", command.spawn())?;
        let mut out = BufReader::new(child.stdout.take().ok_or("no output to read")?);
        let mut line = String::new();
        tokio::time::timeout(PATIENCE, out.read_line(&mut line)).await??;
        let address = line.trim().rsplit(' ').next().unwrap_or_default().parse();
        let address = doing("a server did not say where it serves", address)?;
        Ok(Self { child, out, address, started })
    }

    /// The next line with this in it.
    pub async fn prints(&mut self, wanted: &str) -> Done<String> {
        loop {
            let mut line = String::new();
            if tokio::time::timeout(PATIENCE, self.out.read_line(&mut line)).await?? == 0 {
                return Err(format!("the server never printed {wanted:?}").into());
            }
            if line.contains(wanted) {
                return Ok(line);
            }
        }
    }

    fn id(&self) -> Done<u32> {
        self.child.id().ok_or_else(|| "the server has ended".into())
    }

    /// What it holds now.
    pub fn memory(&self) -> Done<Memory> {
        let text = std::fs::read_to_string(format!("/proc/{}/smaps_rollup", self.id()?))?;
        let of = |name: &str| -> Option<f64> {
            let line = text.lines().find_map(|line| line.strip_prefix(name))?;
            Some(line.split_whitespace().next()?.parse::<f64>().ok()? * 1_024.0)
        };
        let (Some(proportional), Some(resident)) = (of("Pss:"), of("Rss:")) else {
            return Err("the kernel does not tell a process's memory".into());
        };
        Ok(Memory { proportional, resident })
    }

    /// Processor time so far, its own and the kernel's for it, over all its threads.
    pub fn processor(&self) -> Done<Duration> {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.id()?))?;
        // The name in brackets may hold anything; what follows it does not.
        let (_, rest) = text.rsplit_once(") ").ok_or("the kernel does not tell a process's time")?;
        let ticks: u32 = rest.split(' ').skip(11).take(2).filter_map(|word| word.parse::<u32>().ok()).sum();
        Ok(TICK * ticks)
    }

    /// Ends it as a power cut would.
    pub async fn kill(mut self) -> Done {
        Ok(self.child.kill().await?)
    }

    /// Asks it to end, and waits until it has.
    pub async fn terminate(mut self) -> Done {
        let id = self.id()?.to_string();
        Command::new("kill").args(["-TERM", &id]).status().await?;
        tokio::time::timeout(PATIENCE, self.child.wait()).await??;
        Ok(())
    }
}
