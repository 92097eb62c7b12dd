//! How much one socket may ask for: a bucket that fills with time. What is over is refused readably, a flood is closed.

use lobby_shared::time::Millis;

/// A bucket of tokens.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    most: u16,
    per_second: u16,
    /// In thousandths of a token, so that a short wait counts too.
    level: u32,
    filled: Millis,
}

impl Budget {
    /// A full bucket.
    pub fn new(most: u16, per_second: u16, now: Millis) -> Self {
        Self { most, per_second, level: u32::from(most) * 1_000, filled: now }
    }

    /// Takes one token.
    ///
    /// # Errors
    /// The wait until there is one, in milliseconds.
    pub fn take(&mut self, now: Millis) -> Result<(), u32> {
        let spent = now.since(self.filled).0.saturating_mul(self.per_second.into());
        self.filled = now;
        let level = u64::from(self.level).saturating_add(spent).min(u64::from(self.most) * 1_000);
        self.level = u32::try_from(level).unwrap_or(u32::MAX);
        if self.level >= 1_000 {
            self.level -= 1_000;
            return Ok(());
        }
        Err((1_000 - self.level).div_ceil(self.per_second.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_then_the_rate_holds() {
        let mut budget = Budget::new(3, 2, Millis(0));
        assert!((0..3).all(|_| budget.take(Millis(0)).is_ok()));
        assert_eq!(budget.take(Millis(0)), Err(500));
        assert_eq!(budget.take(Millis(499)), Err(1));
        assert_eq!(budget.take(Millis(500)), Ok(()));
    }
}
