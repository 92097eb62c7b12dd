//! Every path that a document names exists.

use crate::{document, none, one, source};

const DOCUMENTS: [&str; 4] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "FEATURES.md"];

/// Whether a word in backticks means a file or folder of this checkout.
fn is_path(word: &str, top: &[String]) -> bool {
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
    let first = word.split('/').next().unwrap_or_default();
    let document = word.ends_with(".md") && !word.contains('/');
    plain && (document || (word.contains('/') && top.iter().any(|name| name == first)))
}

fn check(name: &str, text: &str, top: &[String], exists: impl Fn(&str) -> bool) -> Vec<String> {
    let quoted = document::quoted(text).into_iter().filter(|word| is_path(word, top));
    let local = |link: &String| !link.contains("://") && !link.starts_with('#');
    let linked = document::links(text)
        .into_iter()
        .filter(local)
        .map(|link| link.split('#').next().unwrap_or_default().to_owned());
    let missing = quoted.chain(linked).filter(|path| !exists(path));
    missing.map(|path| format!("{name}: there is no {path}")).collect()
}

#[test]
fn every_path_in_the_documents_exists() {
    let top: Vec<String> = source::paths().iter().filter_map(|path| Some(path.split_once('/')?.0.to_owned())).collect();
    // A module may be named without its ending.
    let exists =
        |path: &str| [path.to_owned(), format!("{path}.rs")].iter().any(|path| source::root().join(path).exists());
    none(&DOCUMENTS.iter().flat_map(|name| check(name, &source::read(name), &top, exists)).collect::<Vec<_>>());
}

#[test]
fn a_path_that_does_not_exist_is_noticed() {
    let top = ["server".to_owned()];
    let check = |text: &str| check("README.md", text, &top, |path| path == "server/src/main.rs" || path == "B.md");
    none(&check("`server/src/main.rs`, `text/plain`, `server/src/<noun>.rs`, [b](B.md#c), [w](https://x.example)"));
    one(&check("`server/src/gone.rs`"), "server/src/gone.rs");
    one(&check("[c](C.md)"), "C.md");
    one(&check("see `D.md`"), "D.md");
}
