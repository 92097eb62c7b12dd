//! The server: one axum application over one store, one bus and one hub. The layering is a table in `ARCHITECTURE.md`.

pub mod domain;
pub mod store;
