//! The rules: pure functions of plain values. Nothing here waits, reads a clock, logs, or knows a database.

pub mod address;
pub mod agent;
pub mod block;
pub mod calendar;
pub mod campaign;
pub mod conversation;
pub mod dry_run;
pub mod engine;
pub mod event;
pub mod invitation;
pub mod key;
pub mod language;
pub mod network;
pub mod refusal;
pub mod region;
pub mod rule;
pub mod site;
pub mod source;
pub mod track;
pub mod visit;
pub mod visitor;
