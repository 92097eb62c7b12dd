//! Which agents are there. One who reloads the console stays counted for a moment, so that visitors see no flicker.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use lobby_shared::agent::AgentState;
use lobby_shared::time::Millis;

use crate::domain::key::AgentNo;

/// How long after the last socket closed an agent still counts as there.
pub const GRACE: Millis = Millis(10_000);

#[derive(Clone, Copy, Debug)]
struct Present {
    sockets: u32,
    left: Option<Millis>,
    state: AgentState,
}

/// The agents with a socket on this node.
#[derive(Debug, Default)]
pub struct Staff {
    present: Mutex<BTreeMap<AgentNo, Present>>,
    /// Sockets by sign-in (the hash of its token), to find those whose sign-in is over.
    sign_ins: Mutex<BTreeMap<[u8; 32], (AgentNo, u32)>>,
    told: Mutex<bool>,
}

impl Staff {
    /// A socket of this agent and sign-in opened.
    pub fn arrive(&self, agent: AgentNo, sign_in: [u8; 32], state: AgentState) {
        self.sign_ins.lock().unwrap_or_else(PoisonError::into_inner).entry(sign_in).or_insert((agent, 0)).1 += 1;
        let mut present = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = present.entry(agent).or_insert(Present { sockets: 0, left: None, state });
        *entry = Present { sockets: entry.sockets + 1, left: None, state };
    }

    /// A socket of this agent and sign-in closed.
    pub fn leave(&self, agent: AgentNo, sign_in: [u8; 32], now: Millis) {
        let mut sign_ins = self.sign_ins.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, sockets)) = sign_ins.get_mut(&sign_in) {
            *sockets = sockets.saturating_sub(1);
            if *sockets == 0 {
                sign_ins.remove(&sign_in);
            }
        }
        drop(sign_ins);
        let mut present = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = present.get_mut(&agent) {
            entry.sockets = entry.sockets.saturating_sub(1);
            entry.left = (entry.sockets == 0).then_some(now);
        }
    }

    /// The agent's state is another now.
    pub fn set_state(&self, agent: AgentNo, state: AgentState) {
        if let Some(entry) = self.present.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&agent) {
            entry.state = state;
        }
    }

    /// An agent signed out: no grace, unless another sign-in of theirs is still here.
    pub fn sign_out(&self, agent: AgentNo, sign_in: [u8; 32]) {
        let sign_ins = self.sign_ins.lock().unwrap_or_else(PoisonError::into_inner);
        if sign_ins.iter().any(|(hash, (whose, _))| *whose == agent && *hash != sign_in) {
            return;
        }
        drop(sign_ins);
        self.present.lock().unwrap_or_else(PoisonError::into_inner).remove(&agent);
    }

    /// The sign-ins that have a socket here.
    pub fn sign_ins(&self) -> Vec<(AgentNo, [u8; 32])> {
        let sign_ins = self.sign_ins.lock().unwrap_or_else(PoisonError::into_inner);
        sign_ins.iter().map(|(hash, (agent, _))| (*agent, *hash)).collect()
    }

    /// Whether anybody is there who takes conversations.
    pub fn available(&self, now: Millis) -> bool {
        let mut present = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        present.retain(|_, entry| entry.left.is_none_or(|left| now.since(left) < GRACE));
        present.values().any(|entry| entry.state == AgentState::Available)
    }

    /// Whether this agent is there, in whatever state; one who reloads the console is.
    pub fn is_there(&self, agent: AgentNo, now: Millis) -> bool {
        let present = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        present.get(&agent).is_some_and(|entry| entry.left.is_none_or(|left| now.since(left) < GRACE))
    }

    /// Those who are there and take conversations.
    pub fn takers(&self) -> Vec<AgentNo> {
        let present = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        let takes = |entry: &Present| entry.sockets > 0 && entry.state == AgentState::Available;
        present.iter().filter(|(_, entry)| takes(entry)).map(|(agent, _)| *agent).collect()
    }

    /// What visitors were told last: a new one is told the same, and every change after it.
    pub fn told(&self) -> bool {
        *self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What to tell the visitors, when it is news.
    pub fn news(&self, now: Millis) -> Option<bool> {
        let available = self.available(now);
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        (std::mem::replace(&mut *told, available) != available).then_some(available)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reload_is_no_departure() {
        let staff = Staff::default();
        assert_eq!(staff.news(Millis(0)), None);
        staff.arrive(AgentNo(1), [1; 32], AgentState::Available);
        assert_eq!(staff.news(Millis(0)), Some(true));
        staff.leave(AgentNo(1), [1; 32], Millis(100));
        assert_eq!(staff.news(Millis(9_000)), None);
        staff.arrive(AgentNo(1), [1; 32], AgentState::Available);
        staff.leave(AgentNo(1), [1; 32], Millis(10_000));
        assert_eq!(staff.news(Millis(20_000)), Some(false));
        assert_eq!(staff.sign_ins(), vec![]);
    }

    #[test]
    fn signing_out_in_one_place_leaves_the_agent_there_in_the_other() {
        let staff = Staff::default();
        staff.arrive(AgentNo(1), [1; 32], AgentState::Available);
        staff.arrive(AgentNo(1), [2; 32], AgentState::Available);
        staff.sign_out(AgentNo(1), [1; 32]);
        staff.leave(AgentNo(1), [1; 32], Millis(0));
        assert!(staff.available(Millis(60_000)));
        staff.sign_out(AgentNo(1), [2; 32]);
        assert!(!staff.available(Millis(0)));
    }

    #[test]
    fn a_busy_agent_is_nobody_to_visitors() {
        let staff = Staff::default();
        staff.arrive(AgentNo(1), [1; 32], AgentState::Busy);
        assert_eq!(staff.news(Millis(0)), None);
        staff.set_state(AgentNo(1), AgentState::Available);
        assert_eq!(staff.news(Millis(0)), Some(true));
    }
}
