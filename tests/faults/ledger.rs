//! Holds what every party did and saw against the final database: what was acknowledged is there once and in order,
//! nothing else is, and everyone has applied exactly what is there.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use lobby_server::store::Target;
use lobby_shared::event::{AgentEvent, Kind};
use lobby_shared::id::{Cid, ConversationId, EventId};
use lobby_tests::database;
use rusqlite::{Connection, OpenFlags};

use crate::party::Seen;
use crate::speak::Speak;

/// A row of the log.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Where.
    pub conversation: ConversationId,
    /// The agents' number.
    pub seq: i64,
    /// The visitor's number.
    pub pseq: Option<i64>,
    /// Its id.
    pub id: EventId,
    /// The sender's name of it.
    pub cid: Option<Cid>,
    /// What was said.
    pub said: Option<String>,
    /// When, by the server's clock.
    pub time_ms: i64,
    /// The last numbers that the conversation's row gave out.
    pub last: (i64, i64),
    /// Whose conversation, and whether it is over.
    pub visitor: (i64, bool),
}

const ROWS: &str = "select c.id, e.seq, e.pseq, e.id, e.cid, e.kind, c.last_seq, c.last_pseq, c.visitor, c.state, e.time_ms \
    from event e join conversation c on c.site_no = e.site_no and c.no = e.conversation_no \
    order by e.site_no, e.conversation_no, e.seq";

type Columns = (Vec<u8>, i64, Option<i64>, Vec<u8>, Option<Vec<u8>>, String, i64, i64, i64, i64, i64);

fn kept(row: Columns) -> Kept {
    let (conversation, seq, pseq, id, cid, kind, last_seq, last_pseq, visitor, state, time_ms) = row;
    let said = match serde_json::from_str::<Kind<AgentEvent>>(&kind).expect("an event") {
        Kind::Known(AgentEvent::Message { text }) => Some(text),
        _ => None,
    };
    let bytes = |bytes: Vec<u8>| <[u8; 16]>::try_from(bytes).expect("16 bytes");
    Kept {
        conversation: ConversationId::from_bytes(bytes(conversation)),
        seq,
        pseq,
        id: EventId::from_bytes(bytes(id)),
        cid: cid.map(|cid| Cid::from_bytes(bytes(cid))),
        said,
        time_ms,
        last: (last_seq, last_pseq),
        visitor: (visitor, state == 2),
    }
}

/// Everything in a database that no server serves any more, read past the store.
pub async fn read(target: &Target) -> Vec<Kept> {
    match target {
        Target::Sqlite { folder } => {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
            let connection = Connection::open_with_flags(folder.join("lobby.db"), flags).expect("the database");
            let check: String = connection.query_row("pragma integrity_check", [], |row| row.get(0)).expect("a check");
            assert_eq!(check, "ok");
            let mut statement = connection.prepare(ROWS).expect("a statement");
            let rows = statement.query_map([], |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                    row.get(5)?,
                    row.get(6)?,
                    row.get(7)?,
                    row.get(8)?,
                    row.get(9)?,
                    row.get(10)?,
                ))
            });
            rows.expect("rows").map(|row| kept(row.expect("a row"))).collect()
        }
        Target::Postgres { url } => {
            let rows = database::client(url).await.query(ROWS, &[]).await.expect("rows");
            let columns = |row: &tokio_postgres::Row| {
                (
                    row.get(0),
                    row.get(1),
                    row.get(2),
                    row.get(3),
                    row.get(4),
                    row.get(5),
                    row.get(6),
                    row.get(7),
                    row.get(8),
                    row.get(9),
                    row.get(10),
                )
            };
            rows.iter().map(|row| kept(columns(row))).collect()
        }
    }
}

/// The final database and everything that was found wrong.
#[derive(Debug)]
pub struct Ledger {
    rows: Vec<Kept>,
    of_cid: HashMap<Cid, usize>,
    pressed: BTreeSet<Cid>,
    /// When each cid was pressed and acknowledged, for the order over all parties.
    times: HashMap<Cid, (u64, Option<u64>)>,
    problems: Vec<String>,
}

