//! The life of a conversation, decided purely.
//!
//! | state | who | does | then | event |
//! |---|---|---|---|---|
//! | waiting | agent | accept | talking | Accepted |
//! | waiting | visitor | end | ended | Ended |
//! | waiting | agent | end | ended | Ended |
//! | talking | its agent | accept | talking | — |
//! | talking | its agent | ask to end | talking | EndAsked |
//! | talking | visitor | decline to end | talking | — |
//! | talking, asked | visitor | decline to end | talking | EndDeclined |
//! | talking | visitor | end | ended | Ended |
//! | talking | its agent | end | ended | Ended |
//! | ended | anybody | end | ended | — |
//!
//! Everything else is refused. A test reads this table.

use lobby_shared::conversation::Side;
use lobby_shared::event::AgentEvent;
use lobby_shared::id::{BlockId, ConversationId};
use lobby_shared::time::Millis;

use super::agent::AgentName;
use super::key::{AgentNo, ConversationKey};
use super::refusal::Refusal;

/// Where a conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// In the queue.
    Waiting,
    /// Accepted by this agent.
    Talking(AgentNo),
    /// Over.
    Ended(Side),
}

/// How far the two sides have come, as the agents' numbers (`seq`). Never go back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The visitor received.
    pub visitor_received: u64,
    /// The visitor read.
    pub visitor_read: u64,
    /// An agent received.
    pub agent_received: u64,
    /// An agent read.
    pub agent_read: u64,
}

/// A conversation without its events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// Its row.
    pub key: ConversationKey,
    /// Its id.
    pub id: ConversationId,
    /// The visitor's permanent number.
    pub visitor: u64,
    /// Where it stands.
    pub state: State,
    /// The agent of `State::Talking`, or who had it at the end.
    pub agent: Option<AgentName>,
    /// When it began.
    pub opened_ms: Millis,
    /// The last event's number, for agents.
    pub last_seq: u64,
    /// The last public event's number, for the visitor.
    pub last_pseq: u64,
    /// The last event's time.
    pub last_ms: Millis,
    /// Receipts.
    pub marks: Marks,
    /// The block that keeps it from all agents.
    pub apart: Option<BlockId>,
    /// The network address that its visitor last wrote from, as blocks name it. Kept only while it waits.
    pub address: Option<String>,
}

/// Who wants something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The visitor with this permanent number, on the conversation's site.
    Visitor(u64),
    /// An agent.
    Agent(AgentNo),
}

impl Actor {
    /// The side this actor is on.
    pub const fn side(self) -> Side {
        match self {
            Self::Visitor(_) => Side::Visitor,
            Self::Agent(_) => Side::Agent,
        }
    }
}

/// What they want.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Take it out of the queue.
    Accept,
    /// Ask whether it may end.
    AskToEnd,
    /// Rather go on.
    DeclineEnd,
    /// End it.
    End,
}

/// What follows: the next state, and the event that tells it. No event: it was so already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The state from now on.
    pub state: State,
    /// What everybody is told.
    pub event: Option<AgentEvent>,
}

