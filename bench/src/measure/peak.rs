//! The largest load that is still answered well: messages per second with 99 of 100 answers within a tenth of a second.

use std::time::Duration;

use crate::ground::{Ground, Prepared};
use crate::lobby::{Data, Lobby, Scene};
use crate::outcome::Done;
use crate::pace::Outcome;
use crate::process::Process;
use crate::traffic::{Browsers, Traffic};

/// Sockets. A visitor may send 20 messages at once and 2 a second, so that it takes many to bring a server to its limit.
pub const SOCKETS: usize = 4_000;
const LIMIT_MS: f64 = 100.0;
const WARM: Duration = Duration::from_millis(400);
const LENGTH: Duration = Duration::from_millis(2_500);
/// Who sends this late was held up together with the server: such a run tells nothing of it, and is tried again.
const LATE_MS: f64 = 10.0;
const TRIES: u32 = 4;
/// The search's first step, and how often it halves the last one.
const FACTOR: f64 = 1.4;
const HALVINGS: u32 = 3;
/// Loads between which the limit is looked for.
const LEAST: f64 = 100.0;
const MOST: f64 = 160_000.0;

/// Who answers.
pub enum Opponent {
    /// An echo.
    Bare(Process),
    /// Lobby, with its visitors.
    Lobby(Lobby, Scene, Browsers),
}

impl Opponent {
    /// The bare durable echo.
    pub async fn durable(ground: &Ground) -> Done<Self> {
        Ok(Self::Bare(ground.durable().await?))
    }

    /// Lobby on SQLite.
    pub async fn sqlite(ground: &Ground) -> Done<Self> {
        Ok(Self::Lobby(ground.lobby(Prepared::Regulars).await?, ground.scene.clone(), ground.browsers()))
    }

    /// Lobby on PostgreSQL.
    pub async fn postgres(ground: &Ground, url: &str, scene: &Scene, browsers: &Browsers) -> Done<Self> {
        let lobby = Lobby::start(ground.program(), &Data::Url(url.to_owned()), None).await?;
        Ok(Self::Lobby(lobby, scene.clone(), browsers.clone()))
    }

    /// The largest load in messages per second; the search begins with a guess.
    pub async fn peak(self, guess: f64) -> Done<f64> {
        let mut rate = guess.clamp(LEAST, MOST);
        let first = self.holds(rate).await?;
        while rate < MOST && rate > LEAST {
            let next = if first { rate * FACTOR } else { rate / FACTOR };
            if self.holds(next).await? != first {
                break;
            }
            rate = next;
        }
        let (mut good, mut bad) = if first { (rate, rate * FACTOR) } else { (rate / FACTOR, rate) };
        for _ in 0..HALVINGS {
            let middle = (good * bad).sqrt();
            if self.holds(middle).await? {
                good = middle;
            } else {
                bad = middle;
            }
        }
        match self {
            Self::Bare(process) => process.kill().await?,
            Self::Lobby(lobby, ..) => lobby.process.kill().await?,
        }
        Ok(good)
    }

    /// Whether the load is carried. A machine that stands still for a moment fails a run for everybody: it is tried again.
    async fn holds(&self, rate: f64) -> Done<bool> {
        for _ in 1..TRIES {
            let outcome = self.load(rate).await?;
            let carried = carried(&outcome);
            if carried || outcome.late_ms <= LATE_MS {
                return Ok(carried);
            }
        }
        Ok(carried(&self.load(rate).await?))
    }

    /// Everybody comes in anew for each step, with a full budget.
    async fn load(&self, rate: f64) -> Done<Outcome> {
        let mut traffic = match self {
            Self::Bare(process) => Traffic::echo(process.address, SOCKETS).await?,
            Self::Lobby(lobby, scene, browsers) => {
                Traffic::visitors(lobby.process.address, scene, browsers, SOCKETS).await?
            }
        };
        traffic.run(rate / 2.0, WARM).await?;
        let outcome = traffic.run(rate, LENGTH).await?;
        eprintln!("    {rate:.0}/s: {outcome}");
        Ok(outcome)
    }
}

fn carried(outcome: &Outcome) -> bool {
    !outcome.broken && outcome.refused == 0 && outcome.quantile_ms(0.99) <= LIMIT_MS
}
