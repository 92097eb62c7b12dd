//! Databases that have been in use for years, made within a minute: the rows of a stopped server's few regulars, many
//! times over, written past the server in the server's own form.

use std::ops::RangeInclusive;
use std::path::Path;

use lobby_shared::id::ConversationId;
use rusqlite::{Connection, params};

use crate::outcome::{Done, doing};

/// The server's database in its folder.
const FILE: &str = "lobby.db";
/// No visitor comes so often: what is copied stands apart from what the server writes.
const COPIES_FROM: i64 = 1_000_000;
/// Older than any trail is kept by default.
const LONG_AGO_MS: i64 = 200 * 24 * 3_600 * 1_000;

/// After each conversation's last message come so many copies of it, under names of their own.
const MESSAGES: &str = "with recursive copy (no) as (select 1 union all select no + 1 from copy where no < ?1) \
    insert into event (site_no, conversation_no, seq, pseq, id, time_ms, author_kind, author_no, kind, said, cid, cid_hash) \
    select e.site_no, e.conversation_no, e.seq + copy.no, e.pseq + copy.no, randomblob(16), e.time_ms, e.author_kind, \
    e.author_no, e.kind, e.said, randomblob(16), randomblob(32) from conversation c join event e on \
    e.site_no = c.site_no and e.conversation_no = c.no and e.seq = c.last_seq cross join copy \
    where c.no between ?2 and ?3";
const COUNTS: &str =
    "update conversation set last_seq = last_seq + ?1, last_pseq = last_pseq + ?1 where no between ?2 and ?3";
/// Each visitor's last visit, so many times and long ago, with a trail of so many pages.
const VISITS: &str = "with recursive copy (no) as (select 1 union all select no + 1 from copy where no < ?1) \
    insert into visit (site_no, visitor, number, arrived_ms, left_ms, facts) select site_no, visitor, ?2 + copy.no, \
    arrived_ms - ?3, arrived_ms - ?3, facts from visit v cross join copy where number = (select max(number) from visit w \
    where w.site_no = v.site_no and w.visitor = v.visitor)";
const STEPS: &str = "with recursive copy (no) as (select 1 union all select no + 1 from copy where no < ?1) \
    insert into step (site_no, visitor, visit, number, at_ms, seen_ms, kind, name, detail) select v.site_no, v.visitor, \
    v.number, copy.no, v.arrived_ms, 1000, s.kind, s.name, s.detail from visit v join step s on s.site_no = v.site_no and \
    s.visitor = v.visitor and s.number = (select min(number) from step where site_no = v.site_no and visitor = v.visitor \
    and visit = s.visit) and s.visit < ?2 cross join copy where v.number > ?2";
const LEFT: &str = "select count(*) from visit where number > ?1";

/// Puts so many messages more into each of these conversations, by their numbers.
pub fn talk(folder: &Path, conversations: RangeInclusive<i64>, messages: usize) -> Done {
    let connection = open(folder)?;
    let (messages, from, to) = (count(messages)?, conversations.start(), conversations.end());
    let transaction = connection.unchecked_transaction()?;
    doing("messages", transaction.execute(MESSAGES, params![messages, from, to]))?;
    doing("conversations", transaction.execute(COUNTS, params![messages, from, to]))?;
    transaction.commit()?;
    Ok(settle(&connection)?)
}

/// Gives each visitor so many visits of long ago, each of so many pages.
pub fn walk(folder: &Path, visits: usize, pages: usize) -> Done {
    let connection = open(folder)?;
    let transaction = connection.unchecked_transaction()?;
    doing("visits", transaction.execute(VISITS, params![count(visits)?, COPIES_FROM, LONG_AGO_MS]))?;
    doing("steps", transaction.execute(STEPS, params![count(pages)?, COPIES_FROM]))?;
    transaction.commit()?;
    Ok(settle(&connection)?)
}

/// Visits of long ago that are still there; a running server is not disturbed.
pub fn old_visits(folder: &Path) -> Done<i64> {
    Ok(open(folder)?.query_row(LEFT, [COPIES_FROM], |row| row.get(0))?)
}

/// The number of a conversation.
pub fn number(folder: &Path, conversation: ConversationId) -> Done<i64> {
    Ok(open(folder)?
        .query_row("select no from conversation where id = ?1", [conversation.as_bytes()], |row| row.get(0))?)
}

/// Messages and what else conversations hold.
pub fn events(folder: &Path) -> Done<i64> {
    Ok(open(folder)?.query_row("select count(*) from event", [], |row| row.get(0))?)
}

/// As the database counts.
fn count(number: usize) -> Done<i64> {
    Ok(i64::try_from(number)?)
}

fn open(folder: &Path) -> Done<Connection> {
    Ok(Connection::open(folder.join(FILE))?)
}

/// Moves the log into the file, so that the server does not begin with that.
fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))
}
