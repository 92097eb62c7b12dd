//! One running server, from its settings to its last commit.

use std::fmt;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::os::fd::AsFd as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::bus::Bus;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::calendar::Calendar;
use crate::domain::region::Regions;
use crate::domain::site::Origin;
use crate::http::{self, Web};
use crate::hub::Hub;
use crate::hub::lobby::Lobby;
use crate::job;
use crate::metrics::Metrics;
use crate::service::visitor::Places;
use crate::service::{GREETINGS, Parts, Service};
use crate::store::{self, DataLock, Failure, OpenError, Store, Target};
use crate::task::Tasks;

/// Sockets and jobs may take this long to end; container runtimes kill after ten seconds.
const DRAIN_WITHIN: Duration = Duration::from_secs(6);

/// How often a database that did not answer at the start is tried again, and each how many tries that is told.
const TRIED_EACH: Duration = Duration::from_secs(1);
const TOLD_EACH: u64 = 30;

/// The region file among the files that were built with the program.
const BUILT_REGIONS: &str = "region.mmdb";

/// Why the server did not start, with what to do.
#[derive(Debug)]
pub enum StartError {
    /// The database could not be opened.
    Open(OpenError),
    /// The address could not be bound.
    Bind {
        /// Which setting.
        setting: &'static str,
        /// Which address.
        address: SocketAddr,
        /// The system's reason.
        error: std::io::Error,
    },
    /// The system did not let the listener be used while the database was waited for.
    Listen(std::io::Error),
    /// The region file that was named cannot be used.
    Region {
        /// Which file.
        file: PathBuf,
        /// Why not.
        why: String,
    },
    /// The database failed right after opening.
    Store(Failure),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(error) => error.fmt(f),
            Self::Bind { setting, address, error } => {
                let kind = error.kind();
                if kind == ErrorKind::AddrInUse {
                    write!(
                        f,
                        "{address} is taken by another program. Stop it, or choose another address with --{setting}."
                    )
                } else if kind == ErrorKind::PermissionDenied {
                    write!(
                        f,
                        "this user may not serve on {address}. Choose a port above 1023 with --{setting}, or put a proxy in front."
                    )
                } else if kind == ErrorKind::AddrNotAvailable {
                    write!(f, "this machine has no address {}. Choose another with --{setting}.", address.ip())
                } else {
                    write!(f, "cannot serve on {address} ({error}). Choose another address with --{setting}.")
                }
            }
            Self::Listen(error) => write!(f, "the listening socket cannot be used: {error}"),
            Self::Region { file, why } => write!(
                f,
                "region-file: {} cannot be used: {why}. Name an MMDB file that tells countries, or leave the setting out.",
                file.display()
            ),
            Self::Store(failure) => write!(f, "the database failed right after it was opened: {failure:?}"),
        }
    }
}

