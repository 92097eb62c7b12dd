//! Lobby's protocol and client core; builds for wasm32 and performs no I/O.
//!
//! **Invariant:** nothing here reads a clock, draws randomness, waits, or touches a socket. Times and random bits come
//! in as arguments, so the widget, the console, the tests and the load generator run the very same code.

pub mod agent;
pub mod block;
pub mod bug;
pub mod client;
pub mod conversation;
pub mod event;
pub mod http;
pub mod id;
pub mod invitation;
pub mod lobby;
pub mod message;
pub mod page;
pub mod privacy;
pub mod site;
pub mod time;
pub mod trail;
pub mod visitor;
pub mod wire;
