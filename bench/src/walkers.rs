//! Real browsers among the visitors who walk: Chromium, driven by a script of the browser stories
//! (`tests/browser/harness/walkers.mjs`).

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use lobby_shared::site::SiteKey;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, ChildStdout, Command};

use crate::lobby::SHOP;
use crate::outcome::{Done, doing};

/// All browsers are there within this time, and end within it.
const PATIENCE: Duration = Duration::from_secs(180);

/// Browsers that walk until they are told to end.
pub struct Walkers {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Walkers {
    /// Opens so many browsers and waits until all have the widget.
    pub async fn start(script: &Path, address: SocketAddr, key: &SiteKey, count: usize) -> Done<Self> {
        let mut command = Command::new("node");
        command.arg(script).arg(format!("http://{address}")).args([SHOP, key.as_str(), &count.to_string()]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = doing("the browsers cannot be started", command.spawn())?;
        let out = BufReader::new(child.stdout.take().ok_or("no output to read")?);
        let mut walkers = Self { child, out };
        walkers.says("walk").await?;
        Ok(walkers)
    }

    /// Ends them; answers how often they have gone to another page.
    pub async fn end(mut self) -> Done<f64> {
        drop(self.child.stdin.take());
        let said = self.says("pages").await?;
        self.child.wait().await?;
        Ok(said.split(' ').next().unwrap_or_default().parse()?)
    }

    async fn says(&mut self, wanted: &str) -> Done<String> {
        let mut line = String::new();
        tokio::time::timeout(PATIENCE, self.out.read_line(&mut line)).await??;
        if line.contains(wanted) { Ok(line) } else { Err("the browsers broke off".into()) }
    }
}
