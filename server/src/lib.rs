//! The server: one axum application over one store, one bus and one hub. The layering is a table in `ARCHITECTURE.md`.

pub mod app;
pub mod auth;
pub mod bus;
pub mod clock;
pub mod command;
pub mod config;
pub mod domain;
pub mod http;
pub mod hub;
pub mod job;
pub mod log;
pub mod metrics;
pub mod service;
pub mod store;
pub mod task;
pub mod ws;
