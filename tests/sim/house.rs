//! The server of a run: the released service, sessions, jobs and store on a simulated disk; it can be killed, lose its
//! power, restart politely, and stand up again on what was left.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use lobby_server::bus::Bus;
use lobby_server::clock::Clock;
use lobby_server::hub::Hub;
use lobby_server::job;
use lobby_server::service::{GREETINGS, Parts, Service, visitor};
use lobby_server::store::agent::FindAgent;
use lobby_server::store::{Disk, Store};
use lobby_server::task::Tasks;
use lobby_server::ws::agent::AgentSession;
use lobby_server::ws::visitor::VisitorSession;
use lobby_server::ws::{Ticks, serve};
use lobby_shared::wire::codec::Codec;
use tokio::sync::{Notify, Semaphore};
use tokio::task::{AbortHandle, spawn_local};
use tokio::time::{Instant, sleep};

use crate::dice::Dice;
use crate::link::{Far, Link, Near, link};
use crate::scene::{BEGIN, FILE, Scene, email, sign_in};
use crate::weight::{Weighed, Weight};

/// Whose socket it is.
#[derive(Clone, Copy, Debug)]
pub enum Caller {
    /// A widget's.
    Visitor,
    /// The console of this agent.
    Agent(usize),
}

/// How the server goes down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fall {
    /// Its process is killed: what was written stays.
    Kill,
    /// The machine loses its power: only what the disk confirmed stays.
    PowerCut,
}

/// Where a trap springs: between the running of a group and its commit, or between its commit and the first ack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trap {
    /// Nothing of the group is on disk.
    BeforeCommit,
    /// All of it is, and nobody was told.
    AfterCommit,
}

/// What the disk does.
#[derive(Debug, Default)]
pub struct Mood {
    /// Every commit fails.
    pub full: Cell<bool>,
    /// A commit takes this long at most.
    pub slow_ms: Cell<u64>,
    /// Set: the next group springs it.
    pub trap: Cell<Option<Trap>>,
    sprung: Notify,
    /// The length of the write-ahead log that a power cut spares.
    durable: Cell<u64>,
}

struct Running {
    service: Service,
    tasks: Tasks,
    ticks: Ticks,
    handles: Vec<AbortHandle>,
}

/// The server, up or down.
pub struct House {
    root: tempfile::TempDir,
    lives: Cell<u32>,
    folder: RefCell<PathBuf>,
    running: RefCell<Option<Running>>,
    dice: RefCell<Dice>,
    begun: Instant,
    /// The disk.
    pub mood: Rc<Mood>,
    /// Every link that was made, for those who break them.
    pub links: RefCell<Vec<Link>>,
    /// What the server kept for each place.
    pub weights: RefCell<BTreeMap<usize, Weight>>,
    /// How long messages take now.
    pub delay_ms: Cell<(u64, u64)>,
}

impl House {
    /// A server that runs on a fresh database.
    pub fn new(seed: u64) -> Self {
        let root = crate::scene::folder();
        let folder = Scene::get().copy_to(&root.path().join("0"));
        let house = Self {
            root,
            lives: Cell::new(0),
            folder: RefCell::new(folder),
            running: RefCell::new(None),
            dice: RefCell::new(Dice::new(seed, 100)),
            begun: Instant::now(),
            mood: Rc::default(),
            links: RefCell::default(),
            weights: RefCell::default(),
            delay_ms: Cell::new((5, 60)),
        };
        house.start();
        house
    }

    /// Starts the server on what there is.
    pub fn start(&self) {
        let (store, disk) = Store::open_by_hand(&self.folder.borrow()).unwrap_or_else(|error| panic!("{error}"));
        self.mood.durable.set(self.log_length());
        let hub = Arc::new(Hub::default());
        let service = Service::new(Parts {
            store,
            bus: Bus::Local(Arc::clone(&hub)),
            hub,
            lobby: Arc::default(),
            trails: Arc::default(),
            places: Arc::default(),
            invitations: Arc::default(),
            blocks: Arc::default(),
            rules: Arc::default(),
            staff: Arc::default(),
            clock: Clock::Runtime(BEGIN, self.begun),
            metrics: Arc::default(),
            passwords: Scene::get().passwords.clone(),
            guesses: Arc::default(),
            cards: Arc::default(),
            greetings: Arc::new(Semaphore::new(GREETINGS)),
            set_up_token: Arc::default(),
        });
        // The reads of a store that is turned by hand are ready at once.
        let recall = async {
            service.recall_figures().await?;
            service.load_invitations().await?;
            service.load_blocks().await?;
            service.load_rules().await
        };
        let recalled = recall.now_or_never().expect("reads are ready at once");
        recalled.unwrap_or_else(|failure| panic!("{failure:?}"));
        let tasks = Tasks::default();
        let ticks = job::start(&service, &tasks);
        let dice = Dice::new(self.dice.borrow_mut().draw(), 3);
        let log = self.folder.borrow().join(format!("{FILE}-wal"));
        let disk = spawn_local(turn(disk, Rc::clone(&self.mood), dice, log)).abort_handle();
        *self.running.borrow_mut() = Some(Running { service, tasks, ticks, handles: vec![disk] });
    }

