//! Writes a party's life down for the checker of histories, which the simulation has too.
//!
//! What is not judged here, or less than there:
//! - Bounded, of consoles: one that follows a whole crowd writes a receipt for each of its events, and when hundreds come
//!   within a second the server closes it as too fast; it comes back and has lost nothing. Visitors are judged. What waits in
//!   a link is the kernel's here, and nobody counts it.
//! - Convergence has a minute instead of ten seconds, since the clock is the machine's and the machine is busy.
//! - Isolation between agents: all consoles are one agent's. Every message has a mark, so that a visitor who heard another's
//!   words is found out, in whatever frame they came.
//! - Nobody reads a message before their eyes, so that of receipts only those of arrival are held to the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use lobby_server::store::Target;

use lobby_shared::client::{Client, Effect, Input};
use lobby_shared::id::{AgentId, ConversationId};
use lobby_shared::time::Millis;
use lobby_shared::wire::codec::Codec;
use lobby_tests::history::check::{Finding, Promise, check};
use lobby_tests::history::kept::Kept;
use lobby_tests::history::witness::{Witness, Words};
use lobby_tests::history::{Person, Recorder, Terms};

use crate::party::PATIENCE;

/// How the names of consoles begin.
pub const CONSOLE: &str = "console ";

/// The records of one run.
#[derive(Clone, Debug)]
pub struct Run {
    recorder: Recorder,
    begun: Arc<Instant>,
    healed: Arc<AtomicU64>,
    /// Whose the consoles are.
    pub agent: AgentId,
}

/// Stands beside one client over all its reloads.
#[derive(Debug)]
pub struct Watcher {
    run: Run,
    place: usize,
    codec: Codec,
    witness: Witness,
}

impl Run {
    /// One that begins now.
    pub fn begin(agent: AgentId) -> Self {
        Self { recorder: Recorder::default(), begun: Arc::new(Instant::now()), healed: Arc::default(), agent }
    }

    /// From now on nothing breaks any more, unless this is said again.
    pub fn heal(&self) {
        self.healed.store(self.now().0, Ordering::SeqCst);
    }

    fn now(&self) -> Millis {
        Millis(u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(0))
    }

    /// A watcher for a client of this person.
    pub fn watcher(&self, name: &str, person: Person, codec: Codec) -> Watcher {
        let place = self.recorder.place(name, person);
        let witness = Witness::new(&self.recorder, place, codec, self.now());
        Watcher { run: self.clone(), place, codec, witness }
    }

    /// What the checker finds in the records and in the database of a server that is gone.
    pub async fn findings(&self, target: &Target) -> Vec<String> {
        let kept = match target {
            Target::Sqlite { folder } => Kept::read(&folder.join("lobby.db")),
            Target::Postgres { url } => Kept::read_postgres(url).await,
        };
        let mut history = self.recorder.history();
        let within = Millis(u64::try_from(PATIENCE.as_millis()).unwrap_or(u64::MAX));
        let healed = Millis(self.healed.load(Ordering::SeqCst));
        history.terms = Terms { healed, within, ..Terms::default() };
        let findings = check(&history, &kept);
        let left_out = |finding: &&Finding| finding.promise == Promise::Bounded && finding.words.contains(CONSOLE);
        findings.iter().filter(|finding| !left_out(finding)).map(ToString::to_string).collect()
    }
}

impl Watcher {
    /// Gives the client an input, and writes down what that was and did.
    pub fn handle<R: Words>(&mut self, client: &mut Client<R>, now: Millis, input: Input<R>) -> Vec<Effect<R>> {
        self.witness.handle(client, self.run.now(), now, input)
    }

    /// The run is over: writes down how everything stands, and an agent's lists.
    pub fn end<R: Words>(&self, client: &Client<R>, lists: Vec<(ConversationId, bool)>) {
        let now = self.run.now();
        self.witness.end(client, now);
        self.witness.lists(now, lists);
    }

    /// The page is loaded anew.
    pub fn reload(&mut self) {
        self.witness = Witness::new(&self.run.recorder, self.place, self.codec, self.run.now());
    }
}
