//! Doing the same thing many times, a few at once: bounded, and in order again at the end.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::outcome::Done;

/// As many as a Lobby greets at once.
pub const AT_ONCE: usize = 64;

/// Runs `make(0)` … `make(count - 1)`; the first failure ends all of it.
pub async fn gather<T, F>(count: usize, make: impl Fn(usize) -> F) -> Done<Vec<T>>
where
    T: Send + 'static,
    F: Future<Output = Done<T>> + Send + 'static,
{
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut set = JoinSet::new();
    for number in 0..count {
        let (turns, work) = (Arc::clone(&turns), make(number));
        set.spawn(async move {
            let _turn = turns.acquire().await;
            (number, work.await)
        });
    }
    let mut made = Vec::with_capacity(count);
    while let Some(joined) = set.join_next().await {
        let (number, done) = joined?;
        made.push((number, done?));
    }
    made.sort_by_key(|(number, _)| *number);
    Ok(made.into_iter().map(|(_, value)| value).collect())
}
