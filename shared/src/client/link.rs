//! The link to the server: when to connect, when to give up on a silent one, when to come back.

use super::backoff::Backoff;
use crate::time::Millis;
use crate::wire::HEARTBEAT;
use crate::wire::close::CloseCode;

const CONNECT_WITHIN: Millis = Millis(10_000);
const PROBE_WITHIN: Millis = Millis(5_000);
const SILENCE_SLACK: Millis = Millis(10_000);
/// One of too many tabs comes back by itself after this long, and at once when somebody looks at it: sooner, they would
/// push each other out without end.
const CROWDED: Millis = Millis(300_000);

/// What a person may be told of the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not started.
    Idle,
    /// On the way.
    Connecting,
    /// Messages flow.
    Ready,
    /// Lost; the next try is at this time.
    Waiting(Millis),
    /// The server said: stop until something changes.
    Stopped(CloseCode),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Idle,
    Opening { until: Millis },
    Greeting { until: Millis },
    Ready { since: Millis },
    Waiting { until: Millis },
    Stopped(CloseCode),
}

/// What the link wants done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    Connect,
    /// Drop the socket; a `Closed` for it must not be reported any more.
    Disconnect,
    Probe,
}

#[derive(Clone, Debug)]
pub(super) struct Link {
    phase: Phase,
    backoff: Backoff,
    heard: Millis,
    heartbeat: Millis,
    probe_until: Option<Millis>,
    drained: Option<u32>,
}

impl Link {
    pub(super) const fn new(seed: u64) -> Self {
        Self {
            phase: Phase::Idle,
            backoff: Backoff::new(seed),
            heard: Millis(0),
            heartbeat: HEARTBEAT,
            probe_until: None,
            drained: None,
        }
    }

    pub(super) const fn status(&self) -> Status {
        match self.phase {
            Phase::Idle => Status::Idle,
            Phase::Opening { .. } | Phase::Greeting { .. } => Status::Connecting,
            Phase::Ready { .. } => Status::Ready,
            Phase::Waiting { until } => Status::Waiting(until),
            Phase::Stopped(code) => Status::Stopped(code),
        }
    }

    pub(super) const fn is_ready(&self) -> bool {
        matches!(self.phase, Phase::Ready { .. })
    }

    pub(super) fn start(&mut self, now: Millis) -> Option<Want> {
        match self.phase {
            Phase::Idle | Phase::Waiting { .. } | Phase::Stopped(_) => {
                self.phase = Phase::Opening { until: now + CONNECT_WITHIN };
                Some(Want::Connect)
            }
            Phase::Opening { .. } | Phase::Greeting { .. } | Phase::Ready { .. } => None,
        }
    }

    pub(super) fn stop(&mut self) -> Option<Want> {
        let open = matches!(self.phase, Phase::Opening { .. } | Phase::Greeting { .. } | Phase::Ready { .. });
        self.phase = Phase::Idle;
        open.then_some(Want::Disconnect)
    }

    /// The socket is open; returns whether to say hello now.
    pub(super) fn opened(&mut self, now: Millis) -> bool {
        let opening = matches!(self.phase, Phase::Opening { .. });
        if opening {
            self.heard = now;
            self.phase = Phase::Greeting { until: now + CONNECT_WITHIN };
        }
        opening
    }

    pub(super) const fn heard(&mut self, now: Millis) {
        self.heard = now;
        self.probe_until = None;
    }

    pub(super) fn welcomed(&mut self, now: Millis, heartbeat_ms: u32) {
        self.heartbeat = Millis(u64::from(heartbeat_ms));
        self.phase = Phase::Ready { since: now };
    }

    pub(super) const fn drain(&mut self, spread_ms: u32) {
        self.drained = Some(spread_ms);
    }

    /// The socket closed by itself, with this code.
    pub(super) fn closed(&mut self, now: Millis, code: Option<CloseCode>) {
        match (self.phase, code) {
            (Phase::Idle | Phase::Waiting { .. } | Phase::Stopped(_), _) => {}
            (_, Some(code)) if !code.retry() => self.phase = Phase::Stopped(code),
            (_, Some(CloseCode::Crowded)) => {
                self.come_back(now);
                self.phase = Phase::Waiting { until: now + CROWDED };
            }
            (_, Some(_) | None) => self.come_back(now),
        }
    }

    fn come_back(&mut self, now: Millis) {
        let held = if let Phase::Ready { since } = self.phase { now.since(since) } else { Millis(0) };
        let wait = match self.drained.take() {
            Some(spread_ms) => self.backoff.spread(spread_ms),
            None => self.backoff.wait(held),
        };
        self.probe_until = None;
        self.phase = Phase::Waiting { until: now + wait };
    }

    /// Something changed in the world (online, tab shown): try at once, or find out whether the link still lives.
    pub(super) fn nudge(&mut self, now: Millis) -> Option<Want> {
        match self.phase {
            Phase::Waiting { .. } => self.start(now),
            Phase::Ready { .. } if self.probe_until.is_none() => {
                self.probe_until = Some(now + PROBE_WITHIN);
                Some(Want::Probe)
            }
            Phase::Ready { .. } | Phase::Idle | Phase::Opening { .. } | Phase::Greeting { .. } | Phase::Stopped(_) => {
                None
            }
        }
    }

    /// When this link next has something to do.
    pub(super) fn wake(&self) -> Option<Millis> {
        match self.phase {
            Phase::Idle | Phase::Stopped(_) => None,
            Phase::Opening { until } | Phase::Greeting { until } | Phase::Waiting { until } => Some(until),
            Phase::Ready { .. } => {
                let silent = self.heard + self.heartbeat + SILENCE_SLACK;
                Some(self.probe_until.map_or(silent, |probe| probe.min(silent)))
            }
        }
    }

    /// The time of `wake` may have come.
    pub(super) fn tick(&mut self, now: Millis) -> Option<Want> {
        if self.wake().is_none_or(|at| now < at) {
            return None;
        }
        if let Phase::Waiting { .. } = self.phase {
            return self.start(now);
        }
        self.come_back(now);
        Some(Want::Disconnect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_too_many_tabs_waits_until_somebody_looks_at_it() {
        let mut link = Link::new(1);
        let now = Millis(1_000);
        let ready = |link: &mut Link| {
            assert!(link.opened(now));
            link.welcomed(now, 25_000);
        };
        assert_eq!(link.start(now), Some(Want::Connect));
        ready(&mut link);
        link.closed(now, Some(CloseCode::Crowded));
        assert_eq!(link.status(), Status::Waiting(now + CROWDED));
        assert_eq!(link.tick(now + Millis(60_000)), None);
        assert_eq!(link.nudge(now), Some(Want::Connect));
        ready(&mut link);
        link.closed(now, Some(CloseCode::Crowded));
        assert_eq!(link.tick(now + CROWDED), Some(Want::Connect));
    }
}
