//! `FEATURES.md` has one row for each capability, and what it calls working is shown by a story that exists.

use crate::{document, none, one, source};

/// The letters of the capabilities, each with its last number.
const NAMES: [(&str, u32); 16] = [
    ("E", 11),
    ("W", 17),
    ("T", 10),
    ("R", 10),
    ("C", 16),
    ("L", 3),
    ("H", 4),
    ("P", 1),
    ("S", 4),
    ("A", 6),
    ("M", 5),
    ("K", 5),
    ("V", 4),
    ("B", 4),
    ("Q", 1),
    ("O", 4),
];

fn names() -> Vec<String> {
    NAMES.iter().flat_map(|(letter, last)| (1..=*last).map(move |number| format!("{letter}{number}"))).collect()
}

fn rows(text: &str) -> Vec<Vec<String>> {
    // One table a chapter, all with the same header.
    text.split("\n## ")
        .flat_map(|chapter| document::table(chapter, &["name", "what it is", "state", "story"]))
        .collect()
}

fn check(text: &str, names: &[String], story_exists: impl Fn(&str) -> bool) -> Vec<String> {
    let rows = rows(text);
    let mut problems = Vec::new();
    for name in names {
        let count = rows.iter().filter(|row| row[0] == *name).count();
        if count != 1 {
            problems.push(format!("{name} has {count} rows"));
        }
    }
    for row in &rows {
        let [name, words, state, stories] = row.as_slice() else { continue };
        let stories = document::quoted(stories);
        if !names.contains(name) || words.is_empty() {
            problems.push(format!("{name} is no capability, or its row says nothing"));
        }
        match state.split_once(':').map_or((state.as_str(), ""), |(state, missing)| (state, missing.trim())) {
            ("works", "") if stories.is_empty() => problems.push(format!("{name} works, but no story shows it")),
            ("works" | "not yet", "") => {}
            ("part", missing) if !missing.is_empty() => {}
            _ => problems
                .push(format!("{name}: the state is `works`, `part: what is missing` or `not yet`, not `{state}`")),
        }
        let gone = stories.into_iter().filter(|story| !story_exists(story));
        problems.extend(gone.map(|story| format!("{name}: there is no story {story}")));
    }
    problems
}

/// A story is `path::name`: a test function in a Rust file, or a test's title in a browser story.
fn story_exists(story: &str) -> bool {
    let Some((path, name)) = story.split_once("::") else { return false };
    let Ok(text) = std::fs::read_to_string(source::root().join(path)) else { return false };
    if path.ends_with(".rs") {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        return words.into_iter().any(|word| word == name);
    }
    path.ends_with(".spec.ts") && ['\'', '"', '`'].iter().any(|quote| text.contains(&format!("{quote}{name}{quote}")))
}

#[test]
fn every_capability_has_one_honest_row() {
    assert_eq!(names().len(), 105);
    none(&check(&source::read("FEATURES.md"), &names(), story_exists));
}

#[test]
fn a_missing_row_state_or_story_is_noticed() {
    let names = ["A1".to_owned(), "A2".to_owned()];
    let check = |rows: &str| {
        let text = format!("# F\n\n## A\n\n| name | what it is | state | story |\n|---|---|---|---|\n{rows}");
        check(&text, &names, |story| story == "tests/stories/a.rs::b")
    };
    none(&check("| A1 | x | works | `tests/stories/a.rs::b` |\n| A2 | y | part: no z | |\n"));
    one(&check("| A1 | x | not yet | |\n"), "A2 has 0 rows");
    one(&check("| A1 | x | works | |\n| A2 | y | not yet | |\n"), "no story shows it");
    one(&check("| A1 | x | part | |\n| A2 | y | not yet | |\n"), "A1: the state is");
    one(&check("| A1 | x | works | `tests/stories/a.rs::c` |\n| A2 | y | not yet | |\n"), "there is no story");
    one(&check("| A1 | x | not yet | |\n| A2 | y | not yet | |\n| Z9 | y | not yet | |\n"), "Z9 is no capability");
    assert!(story_exists("tests/tidy/feature.rs::a_missing_row_state_or_story_is_noticed"));
    assert!(!story_exists(concat!("tests/tidy/feature.rs::no_story_", "of_this_name")));
}
