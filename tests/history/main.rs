//! The checker of histories: a good run passes, and each promise has a bad run, made by hand, that it names.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so"
)]

mod bad;
mod good;
mod real;
