//! Bad runs: each is the good one with one thing wrong, and the checker must name the promise and who saw it.

use lobby_shared::event::{AgentEvent, Kind};
use lobby_shared::id::AgentId;
use lobby_shared::time::Millis;
use lobby_shared::wire::close::CloseCode;
use lobby_tests::history::check::{Promise, check};
use lobby_tests::history::kept::Kept;
use lobby_tests::history::{History, Person, Place, Record, What};

use crate::good::{ANN, BEN, JO, TALK, cid, event, history, invitation, invited, kept, words};

/// Changes the good run and wants this promise named with these words.
fn bad(promise: Promise, wanted: &str, change: impl FnOnce(&mut History, &mut Kept)) {
    let (mut history, mut kept) = (history(), kept());
    change(&mut history, &mut kept);
    let findings = check(&history, &kept);
    let named = findings.iter().any(|found| found.promise == promise && found.words.contains(wanted));
    assert!(named, "{promise:?} with {wanted:?} is not among {findings:#?}");
}

fn position(history: &History, so: impl Fn(&Record) -> bool) -> usize {
    history.records.iter().position(so).expect("there is such a record")
}

fn add(history: &mut History, place: usize, what: What) {
    history.records.push(Record { at: Millis(9_000), place, what });
}

/// Kim, a colleague of Jo's.
const KIM: usize = 3;

fn kim_joins(history: &mut History) {
    let person = Person::Agent(AgentId::from_bytes([8; 16]));
    history.places.push(Place { name: "Kim".into(), person });
}

/// Changes the run that begins with an invitation.
fn bad_invited(promise: Promise, wanted: &str, change: impl FnOnce(&mut History, &mut Kept)) {
    let (mut history, mut kept) = invited();
    change(&mut history, &mut kept);
    let findings = check(&history, &kept);
    let named = findings.iter().any(|found| found.promise == promise && found.words.contains(wanted));
    assert!(named, "{promise:?} with {wanted:?} is not among {findings:#?}");
}

#[test]
fn a_good_run_passes() {
    assert_eq!(check(&history(), &kept()), vec![]);
}

#[test]
fn what_was_acknowledged_and_is_not_on_disk_breaks_durable() {
    bad(Promise::Durable, "Ann was told", |_, kept| {
        kept.events.pop();
        kept.conversations[0].last_seq = 5;
        kept.conversations[0].last_pseq = 4;
    });
}

#[test]
fn an_ack_with_another_number_breaks_durable() {
    bad(Promise::Durable, "but on disk it is", |_, kept| kept.events[5].id = event(77));
}

#[test]
fn being_told_to_forget_breaks_durable() {
    bad(Promise::Durable, "Ben was told to forget", |history, _| add(history, BEN, What::Forgot));
}

#[test]
fn words_that_nobody_pressed_break_no_phantom() {
    bad(Promise::NoPhantom, "which nobody pressed", |_, kept| kept.events[4].cid = Some(cid(66)));
}

#[test]
fn words_other_than_those_pressed_break_no_phantom() {
    bad(Promise::NoPhantom, "but Jo pressed", |_, kept| {
        kept.events[4].kind = Kind::Known(AgentEvent::Message { text: "something else".into() });
    });
}

#[test]
fn an_applied_event_that_is_not_on_disk_breaks_no_phantom() {
    bad(Promise::NoPhantom, "Ann applied", |history, _| {
        let (conversation, number, said) = (TALK, 6, Some("boo".into()));
        add(history, ANN, What::Applied { conversation, number, event: event(88), cid: None, said });
    });
}

#[test]
fn a_hole_breaks_dense() {
    bad(Promise::Dense, "[1, 2, 3, 4, 5, 7]", |_, kept| kept.events[5].seq = 7);
    bad(Promise::Dense, "the visitor's counting", |_, kept| kept.events[3].pseq = Some(4));
}

#[test]
fn the_same_words_on_disk_twice_break_unique() {
    bad(Promise::Unique, "was said once", |_, kept| {
        let mut again = kept.events[5].clone();
        (again.seq, again.pseq, again.id, again.cid) = (7, Some(6), event(7), None);
        kept.events.push(again);
    });
}

#[test]
fn two_open_conversations_of_one_visitor_break_unique() {
    bad(Promise::Unique, "two open conversations", |_, kept| kept.conversations.push(kept.conversations[0].clone()));
}

#[test]
fn another_content_under_the_same_number_breaks_immutable() {
    bad(Promise::Immutable, "number 5", |history, _| {
        let at =
            position(history, |record| record.place == JO && matches!(record.what, What::Applied { number: 5, .. }));
        if let What::Applied { said, .. } = &mut history.records[at].what {
            *said = Some("something else".into());
        }
    });
}

#[test]
fn the_second_before_the_first_breaks_sender_order() {
    bad(Promise::SenderOrder, "Ann pressed", |history, _| {
        let first = position(history, |record| matches!(&record.what, What::Pressed { cid: c, .. } if *c == cid(2)));
        let mut early = history.records[first].clone();
        early.what = What::Pressed { cid: cid(6), lane: None, text: words(6) };
        history.records.insert(first, early);
    });
}

#[test]
fn an_earlier_number_for_what_was_sent_later_breaks_real_time() {
    bad(Promise::RealTime, "was acknowledged as 6", |history, _| {
        // Jo presses the fifth only now, after the sixth was acknowledged.
        let at = position(history, |record| matches!(&record.what, What::Pressed { cid: c, .. } if *c == cid(5)));
        let late = history.records.remove(at);
        history.records.push(late);
    });
}