    fn log_length(&self) -> u64 {
        let log = self.folder.borrow().join(format!("{FILE}-wal"));
        std::fs::metadata(log).map_or(0, |log| log.len())
    }

    /// What the server can do, while it runs.
    pub fn service(&self) -> Option<Service> {
        self.running.borrow().as_ref().map(|running| running.service.clone())
    }

    /// Opens a socket; `None` when nobody answers.
    pub async fn connect(&self, caller: Caller, codec: Codec, place: usize) -> Option<Near> {
        let service = self.service()?;
        let agent = match caller {
            Caller::Visitor => None,
            Caller::Agent(number) => {
                let agent = service.store.read(FindAgent { email: email(number) }).await.ok()??;
                Some((agent, sign_in(number)))
            }
        };
        let weight = self.weights.borrow_mut().entry(place).or_default().clone();
        let (near, far, both) =
            link(self.delay_ms.get(), (place as u64, self.begun), agent.is_some(), &mut self.dice.borrow_mut());
        let mut running = self.running.borrow_mut();
        let running = running.as_mut()?;
        let (tasks, ticks) = (running.tasks.clone(), running.ticks.clone());
        let session = spawn_local(serve_one((service, tasks, ticks), agent, codec, far, weight));
        running.handles.retain(|handle| !handle.is_finished());
        running.handles.push(session.abort_handle());
        let mut links = self.links.borrow_mut();
        links.retain(Link::stands);
        links.push(both);
        Some(near)
    }

    /// Goes down without a word. What is left is put into a new folder, as the next start finds it.
    pub fn fall(&self, fall: Fall) {
        let Some(running) = self.running.borrow_mut().take() else { return };
        let life = self.lives.get() + 1;
        self.lives.set(life);
        let next = self.root.path().join(life.to_string());
        std::fs::create_dir_all(&next).expect("a folder");
        let old = self.folder.replace(next.clone());
        for name in [FILE.to_owned(), format!("{FILE}-wal")] {
            if old.join(&name).exists() {
                std::fs::copy(old.join(&name), next.join(&name)).expect("room for a copy");
            }
        }
        if fall == Fall::PowerCut
            && let Ok(log) = std::fs::File::options().write(true).open(next.join(format!("{FILE}-wal")))
        {
            let spared = self.mood.durable.get();
            if log.metadata().is_ok_and(|log| log.len() > spared) {
                log.set_len(spared).expect("a shorter log");
            }
        }
        running.handles.iter().for_each(AbortHandle::abort);
        running.tasks.drain();
        self.mood.trap.set(None);
    }

    /// Goes down politely, as at SIGTERM.
    pub async fn stop(&self) {
        let Some(running) = self.running.borrow_mut().take() else { return };
        running.tasks.drain();
        running.tasks.finish(Duration::from_secs(6)).await;
        let _ = running.service.keep_present().await;
        running.service.store.close().await;
    }

    /// Waits until a trap has sprung.
    pub async fn sprung(&self) {
        self.mood.sprung.notified().await;
    }

    /// Where the database is now.
    pub fn file(&self) -> PathBuf {
        self.folder.borrow().join(FILE)
    }
}

async fn serve_one(
    (service, tasks, ticks): (Service, Tasks, Ticks),
    agent: Option<(lobby_server::domain::agent::Agent, [u8; 32])>,
    codec: Codec,
    far: Far,
    weight: Weight,
) {
    let _counted = tasks.count();
    match agent {
        None => {
            let session = VisitorSession::new(service, codec, visitor::Caller::default());
            let mut session = Weighed::new(session, weight);
            serve(far, codec, &mut session, ticks, tasks.draining()).await;
        }
        Some((agent, sign_in)) => {
            let mut session = Weighed::new(AgentSession::new(service, codec, agent, sign_in), weight);
            serve(far, codec, &mut session, ticks, tasks.draining()).await;
        }
    }
}

/// The disk's own life: each group waits for the platter, and is on it or is not.
async fn turn(mut disk: Disk, mood: Rc<Mood>, mut dice: Dice, log: PathBuf) {
    while let Some(group) = disk.gather().await {
        let slow = dice.between(0, mood.slow_ms.get().max(4));
        sleep(Duration::from_millis(slow)).await;
        if mood.trap.get() == Some(Trap::BeforeCommit) {
            // Long enough that an ack given too early is on its way.
            sleep(Duration::from_millis(5)).await;
            mood.sprung.notify_one();
            std::future::pending::<()>().await;
        }
        if mood.full.get() {
            disk.fail(group);
            continue;
        }
        if disk.commit(group) {
            mood.durable.set(std::fs::metadata(&log).map_or(0, |log| log.len()));
        }
        if mood.trap.get() == Some(Trap::AfterCommit) {
            mood.sprung.notify_one();
            std::future::pending::<()>().await;
        }
    }
    disk.close();
}
