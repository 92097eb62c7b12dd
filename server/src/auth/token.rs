//! What the database keeps of a token: its hash, never the token. And keys derived from the installation's secret.

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// SHA-256 of a token. Tokens are 128 random bits and more, so a plain hash cannot be searched.
pub fn hash(token: &[u8]) -> [u8; 32] {
    Sha256::digest(token).into()
}

/// HMAC-SHA-256 under the installation's secret, for one named purpose.
pub fn keyed(secret: &[u8; 32], purpose: &str, data: &[u8]) -> [u8; 32] {
    // A key of any length is accepted, so the error cannot happen; an empty MAC would still be no secret.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return [0; 32] };
    mac.update(purpose.as_bytes());
    mac.update(&[0]);
    mac.update(data);
    mac.finalize().into_bytes().into()
}

/// Compares two secrets in constant time.
pub fn same(one: &str, other: &str) -> bool {
    hash(one.as_bytes()).ct_eq(&hash(other.as_bytes())).into()
}
