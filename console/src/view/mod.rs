//! What the console looks like: one component a file, its look beside it as `.css`.
//!
//! **Invariant:** views read state and say what somebody did; they touch no socket, no storage and no server.

pub mod context;
pub mod entry;
pub mod field;
pub mod icon;
pub mod password;
pub mod root;
pub mod set_up;
pub mod sign_in;
pub mod tag;
pub mod toast;
