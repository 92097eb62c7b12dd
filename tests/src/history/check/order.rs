//! Who comes before whom: each sender's order, and what was acknowledged before another was sent.

use std::collections::{BTreeMap, BTreeSet};

use lobby_shared::id::{Cid, ConversationId};

use super::{Case, Promise};
use crate::history::What;

pub(super) fn check(case: &mut Case<'_>) {
    sender_order(case);
    real_time(case);
}

/// Order is promised within a lane, and to what never failed: what failed goes out again when the person says so.
fn sender_order(case: &mut Case<'_>) {
    let failed: BTreeSet<Cid> = case
        .history
        .records
        .iter()
        .filter_map(|record| match record.what {
            What::Failed(cid, _) | What::GivenUp(cid) => Some(cid),
            _ => None,
        })
        .collect();
    let mut presses: Vec<_> = case.pressed.iter().filter(|(cid, _)| !failed.contains(cid)).collect();
    presses.sort_by_key(|(_, press)| press.index);
    let mut last: BTreeMap<(usize, Option<ConversationId>, ConversationId), (u64, Cid)> = BTreeMap::new();
    let mut found = Vec::new();
    for (cid, press) in presses {
        let Some(event) = case.stored.get(cid) else { continue };
        let before = last.insert((press.place, press.lane, event.conversation), (event.seq, *cid));
        if let Some((seq, first)) = before.filter(|(seq, _)| *seq >= event.seq) {
            found.push(format!(
                "{} pressed {first:?} and then {cid:?}, but in {:?} they are {seq} and {}",
                case.name(press.place),
                event.conversation,
                event.seq
            ));
        }
    }
    found.into_iter().for_each(|words| case.find(Promise::SenderOrder, words));
}

fn real_time(case: &mut Case<'_>) {
    // Per conversation: the highest number acknowledged so far, and since which record.
    let mut highest: BTreeMap<ConversationId, Vec<(usize, u64, Cid)>> = BTreeMap::new();
    for (index, record) in case.history.records.iter().enumerate() {
        let What::Acked { cid, .. } = record.what else { continue };
        let Some(event) = case.stored.get(&cid) else { continue };
        let steps = highest.entry(event.conversation).or_default();
        if steps.last().is_none_or(|(_, seq, _)| *seq < event.seq) {
            steps.push((index, event.seq, cid));
        }
    }
    let mut found = Vec::new();
    for (cid, press) in &case.pressed {
        let Some(event) = case.stored.get(cid) else { continue };
        let steps = highest.get(&event.conversation).map_or(&[][..], Vec::as_slice);
        let before = steps.iter().take_while(|(index, ..)| *index < press.index).last();
        if let Some((_, seq, first)) = before.filter(|(_, seq, _)| *seq >= event.seq) {
            found.push(format!(
                "{first:?} was acknowledged as {seq} of {:?} before {} pressed {cid:?}, which is {}",
                event.conversation,
                case.name(press.place),
                event.seq
            ));
        }
    }
    found.into_iter().for_each(|words| case.find(Promise::RealTime, words));
}
