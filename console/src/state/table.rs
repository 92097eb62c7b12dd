//! How the lobby's table, as an agent has arranged it, gets to the server and from there into their other browsers: sent
//! shortly after the last change, taken over when a console opens, kept in the browser meanwhile.
//!
//! | at a welcome the server has | here | then |
//! |---|---|---|
//! | none | one | what is here is sent |
//! | another one | changed since the console opened | what is here is sent |
//! | what it had when a change was made here that never arrived | that change | what is here is sent |
//! | another one | anything else, and the console has just opened | the server's is taken over |
//! | another one | anything else, later | both stay: an open console is not rearranged |

use lobby_shared::http::ProblemCode;
use lobby_shared::time::Millis;

use super::entry::Failure;

/// Changes rest for so long before they are sent: several in a row are one.
const REST: Millis = Millis(1_000);
/// What could not be sent is tried again after this.
const AGAIN: Millis = Millis(10_000);

/// What is known of the arrangement, here and there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// As it is here; empty: it was never arranged here.
    here: String,
    /// As the server had it last.
    there: String,
    /// What the server had before the change that it does not know of.
    unsent: Option<String>,
    /// On its way.
    sent: Option<String>,
    /// There is a connection.
    linked: bool,
    /// The server has told its own since the console opened.
    heard: bool,
    /// Somebody has arranged it since the console opened.
    touched: bool,
    /// Counts the rests: only the last one matters.
    round: u64,
}

/// What happens to it.
#[derive(Clone, Debug)]
pub enum Intent {
    /// A console opens: as it was kept in this browser, and what the server had before the change that it does not know of.
    Restored(String, Option<String>),
    /// The agent has arranged the table.
    Arranged(String),
    /// This rest is over.
    Rested(u64),
    /// There is a connection, and the server has this.
    Welcomed(String),
    /// There is none any more.
    Lost,
    /// The page may be gone in a moment.
    Left,
    /// The server has answered to this one.
    Answered(String, Result<(), Failure>),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Keep this in the browser, and what the server had before, if it does not know of it.
    Keep(String, Option<String>),
    /// The server has this: what the browser kept of the way there is not needed any more.
    Arrived(String),
    /// Come back after this rest.
    Rest(u64, Millis),
    /// Send this.
    Send(String),
    /// Show the table so.
    Show(String),
}

impl Keeping {
    fn rest(&mut self, span: Millis) -> Effect {
        self.round += 1;
        Effect::Rest(self.round, span)
    }

    /// What waits goes, unless it is on its way.
    fn send(&mut self) -> Option<Effect> {
        let goes = self.linked && self.unsent.is_some() && self.sent.as_ref() != Some(&self.here);
        goes.then(|| {
            self.sent = Some(self.here.clone());
            Effect::Send(self.here.clone())
        })
    }

    fn welcomed(&mut self, there: String) -> Vec<Effect> {
        let opens = !std::mem::replace(&mut self.heard, true);
        (self.linked, self.there) = (true, there);
        if self.here == self.there {
            return self.unsent.take().map(|_| Effect::Arrived(self.here.clone())).into_iter().collect();
        }
        let mine = self.there.is_empty()
            || self.unsent.as_ref().is_some_and(|before| self.touched || !opens || *before == self.there);
        if mine {
            let before = self.unsent.get_or_insert(self.there.clone()).clone();
            let keep = Effect::Keep(self.here.clone(), Some(before));
            return [keep].into_iter().chain(self.send()).collect();
        }
        if !opens {
            return Vec::new();
        }
        (self.here, self.unsent) = (self.there.clone(), None);
        vec![Effect::Keep(self.here.clone(), None), Effect::Show(self.here.clone())]
    }

    fn answered(&mut self, sent: String, answer: Result<(), Failure>) -> Vec<Effect> {
        if self.sent.take_if(|on_its_way| *on_its_way == sent).is_none() {
            return Vec::new();
        }
        match answer {
            Ok(()) if self.here == sent => {
                (self.there, self.unsent) = (sent.clone(), None);
                vec![Effect::Arrived(sent)]
            }
            Ok(()) => {
                (self.there, self.unsent) = (sent.clone(), Some(sent.clone()));
                vec![Effect::Keep(self.here.clone(), Some(sent)), self.rest(REST)]
            }
            Err(failure) if passes(&failure) => vec![self.rest(AGAIN)],
            // It waits for the next change, or for a welcome.
            Err(_) => Vec::new(),
        }
    }
}

/// Whether trying again may help.
fn passes(failure: &Failure) -> bool {
    match failure {
        Failure::Unreachable => true,
        Failure::Refused(problem) => matches!(problem.code, ProblemCode::Unavailable | ProblemCode::TooMany),
    }
}

/// Decides what an intent changes.
pub fn update(keeping: &mut Keeping, intent: Intent) -> Vec<Effect> {
    match intent {
        Intent::Restored(here, unsent) => {
            // A rest that began before is not one of this console's.
            *keeping = Keeping { here, unsent, round: keeping.round + 1, ..Keeping::default() };
            Vec::new()
        }
        Intent::Arranged(here) => {
            (keeping.here, keeping.touched) = (here, true);
            let before = keeping.unsent.get_or_insert(keeping.there.clone()).clone();
            vec![Effect::Keep(keeping.here.clone(), Some(before)), keeping.rest(REST)]
        }
        Intent::Rested(round) if round == keeping.round && keeping.sent.is_none() => {
            keeping.send().into_iter().collect()
        }
        // An answer is awaited; what comes then looks again.
        Intent::Rested(_) => Vec::new(),
        Intent::Welcomed(there) => keeping.welcomed(there),
        Intent::Lost => {
            keeping.linked = false;
            Vec::new()
        }
        Intent::Left => keeping.send().into_iter().collect(),
        Intent::Answered(sent, answer) => keeping.answered(sent, answer),
    }
}

#[cfg(test)]
#[path = "table_test.rs"]
mod tests;
