//! What happens by itself: the second's beat, the batches of trails, the sockets' tick, and the sweep of what is over.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::service::Service;
use crate::store::{Failure, failpoint};
use crate::task::Tasks;
use crate::ws::Ticks;

/// The lobby's changes go out this often.
const BEAT: Duration = Duration::from_secs(1);
/// Trails are written down this often.
const KEEP: Duration = Duration::from_secs(10);
/// Trails whose time is over are removed this often, some at a time.
const PURGE: Duration = Duration::from_secs(60);
/// Sockets' heads, pings and stale sign-ins.
const TICK: Duration = Duration::from_secs(5);
/// Ticks between two deletions of what has expired: an hour.
const EXPIRY_TICKS: u64 = 720;

/// Starts the jobs; they end when the server drains. Returns the sockets' tick.
pub fn start(service: &Service, tasks: &Tasks) -> Ticks {
    let (count, ticks) = watch::channel(0);
    let beating = service.clone();
    every(tasks, BEAT, move |_| {
        let service = beating.clone();
        async move { service.beat().await }
    });
    let walking = service.clone();
    every(tasks, BEAT, move |_| {
        let service = walking.clone();
        async move { service.tell_trails().await }
    });
    let keeping = service.clone();
    every(tasks, KEEP, move |_| {
        let service = keeping.clone();
        async move { service.keep_trails(false).await }
    });
    let purging = service.clone();
    every(tasks, PURGE, move |_| {
        let service = purging.clone();
        async move { service.drop_old_trails().await }
    });
    let ticking = service.clone();
    every(tasks, failpoint::tick(TICK), move |number| {
        count.send_replace(number);
        let service = ticking.clone();
        async move {
            service.end_stale_sign_ins().await?;
            if number % EXPIRY_TICKS == 1 { service.drop_expired().await } else { Ok(()) }
        }
    });
    ticks
}

fn every<F>(tasks: &Tasks, period: Duration, mut work: impl FnMut(u64) -> F + Send + 'static)
where
    F: Future<Output = Result<(), Failure>> + Send + 'static,
{
    let mut draining = tasks.draining();
    tasks.start(async move {
        let mut interval = interval(period);
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut number = 0;
        loop {
            tokio::select! {
                _ = interval.tick() => {}
                _ = draining.wait_for(|draining| *draining) => return,
            }
            number += 1;
            if let Err(failure) = work(number).await {
                tracing::error!(?failure, "a job of the server failed; it will run again");
            }
        }
    });
}
