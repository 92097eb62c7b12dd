//! Who may use whom: the table in `ARCHITECTURE.md`, held against every path that the source names.

use std::collections::BTreeMap;

use crate::source::{Source, all, read};
use crate::token::{heads_after, tokens};
use crate::{document, none, one};

/// One row: the modules of the same crate that may be used, and the crates that may not.
struct Row {
    may: Vec<String>,
    never: Vec<String>,
}

/// The crates that have layers inside. The others have a row for the whole.
const LAYERED: [&str; 3] = ["server/src/", "widget/src/", "console/src/"];

fn rows(document: &str) -> BTreeMap<String, Row> {
    let table = document::table(document, &["module", "may use", "never"]);
    let entry = |cells: &Vec<String>| {
        let row = Row { may: document::quoted(&cells[1]), never: document::quoted(&cells[2]) };
        document::quoted(&cells[0])
            .into_iter()
            .map(move |name| (name, Row { may: row.may.clone(), never: row.never.clone() }))
            .collect::<Vec<_>>()
    };
    table.iter().flat_map(entry).collect()
}

/// `server/src/ws/run.rs` belongs to `server/src/ws`; the crate's roots belong to nobody.
fn module(path: &str) -> Option<String> {
    if path.starts_with("shared/src/") {
        return Some("shared/src".to_owned());
    }
    let layered = LAYERED.iter().find(|layered| path.starts_with(**layered))?;
    let (first, _) = path[layered.len()..].split_once(['/', '.'])?;
    (!matches!(first, "main" | "lib")).then(|| format!("{layered}{first}"))
}

/// What a file names of its own crate's top modules, by `crate::` and by enough `super::`s.
fn used(source: &Source, flat: &[String]) -> Vec<String> {
    let inner = source.path.split_once("/src/").map_or("", |(_, inner)| inner);
    let depth = inner.trim_end_matches(".rs").trim_end_matches("/mod").split('/').count();
    let up = ["super", ":", ":"].repeat(depth);
    let mut used = heads_after(flat, &["crate", ":", ":"]);
    used.extend(heads_after(flat, &up).into_iter().filter(|name| name != "super"));
    used
}

fn check(document: &str, sources: &[Source]) -> Vec<String> {
    let rows = rows(document);
    let mut problems = Vec::new();
    for source in sources {
        let Some(module) = module(&source.path) else { continue };
        let Some(row) = rows.get(&module) else {
            problems.push(format!("{}: ARCHITECTURE.md's layering table has no row for {module}", source.path));
            continue;
        };
        let flat = tokens(&source.path, &source.text);
        let own = module.rsplit('/').next().unwrap_or_default();
        if module != "shared/src" {
            for name in used(source, &flat) {
                let is_module = rows.contains_key(&format!("{}{name}", &module[..module.len() - own.len()]));
                if is_module && name != own && !row.may.contains(&name) {
                    problems.push(format!("{}: {own} may not use {name}", source.path));
                }
            }
        }
        for foreign in &row.never {
            let path = [foreign.as_str(), ":", ":"];
            if !heads_after(&flat, &path).is_empty() || !heads_after(&flat, &["use", foreign]).is_empty() {
                problems.push(format!("{}: {own} never uses {foreign}", source.path));
            }
        }
    }
    problems.sort();
    problems.dedup();
    problems
}

#[test]
fn modules_use_only_what_their_layer_may() {
    let document = read("ARCHITECTURE.md");
    assert!(rows(&document).len() > 10, "the layering table is not where it was");
    none(&check(&document, &all(&["rs"])));
}

#[test]
fn every_row_of_the_layering_table_is_a_module() {
    let sources = all(&["rs"]);
    let gone = rows(&read("ARCHITECTURE.md")).into_keys().filter(|row| {
        let module = |source: &Source| module(&source.path).as_deref() == Some(row);
        !sources.iter().any(module)
    });
    none(&gone.map(|row| format!("no such module: {row}")).collect::<Vec<_>>());
}

#[test]
fn a_wrong_use_is_noticed() {
    let document = "| module | may use | never |\n|---|---|---|\n| `server/src/ws` | `hub` | `axum` |\n\
                    | `server/src/hub`, `server/src/store` | — | — |\n| `shared/src` | — | `tokio` |\n";
    let check = |path: &str, text: &str| check(document, &[Source::new(path, text)]);
    none(&check(
        "server/src/ws/run.rs",
        "use crate::hub::Bell; use std::fmt; #[cfg(test)] mod t { use crate::store::X; }",
    ));
    one(&check("server/src/ws/run.rs", "fn f() { crate::store::open() }"), "ws may not use store");
    one(&check("server/src/ws/run.rs", "use super::super::store::Store;"), "ws may not use store");
    one(&check("server/src/ws.rs", "use super::store::Store;"), "ws may not use store");
    one(&check("server/src/ws/mod.rs", "m! { axum::serve() }"), "ws never uses axum");
    one(&check("server/src/queue.rs", ""), "no row for server/src/queue");
    one(&check("shared/src/client/mod.rs", "use tokio::time;"), "never uses tokio");
}
