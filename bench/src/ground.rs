//! Where a bench takes place: a folder on the real disk, databases prepared once and copied for each run, and the
//! programs that are compared.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tempfile::TempDir;
use tokio::process::Command;

use crate::draw::Draw;
use crate::gather::gather;
use crate::lobby::{Data, Lobby, Scene, copy};
use crate::outcome::Done;
use crate::process::Process;
use crate::traffic::Browsers;
use crate::visitor::{self, Kept, Visitor};

/// Descriptors that the largest run needs in one process.
const DESCRIPTORS: u64 = 12_000;

/// Databases and programs.
pub struct Ground {
    program: PathBuf,
    folder: TempDir,
    /// An administrator, a site and agents.
    pub scene: Scene,
    regulars: Vec<Kept>,
}

/// A prepared database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prepared {
    /// No visitor was ever there.
    Plain,
    /// Many visitors have a conversation.
    Regulars,
}

impl Prepared {
    const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Regulars => "regulars",
        }
    }
}

impl Ground {
    /// Prepares the databases below a folder on the real disk.
    pub async fn prepare(program: &Path, below: &Path, agents: usize, regulars: usize) -> Done<Self> {
        enough_descriptors()?;
        std::fs::create_dir_all(below)?;
        let folder = tempfile::Builder::new().prefix("data-").tempdir_in(below)?;
        let (plain, crowded) =
            (folder.path().join(Prepared::Plain.name()), folder.path().join(Prepared::Regulars.name()));
        let data = Data::Folder(plain.clone());
        let mut lobby = Lobby::start(program, &data, None).await?;
        let scene = lobby.set_up(program, &data, agents).await?;
        lobby.process.terminate().await?;
        copy(&plain, &crowded)?;
        let lobby = Lobby::start(program, &Data::Folder(crowded), None).await?;
        let regulars = make_regulars(&lobby, &scene, regulars).await?;
        lobby.process.terminate().await?;
        Ok(Self { program: program.to_owned(), folder, scene, regulars })
    }

    /// The program.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// A new and empty folder on the same disk.
    pub fn folder(&self) -> Done<PathBuf> {
        Ok(tempfile::Builder::new().prefix("run-").tempdir_in(self.folder.path())?.keep())
    }

    /// A copy of a prepared database.
    pub fn data(&self, prepared: Prepared) -> Done<PathBuf> {
        let folder = self.folder()?;
        copy(&self.folder.path().join(prepared.name()), &folder)?;
        Ok(folder)
    }

    /// Lobby on a copy of a prepared database.
    pub async fn lobby(&self, prepared: Prepared) -> Done<Lobby> {
        self.lobby_in(self.data(prepared)?).await
    }

    /// Lobby on this folder's database.
    pub async fn lobby_in(&self, folder: PathBuf) -> Done<Lobby> {
        Lobby::start(&self.program, &Data::Folder(folder), None).await
    }

    /// Visitors who have a conversation in [`Prepared::Regulars`].
    pub fn regulars(&self) -> &[Kept] {
        &self.regulars
    }

    /// What the regulars' browsers keep, as it was when the database was prepared.
    pub fn browsers(&self) -> Browsers {
        Arc::new(Mutex::new(self.regulars.clone()))
    }

    /// The bare echo.
    pub async fn echo(&self) -> Done<Process> {
        Process::start(Command::new(std::env::current_exe()?).arg("echo")).await
    }

    /// The bare durable echo.
    pub async fn durable(&self) -> Done<Process> {
        Process::start(Command::new(std::env::current_exe()?).arg("durable").arg(self.folder()?)).await
    }

    /// The disk alone: median and 99th percentile of one `fdatasync` in milliseconds, and how many fit into a second.
    pub async fn disk(&self, length: Duration) -> Done<[f64; 3]> {
        let mut command = Command::new(std::env::current_exe()?);
        command.env_clear().arg("disk").arg(self.folder()?).arg(length.as_millis().to_string());
        let output = command.output().await?;
        let said = String::from_utf8(output.stdout)?;
        let numbers: Vec<f64> = said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        match numbers.as_slice() {
            [median, most, count] => Ok([median / 1_000.0, most / 1_000.0, *count]),
            _ => Err("the disk was not measured".into()),
        }
    }
}

/// Visitors who have come and said one thing.
pub async fn make_regulars(lobby: &Lobby, scene: &Scene, count: usize) -> Done<Vec<Kept>> {
    let (door, key) = (visitor::door(lobby.process.address), scene.key());
    gather(count, |_| {
        let (door, key) = (door.clone(), key.clone());
        async move {
            let mut draw = Draw::fresh();
            let mut visitor = Visitor::enter(&door, &key, Kept::default(), &mut draw).await?;
            visitor.send(&mut draw).await?;
            Ok(visitor.kept)
        }
    })
    .await
}

fn enough_descriptors() -> Done {
    let limits = std::fs::read_to_string("/proc/self/limits")?;
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap_or_default();
    let soft: u64 = line.split_whitespace().nth(3).and_then(|word| word.parse().ok()).unwrap_or(u64::MAX);
    if soft < DESCRIPTORS {
        return Err(format!("a process may open only {soft} files here: run `ulimit -n {DESCRIPTORS}` first").into());
    }
    Ok(())
}
