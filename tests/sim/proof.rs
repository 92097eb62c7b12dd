//! The checker and the driver go red on every seeded bug, each on its own.

use std::collections::BTreeSet;

use lobby_shared::bug::Bug;
use lobby_tests::history::check::Promise;

use crate::run::run;

/// Seeds that a bug may take to show.
const SEEDS: u64 = 300;

/// What a bug must break; it may break more.
const fn breaks(bug: Bug) -> &'static [Promise] {
    match bug {
        Bug::AckBeforeCommit | Bug::SynchronousOff => &[Promise::Durable],
        Bug::NoDedup => &[Promise::Unique, Promise::NoPhantom],
        Bug::MaxPlusOne => &[Promise::Durable, Promise::Immutable],
        Bug::NoHeads | Bug::CursorBeforeApply | Bug::SilentOverflow => &[Promise::Convergence],
        Bug::NoMeasure => &[Promise::Bounded],
        Bug::NoteToVisitor => &[Promise::Isolation],
        Bug::NewCidOnRetry => &[Promise::NoPhantom],
        Bug::LostBell => &[],
    }
}

fn check(bug: Bug) {
    // Without a lost bell there is nothing that a head or a pull would have to repair.
    let bugs: &[Bug] = match bug {
        Bug::NoHeads | Bug::CursorBeforeApply => &[bug, Bug::LostBell],
        _ => &[bug],
    };
    for seed in 1..=SEEDS {
        let outcome = run(seed, bugs);
        let broken: BTreeSet<Promise> = outcome.findings.iter().map(|finding| finding.promise).collect();
        if breaks(bug).iter().any(|promise| broken.contains(promise)) {
            println!("{bug:?}: red at seed {seed}: {}", outcome.findings[0]);
            return;
        }
    }
    panic!("{bug:?} went unnoticed in {SEEDS} seeds");
}

macro_rules! notices {
    ($($name:ident: $bug:ident;)*) => {
        $(#[test]
        fn $name() {
            check(Bug::$bug);
        })*

        #[test]
        fn every_seeded_bug_has_its_proof() {
            let proven = [$(Bug::$bug),*];
            assert!(Bug::FAULTS.iter().all(|bug| proven.contains(bug)));
        }
    };
}

notices! {
    an_ack_before_the_commit_is_noticed: AckBeforeCommit;
    a_commit_that_does_not_wait_for_the_disk_is_noticed: SynchronousOff;
    a_send_that_is_stored_twice_is_noticed: NoDedup;
    two_writers_with_one_number_are_noticed: MaxPlusOne;
    a_lost_bell_without_heads_is_noticed: NoHeads;
    a_queue_that_drops_in_silence_is_noticed: SilentOverflow;
    a_queue_without_measure_is_noticed: NoMeasure;
    a_note_on_the_visitors_stream_is_noticed: NoteToVisitor;
    a_cursor_that_moves_before_the_event_is_applied_is_noticed: CursorBeforeApply;
    a_new_cid_for_the_same_message_is_noticed: NewCidOnRetry;
}
