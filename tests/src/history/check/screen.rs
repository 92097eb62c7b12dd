//! What stands on the screens: prefix at every moment, one content per number, and at the end what is on disk.

use std::collections::{BTreeMap, BTreeSet};

use lobby_shared::id::{ConversationId, EventId};
use lobby_shared::time::Millis;

use super::{Case, Promise};
use crate::history::kept::KeptConversation;
use crate::history::{Person, What};

pub(super) fn check(case: &mut Case<'_>) {
    prefix(case);
    immutable(case);
    convergence(case);
    lists(case);
}

fn prefix(case: &mut Case<'_>) {
    let mut applied: BTreeMap<(usize, ConversationId), u64> = BTreeMap::new();
    let mut found = Vec::new();
    for record in &case.history.records {
        match &record.what {
            What::Loaded | What::Forgot => applied.retain(|(place, _), _| *place != record.place),
            What::Left(conversation) => {
                applied.remove(&(record.place, *conversation));
            }
            What::Applied { conversation, number, event, .. } => {
                let last = applied.entry((record.place, *conversation)).or_default();
                if *number != *last + 1 {
                    let who = case.name(record.place);
                    found.push(format!("{who} applied {number} ({event:?}) of {conversation:?} when it had 1…{last}"));
                }
                *last = *number;
            }
            What::Stands { conversation, applied: stands, .. } => {
                let last = applied.get(&(record.place, *conversation)).copied().unwrap_or_default();
                if *stands != last {
                    let who = case.name(record.place);
                    found.push(format!("{who} stands at {stands} of {conversation:?} but applied 1…{last}"));
                }
            }
            _ => {}
        }
    }
    found.into_iter().for_each(|words| case.find(Promise::Prefix, words));
}

/// The two countings are two namespaces: what a visitor calls 3 may be an agent's 4.
fn immutable(case: &mut Case<'_>) {
    type Shown = (EventId, Option<String>);
    let mut shown: BTreeMap<(ConversationId, bool, u64), (Shown, String)> = BTreeMap::new();
    let mut found = Vec::new();
    for event in &case.kept.events {
        let content = (event.id, event.said().map(str::to_owned));
        for (visitor, number) in [(false, Some(event.seq)), (true, event.pseq)] {
            if let Some(number) = number {
                shown.insert((event.conversation, visitor, number), (content.clone(), "the disk".to_owned()));
            }
        }
    }
    for record in &case.history.records {
        let What::Applied { conversation, number, event, said, .. } = &record.what else { continue };
        let visitor = matches!(case.person(record.place), Some(Person::Visitor(_)));
        let who = case.name(record.place).to_owned();
        let content = (*event, said.clone());
        let (first, by) =
            shown.entry((*conversation, visitor, *number)).or_insert_with(|| (content.clone(), who.clone()));
        if *first != content {
            found.push(format!("number {number} of {conversation:?} is {content:?} to {who} and {first:?} to {by}"));
        }
    }
    found.into_iter().for_each(|words| case.find(Promise::Immutable, words));
}

/// What is known of one client at the end.
#[derive(Default)]
struct End {
    live: bool,
    welcomed: Option<Millis>,
    followed: BTreeSet<ConversationId>,
    reached: BTreeMap<(ConversationId, u64), Millis>,
    stands: BTreeMap<ConversationId, (u64, u64, u64)>,
}

fn ends(case: &Case<'_>) -> (Vec<End>, BTreeMap<EventId, Millis>) {
    let mut ends: Vec<End> = case.history.places.iter().map(|_| End::default()).collect();
    let mut known = BTreeMap::new();
    for record in &case.history.records {
        let Some(end) = ends.get_mut(record.place) else { continue };
        match &record.what {
            What::Loaded => *end = End { live: true, ..End::default() },
            What::Closed => end.live = false,
            What::Welcomed => end.welcomed = Some(record.at),
            What::Followed(conversation) => {
                end.followed.insert(*conversation);
            }
            What::Left(conversation) => {
                end.followed.remove(conversation);
            }
            What::Acked { event, .. } => {
                known.entry(*event).or_insert(record.at);
            }
            What::Applied { conversation, number, event, .. } => {
                known.entry(*event).or_insert(record.at);
                end.reached.insert((*conversation, *number), record.at);
            }
            What::Stands { conversation, applied, received, read } => {
                end.stands.insert(*conversation, (*applied, *received, *read));
            }
            _ => {}
        }
    }
    (ends, known)
}

