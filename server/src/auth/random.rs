//! Random bytes from the operating system, and nothing else; a simulation draws them from its seed.

/// `N` random bytes. Without a working source of randomness nothing here is safe, so the process ends.
pub fn draw<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[cfg(feature = "simulation")]
    if dice::fill(&mut bytes) {
        return bytes;
    }
    if let Err(error) = getrandom::fill(&mut bytes) {
        tracing::error!(%error, "the operating system gives no random bytes; stopping");
        std::process::abort();
    }
    bytes
}

/// A token to print or to put into a cookie: 32 random bytes as lower-case hexadecimal.
pub fn draw_text() -> String {
    draw::<32>().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(feature = "simulation")]
pub use dice::seed;

/// What a simulation draws from: the same seed gives the same bytes. No release has this.
#[cfg(feature = "simulation")]
mod dice {
    use std::cell::Cell;

    thread_local! {
        static STATE: Cell<Option<u64>> = const { Cell::new(None) };
    }

    /// From now on this thread draws from this seed.
    pub fn seed(seed: u64) {
        STATE.set(Some(seed));
    }

    /// Fills in bytes, when this thread has a seed.
    pub(super) fn fill(bytes: &mut [u8]) -> bool {
        let Some(mut state) = STATE.get() else { return false };
        for byte in bytes {
            // SplitMix64, whose output is well mixed even from seeds in a row.
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *byte = (mixed >> 56).to_le_bytes()[0];
        }
        STATE.set(Some(state));
        true
    }
}
