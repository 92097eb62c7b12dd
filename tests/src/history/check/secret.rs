//! Isolation: no byte of another's conversation, no note for a visitor, no cid for anyone but its sender.

use std::collections::BTreeMap;

use lobby_shared::id::ConversationId;

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