impl Ledger {
    /// Checks the rows by themselves: dense numbers, no cid twice, no time that goes back, one open conversation a visitor.
    pub fn new(rows: Vec<Kept>) -> Self {
        let mut problems = Vec::new();
        let mut of_cid = HashMap::new();
        let mut counts: BTreeMap<ConversationId, (i64, i64)> = BTreeMap::new();
        for (at, row) in rows.iter().enumerate() {
            if let Some(cid) = row.cid
                && of_cid.insert(cid, at).is_some()
            {
                problems.push(format!("{cid:?} is in the log twice: {row:?}"));
            }
            let (seq, pseq) = counts.entry(row.conversation).or_default();
            *seq += 1;
            *pseq += i64::from(row.pseq.is_some());
            if row.seq != *seq || row.pseq.is_some_and(|number| number != *pseq) {
                problems.push(format!("numbers are not dense at {row:?}"));
            }
        }
        for pair in rows.windows(2).filter(|pair| pair[0].conversation == pair[1].conversation) {
            if pair[0].time_ms > pair[1].time_ms {
                problems.push(format!("the time goes back from {:?} to {:?}", pair[0], pair[1]));
            }
        }
        let mut open = BTreeMap::new();
        for row in &rows {
            if counts.get(&row.conversation) != Some(&row.last) {
                problems.push(format!("the conversation's row counts otherwise: {row:?}"));
            }
            let (visitor, over) = row.visitor;
            if !over && *open.entry(visitor).or_insert(row.conversation) != row.conversation {
                problems.push(format!("visitor {visitor} has two open conversations"));
            }
        }
        Self { rows, of_cid, pressed: BTreeSet::new(), times: HashMap::new(), problems }
    }

    /// How many messages are in the log.
    pub fn messages(&self) -> usize {
        self.of_cid.len()
    }

    /// How many conversations there are.
    pub fn conversations(&self) -> usize {
        self.rows.iter().map(|row| row.conversation).collect::<BTreeSet<_>>().len()
    }

    /// Holds one party's record against the rows.
    pub fn hold<R: Speak>(&mut self, seen: &Seen<R>) {
        self.problems.extend(seen.problems.iter().map(|problem| format!("{}: {problem}", seen.name)));
        for (cid, (ack, _)) in &seen.acked {
            let row = self.of_cid.get(cid).and_then(|at| self.rows.get(*at));
            if row.is_none_or(|row| (row.conversation, row.id) != (ack.conversation, ack.id)) {
                self.problems.push(format!("{}: acknowledged and not in the log so: {ack:?}, {row:?}", seen.name));
            }
        }
        self.hold_presses(seen);
        for (conversation, applied) in &seen.applied {
            let rows = || self.rows.iter().filter(|row| row.conversation == *conversation);
            let same = applied.iter().zip(rows()).all(|(heard, row)| heard.id == row.id && heard.said == row.said);
            if !same || applied.len() != rows().count() {
                let words = format!("applied {} of {} events, the same: {same}", applied.len(), rows().count());
                self.problems.push(format!("{}: {words} in {conversation:?}", seen.name));
            }
        }
    }

    fn hold_presses<R: Speak>(&mut self, seen: &Seen<R>) {
        let mut last: BTreeMap<(Option<ConversationId>, ConversationId), i64> = BTreeMap::new();
        for pressed in &seen.pressed {
            let acked = seen.acked.get(&pressed.cid).map(|(_, at)| *at);
            self.times.insert(pressed.cid, (pressed.at, acked));
            self.pressed.insert(pressed.cid);
            let Some(row) = self.of_cid.get(&pressed.cid).and_then(|at| self.rows.get(*at)) else {
                if !seen.failed.contains_key(&pressed.cid) {
                    self.problems.push(format!("{}: neither in the log nor failed: {pressed:?}", seen.name));
                }
                continue;
            };
            if seen.failed.contains_key(&pressed.cid) || row.said.as_deref() != Some(&pressed.text) {
                self.problems.push(format!("{}: failed, or with other words: {pressed:?}, {row:?}", seen.name));
            }
            let before = last.entry((pressed.lane, row.conversation)).or_default();
            if row.seq <= *before {
                self.problems.push(format!("{}: out of the sender's order: {pressed:?}, {row:?}", seen.name));
            }
            *before = row.seq;
        }
    }

    /// Closes the book when every party was held.
    ///
    /// # Panics
    /// With everything that was found wrong.
    pub fn close(self) {
        let problems = self.problems();
        let shown: Vec<&String> = problems.iter().take(10).collect();
        assert!(problems.is_empty(), "{} promises broken, such as {shown:#?}", problems.len());
    }

