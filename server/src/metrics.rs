//! What the operator can measure, in Prometheus' text format.

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Which side a socket or message belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub enum RoleLabel {
    /// A visitor's.
    Visitor,
    /// An agent's.
    Agent,
}

/// The label `role`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct ByRole {
    /// Whose.
    pub role: RoleLabel,
}

/// Why a widget or socket was turned away.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub enum Reason {
    /// The page's origin is not allowed.
    Origin,
    /// No site has this key.
    Site,
    /// The token opens nothing.
    Token,
    /// A frame did not parse.
    Malformed,
    /// Too much at once.
    TooFast,
    /// An address has too many sockets.
    TooMany,
}

/// The label `reason`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct ByReason {
    /// Why.
    pub reason: Reason,
}

/// Every metric of one server.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    /// Open sockets.
    pub sockets: Family<ByRole, Gauge>,
    /// Messages stored.
    pub messages: Family<ByRole, Counter>,
    /// Sockets turned away.
    pub refused: Family<ByReason, Counter>,
    /// Visitors with a socket.
    pub visitors: Gauge,
    /// Seconds from a `send`'s arrival to its commit.
    pub commit_seconds: Histogram,
    /// Times the database failed an operation.
    pub faults: Counter<u64, AtomicU64>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("lobby");
        let buckets = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];
        let metrics = Self {
            sockets: Family::default(),
            messages: Family::default(),
            refused: Family::default(),
            visitors: Gauge::default(),
            commit_seconds: Histogram::new(buckets),
            faults: Counter::default(),
            registry: Registry::default(),
        };
        registry.register("sockets", "Open sockets", metrics.sockets.clone());
        registry.register("messages", "Messages stored", metrics.messages.clone());
        registry.register("refused", "Sockets turned away", metrics.refused.clone());
        registry.register("visitors", "Visitors with a socket", metrics.visitors.clone());
        registry.register("commit_seconds", "From a send's arrival to its commit", metrics.commit_seconds.clone());
        registry.register("faults", "Operations that the database failed", metrics.faults.clone());
        Self { registry, ..metrics }
    }
}

impl Metrics {
    /// All metrics, with those that the store counts: its commits, the rows it changed, the steps it took.
    pub fn with_database(commits: &Counter, changes: &Counter, steps: &Counter) -> Self {
        let mut metrics = Self::default();
        let registry = &mut metrics.registry;
        registry.register("database_commits", "Commits that changed something", commits.clone());
        registry.register("database_changes", "Rows changed (SQLite)", changes.clone());
        registry.register("database_steps", "Steps of SQLite's machine", steps.clone());
        metrics
    }

    /// The open sockets of a role.
    pub fn sockets_of(&self, role: RoleLabel) -> Gauge {
        self.sockets.get_or_create(&ByRole { role }).clone()
    }

    /// Counts a stored message.
    pub fn message(&self, role: RoleLabel) {
        self.messages.get_or_create(&ByRole { role }).inc();
    }

    /// Counts somebody turned away.
    pub fn refuse(&self, reason: Reason) {
        self.refused.get_or_create(&ByReason { reason }).inc();
    }

    /// Everything, as Prometheus reads it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let _ = prometheus_client::encoding::text::encode(&mut text, &self.registry);
        text
    }
}
