//! The one place that reads the time: monotonic, since everything here is a duration.

use std::time::Instant;

/// This instant.
#[expect(clippy::disallowed_methods, reason = "this is the home of the clock of the load generator")]
pub fn now() -> Instant {
    Instant::now()
}

/// Nanoseconds from an instant to this one.
pub fn nanoseconds_since(start: Instant) -> u64 {
    u64::try_from(now().duration_since(start).as_nanos()).unwrap_or(u64::MAX)
}
