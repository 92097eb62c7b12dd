//! Random bytes from the operating system, and nothing else.

/// `N` random bytes. Without a working source of randomness nothing here is safe, so the process ends.
pub fn draw<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
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
