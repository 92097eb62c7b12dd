//! Settings: flags over environment over file over defaults, in one struct, checked whole before anything starts.

mod problem;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

pub use problem::Problem;
use serde::Deserialize;
use url::Url;

use crate::store::Target;

/// What the flags, the environment and the file may say. Each name is a flag (`--public-url`), an environment variable
/// (`LOBBY_PUBLIC_URL`) and a key of the TOML file (`public-url`).
#[derive(Clone, Default, Deserialize, clap::Args)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Layer {
    /// Address and port to serve on [default: 127.0.0.1:8080]
    #[arg(long, env = "LOBBY_LISTEN", value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Folder of the SQLite database and of the lock that keeps a second server out [default: ./data]
    #[arg(long, env = "LOBBY_DATA", value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// PostgreSQL instead of SQLite, such as postgres://lobby:secret@db/lobby
    #[arg(long, env = "LOBBY_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
    /// Where people reach this server, such as https://chat.example.com [default: http:// and the listen address]
    #[arg(long, env = "LOBBY_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// Address and port of the metrics, for this machine only; "off" for none [default: 127.0.0.1:9464]
    #[arg(long, env = "LOBBY_METRICS_LISTEN", value_name = "ADDRESS:PORT")]
    metrics_listen: Option<String>,
    /// Proxies in front whose X-Forwarded-For is believed, by address [default: 127.0.0.1,::1]
    #[arg(long, env = "LOBBY_TRUSTED_PROXY", value_name = "ADDRESS,…")]
    trusted_proxy: Option<String>,
    /// An MMDB file that tells where addresses are [default: the country file inside the program]
    #[arg(long, env = "LOBBY_REGION_FILE", value_name = "FILE")]
    region_file: Option<PathBuf>,
    /// Show and keep visitors' addresses without their last part (IPv4: /24, IPv6: /48)
    #[arg(long, env = "LOBBY_TRUNCATE_ADDRESSES", num_args = 0..=1, default_missing_value = "true", value_name = "true|false")]
    truncate_addresses: Option<bool>,
    /// Sockets that one address (of IPv6: one /64) may have open at once [default: as many as it likes]
    #[arg(long, env = "LOBBY_SOCKETS_PER_ADDRESS", value_name = "NUMBER")]
    sockets_per_address: Option<u32>,
    /// Log lines as json or as text [default: text on a terminal, json otherwise]
    #[arg(long, env = "LOBBY_LOG_FORMAT", value_name = "FORMAT")]
    log_format: Option<String>,
    /// What to log, such as info or lobby_server=debug [default: info]
    #[arg(long, env = "LOBBY_LOG", value_name = "FILTER")]
    log: Option<String>,
    /// Serve the demo shop on http://shop.localhost too, with a site of its own
    #[arg(long, env = "LOBBY_DEMO", num_args = 0..=1, default_missing_value = "true", value_name = "true|false")]
    demo: Option<bool>,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For a person at a terminal.
    Text,
    /// For a collector: one JSON object a line.
    Json,
}

/// Checked settings.
#[derive(Clone)]
pub struct Config {
    /// Where to serve.
    pub listen: SocketAddr,
    /// The database.
    pub target: Target,
    /// Where people reach this server; no path, no trailing slash.
    pub public_url: Url,
    /// Where to serve metrics.
    pub metrics_listen: Option<SocketAddr>,
    /// The proxies whose word on a request's origin is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// The file that tells where addresses are; `None`: the one inside the program.
    pub region_file: Option<PathBuf>,
    /// Visitors' addresses are shown and kept without their last part.
    pub truncate_addresses: bool,
    /// Sockets that one address may have open at once; `None`: any number, as many people may share an address.
    pub sockets_per_address: Option<u32>,
    /// How log lines look; `None`: by where they go.
    pub log_format: Option<LogFormat>,
    /// What to log.
    pub log: String,
    /// The demo shop is served.
    pub demo: bool,
}

impl fmt::Debug for Config {
    /// Shows every setting and no secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let database = match &self.target {
            Target::Sqlite { folder } => format!("sqlite in {}", folder.display()),
            Target::Postgres { url } => without_password(url),
        };
        f.debug_struct("Config")
            .field("listen", &self.listen)
            .field("database", &database)
            .field("public_url", &self.public_url.as_str())
            .field("metrics_listen", &self.metrics_listen)
            .field("demo", &self.demo)
            .finish_non_exhaustive()
    }
}

/// A database URL as it may be shown.
pub fn without_password(url: &str) -> String {
    match Url::parse(url) {
        Ok(mut url) => {
            let _ = url.set_password(url.password().is_some().then_some("***"));
            url.set_query(None);
            url.to_string()
        }
        Err(_) => "(an address that does not parse)".to_owned(),
    }
}