    /// Everything that was found wrong; last: nobody else's words, and what was acknowledged before another was pressed
    /// stands before it.
    fn problems(mut self) -> Vec<String> {
        for row in self.rows.iter().filter(|row| row.said.is_some()) {
            if row.cid.is_none_or(|cid| !self.pressed.contains(&cid)) {
                self.problems.push(format!("nobody sent {row:?}"));
            }
        }
        let mut earliest: BTreeMap<ConversationId, u64> = BTreeMap::new();
        for row in self.rows.iter().rev() {
            let Some((pressed, acked)) = row.cid.and_then(|cid| self.times.get(&cid)) else { continue };
            let later = earliest.entry(row.conversation).or_insert(u64::MAX);
            if *later < *pressed {
                self.problems.push(format!("something acknowledged before it was pressed stands behind {row:?}"));
            }
            *later = acked.map_or(*later, |acked| acked.min(*later));
        }
        self.problems
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use lobby_shared::client::VisitorRole;
    use lobby_shared::time::Millis;
    use lobby_shared::wire::log::Ack;

    use super::*;
    use crate::party::{Heard, Pressed};

    const HERE: ConversationId = ConversationId::from_bytes([1; 16]);

    fn row(number: u8) -> Kept {
        Kept {
            conversation: HERE,
            seq: number.into(),
            pseq: Some(number.into()),
            id: EventId::from_bytes([number; 16]),
            cid: Some(Cid::from_bytes([number; 16])),
            said: Some(number.to_string()),
            time_ms: 1_000 + i64::from(number),
            last: (3, 3),
            visitor: (1, false),
        }
    }

    /// Three messages, pressed one after another, each acknowledged before the next was pressed.
    fn seen() -> Seen<VisitorRole> {
        let mut seen = Seen::new("a visitor".into());
        for number in 1..=3_u8 {
            let Kept { id, cid, said, .. } = row(number);
            let (cid, text, at) = (cid.unwrap(), said.clone().unwrap(), u64::from(number) * 10);
            seen.pressed.push(Pressed { cid, text, lane: None, at });
            let (number, time_ms) = (number.into(), Millis(1));
            seen.acked.insert(cid, (Ack { cid, conversation: HERE, number, id, time_ms, dup: false }, at + 5));
            seen.applied.entry(HERE).or_default().push(Heard { id, said });
        }
        seen
    }

    fn holds(rows: Vec<Kept>, seen: Seen<VisitorRole>) -> bool {
        let mut ledger = Ledger::new(rows);
        ledger.hold(&seen);
        ledger.problems().is_empty()
    }

    #[test]
    fn every_broken_promise_is_noticed() {
        let rows = || vec![row(1), row(2), row(3)];
        assert!(holds(rows(), seen()));
        let check = |what: &str, break_it: fn(&mut Vec<Kept>, &mut Seen<VisitorRole>)| {
            let (mut rows, mut seen) = (rows(), seen());
            break_it(&mut rows, &mut seen);
            assert!(!holds(rows, seen), "not noticed: {what}");
        };
        check("an acknowledged message is lost", |rows, seen| {
            rows.truncate(2);
            rows.iter_mut().for_each(|row| row.last = (2, 2));
            seen.applied.get_mut(&HERE).unwrap().truncate(2);
        });
        check("a message is there twice", |rows, seen| {
            rows.push(Kept { cid: Some(Cid::from_bytes([3; 16])), ..row(4) });
            rows.iter_mut().for_each(|row| row.last = (4, 4));
            seen.applied.get_mut(&HERE).unwrap().push(Heard { id: row(4).id, said: row(4).said });
        });
        check("nobody sent it", |rows, seen| {
            rows.push(row(4));
            rows.iter_mut().for_each(|row| row.last = (4, 4));
            seen.applied.get_mut(&HERE).unwrap().push(Heard { id: row(4).id, said: row(4).said });
        });
        check("a number is missing", |rows, _| rows[2].seq = 4);
        check("a time goes back", |rows, _| rows[1].time_ms = 1_000);
        check("the row counts otherwise", |rows, _| rows[0].last = (4, 4));
        check("the sender's order is another", |_, seen| seen.pressed.swap(0, 1));
        check("what was acknowledged first stands behind", |_, seen| {
            seen.pressed[0].at = 100;
            seen.pressed.rotate_left(1);
            let lane = Some(ConversationId::from_bytes([2; 16]));
            seen.pressed[2].lane = lane;
        });
        check("a client misses an event", |_, seen| drop(seen.applied.get_mut(&HERE).unwrap().pop()));
        check("a client shows other words", |_, seen| {
            seen.applied.get_mut(&HERE).unwrap()[1].said = Some("else".into());
        });
        check("what was pressed is nowhere", |_, seen| {
            seen.pressed.push(Pressed { cid: Cid::from_bytes([9; 16]), text: "9".into(), lane: None, at: 40 });
        });
        check("it failed and is there", |_, seen| {
            let failed = BTreeMap::from([(Cid::from_bytes([1; 16]), lobby_shared::wire::error::ErrorCode::Ended)]);
            seen.failed = failed;
        });
        check("two conversations are open", |rows, _| {
            let other = ConversationId::from_bytes([7; 16]);
            rows.push(Kept { conversation: other, cid: None, said: None, last: (1, 1), ..row(1) });
        });
        check("an event was acknowledged otherwise", |_, seen| {
            let (ack, _) = seen.acked.get_mut(&Cid::from_bytes([1; 16])).unwrap();
            ack.id = EventId::from_bytes([8; 16]);
        });
    }
}
