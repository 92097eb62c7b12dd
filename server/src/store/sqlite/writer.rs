//! The one thread that writes: everything that waits goes into one transaction, and nobody is answered before its
//! commit is on disk.

#[cfg(feature = "simulation")]
pub(in crate::store) mod disk;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use lobby_shared::bug::{self, Bug};
use tokio::sync::{mpsc, oneshot};

use super::session::{Begin, Session};
use crate::store::failpoint::{self, Failpoint};
use crate::store::failure::{Failure, Fault};
use crate::store::operation::Operation;

/// Operations that may wait. Full: the caller waits for room, so that a slow disk slows senders and fills no memory.
const QUEUE: usize = 4_096;
/// Operations in one commit at most.
const GROUP: usize = 1_024;

/// The way to the writing thread.
pub(super) struct Writer {
    queue: mpsc::Sender<Message>,
}

enum Message {
    Run(Box<dyn Job>),
    Close(oneshot::Sender<()>),
}

/// An operation whose type is forgotten, with the one who waits for it.
trait Job: Send {
    /// Runs it inside the group's transaction and keeps the result. True: it failed, and what it had written before
    /// that stands in the transaction.
    fn run(&mut self, session: &mut Session, footing: Footing) -> bool;
    /// Answers: with the result when the group was committed, with the fault when it was not.
    fn settle(self: Box<Self>, committed: Result<(), Fault>);
}

/// How a failure of one operation is kept from the others of its group.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Footing {
    /// Not at all: nearly all operations succeed, or fail before they write.
    Bare,
    /// By a savepoint of its own.
    Savepoint,
}

struct Waiting<O: Operation> {
    operation: O,
    done: Option<Result<O::Output, Failure>>,
    answer: oneshot::Sender<Result<O::Output, Failure>>,
}

impl<O: Operation> Job for Waiting<O> {
    fn run(&mut self, session: &mut Session, footing: Footing) -> bool {
        let (done, left) = match footing {
            Footing::Bare => session.bare(&self.operation),
            Footing::Savepoint => (session.apart(&self.operation), false),
        };
        self.done = Some(done);
        left
    }

    fn settle(self: Box<Self>, committed: Result<(), Fault>) {
        let done = self.done.unwrap_or_else(|| Err(Fault::new("the operation broke off").into()));
        // Whoever stopped waiting wants no answer.
        let _ = self.answer.send(committed.map_err(Failure::from).and(done));
    }
}

impl Writer {
    /// Starts the thread, which ends with the last handle or by [`Self::close`].
    pub(super) fn start(session: Session) -> Result<Self, Fault> {
        let (queue, waiting) = mpsc::channel(QUEUE);
        thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || serve(session, waiting))
            .map_err(|error| Fault::new(format!("no thread for the database: {error}")))?;
        Ok(Self { queue })
    }

    /// Queues an operation and waits for its commit.
    pub(super) async fn write<O: Operation>(&self, operation: O) -> Result<O::Output, Failure> {
        let (answer, answered) = oneshot::channel();
        let job = Box::new(Waiting { operation, done: None, answer });
        self.queue.send(Message::Run(job)).await.map_err(|_| Fault::closed())?;
        answered.await.map_err(|_| Fault::closed())?
    }

    /// Lets the thread finish what is queued, and waits until the file is closed.
    pub(super) async fn close(&self) {
        let (answer, answered) = oneshot::channel();
        if self.queue.send(Message::Close(answer)).await.is_ok() {
            let _ = answered.await;
        }
    }
}

fn serve(mut session: Session, mut queue: mpsc::Receiver<Message>) {
    let mut closing = Vec::new();
    while let Some(message) = queue.blocking_recv() {
        match message {
            Message::Run(job) => {
                let group = Group::gather(&mut session, &mut queue, &mut closing, job);
                group.commit(&mut session);
            }
            Message::Close(answer) => closing.push(answer),
        }
        if !closing.is_empty() {
            queue.close();
        }
    }
    drop(session);
    for answer in closing {
        let _ = answer.send(());
    }
}

/// Operations that have run in one open transaction and wait for its commit.
struct Group {
    jobs: Vec<Box<dyn Job>>,
    footing: Footing,
    lost: Option<Fault>,
}

impl Group {
    /// Runs `first` and whatever else waits by now in one transaction, which stays open.
    fn gather(
        session: &mut Session,
        queue: &mut mpsc::Receiver<Message>,
        closing: &mut Vec<oneshot::Sender<()>>,
        first: Box<dyn Job>,
    ) -> Self {
        let lost = begin(session).err();
        let mut group = Self { jobs: Vec::new(), footing: Footing::Bare, lost };
        let mut next = Some(first);
        while let Some(job) = next.take() {
            group.add(session, job);
            while next.is_none() && group.jobs.len() < GROUP {
                match queue.try_recv() {
                    Ok(Message::Run(job)) => next = Some(job),
                    Ok(Message::Close(answer)) => closing.push(answer),
                    Err(_) => break,
                }
            }
        }
        if bug::on(Bug::AckBeforeCommit) && group.lost.is_none() {
            group.jobs.drain(..).for_each(|job| job.settle(Ok(())));
        }
        group
    }

    fn add(&mut self, session: &mut Session, mut job: Box<dyn Job>) {
        let ran = match &self.lost {
            None => run(session, job.as_mut(), self.footing),
            Some(_) => Ok(false),
        };
        self.jobs.push(job);
        match ran {
            Ok(false) => {}
            Ok(true) => self.lost = self.again(session).err(),
            Err(fault) => self.lost = Some(fault),
        }
    }

    /// Undoes all and runs all once more, now each behind a savepoint, so that only what failed leaves nothing.
    fn again(&mut self, session: &mut Session) -> Result<(), Fault> {
        session.roll_back();
        begin(session)?;
        self.footing = Footing::Savepoint;
        for job in &mut self.jobs {
            run(session, job.as_mut(), self.footing)?;
        }
        Ok(())
    }

    /// Commits, and answers all of them.
    fn commit(self, session: &mut Session) {
        let committed = match self.lost {
            Some(fault) => Err(fault),
            None => {
                failpoint::reach(Failpoint::Run);
                session.commit().map_err(Fault::from)
            }
        };
        failpoint::reach(Failpoint::Committed);
        if committed.is_err() {
            session.roll_back();
        }
        for job in self.jobs {
            job.settle(committed.clone());
        }
    }
}

fn begin(session: &mut Session) -> Result<(), Fault> {
    session.begin(Begin::Write).map_err(|error| Fault::new(format!("SQLite: {error}")))
}

/// Runs one job of a group; an error means that the group as a whole is lost.
fn run(session: &mut Session, job: &mut dyn Job, footing: Footing) -> Result<bool, Fault> {
    // A fault in our own code must not stop the thread; its group is undone, since what it did is not known.
    let left = catch_unwind(AssertUnwindSafe(|| job.run(session, footing)))
        .map_err(|_| Fault::new("an operation panicked"))?;
    if session.in_transaction() {
        Ok(left)
    } else {
        Err(Fault::new("SQLite gave up the transaction: disk full or broken"))
    }
}
