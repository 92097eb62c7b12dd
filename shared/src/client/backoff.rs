//! When to come back after a lost link: full jitter, so that ten thousand clients do not return in one instant.

use crate::time::Millis;

const BASE_MS: u64 = 500;
const MOST_MS: u64 = 30_000;
/// A link that held this long was good: the next loss starts from the shortest wait again.
const GOOD_LINK: Millis = Millis(60_000);

/// Counts losses and draws waits.
#[derive(Clone, Debug)]
pub struct Backoff {
    losses: u32,
    random: u64,
}

impl Backoff {
    /// A counter whose jitter comes from `seed`.
    pub const fn new(seed: u64) -> Self {
        Self { losses: 0, random: seed | 1 }
    }

    /// The wait after a link that was good for `held` (zero when it never came about): a random part of
    /// `min(30 s, 0.5 s · 2^losses)`.
    pub fn wait(&mut self, held: Millis) -> Millis {
        if held >= GOOD_LINK {
            self.losses = 0;
        }
        let most = BASE_MS.saturating_mul(1 << self.losses.min(10)).min(MOST_MS);
        self.losses = self.losses.saturating_add(1);
        self.part_of(most)
    }

    /// The wait after a `drain`: a random part of the spread, and no loss counted.
    pub fn spread(&mut self, spread_ms: u32) -> Millis {
        self.part_of(u64::from(spread_ms))
    }

    fn part_of(&mut self, most_ms: u64) -> Millis {
        // xorshift64*, good enough to spread clients out.
        self.random ^= self.random >> 12;
        self.random ^= self.random << 25;
        self.random ^= self.random >> 27;
        let draw = self.random.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11;
        Millis(draw % (most_ms + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_thirty_seconds_and_stay_random() {
        let mut backoff = Backoff::new(7);
        let waits: Vec<u64> = (0..40).map(|_| backoff.wait(Millis(0)).0).collect();
        assert!(waits[0] <= 500);
        assert!(waits.iter().all(|wait| *wait <= 30_000));
        assert!(waits[8..].iter().any(|wait| *wait > 10_000));
        assert!(waits[8..].iter().any(|wait| *wait < 10_000));
    }

    #[test]
    fn a_minute_of_good_link_forgets_the_losses() {
        let mut backoff = Backoff::new(7);
        for _ in 0..10 {
            backoff.wait(Millis(59_999));
        }
        assert!((0..20).all(|_| backoff.wait(Millis(60_000)).0 <= 500));
    }
}
