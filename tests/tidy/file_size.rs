//! No file is longer than a person reads at once.

use crate::source::{Source, all};
use crate::{none, one};

const MAX_LINES: usize = 500;

fn check(sources: &[Source]) -> Vec<String> {
    let lines = sources.iter().map(|source| (&source.path, source.text.lines().count()));
    lines.filter(|(_, lines)| *lines > MAX_LINES).map(|(path, lines)| format!("{path}: {lines} lines")).collect()
}

#[test]
fn no_file_is_over_500_lines() {
    none(&check(&all(&["rs", "ts", "js", "css", "html", "sql", "sh", "toml"])));
}

#[test]
fn a_long_file_is_noticed() {
    let of = |lines| Source::new("long.css", &"a {}\n".repeat(lines));
    none(&check(&[of(500)]));
    one(&check(&[of(501)]), "501 lines");
}
