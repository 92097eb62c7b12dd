//! Known faults, each one line in the code it breaks. Without the feature `seeded-bugs` none of them can be on, and the
//! compiler leaves those lines out.
//!
//! They prove the checker of histories: a test switches one on and must see it go red.

/// A fault that can be switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    /// The sender is answered when the operation has run, not when it is on disk.
    AckBeforeCommit,
    /// SQLite does not wait for the disk at a commit.
    SynchronousOff,
    /// A repeated send is a new message: nothing looks for the cid, and nothing keeps it.
    NoDedup,
    /// A number is what a writer found as the highest, plus one, and two writers find the same; no key refuses the second.
    MaxPlusOne,
    /// Nobody tells the heads, so that a lost bell is lost for ever.
    NoHeads,
    /// A full inbox drops what does not fit, and the socket stays.
    SilentOverflow,
    /// An inbox takes whatever comes, however full it is.
    NoMeasure,
    /// What only agents may see is told to the visitor as well.
    NoteToVisitor,
    /// The client's cursor stands at what came, not at what was applied.
    CursorBeforeApply,
    /// What is sent again goes under a new cid.
    NewCidOnRetry,
    /// The bus loses every third bell. No fault by itself: the bus is a hint, and heads repair it.
    LostBell,
}

impl Bug {
    /// Every fault; what is none by itself is left out.
    pub const FAULTS: [Self; 10] = [
        Self::AckBeforeCommit,
        Self::SynchronousOff,
        Self::NoDedup,
        Self::MaxPlusOne,
        Self::NoHeads,
        Self::SilentOverflow,
        Self::NoMeasure,
        Self::NoteToVisitor,
        Self::CursorBeforeApply,
        Self::NewCidOnRetry,
    ];
}

#[cfg(feature = "seeded-bugs")]
mod switch {
    use std::cell::{Cell, RefCell};

    use super::Bug;

    thread_local! {
        static ON: RefCell<Vec<Bug>> = const { RefCell::new(Vec::new()) };
        static TURN: Cell<u64> = const { Cell::new(0) };
    }

    /// From now on this thread has these faults and no others.
    pub fn seed(bugs: &[Bug]) {
        ON.replace(bugs.to_vec());
        TURN.set(0);
    }

    /// Whether this thread has the fault.
    pub fn on(bug: Bug) -> bool {
        ON.with_borrow(|bugs| bugs.contains(&bug))
    }

    /// Whether this thread has the fault and it strikes now: at every third call.
    pub fn strikes(bug: Bug) -> bool {
        on(bug) && {
            TURN.set(TURN.get() + 1);
            TURN.get().is_multiple_of(3)
        }
    }
}

#[cfg(feature = "seeded-bugs")]
pub use switch::{on, seed, strikes};

/// Whether this thread has the fault: never, in this build.
#[cfg(not(feature = "seeded-bugs"))]
pub const fn on(_: Bug) -> bool {
    false
}

/// Whether this thread has the fault and it strikes now: never, in this build.
#[cfg(not(feature = "seeded-bugs"))]
pub const fn strikes(_: Bug) -> bool {
    false
}
