//! Thousands of simulated lives: the released client core, sessions, service and SQLite store under seeded people and
//! storms, each run held against the promises; and the proof that the checker goes red on every seeded bug.
//!
//! `cargo xtask sim` runs fresh seeds and prints them; `cargo xtask sim --seed N` repeats one and tells all of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm
)]

mod agent;
mod dice;
mod fresh;
mod house;
mod link;
mod note;
mod proof;
mod run;
mod scene;
mod storm;
mod tab;
mod visitor;
mod weight;
mod world;
