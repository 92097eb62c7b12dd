//! Passwords: Argon2id, hashed in a bounded pool so that a flood of sign-ins cannot take the machine.

use std::sync::Arc;

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use lobby_shared::http::{MAX_PASSWORD_BYTES, MIN_PASSWORD_CHARS, ProblemCode};
use tokio::sync::Semaphore;

use super::random;

/// Hashes at the same time, at most; each takes 19 MiB and some tens of milliseconds. Others wait their turn.
const AT_ONCE: usize = 2;
/// Waiting for a turn, at most; more are refused, which the caller shows as "too many attempts".
const WAITING: usize = 64;

/// Whether a password may be chosen.
///
/// # Errors
/// The code that names what is wrong with it.
pub fn check(password: &str) -> Result<(), ProblemCode> {
    if password.chars().count() < MIN_PASSWORD_CHARS {
        Err(ProblemCode::ShortPassword)
    } else if password.len() > MAX_PASSWORD_BYTES {
        Err(ProblemCode::LongPassword)
    } else {
        Ok(())
    }
}

/// A random first password, to be shown once: 20 letters and digits that cannot be mistaken for each other.
pub fn draw() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32)).copied().map_or('a', char::from);
    random::draw::<20>().iter().map(letter).collect()
}

/// The pool that hashes.
#[derive(Clone, Debug)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    /// The hash of nobody's password: an unknown address costs as long as a known one.
    nobody: Arc<str>,
}

/// Too many hashes are waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy;

fn argon() -> Argon2<'static> {
    // OWASP's second choice of parameters: 19 MiB, two passes, one lane.
    let params = Params::new(19_456, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash_now(password: &str) -> String {
    let Ok(salt) = SaltString::encode_b64(&random::draw::<16>()) else { return String::new() };
    argon().hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string()).unwrap_or_default()
}

fn verify_now(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| argon().verify_password(password.as_bytes(), &hash).is_ok())
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            queue: Arc::new(Semaphore::new(WAITING)),
            nobody: hash_now(&random::draw_text()).into(),
        }
    }
}

impl Passwords {
    /// Hashes a password, in PHC form.
    ///
    /// # Errors
    /// [`Busy`] when too many wait.
    pub async fn hash(&self, password: String) -> Result<String, Busy> {
        self.turn(move || hash_now(&password)).await
    }

    /// Whether a password belongs to a hash; without a hash it takes as long and is false.
    ///
    /// # Errors
    /// [`Busy`] when too many wait.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Busy> {
        let nobody = Arc::clone(&self.nobody);
        self.turn(move || match hash {
            Some(hash) => verify_now(&password, &hash),
            None => {
                verify_now(&password, &nobody);
                false
            }
        })
        .await
    }

    async fn turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Busy> {
        let _place = self.queue.try_acquire().map_err(|_| Busy)?;
        let _turn = self.turns.acquire().await.map_err(|_| Busy)?;
        tokio::task::spawn_blocking(work).await.map_err(|_| Busy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_fits() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_eq!(passwords.verify("correct horse".into(), Some(hash.clone())).await, Ok(true));
        assert_eq!(passwords.verify("correct horsf".into(), Some(hash)).await, Ok(false));
        assert_eq!(passwords.verify("correct horse".into(), None).await, Ok(false));
    }

    #[test]
    fn length_is_checked_in_characters_and_bytes() {
        assert_eq!(check("ninechars"), Err(ProblemCode::ShortPassword));
        assert_eq!(check("ten chars!"), Ok(()));
        assert_eq!(check(&"é".repeat(129)), Err(ProblemCode::LongPassword));
    }
}
