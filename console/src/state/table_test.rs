//! The way of an arrangement: what is sent when, what is taken over, and that nothing moves under the agent's hands.

use lobby_shared::http::Problem;

use super::*;

const ONE: &str = "columns=page";
const TWO: &str = "columns=state";

/// A console that opens with what this browser kept.
fn opened(here: &str, unsent: Option<&str>) -> Keeping {
    let mut keeping = Keeping::default();
    let effects = update(&mut keeping, Intent::Restored(here.into(), unsent.map(Into::into)));
    assert_eq!(effects, []);
    keeping
}

fn kept(here: &str, unsent: Option<&str>) -> Effect {
    Effect::Keep(here.into(), unsent.map(Into::into))
}

fn send(table: &str) -> Effect {
    Effect::Send(table.into())
}

fn welcomed(keeping: &mut Keeping, there: &str) -> Vec<Effect> {
    update(keeping, Intent::Welcomed(there.into()))
}

fn arranged(keeping: &mut Keeping, here: &str) -> u64 {
    match update(keeping, Intent::Arranged(here.into())).as_slice() {
        [Effect::Keep(table, Some(_)), Effect::Rest(round, REST)] if table == here => *round,
        other => panic!("{other:?}"),
    }
}

fn answered(keeping: &mut Keeping, table: &str, answer: Result<(), Failure>) -> Vec<Effect> {
    update(keeping, Intent::Answered(table.into(), answer))
}

fn refused(code: ProblemCode) -> Result<(), Failure> {
    Err(Failure::Refused(Problem { code, retry_after_ms: None, place: None }))
}

#[test]
fn at_a_welcome_the_last_change_wins() {
    let check = |here: &str, unsent: Option<&str>, there: &str, want: &[Effect]| {
        assert_eq!(welcomed(&mut opened(here, unsent), there), want, "{here:?} {unsent:?} {there:?}");
    };
    check("", None, "", &[]);
    check(ONE, None, ONE, &[]);
    // Arranged before there was a place for it on the server.
    check(ONE, None, "", &[kept(ONE, Some("")), send(ONE)]);
    check("", None, TWO, &[kept(TWO, None), Effect::Show(TWO.into())]);
    check(ONE, None, TWO, &[kept(TWO, None), Effect::Show(TWO.into())]);
    // Changed here and never sent; nobody else has changed it since.
    check(ONE, Some(TWO), TWO, &[kept(ONE, Some(TWO)), send(ONE)]);
    check(ONE, Some(""), "", &[kept(ONE, Some("")), send(ONE)]);
    // It has arrived, though this browser did not hear of it; and then another one was chosen elsewhere.
    check(ONE, Some(TWO), ONE, &[Effect::Arrived(ONE.into())]);
    check(ONE, Some(TWO), "columns=visits", &[kept("columns=visits", None), Effect::Show("columns=visits".into())]);
}

#[test]
fn several_changes_in_a_row_are_sent_once_and_rest_first() {
    let mut keeping = opened("", None);
    assert_eq!(welcomed(&mut keeping, ""), []);
    let first = arranged(&mut keeping, ONE);
    let last = arranged(&mut keeping, TWO);
    assert_eq!(update(&mut keeping, Intent::Rested(first)), []);
    assert_eq!(update(&mut keeping, Intent::Rested(last)), [send(TWO)]);
    assert_eq!(answered(&mut keeping, TWO, Ok(())), [Effect::Arrived(TWO.into())]);
    assert_eq!(update(&mut keeping, Intent::Rested(last)), [], "the server has it");
    assert_eq!(welcomed(&mut keeping, TWO), []);
}

#[test]
fn what_changes_while_it_is_on_its_way_follows_it() {
    let mut keeping = opened("", None);
    welcomed(&mut keeping, "");
    let round = arranged(&mut keeping, ONE);
    assert_eq!(update(&mut keeping, Intent::Rested(round)), [send(ONE)]);
    let round = arranged(&mut keeping, TWO);
    assert_eq!(update(&mut keeping, Intent::Rested(round)), [], "one at a time");
    let round = round + 1;
    assert_eq!(answered(&mut keeping, ONE, Ok(())), [kept(TWO, Some(ONE)), Effect::Rest(round, REST)]);
    assert_eq!(update(&mut keeping, Intent::Rested(round)), [send(TWO)]);
    assert_eq!(answered(&mut keeping, ONE, Ok(())), [], "an answer to something else");
    assert_eq!(answered(&mut keeping, TWO, Ok(())), [Effect::Arrived(TWO.into())]);
}

