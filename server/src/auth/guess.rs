//! Delays against guessing: each wrong password makes the next try wait longer, for that account from that address.
//!
//! The one who owns the account and sits elsewhere is not locked out: the delay of (account, address) grows fast, that of
//! the address over all accounts slowly, and there is none for the account alone.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use lobby_shared::time::Millis;

/// Wrong tries that cost nothing yet.
const FREE_FOR_ACCOUNT: u32 = 3;
const FREE_FOR_ADDRESS: u32 = 20;
const LONGEST: Millis = Millis(60_000);
/// Without a wrong try for this long, all is forgotten.
const FORGOTTEN_AFTER: Millis = Millis(15 * 60_000);
/// Entries kept, at most; when full, the forgotten and then the oldest go.
const MOST: usize = 10_000;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Who {
    AccountFrom(String, IpAddr),
    Address(IpAddr),
}

#[derive(Clone, Copy, Debug, Default)]
struct Tries {
    wrong: u32,
    last: Millis,
}

impl Tries {
    fn wait(self, free: u32, now: Millis) -> Millis {
        if self.wrong < free || now.since(self.last) >= FORGOTTEN_AFTER {
            return Millis(0);
        }
        let span = Millis((1_000_u64 << (self.wrong - free).min(6)).min(LONGEST.0));
        (self.last + span).since(now)
    }
}

/// Counts wrong tries. In memory: a restart forgives, and nothing an attacker sends is written to disk.
#[derive(Debug, Default)]
pub struct Guesses {
    tries: Mutex<HashMap<Who, Tries>>,
}

impl Guesses {
    /// How long this one must wait before the next try; zero when it may be made now.
    pub fn wait(&self, account: &str, address: IpAddr, now: Millis) -> Millis {
        let tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = |who: &Who, free| tries.get(who).map_or(Millis(0), |tries| tries.wait(free, now));
        let account = wait(&Who::AccountFrom(account.to_owned(), address), FREE_FOR_ACCOUNT);
        account.max(wait(&Who::Address(address), FREE_FOR_ADDRESS))
    }

    /// A try was wrong.
    pub fn wrong(&self, account: &str, address: IpAddr, now: Millis) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= MOST {
            tries.retain(|_, tries| now.since(tries.last) < FORGOTTEN_AFTER);
        }
        if tries.len() >= MOST {
            let mut times: Vec<Millis> = tries.values().map(|tries| tries.last).collect();
            times.sort_unstable();
            let middle = times.get(MOST / 2).copied().unwrap_or(now);
            tries.retain(|_, tries| tries.last > middle);
        }
        for who in [Who::AccountFrom(account.to_owned(), address), Who::Address(address)] {
            let entry = tries.entry(who).or_default();
            entry.wrong = if now.since(entry.last) >= FORGOTTEN_AFTER { 1 } else { entry.wrong.saturating_add(1) };
            entry.last = now;
        }
    }

    /// A try was right: this account from this address starts anew.
    pub fn right(&self, account: &str, address: IpAddr) {
        let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        tries.remove(&Who::AccountFrom(account.to_owned(), address));
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
    const THERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2));

    #[test]
    fn waits_double_for_the_guesser_and_leave_the_owner_alone() {
        let guesses = Guesses::default();
        let mut waits = Vec::new();
        for _ in 0..10 {
            guesses.wrong("jo@example.com", HERE, Millis(0));
            waits.push(guesses.wait("jo@example.com", HERE, Millis(0)).0);
        }
        assert_eq!(waits, [0, 0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
        assert_eq!(guesses.wait("jo@example.com", THERE, Millis(0)), Millis(0));
        guesses.right("jo@example.com", HERE);
        assert_eq!(guesses.wait("jo@example.com", HERE, Millis(0)), Millis(0));
    }

    #[test]
    fn one_address_over_many_accounts_waits_too() {
        let guesses = Guesses::default();
        for n in 0..21 {
            guesses.wrong(&format!("{n}@example.com"), HERE, Millis(0));
        }
        assert_eq!(guesses.wait("fresh@example.com", HERE, Millis(0)), Millis(2_000));
        assert_eq!(guesses.wait("fresh@example.com", HERE, Millis(0) + FORGOTTEN_AFTER), Millis(0));
    }
}
