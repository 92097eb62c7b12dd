//! Nothing half done is left in the source, and no drawer is opened for what has no place.

use crate::source::{self, Source, all};
use crate::{none, one};

/// Written in two halves, so that this file does not find itself.
const HALF_DONE: [&str; 6] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X:"),
    concat!("to", "do!("),
    concat!("unimple", "mented!("),
    concat!("coming", " soon"),
];

const DRAWERS: [&str; 9] = ["util", "utils", "common", "helper", "helpers", "misc", "manager", "core", "infra"];

fn half_done(sources: &[Source]) -> Vec<String> {
    let found = |source: &Source| HALF_DONE.iter().find(|word| source.text.contains(**word)).copied();
    sources.iter().filter_map(|source| Some(format!("{}: {}", source.path, found(source)?))).collect()
}

fn drawers(paths: &[String]) -> Vec<String> {
    let part_of = |path: &String| {
        path.split('/').map(|part| part.split('.').next().unwrap_or_default()).any(|part| DRAWERS.contains(&part))
    };
    paths.iter().filter(|path| part_of(path)).cloned().collect()
}

#[test]
fn nothing_half_done_is_left_in_the_source() {
    none(&half_done(&all(&["rs", "ts", "js", "css", "html", "sql", "toml"])));
}

#[test]
fn there_are_no_drawers() {
    none(&drawers(&source::paths()));
}

#[test]
fn half_done_work_and_drawers_are_noticed() {
    one(&half_done(&[Source::new("a.rs", concat!("// TO", "DO later"))]), "a.rs");
    one(&drawers(&["server/src/utils/x.rs".into(), "server/src/domain/agent.rs".into()]), "utils");
    one(&drawers(&["widget/src/helpers.rs".into()]), "helpers.rs");
}