/// Decides an act on a conversation. `asked`: an agent asked whether it may end, and the visitor has not answered. To
/// decline what nobody asks changes nothing, so that a repeated answer is told once.
///
/// # Errors
/// [`Refusal`] when the table has no row for it; another visitor's conversation is `NotFound`.
pub fn act(conversation: &Conversation, actor: Actor, act: Act, asked: bool) -> Result<Decision, Refusal> {
    may_see(conversation, actor)?;
    let state = conversation.state;
    let next = |state, event| Ok(Decision { state, event: Some(event) });
    let same = Ok(Decision { state, event: None });
    match (state, actor, act) {
        (State::Waiting, Actor::Agent(agent), Act::Accept) => next(State::Talking(agent), AgentEvent::Accepted {}),
        (State::Talking(has), Actor::Agent(agent), Act::Accept) if has == agent => same,
        (State::Talking(_), Actor::Agent(_), Act::Accept) => Err(Refusal::AlreadyAccepted),
        (State::Talking(_), Actor::Agent(_), Act::AskToEnd) => next(state, AgentEvent::EndAsked {}),
        (State::Talking(_), Actor::Visitor(_), Act::DeclineEnd) if asked => next(state, AgentEvent::EndDeclined {}),
        (State::Talking(_), Actor::Visitor(_), Act::DeclineEnd) => same,
        (State::Waiting | State::Talking(_), _, Act::End) => {
            next(State::Ended(actor.side()), AgentEvent::Ended { by: actor.side() })
        }
        (State::Ended(_), _, Act::End) => same,
        (State::Ended(_), _, Act::Accept | Act::AskToEnd | Act::DeclineEnd) => Err(Refusal::Ended),
        (State::Waiting, _, Act::AskToEnd | Act::DeclineEnd) => Err(Refusal::NotAccepted),
        (State::Waiting | State::Talking(_), Actor::Visitor(_), Act::Accept | Act::AskToEnd)
        | (State::Talking(_), Actor::Agent(_), Act::DeclineEnd) => Err(Refusal::NotFound),
    }
}

/// Whether somebody may say something now.
///
/// # Errors
/// [`Refusal`]: not theirs, over, or not accepted yet.
pub fn may_post(conversation: &Conversation, actor: Actor) -> Result<(), Refusal> {
    may_see(conversation, actor)?;
    match (conversation.state, actor) {
        (State::Ended(_), _) => Err(Refusal::Ended),
        (State::Waiting, Actor::Agent(_)) => Err(Refusal::NotAccepted),
        (State::Waiting, Actor::Visitor(_)) | (State::Talking(_), _) => Ok(()),
    }
}

/// Whether somebody may see the conversation: its visitor; while it waits, every agent; then the one who has it. What a
/// blocked visitor says is kept apart and there for no agent.
///
/// # Errors
/// `NotFound`, exactly as for a conversation that does not exist; to agents `AlreadyAccepted` while another has it.
pub fn may_see(conversation: &Conversation, actor: Actor) -> Result<(), Refusal> {
    match actor {
        Actor::Visitor(number) if conversation.visitor == number => Ok(()),
        Actor::Visitor(_) => Err(Refusal::NotFound),
        Actor::Agent(_) if conversation.apart.is_some() => Err(Refusal::NotFound),
        Actor::Agent(agent) => match (conversation.state, &conversation.agent) {
            (State::Waiting, _) => Ok(()),
            (State::Talking(has), _) if has == agent => Ok(()),
            (State::Talking(_), _) => Err(Refusal::AlreadyAccepted),
            (State::Ended(_), Some(had)) if had.no == agent => Ok(()),
            (State::Ended(_), Some(_)) => Err(Refusal::NotFound),
            // It ended while it waited: who could see it then may read how it ended.
            (State::Ended(_), None) => Ok(()),
        },
    }
}

#[cfg(test)]
mod tests {
    use lobby_shared::agent::{AgentCard, AgentRole};
    use lobby_shared::id::{AgentId, FaceId};

    use super::*;
    use crate::domain::key::SiteNo;

    const MINE: AgentNo = AgentNo(1);
    const OTHER: AgentNo = AgentNo(2);

    fn conversation(state: State) -> Conversation {
        let card = AgentCard { agent: AgentId::from_bytes([1; 16]), name: "Jo".into(), role: AgentRole::Agent };
        Conversation {
            key: ConversationKey { site: SiteNo(1), no: 1 },
            id: ConversationId::from_bytes([1; 16]),
            visitor: 7,
            state,
            agent: (state != State::Waiting).then(|| AgentName { no: MINE, card, face: FaceId::from_bytes([1; 16]) }),
            opened_ms: Millis(1),
            last_seq: 1,
            last_pseq: 1,
            last_ms: Millis(1),
            marks: Marks::default(),
            apart: None,
            address: None,
        }
    }

