//! Writes a party's life down for the checker of histories, which the simulation has too.
//!
//! Two promises are left out. Convergence: the checker counts time as a simulation does, and the ledger holds everyone to
//! the end of every log. Bounded: a console that follows a whole crowd writes a receipt for each of its events, and when
//! hundreds come within a second the server closes it as too fast; it comes back and has lost nothing.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use lobby_shared::client::{Client, Effect, Input};
use lobby_shared::time::Millis;
use lobby_shared::wire::codec::Codec;
use lobby_tests::history::check::{Promise, check};
use lobby_tests::history::kept::Kept;
use lobby_tests::history::witness::{Witness, Words};
use lobby_tests::history::{Person, Recorder};

/// The records of one run.
#[derive(Clone, Debug)]
pub struct Run {
    recorder: Recorder,
    begun: Arc<Instant>,
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
    pub fn begin() -> Self {
        Self { recorder: Recorder::default(), begun: Arc::new(Instant::now()) }
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

    /// What the checker finds in the records and in the SQLite database of a server that is gone.
    pub fn findings(&self, file: &Path) -> Vec<String> {
        let findings = check(&self.recorder.history(), &Kept::read(file));
        let left_out = [Promise::Convergence, Promise::Bounded];
        let findings = findings.iter().filter(|finding| !left_out.contains(&finding.promise));
        findings.map(ToString::to_string).collect()
    }
}

impl Watcher {
    /// Gives the client an input, and writes down what that was and did.
    pub fn handle<R: Words>(&mut self, client: &mut Client<R>, now: Millis, input: Input<R>) -> Vec<Effect<R>> {
        self.witness.handle(client, self.run.now(), now, input)
    }

    /// The page is loaded anew.
    pub fn reload(&mut self) {
        self.witness = Witness::new(&self.run.recorder, self.place, self.codec, self.run.now());
    }
}
