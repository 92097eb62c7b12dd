//! What the console keeps in the browser: per agent messages on their way, drafts and the
//! lobby's table, per browser the preferences, and in a
//! cookie, for the server to read, the language.

use lobby_shared::client::Entry;
use lobby_shared::id::{AgentId, Cid, ConversationId};

use super::{cookie, storage};
use crate::state::unsent;

const PREFERENCES: &str = "lobby.preferences";
const TABLE: &str = "lobby.table.";
const UNSENT_TABLE: &str = "lobby.table-unsent.";
/// The server reads it when the page is asked for.
const LANGUAGE: &str = "lobby.language";

fn outbox_prefix(agent: AgentId) -> String {
    format!("lobby.outbox.{}.", agent.to_text())
}

fn draft_prefix(agent: AgentId) -> String {
    format!("lobby.draft.{}.", agent.to_text())
}

/// Keeps a message on its way; `false` when it could not be kept.
pub fn keep_entry(agent: AgentId, entry: &Entry) -> bool {
    storage::set(&(outbox_prefix(agent) + &entry.cid.to_text()), &unsent::to_text(entry))
}

/// Forgets a message: it has arrived, or was given up.
pub fn forget_entry(agent: AgentId, cid: Cid) {
    storage::remove(&(outbox_prefix(agent) + &cid.to_text()));
}

/// Every message that was on its way when this agent's console was last left.
pub fn entries(agent: AgentId) -> Vec<Entry> {
    let prefix = outbox_prefix(agent);
    let read = |key: &String| unsent::parse(Cid::parse(key.strip_prefix(&prefix)?).ok()?, &storage::get(key)?);
    storage::keys(&prefix).iter().filter_map(read).collect()
}

/// Keeps a draft.
pub fn keep_draft(agent: AgentId, conversation: ConversationId, text: &str) {
    storage::set(&(draft_prefix(agent) + &conversation.to_text()), text);
}

/// Forgets a draft.
pub fn forget_draft(agent: AgentId, conversation: ConversationId) {
    storage::remove(&(draft_prefix(agent) + &conversation.to_text()));
}

/// Every draft of this agent.
pub fn drafts(agent: AgentId) -> Vec<(ConversationId, String)> {
    let prefix = draft_prefix(agent);
    let read = |key: &String| {
        let conversation = ConversationId::parse(key.strip_prefix(&prefix)?).ok()?;
        Some((conversation, storage::get(key)?))
    };
    storage::keys(&prefix).iter().filter_map(read).collect()
}

/// Keeps how this agent has arranged the lobby's table, and what the server had before, if it does not know of it.
pub fn keep_table(agent: AgentId, table: &str, unsent: Option<&str>) {
    let agent = agent.to_text();
    storage::set(&[TABLE, &agent].concat(), table);
    match unsent {
        Some(before) => drop(storage::set(&[UNSENT_TABLE, &agent].concat(), before)),
        None => storage::remove(&[UNSENT_TABLE, &agent].concat()),
    }
}

/// The server has this arrangement. Another tab may have kept a later one meanwhile.
pub fn table_arrived(agent: AgentId, table: &str) {
    if self::table(agent).0 == table {
        storage::remove(&[UNSENT_TABLE, &agent.to_text()].concat());
    }
}

/// How this agent has arranged the lobby's table, empty when they have not; and what the server had before, if it does
/// not know of it.
pub fn table(agent: AgentId) -> (String, Option<String>) {
    let agent = agent.to_text();
    let table = storage::get(&[TABLE, &agent].concat()).unwrap_or_default();
    (table, storage::get(&[UNSENT_TABLE, &agent].concat()))
}

/// Keeps the preferences.
pub fn keep_preferences(text: &str) {
    storage::set(PREFERENCES, text);
}

/// The preferences; empty when nothing was chosen yet.
pub fn preferences() -> String {
    storage::get(PREFERENCES).unwrap_or_default()
}

/// Keeps the tag of the language that was picked; empty: none was.
pub fn keep_language(tag: &str) {
    cookie::set(LANGUAGE, tag);
}

/// The tag of the language that was picked; empty when none was.
pub fn language() -> String {
    cookie::get(LANGUAGE)
}