    fn name_of(state: State) -> &'static str {
        match state {
            State::Waiting => "waiting",
            State::Talking(_) => "talking",
            State::Ended(_) => "ended",
        }
    }

    /// The row for this, before any row that holds whether or not somebody asked.
    fn row<'a>(rows: &'a [Vec<&'a str>], state: State, asked: bool, who: &str, does: &str) -> Option<&'a Vec<&'a str>> {
        let who_fits =
            |row: &str| row == who || row == "anybody" && who != "other" || row == "agent" && who != "visitor";
        let find = |state: String| rows.iter().find(|row| row[0] == state && who_fits(row[1]) && row[2] == does);
        let asked = asked.then(|| find(format!("{}, asked", name_of(state)))).flatten();
        asked.or_else(|| find(name_of(state).to_owned()))
    }

    #[test]
    fn the_table_in_the_header_is_what_happens() {
        let rows: Vec<Vec<&str>> = include_str!("conversation.rs")
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .filter_map(|line| line.strip_prefix("//! | "))
            .skip(1)
            .map(|line| line.trim_end_matches(" |").split(" | ").collect())
            .collect();
        let mut seen = 0;
        let talking = State::Talking(MINE);
        let states = [(State::Waiting, false), (talking, false), (talking, true), (State::Ended(Side::Agent), false)];
        for (state, asked) in states {
            for (who, actor) in
                [("visitor", Actor::Visitor(7)), ("its agent", Actor::Agent(MINE)), ("other", Actor::Agent(OTHER))]
            {
                for (does, what) in [
                    ("accept", Act::Accept),
                    ("ask to end", Act::AskToEnd),
                    ("decline to end", Act::DeclineEnd),
                    ("end", Act::End),
                ] {
                    let got = act(&conversation(state), actor, what, asked);
                    let Some(row) = row(&rows, state, asked, who, does) else {
                        assert!(got.is_err(), "{state:?} {who} {does} is not in the table, yet {got:?}");
                        continue;
                    };
                    let got = got.unwrap_or_else(|refusal| panic!("{row:?} is in the table, yet {refusal:?}"));
                    assert_eq!(name_of(got.state), row[3], "{row:?}");
                    let event = got.event.map_or("—".to_owned(), |event| {
                        format!("{event:?}").split([' ', '{']).next().unwrap().to_owned()
                    });
                    assert_eq!(event, row[4], "{row:?}");
                    seen += 1;
                }
            }
        }
        assert!(seen >= rows.len() - 1, "every row was tried");
    }

    #[test]
    fn only_its_people_may_see_or_post() {
        assert_eq!(may_see(&conversation(State::Waiting), Actor::Visitor(8)), Err(Refusal::NotFound));
        assert_eq!(may_see(&conversation(State::Waiting), Actor::Agent(OTHER)), Ok(()));
        assert_eq!(may_see(&conversation(State::Talking(MINE)), Actor::Agent(OTHER)), Err(Refusal::AlreadyAccepted));
        let apart = Conversation { apart: Some(BlockId::from_bytes([1; 16])), ..conversation(State::Waiting) };
        assert_eq!(may_see(&apart, Actor::Agent(MINE)), Err(Refusal::NotFound));
        assert_eq!(may_post(&apart, Actor::Visitor(7)), Ok(()), "the visitor notices nothing");
        assert_eq!(may_see(&conversation(State::Ended(Side::Visitor)), Actor::Agent(OTHER)), Err(Refusal::NotFound));
        assert_eq!(may_post(&conversation(State::Waiting), Actor::Agent(MINE)), Err(Refusal::NotAccepted));
        assert_eq!(may_post(&conversation(State::Waiting), Actor::Visitor(7)), Ok(()));
        assert_eq!(may_post(&conversation(State::Ended(Side::Visitor)), Actor::Visitor(7)), Err(Refusal::Ended));
    }
}
