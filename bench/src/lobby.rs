//! Lobby as an operator runs it: the program itself on a database, set up through its own doors.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lobby_shared::http::{ChangePassword, SetUp, SignIn};
use lobby_shared::site::{SiteCard, SiteKey};
use tokio::process::Command;

use crate::clock;
use crate::http;
use crate::outcome::{Done, doing};
use crate::process::Process;

/// Where the site's widget may start.
pub const SHOP: &str = "https://shop.example";
const PASSWORD: &str = "correct horse battery";
/// How often it is asked whether the server is ready.
const ASK_EVERY: Duration = Duration::from_micros(500);
const READY_WITHIN: Duration = Duration::from_secs(30);

/// Where the data are.
#[derive(Clone, Debug)]
pub enum Data {
    /// SQLite in this folder.
    Folder(PathBuf),
    /// PostgreSQL.
    Url(String),
}

/// A running Lobby.
pub struct Lobby {
    /// The process.
    pub process: Process,
    /// Where it tells its metrics.
    pub metrics: SocketAddr,
    /// From the start of the process until it called itself ready.
    pub ready: Duration,
}

/// What was set up on a database, to be used by whoever runs on it.
#[derive(Clone)]
pub struct Scene {
    /// The site.
    pub site: SiteCard,
    /// The agents' sign-ins.
    pub agents: Vec<String>,
}

impl Scene {
    /// The key in the site's tag.
    pub const fn key(&self) -> &SiteKey {
        &self.site.key
    }
}

impl Lobby {
    /// Starts the program on a database, on this address or on a free port, and waits until it is ready.
    pub async fn start(program: &Path, data: &Data, listen: Option<SocketAddr>) -> Done<Self> {
        let mut command = Command::new(program);
        let listen = listen.map_or_else(|| "127.0.0.1:0".to_owned(), |address| address.to_string());
        command.args(["serve", "--metrics-listen", "127.0.0.1:0", "--listen", &listen]).args(flags(data));
        let log = std::env::temp_dir().join(format!("lobby-bench-{}.log", std::process::id()));
        command.stderr(File::options().create(true).append(true).open(&log)?);
        let mut process = doing(&format!("see {}", log.display()), Process::start(&mut command).await)?;
        let line = process.prints("Metrics").await?;
        let metrics = line.trim().trim_end_matches("/metrics").rsplit('/').next().unwrap_or_default().parse()?;
        loop {
            let answer = http::get(process.address, "/readyz").await;
            let ready = clock::now().duration_since(process.started);
            if answer.is_ok_and(|answer| answer.status == 200) {
                return Ok(Self { process, metrics, ready });
            }
            if ready > READY_WITHIN {
                return Err("the server was not ready in time".into());
            }
            tokio::time::sleep(ASK_EVERY).await;
        }
    }

    /// A counter of its metrics.
    pub async fn counter(&self, name: &str) -> Done<u64> {
        let text = http::get(self.metrics, "/metrics").await?.body;
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        doing(name, line.ok_or("there is no such metric")?.parse())
    }

    /// Makes the administrator, the site and so many agents, each signed in.
    pub async fn set_up(&mut self, program: &Path, data: &Data, agents: usize) -> Done<Scene> {
        let line = self.process.prints("#token=").await?;
        let token = line.trim().rsplit('=').next().unwrap_or_default().to_owned();
        let typed = SetUp {
            token,
            name: "Ada".into(),
            email: "ada@example.com".into(),
            password: PASSWORD.into(),
            site_name: "Trek".into(),
            site_address: SHOP.into(),
        };
        let typed = serde_json::to_string(&typed)?;
        let answer = http::post(self.process.address, "/console/api/set-up", "192.0.2.1", None, &typed).await?;
        let site: SiteCard = serde_json::from_str(&answer.body)?;
        let mut cookies = vec![answer.cookie().ok_or("set-up gave no cookie")?];
        for number in 1..agents {
            cookies.push(self.add_agent(program, data, number).await?);
        }
        Ok(Scene { site, agents: cookies })
    }

    async fn add_agent(&self, program: &Path, data: &Data, number: usize) -> Done<String> {
        let email = format!("agent{number}@example.com");
        let mut command = Command::new(program);
        command.env_clear().args(["agent", "add", "--name", &format!("Agent {number}"), "--email", &email]);
        let output = command.args(flags(data)).output().await?;
        let said = String::from_utf8(output.stdout)?;
        let first = said.lines().nth(1).ok_or("no first password")?.to_owned();
        let (address, from) = (self.process.address, format!("192.0.2.{}", number % 200 + 2));
        let typed = serde_json::to_string(&SignIn { email, password: first.clone(), remember: false })?;
        let answer = http::post(address, "/console/api/sign-in", &from, None, &typed).await?;
        let cookie = answer.cookie().ok_or("sign-in gave no cookie")?;
        let typed = serde_json::to_string(&ChangePassword { current: first, new: PASSWORD.into() })?;
        let answer = http::post(address, "/console/api/password", &from, Some(&cookie), &typed).await?;
        answer.cookie().ok_or_else(|| "the new password gave no cookie".into())
    }
}

fn flags(data: &Data) -> [String; 2] {
    match data {
        Data::Folder(folder) => ["--data".to_owned(), folder.display().to_string()],
        Data::Url(url) => ["--database-url".to_owned(), url.clone()],
    }
}

/// A copy of a stopped server's folder.
pub fn copy(from: &Path, to: &Path) -> Done {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        std::fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}
