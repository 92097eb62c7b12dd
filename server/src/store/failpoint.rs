//! Moments between two steps that belong together, at which a test lets the whole process die as a power cut would, or the
//! task panic as a bug would; and a tick that is quicker. Without the feature `failpoints` the compiler leaves them out.

use std::time::Duration;

/// A moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failpoint {
    /// Everything of a commit has run, and the commit has not begun.
    Run,
    /// The commit is on disk, and nobody knows yet.
    Committed,
    /// A message's bell was rung, and its sender has no answer yet.
    Rung,
}

/// Dies here when the environment says so: `LOBBY_FAILPOINT=Committed:7` is the seventh time at that moment. With `:panic`
/// behind it only the task ends, as a bug would end it.
#[cfg(feature = "failpoints")]
#[expect(clippy::disallowed_methods, reason = "not a setting: only a test's build reads it")]
pub fn reach(here: Failpoint) {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    static DEADLY: OnceLock<Option<(String, u64, bool)>> = OnceLock::new();
    static TIMES: AtomicU64 = AtomicU64::new(0);
    let deadly = DEADLY.get_or_init(|| {
        let text = std::env::var("LOBBY_FAILPOINT").ok()?;
        let mut parts = text.split(':');
        Some((parts.next()?.to_owned(), parts.next()?.parse().ok()?, parts.next().is_some()))
    });
    if let Some((name, time, panics)) = deadly
        && *name == format!("{here:?}")
        && TIMES.fetch_add(1, Ordering::SeqCst) + 1 == *time
    {
        assert!(!panics, "a failpoint was told to panic");
        std::process::abort();
    }
}

/// Goes on, in this build.
#[cfg(not(feature = "failpoints"))]
pub const fn reach(_: Failpoint) {}

/// How far apart the sockets' ticks are: as the caller says, unless a test's `LOBBY_TICK_MS` lets time go by faster.
#[cfg(feature = "failpoints")]
#[expect(clippy::disallowed_methods, reason = "not a setting: only a test's build reads it")]
pub fn tick(usual: Duration) -> Duration {
    let told = std::env::var("LOBBY_TICK_MS").ok().and_then(|text| text.parse().ok());
    told.map_or(usual, Duration::from_millis)
}

/// As the caller says, in this build.
#[cfg(not(feature = "failpoints"))]
pub const fn tick(usual: Duration) -> Duration {
    usual
}
