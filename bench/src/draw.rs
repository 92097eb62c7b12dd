//! Random enough for names and jitter: seeded by the system once, never used for secrets.

use std::hash::{BuildHasher, RandomState};

/// A generator (splitmix64).
#[derive(Clone, Debug)]
pub struct Draw(u64);

impl Draw {
    /// One whose numbers no other run draws.
    pub fn fresh() -> Self {
        Self(RandomState::new().hash_one("draw"))
    }

    /// The next number.
    pub const fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// An identifier's bytes.
    pub fn id(&mut self) -> [u8; 16] {
        let both = u128::from(self.number()) << 64 | u128::from(self.number());
        both.to_be_bytes()
    }
}
