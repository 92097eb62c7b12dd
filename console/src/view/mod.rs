//! What the console looks like: one component a file, its look beside it as `.css`.
//!
//! **Invariant:** views read state and say what somebody did; they touch no socket, no storage and no server.

pub mod account;
pub mod bubble;
pub mod composer;
pub mod context;
pub mod conversation;
pub mod desk;
pub mod details;
pub mod dialog;
pub mod end;
pub mod entry;
pub mod field;
pub mod go;
pub mod icon;
pub mod link;
pub mod list;
pub mod lobby;
pub mod nothing;
pub mod offer;
pub mod palette;
pub mod part;
pub mod password;
pub mod rail;
pub mod root;
pub mod search;
pub mod set_up;
pub mod sheet;
pub mod sign_in;
pub mod site;
pub mod site_form;
pub mod split;
pub mod stream;
pub mod tab;
pub mod tag;
pub mod toast;
pub mod visitor;
