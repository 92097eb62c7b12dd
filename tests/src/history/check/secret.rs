//! Isolation: no byte of another's conversation, no note for a visitor, no cid for anyone but its sender, and what is typed
//! and not sent for nobody but the agents of the conversation.

use std::collections::{BTreeMap, BTreeSet};

use lobby_shared::id::{ConversationId, EventId};

use super::{Case, Promise};
use crate::history::kept::KeptEvent;
use crate::history::{Person, What, marks};

pub(super) fn check(case: &mut Case<'_>) {
    let taken: BTreeMap<ConversationId, u64> = case
        .kept
        .events
        .iter()
        .filter(|event| event.is_accepted())
        .map(|event| (event.conversation, event.seq))
        .collect();
    let mut said: BTreeMap<String, &KeptEvent> = BTreeMap::new();
    for event in &case.kept.events {
        for mark in event.said().map(|said| marks(said.as_bytes())).unwrap_or_default() {
            said.entry(mark).or_insert(event);
        }
    }
    let senders: BTreeMap<String, Person> = case
        .pressed
        .values()
        .flat_map(|press| marks(press.text.as_bytes()).into_iter().map(|mark| (mark, press.person)))
        .collect();
    let mut found = Vec::new();
    for record in &case.history.records {
        let Some(person) = case.person(record.place) else { continue };
        let who = case.name(record.place);
        match &record.what {
            What::Heard(heard) => {
                // What nobody ever said is no leak: random bytes of an id may look like a mark.
                let foreign = |mark: &&String| said.contains_key(*mark) || senders.contains_key(*mark);
                for mark in heard.iter().filter(|mark| senders.get(*mark) != Some(&person)).filter(foreign) {
                    let Some(event) = said.get(mark) else {
                        found.push(format!("{who} received the words of ~{mark}~, which are on no disk"));
                        continue;
                    };
                    if !may_read(case, person, event, &taken) {
                        let (seq, conversation) = (event.seq, event.conversation);
                        let what = if event.is_note() { "the note" } else { "the message" };
                        found.push(format!(
                            "{who} received {what} ~{mark}~, which is {seq} of {conversation:?}, not their own"
                        ));
                    }
                }
            }
            What::Applied { cid: Some(cid), .. }
                if case.pressed.get(cid).is_some_and(|press| press.person != person) =>
            {
                found.push(format!("{who} was told {cid:?}, which only its sender may know"));
            }
            _ => {}
        }
    }
    found.into_iter().for_each(|words| case.find(Promise::Isolation, words));
    typed(case);
}

/// What was typed and not sent: by whom, and as which record.
fn typed(case: &mut Case<'_>) {
    let mut typed: BTreeMap<String, (usize, Person)> = BTreeMap::new();
    let mut found = Vec::new();
    let taken = known_taken(case);
    for (index, record) in case.history.records.iter().enumerate() {
        let Some(person) = case.person(record.place) else { continue };
        match &record.what {
            What::Typed(text) => {
                typed.extend(marks(text.as_bytes()).into_iter().map(|mark| (mark, (index, person))));
            }
            What::Heard(heard) => {
                let theirs = heard.iter().filter_map(|mark| Some((mark, *typed.get(mark)?)));
                for (mark, _) in theirs.filter(|(_, by)| !may_watch(case, person, *by, &taken)) {
                    let who = case.name(record.place);
                    found.push((Promise::Isolation, format!("{who} saw ~{mark}~ being typed, not for them")));
                }
            }
            _ => {}
        }
    }
    for event in &case.kept.events {
        for mark in event.said().map(|said| marks(said.as_bytes())).unwrap_or_default() {
            if typed.contains_key(&mark) {
                found.push((Promise::NoPhantom, format!("~{mark}~ is on disk, and was only typed")));
            }
        }
    }
    found.into_iter().for_each(|(promise, words)| case.find(promise, words));
}

/// The record by which the first client knew that an agent had taken a conversation.
fn known_taken(case: &Case<'_>) -> BTreeMap<ConversationId, usize> {
    let accepted: BTreeSet<EventId> =
        case.kept.events.iter().filter(|event| event.is_accepted()).map(|event| event.id).collect();
    let mut taken = BTreeMap::new();
    for (index, record) in case.history.records.iter().enumerate() {
        if let What::Applied { conversation, event, .. } = record.what
            && accepted.contains(&event)
        {
            taken.entry(conversation).or_insert(index);
        }
    }
    taken
}

/// The agents of a conversation see what its visitor types: whoever has it or had it, and as long as nobody has it, all.
fn may_watch(
    case: &Case<'_>,
    person: Person,
    (typed, by): (usize, Person),
    taken: &BTreeMap<ConversationId, usize>,
) -> bool {
    let Person::Agent(agent) = person else { return false };
    case.kept.conversations.iter().filter(|kept| case.visitors.get(&kept.id) == Some(&by)).any(|kept| {
        let open = taken.get(&kept.id).is_none_or(|known| typed < *known);
        open || kept.agent.is_none_or(|has| has == agent)
    })
}

/// A visitor reads what is public in their own conversations; an agent what was there when the conversation was taken,
/// and from then on only who has it.
fn may_read(case: &Case<'_>, person: Person, event: &KeptEvent, taken: &BTreeMap<ConversationId, u64>) -> bool {
    match person {
        Person::Visitor(_) => !event.is_note() && case.visitors.get(&event.conversation) == Some(&person),
        Person::Agent(agent) => {
            let has = case.kept.conversation(event.conversation).and_then(|conversation| conversation.agent);
            has.is_none_or(|has| has == agent) || taken.get(&event.conversation).is_none_or(|seq| event.seq < *seq)
        }
    }
}
