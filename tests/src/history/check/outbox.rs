//! What a person pressed Send on, and what queues hold: outbox and bounded.

use std::collections::BTreeSet;

use lobby_shared::id::Cid;
use lobby_shared::wire::close::CloseCode;

use super::{Case, Promise};
use crate::history::What;

pub(super) fn check(case: &mut Case<'_>) {
    let mut settled: BTreeSet<Cid> = BTreeSet::new();
    for record in &case.history.records {
        match &record.what {
            What::Acked { cid, .. }
            | What::Failed(cid, _)
            | What::GivenUp(cid)
            | What::Applied { cid: Some(cid), .. } => {
                settled.insert(*cid);
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    for (cid, press) in &case.pressed {
        if !settled.contains(cid) {
            let stored = if case.stored.contains_key(cid) { "it is on disk" } else { "it is not on disk" };
            let who = case.name(press.place);
            found.push(format!(
                "{who} pressed Send on {cid:?} ({:?}) and never heard of it again; {stored}",
                press.text
            ));
        }
    }
    for record in &case.history.records {
        if let What::Pending(cid) = record.what {
            found.push(format!("at the end {cid:?} is still on its way from {}", case.name(record.place)));
        }
    }
    found.into_iter().for_each(|words| case.find(Promise::Outbox, words));
    bounded(case);
}

/// Codes with which a server closes on a client that asks too much or speaks badly, which the client core never does.
const UNRULY: [CloseCode; 3] = [CloseCode::TooFast, CloseCode::TooBig, CloseCode::Malformed];

fn bounded(case: &mut Case<'_>) {
    let most = case.history.terms.most_waiting;
    for record in &case.history.records {
        let who = case.name(record.place).to_owned();
        match record.what {
            What::Waits(waited) if waited > most => {
                case.find(Promise::Bounded, format!("{waited} waited in the server for {who}, and {most} may"));
            }
            What::Cut(code) if UNRULY.iter().any(|unruly| unruly.number() == code) => {
                case.find(Promise::Bounded, format!("the server closed on {who} with {code}"));
            }
            _ => {}
        }
    }
}
