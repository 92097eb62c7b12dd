//! Open loop: messages go out at their intended times, whatever the answers do, and a latency counts from the intended
//! time; a server that stalls cannot hide it by slowing its clients down.

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::clock;
use crate::link::{Mouth, framed};
use crate::outcome::Done;
use crate::quantile::quantile;

/// Messages on the way after which a run is given up: the server is far behind.
const MOST_WAITING_SECONDS: f64 = 4.0;
/// How long after the last message its answers are waited for.
const ANSWERS_WITHIN: Duration = Duration::from_secs(5);

/// What makes the next message of a lane.
pub type Words = Box<dyn FnMut() -> Vec<u8> + Send>;

/// One sender, whose answers come in the order of its messages.
pub struct Lane {
    /// Where to write.
    pub mouth: Mouth,
    /// What.
    pub words: Words,
    /// The intended times of what waits for its answer.
    pub due: Arc<Due>,
}

/// The intended times of one lane, in nanoseconds since the run began.
#[derive(Debug, Default)]
pub struct Due(Mutex<VecDeque<u64>>);

/// What the readers of a run's answers share.
pub struct Samples {
    start: Mutex<Instant>,
    waits: Mutex<Vec<u64>>,
    sent: AtomicU64,
    answered: AtomicU64,
    refused: AtomicU64,
    over: AtomicBool,
}

/// How a run went.
#[derive(Clone, Debug)]
pub struct Outcome {
    waits: Vec<u64>,
    /// Messages sent.
    pub sent: u64,
    /// Messages answered in time.
    pub answered: u64,
    /// Messages that the server refused.
    pub refused: u64,
    /// It was given up, or answers are missing.
    pub broken: bool,
    /// The farthest that the generator itself was behind, in milliseconds.
    pub late_ms: f64,
}

impl Default for Samples {
    fn default() -> Self {
        Self {
            start: Mutex::new(clock::now()),
            waits: Mutex::default(),
            sent: AtomicU64::new(0),
            answered: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            over: AtomicBool::new(false),
        }
    }
}

impl Samples {
    /// The oldest message of a lane was answered.
    pub fn answer(&self, due: &Due) {
        let Some(intended) = due.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front() else { return };
        let start = *self.start.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = clock::nanoseconds_since(start).saturating_sub(intended);
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).push(wait);
        self.answered.fetch_add(1, Ordering::Relaxed);
    }

    /// The oldest message of a lane was refused.
    pub fn refuse(&self, due: &Due) {
        if due.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front().is_some() {
            self.refused.fetch_add(1, Ordering::Relaxed);
            self.answered.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn waiting(&self) -> u64 {
        self.sent.load(Ordering::Relaxed).saturating_sub(self.answered.load(Ordering::Relaxed))
    }

    fn begin(&self) {
        *self.start.lock().unwrap_or_else(PoisonError::into_inner) = clock::now();
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).clear();
        for counter in [&self.sent, &self.answered, &self.refused] {
            counter.store(0, Ordering::Relaxed);
        }
        self.over.store(false, Ordering::Relaxed);
    }
}

impl Outcome {
    /// A quantile of the latencies, in milliseconds.
    pub fn quantile_ms(&self, part: f64) -> f64 {
        quantile(&self.waits, part) as f64 / 1e6
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sent, answered, refused, late_ms, .. } = self;
        let (p50, p99) = (self.quantile_ms(0.5), self.quantile_ms(0.99));
        write!(f, "{sent} sent, {answered} answered, {refused} refused, p50 {p50:.2} ms, p99 {p99:.2} ms, ")?;
        write!(f, "the generator at most {late_ms:.2} ms late")
    }
}

/// Sends at this rate over all lanes in turn for so long, then waits for the answers. The lanes come back, to be used
/// again.
pub async fn run(lanes: Vec<Lane>, samples: &Arc<Samples>, rate: f64, length: Duration) -> Done<(Outcome, Vec<Lane>)> {
    samples.begin();
    let (tell, told) = oneshot::channel();
    let shared = Arc::clone(samples);
    thread::Builder::new().name("pace".into()).spawn(move || {
        let _ = tell.send(send_all(lanes, &shared, rate, length));
    })?;
    let (lanes, late_ms) = told.await?;
    let end = clock::now() + ANSWERS_WITHIN;
    while samples.waiting() > 0 && clock::now() < end && !samples.over.load(Ordering::Relaxed) {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let broken = samples.waiting() > 0 || samples.over.load(Ordering::Relaxed);
    let mut waits = std::mem::take(&mut *samples.waits.lock().unwrap_or_else(PoisonError::into_inner));
    waits.sort_unstable();
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let (sent, answered, refused) = (count(&samples.sent), count(&samples.answered), count(&samples.refused));
    Ok((Outcome { waits, sent, answered, refused, broken, late_ms }, lanes))
}

/// On a thread of its own: the runtime's timers know only milliseconds.
fn send_all(mut lanes: Vec<Lane>, samples: &Samples, rate: f64, length: Duration) -> (Vec<Lane>, f64) {
    let start = *samples.start.lock().unwrap_or_else(PoisonError::into_inner);
    let (step, count) = (1e9 / rate, (rate * length.as_secs_f64()) as u64);
    let most = (rate * MOST_WAITING_SECONDS).max(100.0) as u64;
    let mut late = 0;
    let lane_count = lanes.len().max(1) as u64;
    for number in 0..count {
        let intended = (step * number as f64) as u64;
        let now = clock::nanoseconds_since(start);
        if now < intended {
            thread::sleep(Duration::from_nanos(intended - now));
        } else {
            late = late.max(now - intended);
        }
        let Some(lane) = lanes.get_mut(usize::try_from(number % lane_count).unwrap_or(0)) else { break };
        let frame = framed(&(lane.words)());
        lane.due.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(intended);
        samples.sent.fetch_add(1, Ordering::Relaxed);
        if lane.mouth.write(&frame).is_err() || samples.waiting() > most {
            samples.over.store(true, Ordering::Relaxed);
            break;
        }
    }
    (lanes, late as f64 / 1e6)
}
