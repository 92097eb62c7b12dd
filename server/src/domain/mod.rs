//! The rules: pure functions of plain values. Nothing here waits, reads a clock, logs, or knows a database.

pub mod address;
pub mod agent;
pub mod conversation;
pub mod event;
pub mod key;
pub mod language;
pub mod refusal;
pub mod site;
pub mod source;
pub mod visitor;
