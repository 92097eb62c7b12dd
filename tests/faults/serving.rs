//! The program under test as a process of its own: started as it is or under another program, signalled, killed,
//! measured. It never outlives its test.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use lobby_server::store::Target;
use lobby_shared::http::{SetUp, SignIn};
use lobby_shared::site::SiteCard;
use lobby_tests::program;
use lobby_tests::server::{ADMINISTRATOR, Cookie, PASSWORD, SHOP, read};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, ChildStdout, Command};

use crate::party::PATIENCE;

/// Where and how to serve; the same over all restarts.
pub struct Plan {
    /// The address; fixed, so that everyone finds the way back.
    pub address: SocketAddr,
    /// The database.
    pub target: Target,
    /// The program; the released one unless a test needs failpoints.
    pub program: PathBuf,
    /// Before the program: another one that starts it, with its flags.
    pub under: Vec<String>,
    /// After the program's own flags.
    pub flags: Vec<String>,
    /// The environment.
    pub environment: Vec<(&'static str, String)>,
    logs: Logs,
    starts: u32,
}

/// What the program wrote to its standard error, a file each start. A task that panicked there fails the test, whatever
/// else it has seen.
struct Logs(TempDir);

impl Logs {
    /// The lines that tell of a panic.
    fn panics(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.0.path()).expect("the logs").map(|file| file.expect("a log").path());
        let words: Vec<u8> = files.flat_map(|file| std::fs::read(file).expect("a log")).collect();
        String::from_utf8_lossy(&words).lines().filter(|line| line.contains("panicked")).map(str::to_owned).collect()
    }
}

impl Drop for Logs {
    fn drop(&mut self) {
        let panics = self.panics();
        // Over a failure that is on its way already, a second one would only end the program.
        assert!(panics.is_empty() || std::thread::panicking(), "the server's log tells of {panics:#?}");
    }
}

/// A running server.
pub struct Serving {
    child: Child,
    out: BufReader<ChildStdout>,
    /// The process of the server itself, whatever started it.
    pub id: u32,
    address: SocketAddr,
}

