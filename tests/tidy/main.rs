//! The rules of the source that no compiler checks. Each check is a pure function of texts, and is itself shown to go red.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod dependency;
mod document;
mod feature;
mod file_size;
mod function;
mod header;
mod language;
mod layer;
mod path;
mod source;
mod sql;
mod token;
mod view;
mod word;

/// Fails with all problems at once, one a line.
#[track_caller]
fn none(problems: &[String]) {
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

/// Fails unless there is exactly one problem and it says this.
#[track_caller]
fn one(problems: &[String], says: &str) {
    assert!(problems.len() == 1 && problems[0].contains(says), "not one problem with `{says}`: {problems:#?}");
}
