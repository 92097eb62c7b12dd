//! What can be wrong with the settings, each with what to do about it.

use std::fmt;
use std::path::PathBuf;

/// One thing that keeps the server from starting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The file of `--config` cannot be read.
    FileUnreadable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        why: String,
    },
    /// The file is no TOML, or has a setting that does not exist.
    FileBroken {
        /// The file.
        path: PathBuf,
        /// Where, from 1.
        line: usize,
        /// The reader's words, without the line's content.
        why: String,
    },
    /// An address is no `ADDRESS:PORT`.
    Address {
        /// The setting.
        name: &'static str,
        /// What it says.
        text: String,
    },
    /// The metrics would be open to others.
    MetricsInPublic,
    /// The public URL is no plain `http(s)://host[:port]`.
    PublicUrl(String),
    /// The database URL is not PostgreSQL's.
    NotPostgres,
    /// A trusted proxy is no address.
    Proxy(String),
    /// The log format is neither text nor json.
    LogFormat(String),
    /// The log filter does not parse.
    LogFilter(String),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FileUnreadable { path, why } => {
                write!(f, "config: {} cannot be read ({why}). Check the path and its permissions.", path.display())
            }
            Self::FileBroken { path, line, why } => write!(f, "config: {}, line {line}: {why}", path.display()),
            Self::Address { name, text } => {
                write!(f, "{name}: \"{text}\" is no address with a port. Write it like 127.0.0.1:8080 or [::1]:8080.")
            }
            Self::MetricsInPublic => f.write_str(
                "metrics-listen: metrics are served without a password, so only to this machine. Use 127.0.0.1:PORT.",
            ),
            Self::PublicUrl(text) => write!(
                f,
                "public-url: \"{text}\" is no plain address of a server. Write it like https://chat.example.com, without a path."
            ),
            Self::NotPostgres => f.write_str(
                "database-url: must begin with postgres:// or postgresql://. Leave it out to use SQLite in the data folder.",
            ),
            Self::Proxy(text) => {
                write!(f, "trusted-proxy: \"{text}\" is no address. Write them like 127.0.0.1,10.0.0.5, without ports.")
            }
            Self::LogFormat(text) => write!(f, "log-format: \"{text}\" is neither text nor json."),
            Self::LogFilter(text) => {
                write!(f, "log: \"{text}\" is no filter. Write info, debug, or MODULE=LEVEL,… such as lobby_server=debug.")
            }
        }
    }
}