impl Plan {
    /// A plan for this database on a free port.
    pub fn new(target: Target) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
        Self {
            address: free,
            target,
            program: program::path(),
            under: Vec::new(),
            flags: Vec::new(),
            environment: Vec::new(),
            logs: Logs(TempDir::new().expect("a folder")),
            starts: 0,
        }
    }

    fn command(&self) -> Command {
        let mut words = self.under.clone();
        words.push(self.program.display().to_string());
        words.extend(["serve".to_owned(), "--metrics-listen=off".to_owned(), format!("--listen={}", self.address)]);
        words.push(match &self.target {
            Target::Sqlite { folder } => format!("--data={}", folder.display()),
            Target::Postgres { url } => format!("--database-url={url}"),
        });
        words.extend(self.flags.iter().cloned());
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).env_clear().envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        command
    }

    /// Starts the server and waits until it serves.
    pub async fn start(&mut self) -> Serving {
        self.try_start().await.unwrap_or_else(|words| panic!("it did not start: {words}"))
    }

    /// Starts the server; with its end and its own words when it ends instead.
    pub async fn try_start(&mut self) -> Result<Serving, String> {
        let mut serving = self.spawn();
        let mut line = String::new();
        let read = tokio::time::timeout(PATIENCE, serving.out.read_line(&mut line)).await.expect("it starts in time");
        if read.expect("a line") == 0 {
            let status = serving.child.wait().await.expect("a status");
            return Err(format!("{status}: {}", self.log()));
        }
        if !self.under.is_empty() {
            serving.id = below(serving.id);
        }
        Ok(serving)
    }

    /// Starts the server and waits for nothing.
    pub fn spawn(&mut self) -> Serving {
        self.starts += 1;
        let log = File::create(self.log_file()).expect("a log");
        let mut child = self.command().stderr(log).spawn().expect("a process");
        let out = BufReader::new(child.stdout.take().expect("its output"));
        let id = child.id().expect("it runs");
        Serving { child, out, id, address: self.address }
    }

    fn log_file(&self) -> PathBuf {
        self.logs.0.path().join(format!("{}.log", self.starts))
    }

    /// What the server that was started last has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// Makes the administrator and the first site.
    pub async fn set_up(&self, serving: &mut Serving) -> (SiteCard, Cookie) {
        let token = serving.prints("set-up token: ").await.trim().rsplit(' ').next().unwrap_or_default().to_owned();
        let typed = SetUp {
            token,
            name: "Ada".into(),
            email: ADMINISTRATOR.into(),
            password: PASSWORD.into(),
            site_name: "Trek".into(),
            site_address: SHOP.into(),
        };
        let origin = format!("http://{}", self.address);
        let request = reqwest::Client::new().post(format!("{origin}/console/api/set-up")).header("origin", &origin);
        let response = request.json(&typed).send().await.expect("an answer");
        let cookie = Cookie::of(&response);
        (read(response).await, cookie)
    }

    /// Signs the administrator in once more.
    pub async fn sign_in(&self) -> Cookie {
        let typed = SignIn { email: ADMINISTRATOR.into(), password: PASSWORD.into(), remember: false };
        let origin = format!("http://{}", self.address);
        let request = reqwest::Client::new().post(format!("{origin}/console/api/sign-in")).header("origin", &origin);
        Cookie::of(&request.json(&typed).send().await.expect("an answer"))
    }

    /// What `/readyz` answers.
    pub async fn ready(&self) -> Option<u16> {
        self.get("/readyz").await
    }

    /// The status of this page.
    pub async fn get(&self, path: &str) -> Option<u16> {
        let client = reqwest::Client::builder().timeout(Duration::from_secs(10)).build().expect("a client");
        let answer = client.get(format!("http://{}{path}", self.address)).send().await;
        answer.ok().map(|answer| answer.status().as_u16())
    }

    /// Waits until `/readyz` answers with this.
    pub async fn until_ready_is(&self, wanted: u16) {
        let begin = Instant::now();
        while self.ready().await != Some(wanted) {
            assert!(begin.elapsed() < PATIENCE, "/readyz never answered {wanted}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// The state of a socket that waits for others, as `/proc` writes it.
const LISTENS: &str = "0A";

/// The number in `socket:[123]`; of another file, nothing that a socket has.
fn inode(link: &str) -> String {
    link.trim_start_matches("socket:[").trim_end_matches(']').to_owned()
}

/// The process below another one, which started it.
pub fn below(starter: u32) -> u32 {
    let children = std::fs::read_to_string(format!("/proc/{starter}/task/{starter}/children")).unwrap_or_default();
    // Such as `prlimit`, which becomes the program itself and has none.
    children.split_whitespace().find_map(|id| id.parse().ok()).unwrap_or(starter)
}

impl Serving {
    /// Reads what it prints until a line has this in it.
    pub async fn prints(&mut self, wanted: &str) -> String {
        loop {
            let mut line = String::new();
            let read = tokio::time::timeout(PATIENCE, self.out.read_line(&mut line)).await.expect("a line in time");
            assert!(read.expect("a line") > 0, "it never printed {wanted:?}");
            if line.contains(wanted) {
                return line;
            }
        }
    }

    /// Sends a signal to the server's own process.
    pub async fn signal(&self, name: &str) {
        let done = Command::new("kill").arg(format!("-{name}")).arg(self.id.to_string()).status().await;
        assert!(done.expect("kill runs").success(), "no process {} to signal", self.id);
    }

    /// Kills it as a power cut would, and waits until it is gone.
    pub async fn kill(mut self) {
        self.signal("KILL").await;
        let _ = self.child.wait().await;
    }

    /// Waits until it ends by itself; its exit code, unless a signal ended it.
    pub async fn ends(&mut self) -> Option<i32> {
        tokio::time::timeout(PATIENCE, self.child.wait()).await.expect("it ends in time").expect("a status").code()
    }

    /// Sends SIGTERM and waits for the end; the exit code and how long it took.
    pub async fn terminate(mut self) -> (Option<i32>, Duration) {
        let begin = Instant::now();
        self.signal("TERM").await;
        // What it still prints must not fill the pipe.
        let mut rest = String::new();
        let _ = tokio::time::timeout(PATIENCE, self.out.read_to_string(&mut rest)).await;
        (self.ends().await, begin.elapsed())
    }

    /// Memory in use, in KiB.
    pub fn rss_kib(&self) -> u64 {
        let status = self.proc("status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        line.split_whitespace().next().and_then(|number| number.parse().ok()).expect("VmRSS")
    }

    /// Processor time used so far, in ticks of a hundredth of a second.
    pub fn ticks(&self) -> u64 {
        let stat = self.proc("stat");
        let behind = stat.rsplit_once(") ").expect("a name in brackets").1;
        behind.split(' ').skip(11).take(2).map(|number| number.parse::<u64>().expect("a number")).sum()
    }

    /// Files and sockets that it has open.
    pub fn descriptors(&self) -> usize {
        self.open().count()
    }

    /// Sockets of those who came to its address; its own way to a database is none of them.
    pub fn peers(&self) -> usize {
        let own: Vec<String> =
            self.open().filter_map(|file| std::fs::read_link(file).ok()?.to_str().map(inode)).collect();
        let here = format!(":{:04X}", self.address.port());
        let came = |line: &&str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let (local, state, inode) = (words[1], words[3], words[9]);
            local.ends_with(&here) && state != LISTENS && own.iter().any(|own| own == inode)
        };
        self.proc("net/tcp").lines().skip(1).filter(came).count()
    }

    fn open(&self) -> impl Iterator<Item = PathBuf> {
        let folder = Path::new("/proc").join(self.id.to_string()).join("fd");
        std::fs::read_dir(folder).expect("a process").flatten().map(|entry| entry.path())
    }

    fn proc(&self, name: &str) -> String {
        let path = Path::new("/proc").join(self.id.to_string()).join(name);
        std::fs::read_to_string(path).expect("a process")
    }
}
