//! The database by itself and against what was acknowledged: durable, no phantom, dense, unique.

use std::collections::{BTreeMap, BTreeSet};

use lobby_shared::id::{Cid, ConversationId, EventId};

use super::invitation::Accepted;
use super::{Case, Promise};
use crate::history::What;
use crate::history::kept::KeptEvent;

pub(super) fn check(case: &mut Case<'_>) {
    durable(case);
    phantom(case);
    dense(case);
    unique(case);
}

fn durable(case: &mut Case<'_>) {
    for record in &case.history.records {
        match &record.what {
            What::Acked { cid, conversation, number, event } => {
                acked(case, record.place, (*cid, *conversation, *number, *event))
            }
            What::Forgot => {
                let who = case.name(record.place).to_owned();
                case.find(
                    Promise::Durable,
                    format!("{who} was told to forget what it had applied, and nothing was restored"),
                );
            }
            _ => {}
        }
    }
}

fn acked(case: &mut Case<'_>, place: usize, told: (Cid, ConversationId, u64, EventId)) {
    let (cid, conversation, number, id) = told;
    let who = case.name(place).to_owned();
    let Some(person) = case.person(place) else { return };
    let Some(event) = case.stored.get(&cid).copied() else {
        let words =
            format!("{who} was told that {cid:?} is number {number} of {conversation:?}, but it is not on disk");
        return case.find(Promise::Durable, words);
    };
    let there = (event.conversation, Case::number(person, event), event.id);
    if there != (conversation, Some(number), id) {
        let words = format!(
            "{who} was told that {cid:?} is number {number} of {conversation:?} under {id:?}, but on disk it is {there:?}"
        );
        case.find(Promise::Durable, words);
    }
}

fn phantom(case: &mut Case<'_>) {
    let mut found = Vec::new();
    let mut invitations = Accepted::of(case);
    for event in case.kept.events.iter().filter(|event| !event.is_note()) {
        let Some(said) = event.said() else { continue };
        let place = format!("number {} of {:?}", event.seq, event.conversation);
        match event.cid.and_then(|cid| case.pressed.get(&cid)) {
            // With an invitation's words a conversation may begin.
            None if event.cid.is_none() && invitations.take(case, event.conversation, said) => {}
            None => found.push(format!("{place} says {said:?} under {:?}, which nobody pressed", event.cid)),
            Some(press) if press.text != said => {
                found.push(format!("{place} says {said:?}, but {} pressed {:?}", case.name(press.place), press.text));
            }
            Some(_) => {}
        }
    }
    let there: BTreeMap<EventId, &KeptEvent> = case.kept.events.iter().map(|event| (event.id, event)).collect();
    for record in &case.history.records {
        let What::Applied { conversation, number, event, said, .. } = &record.what else { continue };
        let same = there.get(event).is_some_and(|kept| {
            kept.conversation == *conversation && (kept.said() == said.as_deref() || said.is_none())
        });
        if !same {
            let who = case.name(record.place);
            found.push(format!(
                "{who} applied {event:?} ({said:?}) as {number} of {conversation:?}, which is not on disk"
            ));
        }
    }
    found.into_iter().for_each(|words| case.find(Promise::NoPhantom, words));
}

fn dense(case: &mut Case<'_>) {
    let mut found = Vec::new();
    for conversation in &case.kept.conversations {
        let events: Vec<_> = case.kept.events_of(conversation.id).collect();
        let all: Vec<u64> = events.iter().map(|event| event.seq).collect();
        let public: Vec<u64> = events.iter().filter_map(|event| event.pseq).collect();
        for (counting, numbers, head) in
            [("the agents'", &all, conversation.last_seq), ("the visitor's", &public, conversation.last_pseq)]
        {
            if *numbers != (1..=head).collect::<Vec<_>>() {
                let id = conversation.id;
                found
                    .push(format!("{id:?} has the numbers {numbers:?} in {counting} counting, and its head is {head}"));
            }
        }
    }
    found.into_iter().for_each(|words| case.find(Promise::Dense, words));
}

fn unique(case: &mut Case<'_>) {
    let mut found = Vec::new();
    let (mut ids, mut cids, mut texts) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::new());
    for event in &case.kept.events {
        let place = (event.conversation, event.seq);
        if !ids.insert(event.id) {
            found.push(format!("{:?} is the id of two events; one is {place:?}", event.id));
        }
        if event.cid.is_some_and(|cid| !cids.insert(cid)) {
            found.push(format!("{:?} is on disk twice; once as {place:?}", event.cid));
        }
        // Words without a mark may be said twice.
        let marked = event.said().filter(|said| !crate::history::marks(said.as_bytes()).is_empty());
        if let Some(said) = marked
            && let Some(first) = texts.insert(said, place)
        {
            found.push(format!("{said:?} was said once and is on disk as {first:?} and as {place:?}"));
        }
    }
    let mut open = BTreeSet::new();
    for conversation in case.kept.conversations.iter().filter(|conversation| conversation.state < 2) {
        if !open.insert((conversation.site, conversation.visitor)) {
            found.push(format!(
                "visitor {} of site {} has two open conversations",
                conversation.visitor, conversation.site
            ));
        }
    }
    found.into_iter().for_each(|words| case.find(Promise::Unique, words));
}
