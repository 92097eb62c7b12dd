//! The command line: `lobby serve`, `lobby agent add`, `lobby agent reset`, `lobby --version`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use lobby_shared::agent::AgentRole;
use lobby_shared::http::ProblemCode;
use tokio::signal::unix::{SignalKind, signal};

use crate::app::{self, Running};
use crate::clock::Clock;
use crate::config::{Config, Layer};
use crate::domain::refusal::Refusal;
use crate::log;
use crate::service::access::{Denied, clean_email, clean_name};
use crate::service::agent;
use crate::store::{Failure, Store};

/// Self-hosted live chat: one binary, one folder.
#[derive(Parser)]
#[command(name = "lobby", version, about, arg_required_else_help = true)]
pub struct Command {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Run the server
    Serve {
        #[command(flatten)]
        settings: Settings,
    },
    /// Add agents and give them new passwords; works while the server runs
    Agent {
        #[command(subcommand)]
        verb: AgentVerb,
    },
}

#[derive(clap::Args)]
struct Settings {
    /// A TOML file with settings; flags and environment win over it
    #[arg(long, env = "LOBBY_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    layer: Layer,
}

#[derive(Subcommand)]
enum AgentVerb {
    /// Add an agent and print a first password, once
    Add {
        /// The display name
        #[arg(long)]
        name: String,
        /// The e-mail address, which signs in
        #[arg(long)]
        email: String,
        /// What the agent may do
        #[arg(long, value_enum, default_value = "agent")]
        role: RoleName,
        #[command(flatten)]
        settings: Settings,
    },
    /// Give an agent a new first password, print it once, and end all their sign-ins
    Reset {
        /// The agent's e-mail address
        #[arg(long)]
        email: String,
        #[command(flatten)]
        settings: Settings,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum RoleName {
    Agent,
    Administrator,
}

impl Settings {
    fn check(self) -> Result<Config, String> {
        self.layer.check(self.config.as_deref()).map_err(|problems| {
            let lines: Vec<String> = problems.iter().map(|problem| format!("  {problem}")).collect();
            format!("the settings are not usable:\n{}", lines.join("\n"))
        })
    }
}

/// Runs a command to its end. What a person must know goes to standard output, what went wrong to standard error.
pub async fn run(command: Command) -> ExitCode {
    let done = match command.verb {
        Verb::Serve { settings } => serve(settings).await,
        Verb::Agent { verb } => agent_verb(verb).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(words) => {
            eprintln!("lobby: {words}");
            ExitCode::from(2)
        }
    }
}

async fn serve(settings: Settings) -> Result<(), String> {
    let config = settings.check()?;
    log::start(&config);
    tracing::info!(?config, version = env!("CARGO_PKG_VERSION"), "starting");
    // Before anything is opened, so that an early signal is not missed.
    let mut terminate =
        signal(SignalKind::terminate()).map_err(|error| format!("cannot listen for SIGTERM: {error}"))?;
    let mut interrupt =
        signal(SignalKind::interrupt()).map_err(|error| format!("cannot listen for SIGINT: {error}"))?;
    // It may wait for the database for as long as nobody ends it.
    let running = tokio::select! {
        running = app::start(config, Clock::System) => running.map_err(|error| error.to_string())?,
        _ = terminate.recv() => return Ok(()),
        _ = interrupt.recv() => return Ok(()),
    };
    greet(&running);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("going away");
    running.stop().await;
    tracing::info!("gone");
    Ok(())
}

/// Prints where to go next.
fn greet(running: &Running) {
    let url = running.config.public_origin();
    if !running.config.cookie_works() {
        tracing::warn!(
            "agents cannot sign in at {url}: browsers drop the sign-in cookie on plain http. Serve over https and set \
             --public-url to the https address, or open the console on this machine by http://127.0.0.1"
        );
    }
    println!("Lobby {} serves on {}", env!("CARGO_PKG_VERSION"), running.address);
    println!("  Console     {url}/console/");
    if running.config.demo {
        println!("  Demo shop   {}", crate::http::shop_address(&running.config));
    }
    if let Some(metrics) = running.metrics_address {
        println!("  Metrics     http://{metrics}/metrics");
    }
    if let Some(token) = &running.set_up_token {
        println!();
        println!("  First run: make the first administrator here (the link works once):");
        println!("  {url}/console/#token={token}");
        println!("  or open the console and type the set-up token: {token}");
    }
}

async fn agent_verb(verb: AgentVerb) -> Result<(), String> {
    match verb {
        AgentVerb::Add { name, email, role, settings } => {
            let email = address(&email)?;
            let name = clean_name(&name).ok_or("the name must have 1 to 80 characters")?;
            let role = match role {
                RoleName::Agent => AgentRole::Agent,
                RoleName::Administrator => AgentRole::Administrator,
            };
            let store = open(settings).await?;
            let first =
                agent::add(&store, &Clock::System, name, email.clone(), role).await.map_err(|why| words(&why, &email));
            finish(&store, &email, first).await
        }
        AgentVerb::Reset { email, settings } => {
            let email = address(&email)?;
            let store = open(settings).await?;
            let first = agent::reset(&store, email.clone()).await.map_err(|why| words(&why, &email));
            finish(&store, &email, first).await
        }
    }
}

fn address(typed: &str) -> Result<String, String> {
    clean_email(typed).ok_or_else(|| format!("\"{typed}\" is no e-mail address. Write it like jo@example.com."))
}

async fn open(settings: Settings) -> Result<Store, String> {
    let config = settings.check()?;
    Store::open(&config.target).await.map_err(|error| error.to_string())
}

async fn finish(store: &Store, email: &str, first: Result<String, String>) -> Result<(), String> {
    store.close().await;
    let first = first?;
    println!("{email} signs in with this password, shown only now, and then chooses another:");
    println!("{first}");
    Ok(())
}

fn words(denied: &Denied, email: &str) -> String {
    match denied {
        Denied::Fault(Failure::Refusal(Refusal::EmailTaken)) => {
            format!("{email} is an agent already. Use `lobby agent reset --email {email}` for a new password.")
        }
        Denied::Fault(Failure::Refusal(Refusal::NotFound)) => {
            format!("no agent signs in with {email}. Check the spelling, or add them with `lobby agent add`.")
        }
        Denied::Fault(failure) => format!("the database failed: {failure:?}"),
        Denied::Told(problem) if problem.code == ProblemCode::TooMany => "the machine is busy; try again".to_owned(),
        Denied::Told(problem) => format!("refused: {:?}", problem.code),
    }
}
