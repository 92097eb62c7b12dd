//! Every Rust file opens with one sentence: what it is and what it guarantees.

use crate::source::{Source, all};
use crate::{none, one};

fn check(sources: &[Source]) -> Vec<String> {
    let opens = |source: &Source| source.text.starts_with("//! ") && source.text.len() > 20;
    sources
        .iter()
        .filter(|source| !opens(source))
        .map(|source| format!("{}: no `//!` at the top", source.path))
        .collect()
}

#[test]
fn every_file_opens_with_its_sentence() {
    none(&check(&all(&["rs"])));
}

#[test]
fn a_file_without_one_is_noticed() {
    one(
        &check(&[Source::new("a.rs", "use std::fmt;\n//! Late."), Source::new("b.rs", "//! What this is for.")]),
        "a.rs",
    );
}