impl Layer {
    /// This layer where it says something, the one below otherwise.
    fn over(self, below: Self) -> Self {
        Self {
            listen: self.listen.or(below.listen),
            data: self.data.or(below.data),
            database_url: self.database_url.or(below.database_url),
            public_url: self.public_url.or(below.public_url),
            metrics_listen: self.metrics_listen.or(below.metrics_listen),
            trusted_proxy: self.trusted_proxy.or(below.trusted_proxy),
            region_file: self.region_file.or(below.region_file),
            truncate_addresses: self.truncate_addresses.or(below.truncate_addresses),
            sockets_per_address: self.sockets_per_address.or(below.sockets_per_address),
            log_format: self.log_format.or(below.log_format),
            log: self.log.or(below.log),
            demo: self.demo.or(below.demo),
        }
    }

    /// Reads the file under this layer, if there is one, and checks everything.
    ///
    /// # Errors
    /// Every problem there is, not only the first.
    pub fn check(self, file: Option<&Path>) -> Result<Config, Vec<Problem>> {
        let below = match file {
            Some(path) => read(path).map_err(|problem| vec![problem])?,
            None => Self::default(),
        };
        self.over(below).checked()
    }

    fn checked(self) -> Result<Config, Vec<Problem>> {
        let mut problems = Vec::new();
        let listen = address("listen", self.listen.as_deref().unwrap_or("127.0.0.1:8080"), &mut problems);
        let metrics_listen = match self.metrics_listen.as_deref().unwrap_or("127.0.0.1:9464") {
            "off" => None,
            text => Some(address("metrics-listen", text, &mut problems)),
        };
        if metrics_listen.is_some_and(|address| !address.ip().is_loopback()) {
            problems.push(Problem::MetricsInPublic);
        }
        let public_url = public_url(self.public_url.as_deref(), listen, &mut problems);
        let target = match self.database_url {
            None => Target::Sqlite { folder: self.data.unwrap_or_else(|| PathBuf::from("data")) },
            Some(url) => {
                if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
                    problems.push(Problem::NotPostgres);
                }
                Target::Postgres { url }
            }
        };
        let mut trusted_proxies = Vec::new();
        for text in self.trusted_proxy.as_deref().unwrap_or("127.0.0.1,::1").split(',').map(str::trim) {
            match text.parse() {
                Ok(address) => trusted_proxies.push(address),
                Err(_) if text.is_empty() => {}
                Err(_) => problems.push(Problem::Proxy(text.to_owned())),
            }
        }
        let log_format = match self.log_format.as_deref() {
            None => None,
            Some("text") => Some(LogFormat::Text),
            Some("json") => Some(LogFormat::Json),
            Some(other) => {
                problems.push(Problem::LogFormat(other.to_owned()));
                None
            }
        };
        let log = self.log.unwrap_or_else(|| "info".to_owned());
        if log.parse::<tracing_subscriber::EnvFilter>().is_err() {
            problems.push(Problem::LogFilter(log.clone()));
        }
        let config = Config {
            listen,
            target,
            public_url,
            metrics_listen,
            trusted_proxies,
            region_file: self.region_file,
            truncate_addresses: self.truncate_addresses.unwrap_or(false),
            sockets_per_address: self.sockets_per_address,
            log_format,
            log,
            demo: self.demo.unwrap_or(false),
        };
        if problems.is_empty() { Ok(config) } else { Err(problems) }
    }
}

fn read(path: &Path) -> Result<Layer, Problem> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Problem::FileUnreadable { path: path.to_owned(), why: error.to_string() })?;
    // The library quotes the line it stumbled over, which may hold a password: only place and reason are passed on.
    toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(0, |span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
        Problem::FileBroken { path: path.to_owned(), line, why: error.message().to_owned() }
    })
}

fn address(name: &'static str, text: &str, problems: &mut Vec<Problem>) -> SocketAddr {
    text.parse().unwrap_or_else(|_| {
        problems.push(Problem::Address { name, text: text.to_owned() });
        SocketAddr::from(([127, 0, 0, 1], 0))
    })
}

fn public_url(text: Option<&str>, listen: SocketAddr, problems: &mut Vec<Problem>) -> Url {
    let own = || match listen.ip() {
        ip if ip.is_unspecified() => format!("http://127.0.0.1:{}", listen.port()),
        IpAddr::V4(ip) => format!("http://{ip}:{}", listen.port()),
        IpAddr::V6(ip) => format!("http://[{ip}]:{}", listen.port()),
    };
    let text = text.map_or_else(own, str::to_owned);
    let fits = |url: &Url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && matches!(url.path(), "" | "/")
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    };
    if let Some(url) = Url::parse(&text).ok().filter(fits) {
        return url;
    }
    problems.push(Problem::PublicUrl(text));
    // Never used: the problem stops the start. Only the type wants a value.
    Url::parse("http://127.0.0.1").unwrap_or_else(|_| std::process::abort())
}

impl Config {
    /// The public address as an origin, such as `https://chat.example.com`.
    pub fn public_origin(&self) -> String {
        self.public_url.origin().ascii_serialization()
    }

    /// Whether the console's cookie can work at the public address: over https, or http on this very machine.
    pub fn cookie_works(&self) -> bool {
        self.public_url.scheme() == "https" || self.public_url.host_str().is_some_and(is_this_machine)
    }
}

/// Whether browsers trust plain http to this host as they trust https.
pub fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let name = bare.to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost") || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests;
