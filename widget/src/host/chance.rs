//! Random bytes from the browser's cryptographic source.

/// `N` random bytes. All zero only where the browser has no such source, which no supported browser lacks.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if let Some(crypto) = super::window().and_then(|window| window.crypto().ok()) {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes
}
