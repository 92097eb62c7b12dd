//! Offers from the shared list: which waiting conversation is put before this agent, and what the browser's tab says of
//! it.
//!
//! **Invariant:** nothing is offered to an agent who is not Available, and what was declined here is not offered here
//! again; it stays in the list for everybody.

use lobby_shared::agent::AgentState;
use lobby_shared::id::ConversationId;
use lobby_shared::time::Millis;

use super::conversation::Conversations;
use super::ordered::Set;

/// The bar that shows the waiting time is full after this long.
const LONG_WAIT: Millis = Millis(120_000);

/// What this agent declined, in this tab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offers {
    declined: Set<ConversationId>,
}

/// What happens to offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Not this one, not here.
    DeclinePressed(ConversationId),
}

/// The one that is offered now, and how many more wait behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Which.
    pub conversation: ConversationId,
    /// How many more.
    pub more: usize,
}

impl Offers {
    /// What is offered now: the one that waits longest, unless its words are on the screen already.
    pub fn offered(&self, lists: &Conversations, state: AgentState) -> Option<Offered> {
        match state {
            AgentState::Busy => None,
            AgentState::Available => {
                let waiting = lists.waiting(true);
                let mut left = waiting.iter().filter(|id| !self.declined.contains(id) && lists.open != Some(**id));
                let conversation = *left.next()?;
                Some(Offered { conversation, more: left.count() })
            }
        }
    }
}

/// Decides what an intent changes; there are no effects.
pub fn update(offers: &mut Offers, intent: Intent) {
    match intent {
        Intent::DeclinePressed(id) => {
            offers.declined.insert(id);
        }
    }
}

/// How much of a long wait is over, from 0 to 100.
pub fn part_waited(waited: Millis) -> u64 {
    (waited.0 * 100 / LONG_WAIT.0).min(100)
}

/// What the browser's tab shows. `waits` names who waits, when the tab is hidden and somebody does; every other second
/// the tab says so.
pub fn title(product: &str, calls: usize, waits: Option<&str>, now: Millis) -> String {
    match waits {
        Some(waits) if (now.0 / 1_000).is_multiple_of(2) => format!("({calls}) {waits} — {product}"),
        Some(_) | None if calls > 0 => format!("({calls}) {product}"),
        Some(_) | None => product.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::conversation::{Intent as Lists, update as update_lists};
    use lobby_shared::conversation::{ConversationCard, ConversationState};
    use lobby_shared::id::SiteId;

    fn card(id: u8, opened: u64) -> ConversationCard {
        ConversationCard {
            conversation: ConversationId::from_bytes([id; 16]),
            site: SiteId::from_bytes([1; 16]),
            visitor: u64::from(id),
            state: ConversationState::Waiting,
            opened_ms: Millis(opened),
            last: None,
            head: 1,
            read: 0,
            unread: 1,
        }
    }

    fn lists() -> Conversations {
        let mut lists = Conversations::default();
        update_lists(&mut lists, Lists::Cards { cards: vec![card(1, 20), card(2, 10)], first: true }, Millis(0));
        lists
    }

    #[test]
    fn the_longest_wait_is_offered_first_and_a_declined_one_not_again() {
        let (mut offers, lists) = (Offers::default(), lists());
        let offered = |offers: &Offers| offers.offered(&lists, AgentState::Available);
        let (first, second) = (card(2, 0).conversation, card(1, 0).conversation);
        assert_eq!(offered(&offers), Some(Offered { conversation: first, more: 1 }));
        update(&mut offers, Intent::DeclinePressed(first));
        assert_eq!(offered(&offers), Some(Offered { conversation: second, more: 0 }));
        update(&mut offers, Intent::DeclinePressed(second));
        assert_eq!(offered(&offers), None);
        assert_eq!(lists.waiting(true).len(), 2, "declined ones stay in the list");
    }

    #[test]
    fn a_busy_agent_is_offered_nothing() {
        assert_eq!(Offers::default().offered(&lists(), AgentState::Busy), None);
    }

    #[test]
    fn the_tab_says_who_waits_every_other_second() {
        let check = |calls, waits, now, want: &str| assert_eq!(title("Lobby", calls, waits, Millis(now)), want);
        check(0, None, 0, "Lobby");
        check(2, None, 0, "(2) Lobby");
        check(1, Some("Visitor 12 waits"), 4_000, "(1) Visitor 12 waits — Lobby");
        check(1, Some("Visitor 12 waits"), 5_000, "(1) Lobby");
    }
}