#[test]
fn an_open_console_stays_as_it_is_when_another_one_changes_the_table() {
    let mut keeping = opened(ONE, None);
    assert_eq!(welcomed(&mut keeping, ONE), []);
    update(&mut keeping, Intent::Lost);
    assert_eq!(welcomed(&mut keeping, TWO), []);
    // What is arranged here then is the last change.
    let round = arranged(&mut keeping, "columns=visits");
    assert_eq!(update(&mut keeping, Intent::Rested(round)), [send("columns=visits")]);
    // And it is shown at the next console that opens.
    let shown = Effect::Show("columns=visits".into());
    assert_eq!(welcomed(&mut opened(TWO, None), "columns=visits"), [kept("columns=visits", None), shown]);
}

#[test]
fn somebody_who_arranges_before_the_server_has_told_its_own_keeps_what_they_see() {
    let mut keeping = opened("", None);
    arranged(&mut keeping, ONE);
    assert_eq!(welcomed(&mut keeping, TWO), [kept(ONE, Some("")), send(ONE)]);
}

#[test]
fn without_a_connection_it_waits_for_the_next_one() {
    let mut keeping = opened(ONE, None);
    welcomed(&mut keeping, ONE);
    update(&mut keeping, Intent::Lost);
    let round = arranged(&mut keeping, TWO);
    assert_eq!(update(&mut keeping, Intent::Rested(round)), []);
    assert_eq!(update(&mut keeping, Intent::Left), []);
    // Even if it was changed elsewhere meanwhile: this console is open, and its change arrives last.
    assert_eq!(welcomed(&mut keeping, "columns=visits"), [kept(TWO, Some(ONE)), send(TWO)]);
    assert_eq!(answered(&mut keeping, TWO, Ok(())), [Effect::Arrived(TWO.into())]);
}

#[test]
fn whoever_leaves_sends_what_waits() {
    let mut keeping = opened("", None);
    welcomed(&mut keeping, "");
    assert_eq!(update(&mut keeping, Intent::Left), []);
    let round = arranged(&mut keeping, ONE);
    assert_eq!(update(&mut keeping, Intent::Left), [send(ONE)]);
    assert_eq!(update(&mut keeping, Intent::Left), [], "it is on its way");
    assert_eq!(update(&mut keeping, Intent::Rested(round)), []);
    // A change after it goes too, without waiting for the answer.
    arranged(&mut keeping, TWO);
    assert_eq!(update(&mut keeping, Intent::Left), [send(TWO)]);
}

#[test]
fn what_could_not_be_sent_is_tried_again_where_that_may_help() {
    let again = [Err(Failure::Unreachable), refused(ProblemCode::Unavailable), refused(ProblemCode::TooMany)];
    let never = [refused(ProblemCode::BadTable), refused(ProblemCode::NotAllowed), refused(ProblemCode::SignedOut)];
    for (answer, tried) in again.into_iter().map(|one| (one, true)).chain(never.into_iter().map(|one| (one, false))) {
        let mut keeping = opened("", None);
        welcomed(&mut keeping, "");
        let round = arranged(&mut keeping, ONE);
        update(&mut keeping, Intent::Rested(round));
        let want = if tried { vec![Effect::Rest(round + 1, AGAIN)] } else { Vec::new() };
        assert_eq!(answered(&mut keeping, ONE, answer.clone()), want, "{answer:?}");
        let sent = if tried { vec![send(ONE)] } else { Vec::new() };
        assert_eq!(update(&mut keeping, Intent::Rested(round + 1)), sent, "{answer:?}");
    }
}

#[test]
fn what_a_console_has_begun_to_send_goes_on_at_the_next_connection() {
    let mut keeping = opened(ONE, Some(TWO));
    assert_eq!(welcomed(&mut keeping, TWO), [kept(ONE, Some(TWO)), send(ONE)]);
    update(&mut keeping, Intent::Lost);
    answered(&mut keeping, ONE, Err(Failure::Unreachable));
    assert_eq!(welcomed(&mut keeping, "columns=visits"), [kept(ONE, Some(TWO)), send(ONE)]);
}
