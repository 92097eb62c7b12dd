//! Points in time and spans, in milliseconds; who reads the clock is somebody else's business.

use std::ops::Add;

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z for times, or a plain span where a name says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub u64);

impl Millis {
    /// One second.
    pub const SECOND: Self = Self(1_000);
    /// One minute.
    pub const MINUTE: Self = Self(60_000);

    /// The span from `earlier` to here; zero when a clock went backwards.
    pub const fn since(self, earlier: Self) -> Self {
        Self(self.0.saturating_sub(earlier.0))
    }
}

impl Add for Millis {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}
