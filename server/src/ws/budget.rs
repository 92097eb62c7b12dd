//! How much one socket may ask for: a bucket that fills with time. What is over is refused readably, a flood is closed.

use lobby_shared::time::Millis;

/// A bucket that holds so many tokens at most and gets so many in a second. Every socket has some of them.
#[derive(Clone, Copy, Debug)]
pub struct Budget<const MOST: u16, const PER_SECOND: u16> {
    /// In thousandths of a token, so that a short wait counts too.
    level: u32,
    /// When it was filled up last, in milliseconds; the clock starts anew after seven weeks, and whoever said nothing for
    /// exactly so long waits a moment.
    filled: u32,
}

impl<const MOST: u16, const PER_SECOND: u16> Budget<MOST, PER_SECOND> {
    const FULL: u32 = MOST as u32 * 1_000;

    /// A full bucket.
    pub fn new(now: Millis) -> Self {
        Self { level: Self::FULL, filled: short(now) }
    }

    /// Takes one token.
    ///
    /// # Errors
    /// The wait until there is one, in milliseconds.
    pub fn take(&mut self, now: Millis) -> Result<(), u32> {
        let passed = short(now).wrapping_sub(self.filled);
        // A clock that was set back has passed nothing.
        let passed = if passed > u32::MAX / 2 { 0 } else { passed };
        self.filled = short(now);
        self.level = self.level.saturating_add(passed.saturating_mul(PER_SECOND.into())).min(Self::FULL);
        if self.level >= 1_000 {
            self.level -= 1_000;
            return Ok(());
        }
        Err((1_000 - self.level).div_ceil(PER_SECOND.into()))
    }
}

fn short(now: Millis) -> u32 {
    u32::try_from(now.0 & u64::from(u32::MAX)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_then_the_rate_holds() {
        let mut budget = Budget::<3, 2>::new(Millis(0));
        assert!((0..3).all(|_| budget.take(Millis(0)).is_ok()));
        assert_eq!(budget.take(Millis(0)), Err(500));
        assert_eq!(budget.take(Millis(499)), Err(1));
        assert_eq!(budget.take(Millis(500)), Ok(()));
    }

    #[test]
    fn a_clock_that_jumps_gives_no_more_than_a_full_bucket() {
        let over = u64::from(u32::MAX) + 1;
        let mut budget = Budget::<3, 2>::new(Millis(over - 500));
        assert!((0..3).all(|_| budget.take(Millis(over - 500)).is_ok()));
        assert_eq!(budget.take(Millis(over)), Ok(()), "half a second later");
        assert!(budget.take(Millis(over - 1_000)).is_err(), "set back");
        assert_eq!((0..9).filter(|_| budget.take(Millis(over + 60_000)).is_ok()).count(), 3);
    }
}