impl From<OpenError> for StartError {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

impl From<Failure> for StartError {
    fn from(failure: Failure) -> Self {
        Self::Store(failure)
    }
}

/// A server that runs.
pub struct Running {
    /// Where it serves.
    pub address: SocketAddr,
    /// Where it serves metrics.
    pub metrics_address: Option<SocketAddr>,
    /// Its settings, with the ports that the system chose.
    pub config: Arc<Config>,
    /// The token of the first run, until there is an administrator.
    pub set_up_token: Option<String>,
    /// What it can do.
    pub service: Service,
    tasks: Tasks,
    _lock: Option<DataLock>,
}

/// Starts a server. When this returns, it answers.
///
/// # Errors
/// [`StartError`]; then nothing of it runs.
pub async fn start(mut config: Config, clock: Clock) -> Result<Running, StartError> {
    // The port first: a taken one is the likeliest mistake, and nothing was touched yet.
    let listener = bind("listen", config.listen).await?;
    let address = listener.local_addr().unwrap_or(config.listen);
    let metrics = match config.metrics_listen {
        Some(address) => Some(bind("metrics-listen", address).await?),
        None => None,
    };
    config.listen = address;
    if config.public_url.port() == Some(0) {
        let _ = config.public_url.set_port(Some(address.port()));
    }
    let lock = match &config.target {
        Target::Sqlite { folder } => Some(store::lock(folder)?),
        Target::Postgres { .. } => None,
    };
    let places = Places { regions: regions(config.region_file.as_deref())?, truncate: config.truncate_addresses };
    let store = open(&config.target, [Some(&listener), metrics.as_ref()]).await?;
    let service = make_service(store, clock, places);
    if config.demo {
        let origins = Origin::parse(&http::shop_address(&config)).into_iter().collect();
        service.put_demo_site(origins).await?;
    }
    service.recall_figures().await?;
    service.load_invitations().await?;
    service.load_blocks().await?;
    service.load_rules().await?;
    let set_up_token = service.offer_set_up().await?;
    let tasks = Tasks::default();
    let ticks = job::start(&service, &tasks);
    let config = Arc::new(config);
    let web = Web {
        service: service.clone(),
        config: Arc::clone(&config),
        tasks: tasks.clone(),
        ticks,
        readiness: Arc::default(),
        addresses: Arc::default(),
    };
    let metrics_address = metrics.as_ref().and_then(|listener| listener.local_addr().ok());
    if let Some(listener) = metrics {
        serve(&tasks, listener, http::metrics_routes(web.clone()));
    }
    serve(&tasks, listener, http::routes(web));
    Ok(Running { address, metrics_address, config, set_up_token, service, tasks, _lock: lock })
}

async fn bind(setting: &'static str, address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|error| StartError::Bind { setting, address, error })
}

/// Opens the store. A database server that does not answer is waited for, since it may start after this program; until
/// then the listeners answer that this program is alive and not ready.
async fn open(target: &Target, listeners: [Option<&TcpListener>; 2]) -> Result<Store, StartError> {
    let first = match Store::open(target).await {
        Err(error) if error.is_for_now() => error,
        done => return Ok(done?),
    };
    let tasks = Tasks::default();
    for listener in listeners.into_iter().flatten() {
        serve(&tasks, again(listener).map_err(StartError::Listen)?, http::waiting_routes());
    }
    let opened = until_open(target, first).await;
    tasks.drain();
    tasks.finish(DRAIN_WITHIN).await;
    opened
}

async fn until_open(target: &Target, first: OpenError) -> Result<Store, StartError> {
    let mut error = first;
    for tries in 0_u64.. {
        if tries.is_multiple_of(TOLD_EACH) {
            tracing::warn!("waiting for the database. {error}");
        }
        tokio::time::sleep(TRIED_EACH).await;
        match Store::open(target).await {
            Err(still) if still.is_for_now() => error = still,
            done => return Ok(done?),
        }
    }
    Err(error.into())
}

/// A second hand on the same socket.
fn again(listener: &TcpListener) -> std::io::Result<TcpListener> {
    TcpListener::from_std(listener.as_fd().try_clone_to_owned()?.into())
}

/// The named file, which must be usable; else the one that was built with the program, if it was.
fn regions(named: Option<&Path>) -> Result<Regions, StartError> {
    if let Some(file) = named {
        let unusable = |why: String| StartError::Region { file: file.to_owned(), why };
        let content = std::fs::read(file).map_err(|error| unusable(error.to_string()))?;
        return Regions::read(content.into()).map_err(|error| unusable(error.to_string()));
    }
    let Some(content) = http::built(BUILT_REGIONS) else {
        tracing::info!("no region file: visitors are listed without a country");
        return Ok(Regions::default());
    };
    Ok(Regions::read(content).unwrap_or_else(|error| {
        tracing::warn!(%error, "the region file that was built with the program cannot be used");
        Regions::default()
    }))
}

fn make_service(store: Store, clock: Clock, places: Places) -> Service {
    let hub = Arc::new(Hub::default());
    let work = store.work();
    let metrics = Metrics::with_database(&work.commits, &work.changes, &work.steps);
    Service::new(Parts {
        store,
        bus: Bus::Local(Arc::clone(&hub)),
        hub,
        lobby: Arc::new(Lobby::new(Calendar::of_machine())),
        trails: Arc::default(),
        places: Arc::new(places),
        invitations: Arc::default(),
        blocks: Arc::default(),
        rules: Arc::default(),
        staff: Arc::default(),
        clock,
        metrics: Arc::new(metrics),
        passwords: crate::auth::password::Passwords::default(),
        guesses: Arc::default(),
        cards: Arc::default(),
        greetings: Arc::new(Semaphore::new(GREETINGS)),
        set_up_token: Arc::default(),
    })
}

fn serve(tasks: &Tasks, listener: TcpListener, routes: Router) {
    let mut draining = tasks.draining();
    let listener = listener.tap_io(|stream| {
        // Small frames go out at once; the loss of this only costs milliseconds.
        let _ = stream.set_nodelay(true);
    });
    let app = routes.into_make_service_with_connect_info::<SocketAddr>();
    tasks.start(async move {
        let drained = async move {
            let _ = draining.wait_for(|draining| *draining).await;
        };
        if let Err(error) = axum::serve(listener, app).with_graceful_shutdown(drained).await {
            tracing::error!(%error, "the listener failed");
        }
    });
}

impl Running {
    /// Goes away politely: not ready, `drain` to every socket, commits and acks finished, everyone present written down,
    /// the store closed. Takes at most eight seconds.
    pub async fn stop(self) {
        self.tasks.drain();
        if !self.tasks.finish(DRAIN_WITHIN).await {
            tracing::warn!("some sockets did not close in time");
        }
        if let Err(failure) = self.service.keep_present().await {
            tracing::error!(?failure, "who was present could not be written down");
        }
        if let Err(failure) = self.service.keep_trails(true).await {
            tracing::error!(?failure, "the last steps of the visitors could not be written down");
        }
        self.service.store.close().await;
    }
}
