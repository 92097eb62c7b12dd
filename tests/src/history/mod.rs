//! What each client of a run did and saw, in one order, and the checker that holds it against the promises of the
//! protocol. The checker runs afterwards, on the records and the final database alone.

pub mod check;
pub mod kept;
pub mod witness;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use lobby_shared::id::{AgentId, Cid, ConversationId, EventId, InvitationId};
use lobby_shared::time::Millis;
use lobby_shared::wire::error::ErrorCode;

/// Somebody with one or more clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Person {
    /// A visitor; the number only tells one from another.
    Visitor(u64),
    /// An agent.
    Agent(AgentId),
}

/// One client: a browser tab over all its lives.
#[derive(Clone, Debug)]
pub struct Place {
    /// How the checker speaks of it.
    pub name: String,
    /// Whose it is.
    pub person: Person,
}

/// One thing that a client did or saw.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// The page is loaded: nothing is applied.
    Loaded,
    /// The page is closed, and nothing more is expected of it.
    Closed,
    /// A person pressed Send, and storage has it.
    Pressed {
        /// The message's name.
        cid: Cid,
        /// Where to; one after another only within the same.
        lane: Option<ConversationId>,
        /// What.
        text: String,
    },
    /// A person has typed this and not sent it; agents may see it, and no disk ever does.
    Typed(String),
    /// A visitor's client was told of this invitation.
    Invited(InvitationId),
    /// A person accepted this invitation.
    Agreed(InvitationId),
    /// The server says that it is on disk.
    Acked {
        /// Which.
        cid: Cid,
        /// Where.
        conversation: ConversationId,
        /// Its number, in the sender's counting.
        number: u64,
        /// Its id.
        event: EventId,
    },
    /// It is shown as failed.
    Failed(Cid, ErrorCode),
    /// The person gave it up.
    GivenUp(Cid),
    /// An event is applied.
    Applied {
        /// Where.
        conversation: ConversationId,
        /// Its number, in the reader's counting.
        number: u64,
        /// Its id.
        event: EventId,
        /// The cid, which only the sender may be told.
        cid: Option<Cid>,
        /// What was said; `None` for an event without words.
        said: Option<String>,
    },
    /// The server said: forget what you have applied.
    Forgot,
    /// An agent's client is told this conversation from now on.
    Followed(ConversationId),
    /// This conversation is of no interest any more.
    Left(ConversationId),
    /// The server said welcome.
    Welcomed,
    /// The server closed the link with this code.
    Cut(u16),
    /// A frame came with these marks in its bytes; see [`marks`].
    Heard(Vec<String>),
    /// At the end: the most notices, or frames, that the server ever kept at once for this client.
    Waits(usize),
    /// At the end: how a conversation stands here.
    Stands {
        /// Which.
        conversation: ConversationId,
        /// The last number applied.
        applied: u64,
        /// How far the other side has received.
        received: u64,
        /// How far the other side has read.
        read: u64,
    },
    /// At the end: this is still on its way.
    Pending(Cid),
    /// At the end: an agent's lists; each conversation, and whether it waits.
    Lists(Vec<(ConversationId, bool)>),
}

/// One record, in the order of the run.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Record {
    /// When, by the clock of the run.
    pub at: Millis,
    /// Which client: an index into [`History::places`].
    pub place: usize,
    /// What.
    pub what: What,
}

/// What the checker may take for granted of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// From here on nothing breaks any more.
    pub healed: Millis,
    /// Everyone has everything this long after the healing, after their welcome, and after it was stored.
    pub within: Millis,
    /// Notices, or frames, that a server may keep at once for one client.
    pub most_waiting: usize,
    /// Bells were lost on purpose: only the latest conversation of a visitor has heads to repair that.
    pub lossy: bool,
}

impl Default for Terms {
    fn default() -> Self {
        Self { healed: Millis(0), within: Millis(10_000), most_waiting: 256, lossy: false }
    }
}

/// A run.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The clients.
    pub places: Vec<Place>,
    /// What happened.
    pub records: Vec<Record>,
    /// What to hold it to.
    pub terms: Terms,
}

/// Where the clients of one run write their records, each behind the one before.
#[derive(Clone, Debug)]
pub struct Recorder {
    history: Arc<Mutex<History>>,
    begun: Instant,
}

impl Default for Recorder {
    #[expect(clippy::disallowed_methods, reason = "the clock of a run with real sockets is the machine's")]
    fn default() -> Self {
        Self { history: Arc::default(), begun: Instant::now() }
    }
}

impl Recorder {
    /// The time since the run began, by the machine's clock.
    pub fn now(&self) -> Millis {
        Millis(u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(0))
    }

    /// A client joins the run.
    pub fn place(&self, name: impl Into<String>, person: Person) -> usize {
        let mut history = self.history.lock().unwrap_or_else(PoisonError::into_inner);
        history.places.push(Place { name: name.into(), person });
        history.places.len() - 1
    }

    /// Writes a record.
    pub fn write(&self, at: Millis, place: usize, what: What) {
        self.history.lock().unwrap_or_else(PoisonError::into_inner).records.push(Record { at, place, what });
    }

    /// The run so far.
    pub fn history(&self) -> History {
        self.history.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The marks in a frame's bytes: `~`, lower-case letters and digits, `~`. Who says something in a run puts a mark into
/// the words that stands nowhere else, so that a leak is seen in whatever frame and codec it travels.
pub fn marks(bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    let mut pieces = bytes.split(|byte| *byte == b'~').skip(1).peekable();
    while let Some(piece) = pieces.next() {
        let plain = piece.len() > 2 && piece.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        if plain && pieces.peek().is_some() {
            found.push(String::from_utf8_lossy(piece).into_owned());
        }
    }
    found
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>7}.{:03} s  #{:<2} {:?}", self.at.0 / 1_000, self.at.0 % 1_000, self.place, self.what)
    }
}