fn convergence(case: &mut Case<'_>) {
    let (ends, known) = ends(case);
    let terms = case.history.terms;
    let mut found = Vec::new();
    for (place, end) in ends.iter().enumerate().filter(|(_, end)| end.live) {
        let who = case.name(place);
        let Some(welcomed) = end.welcomed else {
            found.push(format!("{who} was never welcomed"));
            continue;
        };
        let Some(person) = case.person(place) else { continue };
        for conversation in case.kept.conversations.iter().filter(|kept| follows(case, person, kept, end)) {
            let id = conversation.id;
            let (applied, received, read) = end.stands.get(&id).copied().unwrap_or_default();
            let (head, marks) = told(case, person, conversation);
            if applied != head {
                found.push(format!("at the end {who} has 1…{applied} of {id:?}, and there are {head}"));
                continue;
            }
            let last = case.kept.events_of(id).filter(|event| Case::number(person, event) == Some(head)).last();
            let stored = last.and_then(|event| known.get(&event.id)).copied().unwrap_or_default();
            let due = terms.healed.max(welcomed).max(stored) + terms.within;
            // An older conversation of a visitor may come up here late, by a repeated send of another tab, and nobody tells
            // its receipts.
            let told = matches!(person, Person::Agent(_)) || latest_of(case, person) == Some(id);
            if let Some(reached) = end.reached.get(&(id, head)).filter(|reached| told && **reached > due) {
                let late = reached.since(due).0;
                found.push(format!("{who} had all of {id:?} {late} ms later than promised, at {} ms", reached.0));
            }
            if told && (received, read) != marks {
                found.push(format!(
                    "to {who} the other side of {id:?} stands at {:?}, on disk at {marks:?}",
                    (received, read)
                ));
            }
        }
    }
    found.into_iter().for_each(|words| case.find(Promise::Convergence, words));
}

/// The head and the other side's marks, in this reader's counting.
fn told(case: &Case<'_>, person: Person, conversation: &KeptConversation) -> (u64, (u64, u64)) {
    match person {
        Person::Agent(_) => (conversation.last_seq, conversation.visitor_marks),
        Person::Visitor(_) => {
            let public = |seq| {
                let events = case.kept.events_of(conversation.id).filter(|event| event.seq <= seq);
                events.filter_map(|event| event.pseq).max().unwrap_or_default()
            };
            let (received, read) = conversation.agent_marks;
            (conversation.last_pseq, (public(received), public(read)))
        }
    }
}

fn latest_of(case: &Case<'_>, visitor: Person) -> Option<ConversationId> {
    let own = |kept: &&KeptConversation| case.visitors.get(&kept.id) == Some(&visitor);
    case.kept.conversations.iter().rfind(own).map(|latest| latest.id)
}

/// Whether a client is promised all of a conversation.
fn follows(case: &Case<'_>, person: Person, conversation: &KeptConversation, end: &End) -> bool {
    let id = conversation.id;
    match person {
        Person::Visitor(_) => {
            let own = case.visitors.get(&id) == Some(&person);
            let shown = end.stands.get(&id).is_some_and(|(applied, ..)| *applied > 0);
            latest_of(case, person) == Some(id) || (own && shown && !case.history.terms.lossy)
        }
        Person::Agent(agent) => {
            let may = conversation.agent.is_none_or(|has| has == agent);
            may && end.followed.contains(&id)
        }
    }
}

/// An agent's lists at the end: everything that waits, and their own.
fn lists(case: &mut Case<'_>) {
    let mut found = Vec::new();
    for record in &case.history.records {
        let (What::Lists(shown), Some(Person::Agent(agent))) = (&record.what, case.person(record.place)) else {
            continue;
        };
        let shown: BTreeSet<(ConversationId, bool)> = shown.iter().copied().collect();
        let listed = |kept: &&KeptConversation| kept.state == 0 || kept.state == 1 && kept.agent == Some(agent);
        let kept = case.kept.conversations.iter().filter(listed);
        let kept: BTreeSet<(ConversationId, bool)> = kept.map(|kept| (kept.id, kept.state == 0)).collect();
        if shown != kept {
            let who = case.name(record.place);
            let more: Vec<_> = shown.difference(&kept).collect();
            let less: Vec<_> = kept.difference(&shown).collect();
            found.push(format!(
                "{who}'s lists at the end show {more:?}, which is not so, and lack {less:?} (true: waits)"
            ));
        }
    }
    found.into_iter().for_each(|words| case.find(Promise::Convergence, words));
}
