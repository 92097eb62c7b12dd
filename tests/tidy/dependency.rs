//! Dependencies: each one is named in `ARCHITECTURE.md` with its reason, and the two that must agree do.

use std::collections::BTreeSet;

use toml::Table;

use crate::{document, none, one, source};

/// The names of all outside packages in a manifest's dependency tables.
fn named(manifest: &str) -> BTreeSet<String> {
    let manifest: Table = manifest.parse().expect("a manifest");
    let workspace = manifest.get("workspace").and_then(|table| table.get("dependencies"));
    let tables = ["dependencies", "dev-dependencies", "build-dependencies"].map(|name| manifest.get(name));
    let tables = tables.into_iter().chain([workspace]).flatten().filter_map(toml::Value::as_table);
    tables.flat_map(|table| table.keys().cloned()).filter(|name| !name.starts_with("lobby-")).collect()
}

fn node_packages(manifest: &str) -> BTreeSet<String> {
    let manifest: serde_json::Value = serde_json::from_str(manifest).expect("a package.json");
    let tables = ["dependencies", "devDependencies"].iter().filter_map(|name| manifest.get(name)?.as_object());
    tables.flat_map(|table| table.keys().cloned()).collect()
}

fn check(document: &str, used: &BTreeSet<String>) -> Vec<String> {
    let rows = document::table(document, &["crate", "for", "beat"]);
    let told: BTreeSet<String> = rows.iter().flat_map(|row| document::quoted(&row[0])).collect();
    let untold = used.difference(&told).map(|name| format!("{name} is not in ARCHITECTURE.md's table of dependencies"));
    let gone = told.difference(used).map(|name| format!("{name} is in ARCHITECTURE.md's table, but nothing uses it"));
    let silent = rows.iter().filter(|row| row[1].is_empty()).map(|row| format!("{} has no reason", row[0]));
    untold.chain(gone).chain(silent).collect()
}

/// The bindings generator must be exactly as old as the library it reads, or it refuses the program.
fn bindgen(manifest: &str) -> Vec<String> {
    let manifest: Table = manifest.parse().expect("a manifest");
    let version = |name: &str| manifest.get("workspace")?.get("dependencies")?.get(name)?.as_str().map(str::to_owned);
    match (version("wasm-bindgen"), version("wasm-bindgen-cli-support")) {
        (Some(library), Some(generator)) if library == generator && library.starts_with('=') => Vec::new(),
        (library, generator) => {
            vec![format!("wasm-bindgen {library:?} and its generator {generator:?} are not pinned equal")]
        }
    }
}

#[test]
fn every_dependency_is_in_the_table_with_its_reason() {
    let manifests = source::paths().into_iter().filter(|path| path.ends_with("Cargo.toml"));
    let mut used: BTreeSet<String> = manifests.flat_map(|path| named(&source::read(&path))).collect();
    used.extend(node_packages(&source::read("tests/browser/package.json")));
    none(&check(&source::read("ARCHITECTURE.md"), &used));
}

#[test]
fn wasm_bindgen_and_its_generator_are_pinned_equal() {
    none(&bindgen(&source::read("Cargo.toml")));
}

#[test]
fn an_unexplained_dependency_and_a_different_version_are_noticed() {
    let document = "| crate | for | beat |\n|---|---|---|\n| `serde` | frames | — |\n";
    let used = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    none(&check(document, &used(&["serde"])));
    one(&check(document, &used(&["serde", "regex"])), "regex is not in");
    one(&check(document, &used(&[])), "nothing uses it");
    let pair = |a: &str, b: &str| {
        bindgen(&format!("[workspace.dependencies]\nwasm-bindgen = \"{a}\"\nwasm-bindgen-cli-support = \"{b}\""))
    };
    none(&pair("=0.2.1", "=0.2.1"));
    one(&pair("=0.2.1", "=0.2.2"), "not pinned equal");
    one(&pair("0.2", "0.2"), "not pinned equal");
    assert_eq!(
        named("[dependencies]\na = \"1\"\nlobby-shared = \"1\"\n[dev-dependencies]\nb = \"1\""),
        used(&["a", "b"])
    );
}
