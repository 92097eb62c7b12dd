//! Invitations: whose a conversation is that began with one, and that each was the visitor's own, accepted by them, and on
//! disk.

use std::collections::{BTreeMap, BTreeSet};

use lobby_shared::id::{Cid, ConversationId, InvitationId};

use super::{Case, Press, Promise};
use crate::history::kept::Kept;
use crate::history::{History, Person, What};

/// A visitor as the database names them: the site's row, and the number there.
type Row = (i64, i64);

/// The visitor of each conversation: who said something first in one of theirs, or else who was told of the invitation that
/// one began with, and accepted it.
pub(super) fn visitors(
    history: &History,
    kept: &Kept,
    pressed: &BTreeMap<Cid, Press<'_>>,
) -> BTreeMap<ConversationId, Person> {
    let rows: BTreeMap<ConversationId, Row> =
        kept.conversations.iter().map(|kept| (kept.id, (kept.site, kept.visitor))).collect();
    let mut people: BTreeMap<Row, Person> = BTreeMap::new();
    for event in &kept.events {
        let person = event.cid.and_then(|cid| pressed.get(&cid)).map(|press| press.person);
        if let (Some(person @ Person::Visitor(_)), Some(row)) = (person, rows.get(&event.conversation)) {
            people.entry(*row).or_insert(person);
        }
    }
    for (invitation, person) in agreed(history) {
        if let Some(invitation) = kept.invitation(invitation).filter(|invitation| invitation.accepted) {
            people.entry((invitation.site, invitation.visitor)).or_insert(person);
        }
    }
    rows.into_iter().filter_map(|(id, row)| Some((id, *people.get(&row)?))).collect()
}

/// Who accepted an invitation that they had been told of; a name that somebody made up is nobody's.
fn agreed(history: &History) -> BTreeSet<(InvitationId, Person)> {
    let (mut told, mut agreed) = (BTreeSet::new(), BTreeSet::new());
    for record in &history.records {
        let Some(person) = history.places.get(record.place).map(|place| place.person) else { continue };
        match record.what {
            What::Invited(invitation) => drop(told.insert((invitation, person))),
            What::Agreed(invitation) if told.contains(&(invitation, person)) => {
                agreed.insert((invitation, person));
            }
            _ => {}
        }
    }
    agreed
}

/// The words with which conversations may have begun: those of accepted invitations, each once.
pub(super) struct Accepted<'h>(BTreeMap<(Row, &'h str), usize>);

impl<'h> Accepted<'h> {
    pub(super) fn of(case: &Case<'h>) -> Self {
        let mut words = BTreeMap::new();
        for invitation in case.kept.invitations.iter().filter(|invitation| invitation.accepted) {
            *words.entry(((invitation.site, invitation.visitor), invitation.words.as_str())).or_default() += 1;
        }
        Self(words)
    }

    /// Whether these words of this conversation are an invitation's; they are no further one's then.
    pub(super) fn take(&mut self, case: &Case<'h>, conversation: ConversationId, said: &'h str) -> bool {
        let row = case.kept.conversation(conversation).map(|kept| (kept.site, kept.visitor));
        let left = row.and_then(|row| self.0.get_mut(&(row, said))).filter(|left| **left > 0);
        left.map(|left| *left -= 1).is_some()
    }
}

pub(super) fn check(case: &mut Case<'_>) {
    let agreed = agreed(case.history);
    let mut people: BTreeMap<Row, Person> = BTreeMap::new();
    for kept in &case.kept.conversations {
        people.extend(case.visitors.get(&kept.id).map(|person| ((kept.site, kept.visitor), *person)));
    }
    let mut found = Vec::new();
    for record in &case.history.records {
        let What::Invited(id) = record.what else { continue };
        let who = case.name(record.place);
        let Some(kept) = case.kept.invitation(id) else {
            found.push((Promise::Durable, format!("{who} was shown {id:?}, which is not on disk")));
            continue;
        };
        let Some(person) = case.person(record.place) else { continue };
        // Of whom nothing else is known, who was told first it is.
        let owner = people.entry((kept.site, kept.visitor)).or_insert(person);
        if *owner != person {
            found.push((Promise::Isolation, format!("{who} was shown {id:?}, which invites somebody else")));
        }
    }
    for kept in case.kept.invitations.iter().filter(|kept| kept.accepted) {
        if !agreed.iter().any(|(id, _)| *id == kept.id) {
            found.push((Promise::NoPhantom, format!("{:?} is accepted on disk, and nobody accepted it", kept.id)));
        }
    }
    for (cid, event) in &case.stored {
        let Some(press) = case.pressed.get(cid).filter(|press| matches!(press.person, Person::Visitor(_))) else {
            continue;
        };
        if case.visitors.get(&event.conversation) != Some(&press.person) {
            let (who, conversation) = (case.name(press.place), event.conversation);
            found.push((Promise::Isolation, format!("{who} wrote into {conversation:?}, not their own")));
        }
    }
    found.into_iter().for_each(|(promise, words)| case.find(promise, words));
}