#[test]
fn an_event_applied_over_a_gap_breaks_prefix() {
    bad(Promise::Prefix, "Jo applied 4", |history, _| {
        let at =
            position(history, |record| record.place == JO && matches!(record.what, What::Applied { number: 3, .. }));
        history.records.remove(at);
    });
}

#[test]
fn a_screen_without_the_last_event_breaks_convergence() {
    bad(Promise::Convergence, "at the end Jo has 1…5", |history, _| {
        let at =
            position(history, |record| record.place == JO && matches!(record.what, What::Applied { number: 6, .. }));
        history.records.remove(at);
        let at = position(history, |record| record.place == JO && matches!(record.what, What::Stands { .. }));
        history.records[at].what = What::Stands { conversation: TALK, applied: 5, received: 5, read: 5 };
    });
}

#[test]
fn an_event_that_comes_too_late_breaks_convergence() {
    bad(Promise::Convergence, "later than promised", |history, _| {
        let at =
            position(history, |record| record.place == JO && matches!(record.what, What::Applied { number: 6, .. }));
        history.records[at].at = Millis(60_000);
    });
}

#[test]
fn a_wrong_receipt_or_list_at_the_end_breaks_convergence() {
    bad(Promise::Convergence, "the other side", |_, kept| kept.conversations[0].visitor_marks = (6, 5));
    bad(Promise::Convergence, "Jo's lists", |_, kept| kept.conversations[0].state = 0);
}

#[test]
fn a_send_that_nobody_heard_of_again_breaks_outbox() {
    bad(Promise::Outbox, "never heard of it again", |history, _| {
        add(history, BEN, What::Pressed { cid: cid(50), lane: None, text: "hello?".into() });
    });
    bad(Promise::Outbox, "still on its way from Ann", |history, _| add(history, ANN, What::Pending(cid(6))));
}

#[test]
fn anothers_words_or_a_note_or_a_cid_break_isolation() {
    bad(Promise::Isolation, "Ben received the message", |history, _| {
        add(history, BEN, What::Heard(vec!["word5".into()]));
    });
    bad(Promise::Isolation, "Ann received the note", |history, _| {
        add(history, ANN, What::Heard(vec!["word4".into()]));
    });
    bad(Promise::Isolation, "which only its sender may know", |history, _| {
        let at =
            position(history, |record| record.place == JO && matches!(record.what, What::Applied { number: 2, .. }));
        if let What::Applied { cid: told, .. } = &mut history.records[at].what {
            *told = Some(cid(2));
        }
    });
}

#[test]
fn what_is_typed_and_not_sent_reaches_no_visitor_no_stranger_and_no_disk() {
    let typed = |history: &mut History| add(history, ANN, What::Typed(words(20)));
    let saw = |history: &mut History, place| add(history, place, What::Heard(vec!["word20".into()]));
    bad(Promise::Isolation, "Ben saw ~word20~ being typed", |history, _| {
        typed(history);
        saw(history, JO);
        saw(history, BEN);
    });
    bad(Promise::Isolation, "Kim saw ~word20~ being typed", |history, _| {
        kim_joins(history);
        typed(history);
        saw(history, KIM);
    });
    bad(Promise::NoPhantom, "was only typed", |history, _| add(history, ANN, What::Typed(words(6))));
}

#[test]
fn anothers_words_in_a_conversation_break_isolation() {
    bad(Promise::Isolation, "Ben wrote into", |history, _| {
        let last = |record: &Record| matches!(&record.what, What::Pressed { cid: c, .. } if *c == cid(6));
        let at = position(history, last);
        history.records[at].place = BEN;
    });
}

#[test]
fn a_run_that_begins_with_an_invitation_passes() {
    let (history, kept) = invited();
    assert_eq!(check(&history, &kept), vec![]);
}

#[test]
fn a_conversation_that_an_invitation_began_is_its_visitors() {
    bad_invited(Promise::Convergence, "at the end Ann has 1…0", |history, _| {
        let at = position(history, |record| record.place == ANN && matches!(record.what, What::Stands { .. }));
        history.records[at].what = What::Stands { conversation: TALK, applied: 0, received: 0, read: 0 };
    });
    bad_invited(Promise::Isolation, "Ben was shown", |history, _| add(history, BEN, What::Invited(invitation())));
}

#[test]
fn an_invitation_is_on_disk_and_accepted_by_its_visitor_alone() {
    bad_invited(Promise::Durable, "Ann was shown", |_, kept| kept.invitations.clear());
    bad_invited(Promise::NoPhantom, "which nobody pressed", |_, kept| kept.invitations[0].accepted = false);
    bad_invited(Promise::NoPhantom, "and nobody accepted it", |history, _| {
        history.records.retain(|record| !matches!(record.what, What::Agreed(_)));
    });
    bad_invited(Promise::NoPhantom, "which nobody pressed", |_, kept| {
        let mut again = kept.events[2].clone();
        (again.seq, again.pseq, again.id) = (4, Some(4), event(4));
        kept.events.push(again);
    });
}

#[test]
fn a_colleague_who_hears_what_was_said_after_another_took_it_breaks_isolation() {
    bad(Promise::Isolation, "Kim received the message", |history, _| {
        kim_joins(history);
        // What was there while it waited is the queue's.
        add(history, KIM, What::Heard(vec!["word2".into()]));
        add(history, KIM, What::Heard(vec!["word6".into()]));
        add(history, KIM, What::Closed);
    });
}

#[test]
fn a_queue_or_a_client_without_measure_breaks_bounded() {
    bad(Promise::Bounded, "257 waited in the server for Ann", |history, _| add(history, ANN, What::Waits(257)));
    bad(Promise::Bounded, "closed on Ann", |history, _| {
        add(history, ANN, What::Cut(CloseCode::TooFast.number()));
    });
}
