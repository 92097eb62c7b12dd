//! The one place that reads the time, so that a test can hold it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use lobby_shared::time::Millis;

/// Where the time comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that moves only when told.
    Fixed(Arc<AtomicU64>),
    /// The time at an instant of the runtime, whose time a simulation holds in its hand.
    Runtime(Millis, tokio::time::Instant),
}

impl Clock {
    /// A clock that stands at `now` until [`Self::advance`].
    pub fn fixed(now: Millis) -> Self {
        Self::Fixed(Arc::new(AtomicU64::new(now.0)))
    }

    /// The time.
    #[expect(clippy::disallowed_methods, reason = "this is the home of the clock")]
    pub fn now(&self) -> Millis {
        match self {
            Self::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                jumped(Millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX)))
            }
            Self::Fixed(now) => Millis(now.load(Ordering::SeqCst)),
            Self::Runtime(then, instant) => {
                *then + Millis(u64::try_from(instant.elapsed().as_millis()).unwrap_or(u64::MAX))
            }
        }
    }

    /// Moves a fixed clock on; the machine's clock moves by itself.
    pub fn advance(&self, span: Millis) {
        if let Self::Fixed(now) = self {
            now.fetch_add(span.0, Ordering::SeqCst);
        }
    }
}

/// The machine's time, moved by the milliseconds in the file that `LOBBY_CLOCK` names: a test lets the clock jump under the
/// running program.
#[cfg(feature = "failpoints")]
#[expect(clippy::disallowed_methods, reason = "not a setting: only a test's build reads it")]
fn jumped(now: Millis) -> Millis {
    static FILE: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    let file = FILE.get_or_init(|| std::env::var("LOBBY_CLOCK").ok());
    let span = file.as_ref().and_then(|file| std::fs::read_to_string(file).ok()?.trim().parse().ok());
    Millis(now.0.saturating_add_signed(span.unwrap_or(0)))
}

/// The machine's time, in this build.
#[cfg(not(feature = "failpoints"))]
const fn jumped(now: Millis) -> Millis {
    now
}
